//! What is remembered of every call of pagoPA: counted as pagoPA counts, measured, logged.
//!
//! Calls that name no station of ours, or cannot be read, are nobody's: the metrics count them.

use std::time::Duration;

use iuvo_app::journal::{self, Call as CountedCall};
use iuvo_domain::{Environment, calls::CallEnd};
use pagopa_codes::StationId;

use crate::{
    Edge,
    metrics::{CallLabels, StationLabel},
};

/// How long the Node waits for an answer (SANP, "livelli di servizio").
const PATIENCE: Duration = Duration::from_secs(7);
/// How long it waits for the answer to a receipt.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(15);

/// What is logged and counted of a call.
pub(super) struct Call {
    pub(super) environment: Environment,
    pub(super) operation: &'static str,
    /// The station addressed, if it is one of ours.
    pub(super) station: Option<StationId>,
}

/// Remembers how a call ended: its end, the outcome by name, and the time it took.
pub(super) fn tell(edge: &Edge, call: &Call, (end, outcome): (CallEnd, String), took: Duration) {
    count(edge, call, end, took);
    log(call, &outcome, took);
    let labels = CallLabels {
        environment: call.environment.slug(),
        station: StationLabel(call.station),
        operation: call.operation,
        outcome,
    };
    edge.metrics.count_call(&labels, took);
}

fn count(edge: &Edge, call: &Call, end: CallEnd, took: Duration) {
    let Some(station) = call.station else { return };
    let operation = call.operation;
    let is_receipt = operation.starts_with("paSendRT");
    let patience = if is_receipt { RECEIPT_PATIENCE } else { PATIENCE };
    let environment = call.environment;
    let call = CountedCall { environment, station, operation, patience, end, took };
    journal::count_call(&edge.app, &call);
}

/// Calls answered OK are told by the counters and the journal; the log, whose lines cost as much as
/// a third of an answer, tells of them only when it is asked for details.
fn log(call: &Call, outcome: &str, took: Duration) {
    let duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let (environment, operation) = (call.environment.slug(), call.operation);
    let station = StationLabel(call.station);
    let station = station.as_str();
    let text = "the Node was answered";
    if outcome == "OK" {
        tracing::debug!(environment, operation, station, outcome, duration_us, "{text}");
    } else {
        tracing::info!(environment, operation, station, outcome, duration_us, "{text}");
    }
}
