//! Opening cases about a receipt for a person.

use iuvo_domain::{
    ReviewCaseId,
    journal::{Act, Entry, EventKind},
    receipt::{CaseKind, CaseLife, ReviewCase},
};
use iuvo_store::{StoreError, Tx, receipts::waiting::ReceiptNamed, review_cases};
use uuid::Uuid;

/// Opens cases of these kinds, each with an identity of its own, and says what the journal tells of
/// those that the same content of the receipt had not opened before.
pub(crate) async fn open_cases(
    tx: &mut Tx<'_>,
    act: &Act,
    receipt: &ReceiptNamed,
    kinds: impl Iterator<Item = (CaseKind, Uuid)> + Send,
) -> Result<Vec<Entry>, StoreError> {
    let mut told = Vec::new();
    for (kind, id) in kinds {
        let case = ReviewCase {
            id: ReviewCaseId::new(id),
            workspace: act.workspace,
            kind,
            notice_number: receipt.notice_number.into(),
            receipt_id: receipt.receipt_id.clone(),
            opened_at: act.at,
            version: 1,
            life: CaseLife::Open,
        };
        if review_cases::insert(tx, &case, &receipt.content_hash).await? {
            let entry = Entry::of_notice(receipt.notice_number, EventKind::CaseOpened);
            told.push(entry.with_detail(kind.code()));
        }
    }
    Ok(told)
}
