//! What is counted: the Node's calls, per station and operation, and what the rest of the
//! program counts for itself.

use std::{fmt::Write, time::Duration};

use iuvo_app::Commits;
use pagopa_codes::StationId;
use prometheus_client::{
    collector::Collector,
    encoding::{
        DescriptorEncoder, EncodeLabelSet, EncodeLabelValue, EncodeMetric, LabelValueEncoder,
        text::encode,
    },
    metrics::{
        MetricType,
        counter::{ConstCounter, Counter},
        family::Family,
        histogram::Histogram,
    },
    registry::Registry,
};

/// Seconds. The Node's service level is 2 s, its patience 7 s (15 s for receipts).
const DURATIONS: [f64; 10] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 7.0];

/// Counters and histograms of this process.
pub struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    durations: Family<DurationLabels, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct CallLabels {
    /// `collaudo` or `produzione`.
    pub(crate) environment: &'static str,
    /// The station addressed, if it is one of ours: strangers cannot add labels.
    pub(crate) station: StationLabel,
    /// The operation, by its own name.
    pub(crate) operation: &'static str,
    /// `OK`, a fault code, or how else the call ended.
    pub(crate) outcome: String,
}

/// A station of ours, if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct StationLabel(pub(crate) Option<StationId>);

impl StationLabel {
    /// The station, as logs and metrics name it.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_ref().map_or("unknown", StationId::as_str)
    }
}

impl EncodeLabelValue for StationLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        encoder.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DurationLabels {
    station: StationLabel,
    operation: &'static str,
}

/// What the rest of the program counts for itself.
#[derive(Debug)]
struct OwnCounts;

impl Collector for OwnCounts {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let Commits { commits, commands } = iuvo_app::commits();
        let counts = [
            ("store_defects", DEFECTS_HELP, iuvo_app::defects()),
            ("store_commits", "Transactions committed", commits),
            ("store_commands", "Commands in the transactions committed", commands),
            ("journal_dropped", DROPPED_HELP, iuvo_app::journal::dropped()),
        ];
        for (name, help, count) in counts {
            let encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            ConstCounter::new(count).encode(encoder)?;
        }
        Ok(())
    }
}

const DROPPED_HELP: &str = "Events of the journal that did not fit in memory, or in the database";
const DEFECTS_HELP: &str = "Defects of ours found while running commands; each is in the log";

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("iuvo");
        let calls = Family::default();
        let durations: Family<DurationLabels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(DURATIONS));
        registry.register("node_calls", "Calls of the Node by outcome", calls.clone());
        registry.register(
            "node_call_duration_seconds",
            "Time taken to answer the Node",
            durations.clone(),
        );
        registry.register_collector(Box::new(OwnCounts));
        Self { registry, calls, durations }
    }
}

impl Metrics {
    pub(crate) fn count_call(&self, labels: &CallLabels, took: Duration) {
        let duration = DurationLabels { station: labels.station, operation: labels.operation };
        self.calls.get_or_create(labels).inc();
        self.durations.get_or_create(&duration).observe(took.as_secs_f64());
    }

    /// Everything counted, in the `OpenMetrics` text form.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => format!("# {error}\n"),
        }
    }
}
