//! Counting the Node's calls as pagoPA counts them.
//!
//! Calls that name no station of ours, or cannot be read, are nobody's: the metrics count them.

use std::time::Duration;

use axum::http::StatusCode;
use iuvo_app::journal::{self, Call as CountedCall};
use iuvo_domain::calls::CallEnd;

use super::Call;
use crate::Edge;

/// How long the Node waits for an answer (SANP, "livelli di servizio").
const PATIENCE: Duration = Duration::from_secs(7);
/// How long it waits for the answer to a receipt.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(15);

pub(super) fn count(edge: &Edge, call: &Call, status: StatusCode, outcome: &str, took: Duration) {
    let Some(station) = call.station else { return };
    let end = match (status, outcome) {
        (StatusCode::OK, "OK") => CallEnd::Ok,
        (StatusCode::OK, _) => CallEnd::Ko,
        _ => CallEnd::Failed,
    };
    let operation = call.operation;
    let is_receipt = operation.starts_with("paSendRT");
    let patience = if is_receipt { RECEIPT_PATIENCE } else { PATIENCE };
    let environment = call.environment;
    let call = CountedCall { environment, station, operation, patience, end, took };
    journal::count_call(&edge.app, &call);
}
