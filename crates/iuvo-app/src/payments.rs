//! What the Node asks before a payment. Nothing here changes anything.

mod prepare_payment;
mod verify_notice;

use iuvo_domain::{
    debt_position::DebtPosition, directory::WorkspaceProfile, payment::PaymentRefusal,
};
use iuvo_store::{StoreError, debt_positions::FindByNotice};
use pagopa_codes::NoticeNumber;

use crate::App;

pub use prepare_payment::{PaymentOrder, TransferOrder, prepare_payment};
pub use verify_notice::{NoticeSummary, verify_notice};

/// Why the Node cannot be told what to pay.
#[derive(Debug)]
pub enum PaymentError {
    /// The notice cannot be paid now.
    Refused(PaymentRefusal),
    /// The position does not make sense: its amounts leave their range.
    Inconsistent,
    /// The database failed: the Node must try again.
    Store(StoreError),
}

async fn find_position(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<DebtPosition, PaymentError> {
    let query =
        FindByNotice { workspace: profile.workspace.id, notice_number: notice_number.to_string() };
    let found = app.store.read(query).await.map_err(PaymentError::Store)?;
    found.ok_or(PaymentError::Refused(PaymentRefusal::NoticeUnknown))
}
