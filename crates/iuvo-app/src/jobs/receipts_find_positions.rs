//! Intended state: every receipt of a body's own notice has been applied to its position.
//!
//! A receipt may come before its position is written: the body deleted it and wrote it again while
//! somebody was paying, or writes it late. The case opened then stays open for a person; the
//! notice must not be payable a second time meanwhile.

use iuvo_domain::{WorkspaceId, debt_position::Payment};
use iuvo_store::{Command, Lane, StoreError, Tx, debt_positions, receipts::ListUnapplied};
use jiff::Timestamp;
use pagopa_codes::NoticeNumber;

use crate::{App, receipts::save_settled};

/// Receipts applied in one transaction.
const BATCH: i64 = 200;

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    let found = app.store().read(ListUnapplied { workspace, limit: BATCH }).await?;
    if found.is_empty() {
        return Ok(());
    }
    let apply = ApplyPayments { workspace, found, now: app.now() };
    app.store().execute(Lane::Bulk, apply).await
}

struct ApplyPayments {
    workspace: WorkspaceId,
    found: Vec<(NoticeNumber, Payment)>,
    now: Timestamp,
}

impl Command for ApplyPayments {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for (number, payment) in &self.found {
            let locked =
                debt_positions::lock_by_notice(tx, self.workspace, number.as_str()).await?;
            let Some(mut position) = locked else { continue };
            position.follow_calendar(self.now);
            let settled = position
                .pay(*number, payment.clone(), self.now)
                .map_err(|refused| StoreError::Bug(refused.to_string()))?;
            save_settled(tx, &position, &settled).await?;
        }
        Ok(())
    }
}
