//! Cases are read, one by one and in lists, by whoever reaches the position they are about.

use iuvo_domain::{
    DebtPositionId, ReviewCaseId, ServiceId, WorkspaceId, access::Extent,
    debt_position::DebtPosition,
};
use iuvo_store::{
    StoreError,
    debt_positions::FindById,
    receipts::of_notice::{ReceiptSeen, ReceiptsOfNotice},
    review_cases::{CaseFound, CasesPage, CasesShown, FindCase, ListOfNotice, ListOfPosition},
};

use super::CaseError;
use crate::App;

/// Receipts of a notice that are shown.
const MOST_RECEIPTS: i64 = 50;

/// A case with everything that helps to decide it.
pub struct CaseRead {
    /// The case.
    pub found: CaseFound,
    /// What was paid for its notice.
    pub receipts: Vec<ReceiptSeen>,
    /// The other cases about its notice.
    pub others: Vec<CaseFound>,
    /// The position that has its notice now.
    pub position: Option<DebtPosition>,
}

/// Whether somebody reaches a case: one about no position is seen only by who sees everything.
pub(super) fn covers(extent: &Extent, position: Option<(DebtPositionId, ServiceId)>) -> bool {
    position.map_or(*extent == Extent::Everything, |(_, service)| extent.covers(service))
}

/// Reads a case with everything that helps to decide it.
pub async fn read_case(
    app: &App,
    workspace: WorkspaceId,
    extent: &Extent,
    id: ReviewCaseId,
) -> Result<CaseRead, CaseError> {
    let store = app.store();
    let found = store.read(FindCase { workspace, id }).await?;
    let found = found.filter(|it| covers(extent, it.position)).ok_or(CaseError::Unknown)?;
    let notice_number = found.case.notice_number.clone();
    let limit = MOST_RECEIPTS;
    let of_notice = ReceiptsOfNotice { workspace, notice_number: notice_number.clone(), limit };
    let receipts = store.read(of_notice).await?;
    let mut others = store.read(ListOfNotice { workspace, notice_number }).await?;
    others.retain(|it| it.case.id != id);
    let position = match found.position {
        Some((id, _)) => store.read(FindById { workspace, id }).await?,
        None => None,
    };
    let position = position.map(|mut it| {
        it.follow_calendar(app.now());
        it
    });
    Ok(CaseRead { found, receipts, others, position })
}

/// The cases of a workspace within reach before one of them, the last first.
pub async fn list_cases(
    app: &App,
    workspace: WorkspaceId,
    extent: &Extent,
    (shown, before): (CasesShown, ReviewCaseId),
    limit: i64,
) -> Result<Vec<CaseFound>, StoreError> {
    let services = extent.services();
    let page = CasesPage { workspace, services, shown, before, limit };
    let mut found = app.store().read(page).await?;
    // An older program may have given a notice to a position of another service.
    found.retain(|it| covers(extent, it.position));
    Ok(found)
}

/// The cases about the notices of a position, oldest first.
pub async fn list_cases_of_position(
    app: &App,
    position: &DebtPosition,
) -> Result<Vec<CaseFound>, StoreError> {
    let query = ListOfPosition { workspace: position.workspace, position: position.id };
    app.store().read(query).await
}
