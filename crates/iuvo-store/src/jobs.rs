//! Deferred work, leased and fenced.
//!
//! A job is written in the transaction of its cause, so that neither exists without the other. A
//! worker claims it for a while; the fence it was given must still hold when it writes the end, so
//! that of two workers only the later one counts.

use iuvo_domain::{JobId, WorkspaceId};
use jiff::Timestamp;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

pub mod resting;

/// Whether a job fails again and again: it is at its third attempt, or beyond. One that goes well
/// begins to be counted anew.
macro_rules! failing {
    () => {
        "attempts >= 3"
    };
}
pub(crate) use failing;

/// Whether a job is stuck: it fails again and again, or was to be done by then and is not.
macro_rules! stuck {
    ($by:literal) => {
        concat!("done_at is null and (due_at <= ", $by, " or ", crate::jobs::failing!(), ")")
    };
}
pub(crate) use stuck;

statements! {
    INSERT = "
        insert into job
          (workspace_id, id, kind, subject, due_at, attempts, fence, leased_until, created_at)
        values ($1, $2, $3, $4, $5, 0, 0, 0, $6)
        on conflict (workspace_id, kind, subject) do nothing";
    DUE_WORKSPACES = "
        select workspace_id from job
        where done_at is null and due_at <= $1 and leased_until <= $1
        group by workspace_id
        order by min(due_at), workspace_id
        limit $2";
    CLAIM = "
        update job
        set leased_until = $3, fence = fence + 1, attempts = attempts + 1
        where workspace_id = $1
          and id = (
            select id from job
            where workspace_id = $1 and done_at is null and due_at <= $2 and leased_until <= $2
            order by due_at
            limit 1)
          and done_at is null and due_at <= $2 and leased_until <= $2
        returning id, kind, subject, due_at, attempts, fence";
    FINISH = "
        update job set done_at = $4, leased_until = 0, last_error = null
        where workspace_id = $1 and id = $2 and fence = $3";
    REMOVE = "delete from job where workspace_id = $1 and id = $2 and fence = $3";
    RESCHEDULE = "
        update job set due_at = $4, leased_until = 0, last_error = $5, attempts = $6
        where workspace_id = $1 and id = $2 and fence = $3";
}

/// A unit of deferred work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its identity.
    pub id: JobId,
    /// Where it belongs.
    pub workspace: WorkspaceId,
    /// What is to be done.
    pub kind: String,
    /// About what; unique together with the kind.
    pub subject: String,
    /// When it was to be done.
    pub due_at: Timestamp,
}

/// A job held by a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub job: Job,
    /// How often it has been claimed since it last went well, this time included.
    pub attempts: i64,
    /// What proves that the claim still holds.
    pub fence: i64,
}

/// Enqueues a job; `false` if the same kind and subject is known already.
pub async fn insert(tx: &mut Tx<'_>, job: &Job, now: Timestamp) -> Result<bool, StoreError> {
    let params = params![job.workspace, job.id, job.kind, job.subject, job.due_at, now];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

/// Enqueues a job of a workspace that is new, and so has none of the kind.
pub async fn insert_first(tx: &mut Tx<'_>, job: &Job, now: Timestamp) -> Result<(), StoreError> {
    let params = params![job.workspace, job.id, job.kind, job.subject, job.due_at, now];
    tx.execute_one(&INSERT, params).await
}

/// Claims the job of a workspace that has waited longest, if one is due.
///
/// The conditions stand twice: whoever waited for the row while another worker claimed it, and
/// perhaps ended it, looks again at what that worker left.
pub async fn claim(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Claim>, StoreError> {
    tx.query_opt(&CLAIM, params![workspace, now, until], |row| {
        let job = Job {
            id: row.next()?,
            workspace,
            kind: row.next()?,
            subject: row.next()?,
            due_at: row.next()?,
        };
        Ok(Claim { job, attempts: row.next()?, fence: row.next()? })
    })
    .await
}

/// Ends a job; `false` if somebody else has claimed it meanwhile.
pub async fn finish(tx: &mut Tx<'_>, claim: &Claim, now: Timestamp) -> Result<bool, StoreError> {
    let params = params![claim.job.workspace, claim.job.id, claim.fence, now];
    Ok(tx.execute(&FINISH, params).await? == 1)
}

/// Ends a job of which nothing needs to be known any more; `false` if somebody else has claimed it
/// meanwhile.
pub async fn remove(tx: &mut Tx<'_>, claim: &Claim) -> Result<bool, StoreError> {
    let params = params![claim.job.workspace, claim.job.id, claim.fence];
    Ok(tx.execute(&REMOVE, params).await? == 1)
}

/// Puts a job off, because it failed or, without an error, because it recurs: its attempts are
/// counted anew then. `false` if somebody else has claimed it meanwhile.
pub async fn reschedule(
    tx: &mut Tx<'_>,
    claim: &Claim,
    due_at: Timestamp,
    error: Option<&str>,
) -> Result<bool, StoreError> {
    let attempts = error.map_or(0, |_| claim.attempts);
    let params = params![claim.job.workspace, claim.job.id, claim.fence, due_at, error, attempts];
    Ok(tx.execute(&RESCHEDULE, params).await? == 1)
}

/// The workspaces where a job is due, beginning with the one that has waited longest, so that
/// none is starved when there are more than can be looked at.
pub struct DueWorkspaces {
    /// At that moment.
    pub now: Timestamp,
    /// At most so many.
    pub limit: i64,
}

impl Query for DueWorkspaces {
    type Output = Vec<WorkspaceId>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&DUE_WORKSPACES, params![self.now, self.limit], only).await
    }
}
