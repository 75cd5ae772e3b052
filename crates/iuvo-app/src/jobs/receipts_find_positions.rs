//! Intended state: every receipt of a body's own notice has been applied to its position.
//!
//! A receipt may come before its position is written: the body deleted it and wrote it again while
//! somebody was paying, or writes it late. The case opened then stays open for a person; the
//! notice must not be payable a second time meanwhile.

use iuvo_domain::{
    WorkspaceId,
    debt_position::Payment,
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, debt_positions, journal,
    receipts::{self, ListUnapplied, name_service},
    review_cases,
};
use pagopa_codes::NoticeNumber;

use crate::{App, receipts::save_settled};

/// Receipts applied in one transaction.
const BATCH: i64 = 200;
/// Batches of receipts, or cases, that are given the service of their position in one run.
const BATCHES: usize = 100;

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    let found = app.store().read(ListUnapplied { workspace, limit: BATCH }).await?;
    if !found.is_empty() {
        let apply = ApplyPayments { act: app.act(workspace, None), found };
        app.store().execute(Lane::Bulk, apply).await?;
    }
    // A program that knows no services of receipts or of cases has left some behind.
    if app.store().read(receipts::HasNameless(workspace)).await? {
        name_services(app, workspace, Nameless::Receipts).await?;
    }
    if app.store().read(review_cases::HasNameless(workspace)).await? {
        name_services(app, workspace, Nameless::Cases).await?;
    }
    Ok(())
}

async fn name_services(
    app: &App,
    workspace: WorkspaceId,
    nameless: Nameless,
) -> Result<(), StoreError> {
    for _ in 0..BATCHES {
        if app.store().execute(Lane::Bulk, NameServices { workspace, nameless }).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// What does not name the service of its position.
#[derive(Clone, Copy)]
enum Nameless {
    Receipts,
    Cases,
}

struct NameServices {
    workspace: WorkspaceId,
    nameless: Nameless,
}

impl Command for NameServices {
    type Output = u64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        match self.nameless {
            Nameless::Receipts => receipts::name_services(tx, self.workspace, BATCH).await,
            Nameless::Cases => review_cases::name_services(tx, self.workspace, BATCH).await,
        }
    }
}

struct ApplyPayments {
    act: Act,
    found: Vec<(NoticeNumber, Payment)>,
}

impl Command for ApplyPayments {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut entries = Vec::new();
        for (number, payment) in &self.found {
            let locked =
                debt_positions::lock_by_notice(tx, self.act.workspace, number.as_str()).await?;
            let Some(mut position) = locked else { continue };
            position.follow_calendar(self.act.at);
            let settled = position
                .pay(*number, payment.clone(), self.act.at)
                .map_err(|refused| StoreError::Bug(refused.to_string()))?;
            save_settled(tx, &position, &settled).await?;
            let applied = Entry::of_notice(*number, EventKind::ReceiptApplied);
            entries.push(applied.with_detail(&payment.receipt_id));
            let (workspace, receipt) = (self.act.workspace, &payment.receipt_id);
            name_service(tx, workspace, receipt, position.service).await?;
        }
        journal::record(tx, &self.act, entries).await
    }
}
