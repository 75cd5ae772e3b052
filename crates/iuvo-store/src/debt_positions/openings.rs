//! Openings: what may be paid and when, in the row of its instalment, so that a verification reads
//! one row.
//!
//! Invariant: whatever is written of a position or of a payment is written with its openings, in
//! the same transaction. Nothing outside of this crate has to think of them.

use std::collections::HashMap;

use iuvo_domain::{InstallmentId, WorkspaceId, debt_position::DebtPosition, payment::Opening};
use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber};

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    FIND = "
        select amount_cents, notification_fee_cents, due_date, description, all_postal,
               open_company_name, open_office_name
        from installment
        where workspace_id = $1 and notice_number = $2 and open_company_name is not null
          and coalesce(open_from <= $3, 1 = 1) and coalesce(open_until > $3, 1 = 1)";
    SAVE = "
        update installment
        set open_company_name = $3, open_office_name = $4, open_from = $5, open_until = $6,
            all_postal = $7
        where workspace_id = $1 and id = $2";
}

/// What is asked of the payer of an open notice.
pub struct OpenNotice {
    /// What is owed.
    pub amount: Cents,
    /// What its notification cost, to be paid with it.
    pub notification_fee: Cents,
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
        notification_fee: row.next()?,
        due_date: row.next()?,
        description: row.next()?,
        is_all_postal: row.next()?,
        company_name: row.next()?,
        office_name: row.next()?,
    })
}

/// The openings of a position as it stands, by instalment.
pub(super) fn by_installment(position: &DebtPosition) -> HashMap<InstallmentId, Opening> {
    position.openings().map(|it| (it.installment, it)).collect()
}

/// Writes what is open, or no longer, of a position whose state has changed. What is paid was
/// closed when it was paid.
pub(super) async fn save(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    let openings = by_installment(position);
    for installment in position.installments().filter(|it| !it.is_paid()) {
        let opening = openings.get(&installment.id);
        tx.execute_one(
            &SAVE,
            params![
                position.workspace,
                installment.id,
                opening.map(|_| &position.company_name),
                opening.and(position.office_name.as_ref()),
                opening.and_then(|it| it.from),
                opening.and_then(|it| it.until),
                opening.map(|it| it.is_all_postal)
            ],
        )
        .await?;
    }
    Ok(())
}
