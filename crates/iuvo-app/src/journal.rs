//! The journal: what happened, told to whoever may know.
//!
//! What changes something is written in the transaction that changes it (`iuvo_store::journal`).
//! What changes nothing, the Node's questions above all, and the counts of its calls are written by
//! the buffer a little later, so that no call waits for them.

mod buffer;
mod counts;
mod read_timeline;
mod refused;

pub(crate) use buffer::Buffer;
pub use buffer::dropped;
pub use read_timeline::{Timeline, TimelineError, read_timeline};
pub use refused::{ReadError, Refusal, RefusedMessageRead, keep_refused, read_refused};

use std::time::Duration;

use iuvo_domain::{
    Environment, WorkspaceId,
    calls::{CallCount, CallEnd, CallKey},
    journal::Entry,
};
use iuvo_store::{StoreError, calls::ListCalls};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::StationId;

use crate::App;

/// How long what may be forgotten is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The life of positions.
    pub positions: SignedDuration,
    /// The Node's questions.
    pub questions: SignedDuration,
    /// The messages that were refused.
    pub refused_messages: SignedDuration,
    /// The counts of the Node's calls.
    pub calls: SignedDuration,
    /// Carts, from the last that was heard of them; never less than a receipt may be under way.
    pub carts: SignedDuration,
    /// Files of positions, with what became of their items.
    pub files: SignedDuration,
}

impl Default for Keep {
    /// Ten years, as the body's accounts; thirteen months, so that a month can be compared with
    /// the year before; three months, in which disputes come up; two years; three months again,
    /// twice.
    fn default() -> Self {
        let days = |count: i64| SignedDuration::from_hours(count.saturating_mul(24));
        Self {
            positions: days(3653),
            questions: days(400),
            refused_messages: days(90),
            calls: days(731),
            carts: days(90),
            files: days(90),
        }
    }
}

/// A call of the Node that has been answered.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Where it came in.
    pub environment: Environment,
    /// The station it named, which is one of ours.
    pub station: StationId,
    /// The operation, by its own name.
    pub operation: &'a str,
    /// How long the Node waits for such an answer.
    pub patience: Duration,
    /// How it ended.
    pub end: CallEnd,
    /// How long it took.
    pub took: Duration,
}

/// Remembers something that changed nothing; it is written within a second. When more happens than
/// can be written it is dropped, and counted ([`dropped`]).
pub fn note(app: &App, workspace: WorkspaceId, actor: Option<&str>, entry: Entry) {
    app.journal.note(&app.act(workspace, actor), entry);
}

/// Counts a call of the Node.
pub fn count_call(app: &App, call: &Call<'_>) {
    app.journal.count(call, app.now());
}

/// Writes everything that waits; returns when it is written, or when it has been tried.
pub async fn flush(app: &App) {
    app.journal.flush().await;
}

/// What was counted in the intervals that began in a period, its end excluded.
pub async fn list_calls(
    app: &App,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(CallKey, CallCount)>, StoreError> {
    app.store().read(ListCalls { from, to }).await
}
