//! What was paid for a notice, receipt by receipt.

use iuvo_domain::{Nav, WorkspaceId};
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{Query, Reach, StoreError, Tx, column::params, statement::statements};

statements! {
    LIST_OF_NOTICE = "
        select receipt_id, paid, coalesce(paid_at, received_at), psp_name, amount_cents,
               debtor_fiscal_code
        from receipt
        where workspace_id = $1 and notice_number = $2
        order by coalesce(paid_at, received_at), receipt_id
        limit $3";
    FIND_MONEY = "
        select amount_cents, debtor_fiscal_code from receipt
        where workspace_id = $1 and receipt_id = $2 and paid = 1 and broadcast = 0";
}

/// A receipt, as somebody who looks into a payment sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptSeen {
    /// Its identifier.
    pub receipt_id: String,
    /// Whether it says that the payment succeeded.
    pub is_paid: bool,
    /// When it was paid, or else when the receipt came.
    pub at: Timestamp,
    /// Through whom.
    pub psp_name: String,
    /// How much.
    pub amount: Cents,
    /// Whose debt the Node was told that it is.
    pub debtor_fiscal_code: String,
}

/// The receipts of a notice number, oldest first.
pub struct ReceiptsOfNotice {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which notice.
    pub notice_number: Nav,
    /// At most so many.
    pub limit: i64,
}

impl Query for ReceiptsOfNotice {
    type Output = Vec<ReceiptSeen>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.notice_number, self.limit];
        tx.query(&LIST_OF_NOTICE, params, |row| {
            Ok(ReceiptSeen {
                receipt_id: row.next()?,
                is_paid: row.next()?,
                at: row.next()?,
                psp_name: row.next()?,
                amount: row.next()?,
                debtor_fiscal_code: row.next()?,
            })
        })
        .await
    }
}

/// The money of a receipt.
#[derive(Clone, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub amount: Cents,
    /// For whose debt, as the Node was told.
    pub debtor_fiscal_code: String,
}

/// What a receipt says was paid to the body that issued its notice; none if it says that nothing
/// was.
pub async fn find_money(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt_id: &str,
) -> Result<Option<Money>, StoreError> {
    tx.query_opt(&FIND_MONEY, params![workspace, receipt_id], |row| {
        Ok(Money { amount: row.next()?, debtor_fiscal_code: row.next()? })
    })
    .await
}
