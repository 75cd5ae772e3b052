//! What happened in a step, as it was said over the wire.

use serde_json::Value;

/// One step of a simulation.
#[derive(Debug, Default)]
pub struct Step {
    /// What time it is, in microseconds since 1970.
    pub now_us: i64,
    /// The receipts that were delivered, in their order.
    pub delivered: Vec<Delivered>,
    /// The Node's other questions.
    pub asked: Vec<Asked>,
    /// What the bodies' software asked for.
    pub called: Vec<Called>,
    /// What was done of the jobs.
    pub jobs: Jobs,
}

/// What was done of the jobs that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Jobs {
    /// Nothing: nobody ran them.
    #[default]
    Untouched,
    /// Something, until the database failed.
    Begun,
    /// All of it.
    Done,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Outcome OK.
    Ok,
    /// Outcome KO with that fault, or a SOAP fault.
    Ko(String),
    /// No answer of the protocol: nothing is certain.
    Nothing,
}

/// A paSendRTV2 or a paSendRT.
#[derive(Debug)]
pub struct Delivered {
    /// The message, whole.
    pub message: Vec<u8>,
    /// What the Node heard.
    pub heard: Heard,
    /// Whether it was damaged on its way.
    pub damaged: bool,
}

/// A paVerifyPaymentNotice, a paGetPaymentV2 or a paGetPayment.
#[derive(Debug)]
pub struct Asked {
    /// The message.
    pub request: String,
    /// The answer, when one came.
    pub response: String,
    /// What the Node heard.
    pub heard: Heard,
}

/// A call of the GPD API.
#[derive(Debug)]
pub struct Called {
    /// `create`, `update`, `publish`, `invalidate`, `delete`, `read`, `list`, `mark` as paid
    /// elsewhere, or `move` to another account.
    pub operation: &'static str,
    /// The fiscal code in the path.
    pub organization: String,
    /// Whether the key may act for that body.
    pub is_admitted: bool,
    /// The position that is meant.
    pub iupd: String,
    /// The notice that is marked.
    pub notice: String,
    /// The HTTP status; 0 when none came.
    pub status: u16,
    /// What was sent.
    pub request: Value,
    /// What came back.
    pub answer: Value,
}
