//! Letters with receipts that were asked for.

use iuvo_domain::{CartId, WorkspaceId};
use jiff::Timestamp;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

statements! {
    LIST = "
        select fingerprint from receipt_mail
        where workspace_id = $1 and cart_id = $2
        order by ordinal";
    FIND = "
        select requested_at, address from receipt_mail
        where workspace_id = $1 and cart_id = $2 and ordinal = $3 and address is not null";
    INSERT = "
        insert into receipt_mail
          (workspace_id, cart_id, ordinal, address, fingerprint, requested_at)
        values ($1, $2, $3, $4, $5, $6)";
    END = "
        update receipt_mail set address = null, fingerprint = null, ended_at = $4
        where workspace_id = $1 and cart_id = $2 and ordinal = $3 and address is not null";
}

/// Which letter: that of a cart, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptMailId {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// Of which cart.
    pub cart: CartId,
    /// The first, the second.
    pub ordinal: i64,
}

/// A letter that has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// Where it goes, sealed.
    pub address: Vec<u8>,
}

/// What tells a letter that has not left from others: its cart and where it goes.
pub type MailFingerprint = [u8; 32];

/// The letters of a cart, in their order: what they are known by while they wait.
pub async fn list(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    cart: CartId,
) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
    tx.query(&LIST, params![workspace, cart], only).await
}

/// Writes a letter that is to leave.
pub async fn insert(
    tx: &mut Tx<'_>,
    id: ReceiptMailId,
    mail: &WaitingMail,
    fingerprint: &MailFingerprint,
) -> Result<(), StoreError> {
    let params =
        params![id.workspace, id.cart, id.ordinal, mail.address, fingerprint, mail.requested_at];
    tx.execute_one(&INSERT, params).await
}

/// A letter has left, or never will: where it was to go is forgotten. `false` if it had ended.
pub async fn end(tx: &mut Tx<'_>, id: ReceiptMailId, at: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&END, params![id.workspace, id.cart, id.ordinal, at]).await? == 1)
}

/// Finds a letter that has not left.
pub struct FindWaiting(pub ReceiptMailId);

impl Query for FindWaiting {
    type Output = Option<WaitingMail>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let id = self.0;
        tx.query_opt(&FIND, params![id.workspace, id.cart, id.ordinal], |row| {
            Ok(WaitingMail { requested_at: row.next()?, address: row.next()? })
        })
        .await
    }
}
