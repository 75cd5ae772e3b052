//! The state of workspaces at a glance, and the rows that its figures are made of.
//!
//! Every figure of a workspace is a walk along an index of its own, and its rows are found by the
//! same condition. Of some services too, however many they are: they are asked about together.

pub mod takings;

use std::collections::BTreeMap;

use iuvo_domain::{ServiceId, WorkspaceId, debt_position::PositionStatus};
use jiff::Timestamp;

use crate::{
    Query, StoreError, Tx,
    column::{Row, only, params},
    files::count_with_rejects,
    jobs::{failing, stuck},
    review_cases::count_open,
    statement::statements,
    together::{self, TOGETHER, together},
};

use takings::{Takings, TakingsOf};

statements! {
    // Draft, paid and withdrawn positions are not looked at.
    STATUSES = "
        select status, count(*),
               cast(coalesce(sum(case when next_change_at <= $2 then 1 else 0 end), 0) as bigint)
        from debt_position
        where workspace_id = $1 and status in (2, 3, 4, 6)
        group by status";
    // Crossed in that order: SQLite would rather walk all states of all services.
    STATUSES_OF_SERVICES = concat!("
        select p.status, count(*),
               cast(coalesce(sum(case when p.next_change_at <= $27 then 1 else 0 end), 0)
                 as bigint)
        from service s
        cross join debt_position p
        where s.workspace_id = $1 and p.workspace_id = $1 and s.id in ", together!(), "
          and p.service_id = s.id and p.status in (2, 3, 4, 6)
        group by p.status");
    STUCK_JOBS = concat!("
        select count(*) from job
        where workspace_id = $1 and ", stuck!("$2"));
    LIST_STUCK_JOBS = concat!("
        select kind, subject, due_at, attempts, last_error from job
        where workspace_id = $1 and ", stuck!("$2"), "
        order by due_at
        limit $3");
    // Where a broker has to look: the questions that are asked across workspaces.
    // Each half has an index; together they would have none.
    WORKSPACES_WITH_STUCK_JOBS = concat!("
        select workspace_id, count(*) from (
          select workspace_id, id from job where done_at is null and due_at <= $1
          union
          select workspace_id, id from job where done_at is null and ", failing!(), ") stuck
        group by workspace_id");
    WORKSPACES_WITH_CASES = "
        select workspace_id, count(*) from review_case where closed = 0 group by workspace_id";
}

/// The state of a workspace at a moment.
pub struct Glance {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which of its services; all of it, if none are named.
    pub services: Option<Vec<ServiceId>>,
    /// The moment, whose calendar tells what has expired.
    pub now: Timestamp,
    /// Work that was due by then and is not done is stuck.
    pub stuck_since: Timestamp,
    /// From when on takings are told, until the moment's end.
    pub takings: (Timestamp, Timestamp),
    /// From when on files are looked at.
    pub files_since: Timestamp,
}

/// What a glance finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glanced {
    /// Positions that may be paid.
    pub open: i64,
    /// Positions that expired unpaid.
    pub expired: i64,
    /// What was taken, by the hour's number since 1970.
    pub takings: BTreeMap<i64, Takings>,
    /// Work that is stuck.
    pub stuck_jobs: i64,
    /// Cases that wait for a person.
    pub cases: i64,
    /// Files of which something was refused; they belong to no service.
    pub files_with_rejects: i64,
}

impl Query for Glance {
    type Output = Glanced;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let mut found = Glanced::default();
        for (status, count, overtaken) in self.statuses(tx).await? {
            found.count(status, count, overtaken);
        }
        let (from, to) = self.takings;
        let services = self.services.clone();
        found.takings = TakingsOf { workspace, services, from, to }.run(tx).await?;
        let stuck = params![workspace, self.stuck_since];
        found.stuck_jobs = tx.query_one(&STUCK_JOBS, stuck, only).await?;
        found.cases = count_open(tx, workspace, self.services.as_deref()).await?;
        found.files_with_rejects = count_with_rejects(tx, workspace, self.files_since).await?;
        Ok(found)
    }
}

impl Glance {
    /// How many positions stand where, and how many of them the calendar has overtaken.
    async fn statuses(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Vec<(PositionStatus, i64, i64)>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.next()?, row.next()?, row.next()?));
        let workspace = self.workspace;
        let Some(services) = &self.services else {
            return tx.query(&STATUSES, params![workspace, self.now], read).await;
        };
        let mut statuses = Vec::new();
        for some in services.chunks(TOGETHER) {
            let params = together::params(&workspace, some, params![self.now]);
            statuses.extend(tx.query(&STATUSES_OF_SERVICES, &params, read).await?);
        }
        Ok(statuses)
    }
}

impl Glanced {
    /// About how many rows were counted for it.
    pub fn rows(&self) -> i64 {
        let receipts = self.takings.values().map(|it| it.receipts);
        receipts.fold(self.open.saturating_add(self.expired), i64::saturating_add)
    }

    /// What the calendar has overtaken is counted where it will be in a moment.
    fn count(&mut self, status: PositionStatus, count: i64, overtaken: i64) {
        let (open, expired) = match status {
            PositionStatus::Published => (overtaken, 0),
            PositionStatus::Valid => (count.saturating_sub(overtaken), overtaken),
            PositionStatus::PartiallyPaid => (count, 0),
            PositionStatus::Expired => (0, count),
            PositionStatus::Draft | PositionStatus::Paid | PositionStatus::Invalidated => (0, 0),
        };
        self.open = self.open.saturating_add(open);
        self.expired = self.expired.saturating_add(expired);
    }
}

/// Work that is stuck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckJob {
    /// What is to be done.
    pub kind: String,
    /// About what.
    pub subject: String,
    /// When it was to be done.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed.
    pub last_error: Option<String>,
}

/// The work of a workspace that is stuck, what has waited longest first.
pub struct StuckJobs {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Due by then and not done.
    pub stuck_since: Timestamp,
    /// At most so many.
    pub limit: i64,
}

impl Query for StuckJobs {
    type Output = Vec<StuckJob>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.stuck_since, self.limit];
        tx.query(&LIST_STUCK_JOBS, params, |row| {
            Ok(StuckJob {
                kind: row.next()?,
                subject: row.next()?,
                due_at: row.next()?,
                attempts: row.next()?,
                last_error: row.next()?,
            })
        })
        .await
    }
}

/// Where somebody has to look, in any workspace.
pub struct Troubles {
    /// Work that was due by then and is not done is stuck.
    pub stuck_since: Timestamp,
}

/// How much there is to look at, by workspace; those without anything are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Work that is stuck.
    pub stuck_jobs: i64,
    /// Cases that wait for a person.
    pub cases: i64,
}

impl Query for Troubles {
    type Output = BTreeMap<WorkspaceId, Trouble>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.next()?, row.next()?));
        let jobs = tx.query(&WORKSPACES_WITH_STUCK_JOBS, params![self.stuck_since], read).await?;
        let cases = tx.query(&WORKSPACES_WITH_CASES, params![], read).await?;
        let mut troubles: BTreeMap<WorkspaceId, Trouble> = BTreeMap::new();
        for (workspace, stuck_jobs) in jobs {
            troubles.entry(workspace).or_default().stuck_jobs = stuck_jobs;
        }
        for (workspace, cases) in cases {
            troubles.entry(workspace).or_default().cases = cases;
        }
        Ok(troubles)
    }
}
