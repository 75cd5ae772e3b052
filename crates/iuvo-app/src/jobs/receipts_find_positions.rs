//! Intended state: every receipt of a body's own notice has been applied to its position, and every
//! second payment has its case.
//!
//! Whoever writes a position applies the receipts that came before it. Where both were written at
//! the same instant neither saw the other, nor did two receipts of a notice that nobody had written
//! down: here they meet.

use iuvo_domain::{WorkspaceId, journal::Act, receipt::CaseKind};
use iuvo_store::{
    Command, Lane, StoreError, Tx, debt_positions, journal,
    receipts::{
        self,
        waiting::{ListSecond, ListWaiting, ReceiptNamed},
    },
    review_cases,
};
use pagopa_codes::NoticeNumber;
use uuid::Uuid;

use crate::{
    App,
    receipts::{apply_waiting, open_cases},
};

/// Receipts applied, or told of, in one transaction.
const BATCH: i64 = 200;
/// Batches of receipts, or cases, that are given the service of their position in one run.
const BATCHES: usize = 100;

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    apply(app, workspace).await?;
    tell_second(app, workspace).await?;
    // A program that knows no services of receipts or of cases has left some behind.
    if app.store().read(receipts::HasNameless(workspace)).await? {
        name_services(app, workspace, Nameless::Receipts).await?;
    }
    if app.store().read(review_cases::HasNameless(workspace)).await? {
        name_services(app, workspace, Nameless::Cases).await?;
    }
    Ok(())
}

async fn apply(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    let found = app.store().read(ListWaiting { workspace, limit: BATCH }).await?;
    if found.is_empty() {
        return Ok(());
    }
    let case_ids = app.ids().new_ids(found.len());
    let apply = ApplyWaiting { act: app.act(workspace, None), found, case_ids };
    app.store().execute(Lane::Bulk, apply).await
}

async fn tell_second(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    let found = app.store().read(ListSecond { workspace, limit: BATCH }).await?;
    if found.is_empty() {
        return Ok(());
    }
    let case_ids = app.ids().new_ids(found.len());
    let tell = TellSecond { act: app.act(workspace, None), found, case_ids };
    app.store().execute(Lane::Bulk, tell).await
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

/// Receipts whose positions are there.
struct ApplyWaiting {
    act: Act,
    found: Vec<NoticeNumber>,
    case_ids: Vec<Uuid>,
}

impl Command for ApplyWaiting {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut entries = Vec::new();
        let mut case_ids = self.case_ids.iter().copied();
        for number in &self.found {
            let number = number.as_str();
            let locked = debt_positions::lock_by_notice(tx, self.act.workspace, number).await?;
            let Some(mut position) = locked else { continue };
            position.follow_calendar(self.act.at);
            let applied = apply_waiting(tx, &self.act, &mut position, &mut case_ids).await?;
            entries.extend(applied);
        }
        journal::record(tx, &self.act, entries).await
    }
}

/// Receipts of second payments that no case tells.
struct TellSecond {
    act: Act,
    found: Vec<ReceiptNamed>,
    case_ids: Vec<Uuid>,
}

impl Command for TellSecond {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut entries = Vec::new();
        for (receipt, id) in self.found.iter().zip(&self.case_ids) {
            let kinds = std::iter::once((CaseKind::DoublePayment, *id));
            entries.extend(open_cases(tx, &self.act, receipt, kinds).await?);
        }
        journal::record(tx, &self.act, entries).await
    }
}
