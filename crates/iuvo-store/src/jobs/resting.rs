//! Recurring jobs that rest although there is something for them to do.
//!
//! An intermediary has thousands of bodies, and in most of them nothing happens for hours: to ask
//! once for all where something is to be done costs less than to run a job in each. The questions
//! go from every workspace to its own rows, one descent of an index each.

use iuvo_domain::WorkspaceId;
use jiff::Timestamp;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    receipts::waiting::{second_and_untold, unfiled},
    statement::{Statement, statements},
};

statements! {
    // The least of an index, and not whether one exists: PostgreSQL would read all that are due.
    RESTING_WITH_CALENDAR = "
        select w.id from workspace w
        join job j on j.workspace_id = w.id and j.kind = $1
        where j.done_at is null and j.attempts = 0 and j.due_at > $2
          and ((select min(p.next_change_at) from debt_position p
                where p.workspace_id = w.id and p.next_change_at is not null) <= $2
            or exists (
                select 1 from debt_position p
                where p.workspace_id = w.id
                  and (p.listed_at is null or p.listed_at <> p.updated_at)))";
    RESTING_WITH_RECEIPTS = concat!("
        select w.id from workspace w
        join job j on j.workspace_id = w.id and j.kind = $1
        where j.done_at is null and j.attempts = 0 and j.due_at > $2
          and (exists (
              select 1 from receipt r
              join installment i
                on i.workspace_id = r.workspace_id and i.notice_number = r.notice_number
              where r.workspace_id = w.id and i.workspace_id = w.id and i.status = 1 and",
                unfiled!(), ")
            or exists (
              select 1 from receipt r
              where r.workspace_id = w.id and", second_and_untold!("w.id"), ")
            or exists (
              select 1 from receipt r
              where r.workspace_id = w.id
                and r.service_id is null and r.debt_position_id is not null))");
    WAKE = "
        update job set due_at = $3
        where workspace_id = $1 and kind = $2 and done_at is null and attempts = 0
          and due_at > $3";
}

/// What a recurring job looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksAfter {
    /// Positions that the calendar has overtaken, or that lists do not know as they are.
    Calendar,
    /// Receipts that came before their position, are a second payment that nobody was told of, or
    /// do not name the service of their position.
    Receipts,
}

impl LooksAfter {
    const fn resting(self) -> &'static Statement {
        match self {
            Self::Calendar => &RESTING_WITH_CALENDAR,
            Self::Receipts => &RESTING_WITH_RECEIPTS,
        }
    }
}

/// The workspaces where a recurring job rests although there is something for it to do. One that
/// is put off because it failed is not among them.
pub struct RestingInVain {
    /// The kind of the job.
    pub kind: &'static str,
    /// What it looks after.
    pub looks_after: LooksAfter,
    /// At that moment.
    pub now: Timestamp,
}

impl Query for RestingInVain {
    type Output = Vec<WorkspaceId>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(self.looks_after.resting(), params![self.kind, self.now], only).await
    }
}

/// Makes a resting job of a workspace due.
pub async fn wake(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute_any(&WAKE, params![workspace, kind, now]).await?;
    Ok(())
}
