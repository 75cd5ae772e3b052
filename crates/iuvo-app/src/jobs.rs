//! What happens by itself: leased jobs, run by whichever replica finds them due.
//!
//! A job is idempotent and may run twice; its lease ends by itself if its worker dies. A failure
//! puts the job off, the longer the more often it has failed, and stays visible in its row.
//!
//! Recurring jobs go everywhere a few times a day. Those that somebody waits for are woken within
//! a minute wherever there is something for them to do: an intermediary has thousands of bodies,
//! and a job in each of them every minute would be more than one process can run.

mod journal_forgets;
mod positions_follow_calendar;
mod receipts_find_positions;
mod waking;

use std::{sync::Arc, time::Duration};

use iuvo_domain::WorkspaceId;
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    jobs::{self, Claim, DueWorkspaces},
};
use jiff::{SignedDuration, Timestamp};

pub(crate) use waking::Waking;

use crate::{
    App,
    files::{Progress, work_through},
    letters::{Sending, send_receipts},
    overview::keep_overviews,
};

/// How long a worker may hold a job.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How long a recurring job rests after a run, unless it is woken.
const REST: SignedDuration = SignedDuration::from_hours(6);
/// Pause after the first failure.
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// Longest pause after failures.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Workspaces looked at in one round.
const ROUND: usize = 64;
/// Pause after a round that leaves nothing to do.
const TICK: Duration = Duration::from_secs(1);

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Recurring: every position's stored status is the one its dates say.
    PositionsFollowCalendar,
    /// Recurring: every receipt of a body's own notice has been applied to its position.
    ReceiptsFindPositions,
    /// Recurring: nothing is remembered longer than it may be.
    JournalForgets,
    /// Once: a letter with the receipts of a cart leaves, when they have come.
    ReceiptsByMail,
    /// Once: the items of a file are worked through.
    FileIsWorkedThrough,
}

/// What becomes of a job that was run.
enum Outcome {
    /// It comes again after a rest.
    Rests,
    /// What it is about has not come: it looks again at that moment.
    Waits(Timestamp),
    /// It is done.
    Ended,
    /// It comes again the later, the more often it has failed.
    Failed(String),
}

impl JobKind {
    /// What every workspace does again and again.
    pub(crate) const RECURRING: [Self; 3] =
        [Self::PositionsFollowCalendar, Self::ReceiptsFindPositions, Self::JournalForgets];

    /// The stable name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PositionsFollowCalendar => "positions_follow_calendar",
            Self::ReceiptsFindPositions => "receipts_find_positions",
            Self::JournalForgets => "journal_forgets",
            Self::ReceiptsByMail => "receipts_by_mail",
            Self::FileIsWorkedThrough => "file_is_worked_through",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        let all =
            Self::RECURRING.into_iter().chain([Self::ReceiptsByMail, Self::FileIsWorkedThrough]);
        all.into_iter().find(|it| it.code() == code)
    }
}

/// Runs rounds and keeps the directory and the overviews fresh, until it is dropped.
pub async fn work(app: Arc<App>) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = app.refresh_directory().await {
            tracing::warn!(%error, "the directory could not be read again");
        }
        if let Err(error) = keep_overviews(&app).await {
            tracing::warn!(%error, "an overview could not be counted anew");
        }
        match run_due_jobs(&app).await {
            // There may be more, and nobody should wait for it.
            Ok(ROUND..) => tick.reset_immediately(),
            Ok(_) => (),
            Err(error) => tracing::warn!(%error, "a round of jobs was cut short"),
        }
    }
}

/// Wakes what rests in vain and runs one job in each workspace where one is due; returns in how
/// many it was.
pub async fn run_due_jobs(app: &App) -> Result<usize, StoreError> {
    waking::wake(app).await?;
    let limit = i64::try_from(ROUND).unwrap_or(i64::MAX);
    let due = app.store().read(DueWorkspaces { now: app.now(), limit }).await?;
    let mut kinds = Vec::new();
    for workspace in &due {
        let now = app.now();
        let claim = ClaimJob { workspace: *workspace, now, until: later(now, LEASE) };
        if let Some(claim) = app.store().execute(Lane::Bulk, claim).await? {
            kinds.push(run(app, claim).await?);
        }
    }
    if kinds.contains(&Some(JobKind::JournalForgets)) {
        journal_forgets::forget_calls(app).await?;
    }
    Ok(due.len())
}

/// Runs a job, and puts it off or ends it; returns what it was.
async fn run(app: &App, claim: Claim) -> Result<Option<JobKind>, StoreError> {
    let kind = JobKind::from_code(&claim.job.kind);
    let outcome = match kind {
        Some(kind) => perform(app, kind, &claim).await,
        None => Outcome::Failed(format!("nobody does jobs of kind {}", claim.job.kind)),
    };
    let now = app.now();
    let (due_at, error) = match outcome {
        Outcome::Ended => (None, None),
        Outcome::Rests => (Some(later(now, REST)), None),
        Outcome::Waits(until) => (Some(until), None),
        Outcome::Failed(error) => (Some(later(now, pause_after(claim.attempts))), Some(error)),
    };
    if let Some(error) = &error {
        tracing::warn!(%error, kind = %claim.job.kind, job.id = %claim.job.id, "a job failed");
    }
    let kept = match due_at {
        Some(due_at) => app.store().execute(Lane::Bulk, PutOff { claim, due_at, error }).await?,
        None => app.store().execute(Lane::Bulk, End(claim)).await?,
    };
    if !kept {
        tracing::warn!("a job was claimed by another worker while it ran");
    }
    Ok(kind)
}

async fn perform(app: &App, kind: JobKind, claim: &Claim) -> Outcome {
    let workspace = claim.job.workspace;
    let recurred = |done: Result<(), StoreError>| match done {
        Ok(()) => Outcome::Rests,
        Err(error) => Outcome::Failed(error.to_string()),
    };
    match kind {
        JobKind::PositionsFollowCalendar => {
            recurred(positions_follow_calendar::run(app, workspace).await)
        }
        JobKind::ReceiptsFindPositions => {
            recurred(receipts_find_positions::run(app, workspace).await)
        }
        JobKind::JournalForgets => recurred(journal_forgets::run(app, workspace).await),
        JobKind::ReceiptsByMail => match send_receipts(app, workspace, &claim.job.subject).await {
            Ok(Sending::Ended) => Outcome::Ended,
            Ok(Sending::Waits(until)) => Outcome::Waits(until),
            Err(error) => Outcome::Failed(error.to_string()),
        },
        JobKind::FileIsWorkedThrough => {
            match work_through(app, workspace, &claim.job.subject).await {
                Ok(Progress::Ended) => Outcome::Ended,
                Ok(Progress::GoesOn) => Outcome::Waits(app.now()),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
    }
}

/// One minute, then twice as long after each failure, up to an hour.
fn pause_after(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 10)).unwrap_or(1).saturating_sub(1);
    SHORTEST_PAUSE.saturating_mul(1_i32.checked_shl(doublings).unwrap_or(1)).min(LONGEST_PAUSE)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

struct ClaimJob {
    workspace: WorkspaceId,
    now: Timestamp,
    until: Timestamp,
}

impl Command for ClaimJob {
    type Output = Option<Claim>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        jobs::claim(tx, self.workspace, self.now, self.until).await
    }
}

struct End(Claim);

impl Command for End {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        jobs::remove(tx, &self.0).await
    }
}

struct PutOff {
    claim: Claim,
    due_at: Timestamp,
    error: Option<String>,
}

impl Command for PutOff {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        jobs::reschedule(tx, &self.claim, self.due_at, self.error.as_deref()).await
    }
}
