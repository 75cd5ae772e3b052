//! Receipts that came before the position of their notice: the first waits for it, and every other
//! one is a second payment that somebody must be told of.
//!
//! Invariant: a receipt that was filed without a position stays so; what it has paid names it.

use iuvo_domain::{DebtPositionId, WorkspaceId, debt_position::Payment, receipt::ContentHash};
use pagopa_codes::NoticeNumber;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

/// Whether a receipt `r` of the body's own, filed without a position, says that its notice was
/// paid, and nobody has decided that its money goes elsewhere or back. The sign keeps SQLite from
/// the index by payment, which knows all receipts.
macro_rules! unfiled {
    () => {
        " r.debt_position_id is null and r.broadcast = 0 and +r.paid = 1
          and not exists (
            select 1 from review_case d
            where d.workspace_id = r.workspace_id and d.notice_number = r.notice_number
              and d.receipt_id = r.receipt_id and d.outcome in ('assigned', 'refunded')) "
    };
}
pub(crate) use unfiled;

/// Whether no case tells that this receipt is a second payment.
macro_rules! untold {
    ($workspace:literal, $receipt:literal) => {
        concat!(
            " not exists (
                select 1 from review_case c
                where c.workspace_id = ",
            $workspace,
            " and c.kind = 'double_payment' and c.receipt_id = ",
            $receipt,
            ") "
        )
    };
}
pub(crate) use untold;

/// Whether an unfiled receipt `r` is a second payment that no case tells. Of the receipts of a
/// notice that none tells, one is the first payment: that which has paid the instalment, or else
/// that which came first. Two that arrive together do not see each other, and there is no position
/// at which one would wait for the other.
macro_rules! second_and_untold {
    ($workspace:literal) => {
        concat!(
            crate::receipts::waiting::unfiled!(),
            "and",
            crate::receipts::waiting::untold!($workspace, "r.receipt_id"),
            "and not exists (
                select 1 from installment i
                where i.workspace_id = ",
            $workspace,
            "     and i.notice_number = r.notice_number and i.receipt_id = r.receipt_id)
             and (exists (
                select 1 from installment i
                where i.workspace_id = ",
            $workspace,
            "     and i.notice_number = r.notice_number and i.status = 2
                  and",
            crate::receipts::waiting::untold!($workspace, "i.receipt_id"),
            ") or exists (
                select 1 from receipt o
                where o.workspace_id = ",
            $workspace,
            "     and o.notice_number = r.notice_number and o.broadcast = 0 and +o.paid = 1
                  and (o.received_at < r.received_at
                    or (o.received_at = r.received_at and o.receipt_id < r.receipt_id))
                  and",
            crate::receipts::waiting::untold!($workspace, "o.receipt_id"),
            "))"
        )
    };
}
pub(crate) use second_and_untold;

statements! {
    LIST_WAITING = concat!("
        select r.notice_number
        from receipt r
        join installment i
          on i.workspace_id = r.workspace_id and i.notice_number = r.notice_number
        where r.workspace_id = $1 and i.workspace_id = $1 and i.status = 1 and", unfiled!(), "
        order by r.received_at
        limit $2");
    // One that a case calls a second payment comes after the one that it was second to.
    LIST_OF_POSITION = concat!("
        select r.notice_number, r.receipt_id, r.content_hash, coalesce(r.paid_at, r.received_at),
               r.payment_method, r.psp_name, coalesce(r.fee_cents, 0)
        from installment i
        join receipt r on r.workspace_id = i.workspace_id and r.notice_number = i.notice_number
        where i.workspace_id = $1 and r.workspace_id = $1 and i.debt_position_id = $2
          and i.status = 1 and", unfiled!(), "
        order by case when", untold!("$1", "r.receipt_id"), "then 0 else 1 end,
                 r.received_at, r.receipt_id");
    LIST_SECOND = concat!("
        select r.notice_number, r.receipt_id, r.content_hash
        from receipt r
        where r.workspace_id = $1 and", second_and_untold!("$1"), "
        order by r.received_at, r.receipt_id
        limit $2");
}

/// A receipt, as far as a case about it has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptNamed {
    /// The notice that was paid.
    pub notice_number: NoticeNumber,
    /// Its identifier.
    pub receipt_id: String,
    /// What it says, in short.
    pub content_hash: ContentHash,
}

/// A receipt that waits for its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub receipt: ReceiptNamed,
    /// What it says of the payment.
    pub payment: Payment,
}

/// The notices that have been paid, and have an instalment that is still unpaid: those of the
/// receipts that have waited longest first, once for each.
pub struct ListWaiting {
    /// Whose.
    pub workspace: WorkspaceId,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListWaiting {
    type Output = Vec<NoticeNumber>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&LIST_WAITING, params![self.workspace, self.limit], only).await
    }
}

/// The receipts that wait for the unpaid instalments of a position, the first of each notice
/// before the others.
pub async fn list_of_position(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    position: DebtPositionId,
) -> Result<Vec<Waiting>, StoreError> {
    tx.query(&LIST_OF_POSITION, params![workspace, position], |row| {
        let receipt = ReceiptNamed {
            notice_number: row.next()?,
            receipt_id: row.next()?,
            content_hash: row.next()?,
        };
        let payment = Payment {
            receipt_id: receipt.receipt_id.clone(),
            paid_at: row.next()?,
            method: row.next()?,
            psp_name: row.next()?,
            fee: row.next()?,
        };
        Ok(Waiting { receipt, payment })
    })
    .await
}

/// The receipts of second payments that no case tells, the oldest first.
pub struct ListSecond {
    /// Whose.
    pub workspace: WorkspaceId,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListSecond {
    type Output = Vec<ReceiptNamed>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&LIST_SECOND, params![self.workspace, self.limit], |row| {
            Ok(ReceiptNamed {
                notice_number: row.next()?,
                receipt_id: row.next()?,
                content_hash: row.next()?,
            })
        })
        .await
    }
}
