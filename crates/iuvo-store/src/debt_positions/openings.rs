//! Openings: what may be paid and when, one row for each notice, so that a verification reads one
//! row of one tree.
//!
//! Invariant: whatever is written of a position or of a payment is written with its openings, in
//! the same transaction. Nothing outside of this crate has to think of them.

use std::collections::HashMap;

use iuvo_domain::{
    InstallmentId, WorkspaceId,
    debt_position::{DebtPosition, Installment},
    payment::Opening,
};
use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber};

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    FIND = "
        select amount_cents, due_date, description, all_postal, company_name, office_name
        from opening
        where workspace_id = $1 and notice_number = $2
          and coalesce(open_from <= $3, 1 = 1) and coalesce(open_until > $3, 1 = 1)";
    OPEN = "
        insert into opening
          (workspace_id, notice_number, amount_cents, due_date, description, all_postal,
           company_name, office_name, open_from, open_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (workspace_id, notice_number) do update
        set amount_cents = excluded.amount_cents, due_date = excluded.due_date,
            description = excluded.description, all_postal = excluded.all_postal,
            company_name = excluded.company_name, office_name = excluded.office_name,
            open_from = excluded.open_from, open_until = excluded.open_until";
    CLOSE = "
        delete from opening where workspace_id = $1 and notice_number = $2";
    CLOSE_ALL = "
        delete from opening
        where workspace_id = $1
          and notice_number in (
            select notice_number from installment
            where workspace_id = $1 and debt_position_id = $2)";
}

/// What is asked of the payer of an open notice.
pub struct OpenNotice {
    /// What is asked for, what the notification cost included.
    pub amount: Cents,
    /// By when to pay.
    pub due_date: Timestamp,
    /// The reason of the payment.
    pub description: String,
    /// Whether everything can be credited to postal accounts.
    pub is_all_postal: bool,
    /// The body's name, as written in the position.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
}

/// Finds the opening of a notice that may be paid at a moment. What is not found may be payable all
/// the same: the position tells.
pub struct FindOpenNotice {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub notice_number: NoticeNumber,
    /// When.
    pub at: Timestamp,
}

impl Query for FindOpenNotice {
    type Output = Option<OpenNotice>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.notice_number, self.at];
        tx.query_opt(&FIND, params, read).await
    }
}

fn read(row: &mut Row<'_>) -> Result<OpenNotice, StoreError> {
    Ok(OpenNotice {
        amount: row.next()?,
        due_date: row.next()?,
        description: row.next()?,
        is_all_postal: row.next()?,
        company_name: row.next()?,
        office_name: row.next()?,
    })
}

/// Writes what is open, or no longer, of a position. What is paid was closed when it was paid.
pub(super) async fn save(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    let openings = by_installment(position);
    for installment in position.installments().filter(|it| !it.is_paid()) {
        match openings.get(&installment.id) {
            Some(opening) => open(tx, position, installment, opening).await?,
            None => close(tx, position.workspace, installment).await?,
        }
    }
    Ok(())
}

/// The openings of a position as it stands, by instalment.
pub(super) fn by_installment(position: &DebtPosition) -> HashMap<InstallmentId, Opening> {
    position.openings().map(|it| (it.installment, it)).collect()
}

/// Opens an instalment. One whose amount cannot be told has no opening: its position tells why.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    installment: &Installment,
    opening: &Opening,
) -> Result<(), StoreError> {
    let Some(amount) = installment.amount.checked_add(installment.notification_fee) else {
        return close(tx, position.workspace, installment).await;
    };
    let params = params![
        position.workspace,
        installment.notice_number,
        amount,
        installment.due_date,
        installment.description,
        opening.is_all_postal,
        position.company_name,
        position.office_name,
        opening.from,
        opening.until
    ];
    tx.execute_one(&OPEN, params).await
}

/// Closes an instalment, whether it is open or not.
pub(super) async fn close(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    installment: &Installment,
) -> Result<(), StoreError> {
    tx.execute_any(&CLOSE, params![workspace, installment.notice_number]).await
}

/// Closes every instalment of a position.
pub(super) async fn close_all(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    tx.execute_any(&CLOSE_ALL, params![position.workspace, position.id]).await
}
