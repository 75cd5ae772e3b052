//! Recurring jobs are woken where there is something for them to do.

use std::sync::{Mutex, PoisonError};

use iuvo_domain::WorkspaceId;
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    jobs::resting::{self, LooksAfter, RestingInVain},
};
use jiff::{SignedDuration, Timestamp};

use super::JobKind;
use crate::App;

/// How often a process looks.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Jobs woken in one transaction.
const BATCH: usize = 200;

/// When this process looked last.
#[derive(Default)]
pub(crate) struct Waking(Mutex<Option<Timestamp>>);

impl Waking {
    /// Whether it is time to look again; if so, the time begins anew.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was put back is no reason to wait.
        let is_due = last.is_none_or(|it| now.duration_since(it).abs() >= EVERY);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

pub(super) async fn wake(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    if !app.waking.is_due(now) {
        return Ok(());
    }
    for (kind, looks_after) in [
        (JobKind::PositionsFollowCalendar.code(), LooksAfter::Calendar),
        (JobKind::ReceiptsFindPositions.code(), LooksAfter::Receipts),
    ] {
        let found = app.store().read(RestingInVain { kind, looks_after, now }).await?;
        for workspaces in found.chunks(BATCH) {
            let wake = Wake { workspaces: workspaces.to_vec(), kind, now };
            app.store().execute(Lane::Bulk, wake).await?;
        }
    }
    Ok(())
}

struct Wake {
    workspaces: Vec<WorkspaceId>,
    kind: &'static str,
    now: Timestamp,
}

impl Command for Wake {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for workspace in &self.workspaces {
            resting::wake(tx, *workspace, self.kind, self.now).await?;
        }
        Ok(())
    }
}
