//! Openings: what may be paid and when, beside its instalment.
//!
//! Invariant: an opening is believed only in the version of its position in which it was written.
//! Each change of a position takes the next version, so that an opening nobody wrote anew is not
//! believed any more, and the position is read whole.

use iuvo_domain::{WorkspaceId, debt_position::DebtPosition, payment::Opening};
use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber};

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    FIND = "
        select i.amount_cents, i.notification_fee_cents, i.due_date, i.description, i.all_postal,
               p.company_name, p.office_name
        from installment i
        join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
        where i.workspace_id = $1 and i.notice_number = $2 and p.version = i.opening_version
          and coalesce(i.open_from <= $3, 1 = 1) and coalesce(i.open_until > $3, 1 = 1)";
    SAVE = "
        update installment
        set opening_version = $3, open_from = $4, open_until = $5, all_postal = $6
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

/// Writes what a position openings as it stands. Where that is left out, nothing wrong is answered:
/// the position is read whole.
pub async fn save_openings(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    for opening in position.openings() {
        let Opening { installment, from, until, is_all_postal } = opening;
        let version = position.version;
        let params = params![position.workspace, installment, version, from, until, is_all_postal];
        tx.execute_one(&SAVE, params).await?;
    }
    Ok(())
}
