//! Intended state: the stored status of every position is the one its dates say.
//!
//! No answer depends on it, since statuses are evaluated when they are read; lists and counts,
//! which look at what is stored, become right within a minute. What stands for a position in lists
//! is written anew where an older program has left it behind.

use iuvo_domain::{
    DebtPositionId, WorkspaceId,
    journal::{Act, Entry, calendar_events},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{
        self, DueForChange,
        listed::{Unlisted, list_anew},
    },
    journal,
};

use crate::App;

/// Positions brought up to date in one transaction.
const BATCH: i64 = 200;

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    follow_calendar(app, workspace).await?;
    list(app, workspace).await
}

/// Writes what lists look at, where it is not true.
async fn list(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    loop {
        let positions = app.store().read(Unlisted { workspace, limit: BATCH }).await?;
        if positions.is_empty() {
            return Ok(());
        }
        app.store().execute(Lane::Bulk, ListAnew { workspace, positions }).await?;
    }
}

struct ListAnew {
    workspace: WorkspaceId,
    positions: Vec<DebtPositionId>,
}

impl Command for ListAnew {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for id in &self.positions {
            list_anew(tx, self.workspace, *id).await?;
        }
        Ok(())
    }
}

async fn follow_calendar(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    loop {
        let now = app.now();
        let due = DueForChange { workspace, now, limit: BATCH };
        let iupds = app.store().read(due).await?;
        if iupds.is_empty() {
            return Ok(());
        }
        let act = app.act(workspace, None);
        app.store().execute(Lane::Bulk, FollowCalendar { act, iupds }).await?;
    }
}

struct FollowCalendar {
    act: Act,
    iupds: Vec<String>,
}

impl Command for FollowCalendar {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut entries = Vec::new();
        for iupd in &self.iupds {
            let found = debt_positions::lock_by_iupd(tx, self.act.workspace, iupd).await?;
            let Some(mut position) = found else { continue };
            let before = position.status;
            if position.follow_calendar(self.act.at) {
                position.updated_at = self.act.at;
            }
            // Written in any case: when it changes next may have been told by an older rule, and
            // a position that stays due would be looked at for ever.
            debt_positions::save(tx, &position).await?;
            let happened = calendar_events(before, position.status).iter();
            entries.extend(happened.map(|it| Entry::of_position(position.id, *it)));
        }
        journal::record(tx, &self.act, entries).await
    }
}
