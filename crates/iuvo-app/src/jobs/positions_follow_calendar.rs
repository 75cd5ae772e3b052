//! Intended state: the stored status of every position is the one its dates say.
//!
//! No answer depends on it, since statuses are evaluated when they are read; lists and counts,
//! which look at what is stored, become right within a minute.

use iuvo_domain::WorkspaceId;
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, DueForChange},
};
use jiff::Timestamp;

use crate::App;

/// Positions brought up to date in one transaction.
const BATCH: i64 = 200;

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    loop {
        let now = app.now();
        let due = DueForChange { workspace, now, limit: BATCH };
        let iupds = app.store().read(due).await?;
        if iupds.is_empty() {
            return Ok(());
        }
        app.store().execute(Lane::Bulk, FollowCalendar { workspace, iupds, now }).await?;
    }
}

struct FollowCalendar {
    workspace: WorkspaceId,
    iupds: Vec<String>,
    now: Timestamp,
}

impl Command for FollowCalendar {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for iupd in &self.iupds {
            let found = debt_positions::lock_by_iupd(tx, self.workspace, iupd).await?;
            let Some(mut position) = found else { continue };
            if position.follow_calendar(self.now) {
                position.updated_at = self.now;
            }
            // Written in any case: when it changes next may have been told by an older rule, and
            // a position that stays due would be looked at for ever.
            debt_positions::save(tx, &position).await?;
        }
        Ok(())
    }
}
