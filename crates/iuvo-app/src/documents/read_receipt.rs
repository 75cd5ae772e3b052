//! The receipt: the message of the Node, byte for byte, and its print.

use iuvo_domain::{Nav, directory::WorkspaceProfile};
use iuvo_store::{debt_positions::FindByNotice, receipts::FindMessage};
use pagopa_notice::Receipt;

use super::DocumentError;
use crate::App;

/// Reads the message of the receipt that paid a notice.
pub async fn read_receipt_message(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
) -> Result<Vec<u8>, DocumentError> {
    let workspace = profile.workspace.id;
    let query = FindByNotice { workspace, notice_number: number.to_string() };
    let position = app.store().read(query).await?.ok_or(DocumentError::NoticeUnknown)?;
    let (_, installment) = position.find(number.as_str()).ok_or(DocumentError::NoticeUnknown)?;
    let payment = installment.payment.as_ref().ok_or(DocumentError::NoReceipt)?;
    if payment.is_elsewhere() {
        return Err(DocumentError::PaidElsewhere);
    }
    let message = FindMessage { workspace, receipt_id: payment.receipt_id.clone() };
    app.store().read(message).await?.ok_or(DocumentError::NoReceipt)
}

/// Prints what a receipt says ("quietanza").
pub(super) fn print_receipt(app: &App, receipt: &Receipt) -> Result<Vec<u8>, DocumentError> {
    Ok(app.artwork().press()?.print_receipt(receipt, app.today())?)
}
