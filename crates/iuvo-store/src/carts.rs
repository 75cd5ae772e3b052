//! Carts, and the latest of each content.

use iuvo_domain::{
    CartId, DebtPositionId, WorkspaceId,
    cart::{Cart, CartNotice, CartReturn},
};
use jiff::Timestamp;
use pagopa_codes::NoticeNumber;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{ColumnRef, FromColumn, Param, ToParam, only, params},
    statement::statements,
};

/// The carts opened until one moment of which nothing was heard since another.
macro_rules! old_carts {
    () => {
        "opened_at <= $2 and (returned_at is null or returned_at <= $3)"
    };
}

/// Deletes what belongs to old carts.
macro_rules! purge {
    ($table:literal) => {
        concat!(
            "delete from ",
            $table,
            " where workspace_id = $1 and cart_id in (
               select id from cart where workspace_id = $1 and ",
            old_carts!(),
            ")"
        )
    };
}

statements! {
    FIND = "
        select id, opened_at, opened_by, checkout_url, forwarded_at, returned, returned_at
        from cart where workspace_id = $1 and id = $2";
    LIST_NOTICES = "
        select notice_workspace_id, notice_number, amount_cents from cart_notice
        where workspace_id = $1 and cart_id = $2
        order by ordinal";
    LIST_SENT_OF_POSITION = "
        select n.notice_number, c.id, c.opened_at, c.opened_by, c.checkout_url, c.forwarded_at,
               c.returned, c.returned_at
        from installment i
        join cart_notice n
          on n.workspace_id = i.workspace_id and n.notice_number = i.notice_number
        join cart c on c.workspace_id = n.workspace_id and c.id = n.cart_id
        where i.workspace_id = $1 and n.workspace_id = $1 and c.workspace_id = $1
          and n.notice_workspace_id = $1 and i.debt_position_id = $2 and c.opened_at >= $3
          and (c.returned_at is not null or c.forwarded_at is not null)
        order by c.returned_at is null, c.opened_at desc
        limit 100";
    INSERT = "
        insert into cart (workspace_id, id, opened_at, opened_by, returns)
        values ($1, $2, $3, $4, 0)";
    INSERT_NOTICE = "
        insert into cart_notice
          (workspace_id, cart_id, ordinal, notice_workspace_id, notice_number, amount_cents)
        values ($1, $2, $3, $4, $5, $6)";
    FIND_SLOT = "select cart_id from cart_slot where workspace_id = $1 and fingerprint = $2";
    INSERT_SLOT = "
        insert into cart_slot (workspace_id, fingerprint, cart_id) values ($1, $2, $3)
        on conflict (workspace_id, fingerprint) do nothing";
    REPLACE_SLOT = "
        update cart_slot set cart_id = $3
        where workspace_id = $1 and fingerprint = $2 and cart_id = $4";
    FORWARD = "
        update cart set checkout_url = $3, forwarded_at = $4
        where workspace_id = $1 and id = $2 and checkout_url is null";
    FIND_URL = "select checkout_url from cart where workspace_id = $1 and id = $2";
    LOCK = "
        update cart set returns = returns + 1
        where workspace_id = $1 and id = $2
        returning returned";
    SAVE_RETURN = "
        update cart set returned = $3, returned_at = $4 where workspace_id = $1 and id = $2";
    PURGE_END = "
        select opened_at from cart
        where workspace_id = $1 and opened_at <= $2
          and (returned_at is null or returned_at <= $2)
        order by opened_at
        limit 1 offset $3";
    PURGE_SLOTS = purge!("cart_slot");
    PURGE_MAILS = purge!("receipt_mail");
    PURGE_NOTICES = purge!("cart_notice");
    PURGE = concat!("delete from cart where workspace_id = $1 and ", old_carts!());
}

impl ToParam for CartReturn {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.code())
    }
}

impl FromColumn for CartReturn {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let code = String::from_column(value)?;
        Self::from_code(&code).ok_or_else(|| format!("{code} is no return of a cart"))
    }
}

/// What tells a cart from others: who opens it, and with what content.
pub type Fingerprint = [u8; 32];

/// Finds a cart.
pub async fn find(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: CartId,
) -> Result<Option<Cart>, StoreError> {
    let found = tx.query_opt(&FIND, params![workspace, id], |row| read(row, workspace)).await?;
    let Some(mut cart) = found else { return Ok(None) };
    cart.notices = tx
        .query(&LIST_NOTICES, params![workspace, id], |row| {
            let workspace = row.next()?;
            Ok(CartNotice { workspace, notice_number: row.next()?, amount: row.next()? })
        })
        .await?;
    Ok(Some(cart))
}

/// The row of a cart, without its notices.
fn read(row: &mut crate::column::Row<'_>, workspace: WorkspaceId) -> Result<Cart, StoreError> {
    let (id, opened_at, opened_by) = (row.next()?, row.next()?, row.next()?);
    let (url, forwarded_at): (Option<String>, Option<Timestamp>) = (row.next()?, row.next()?);
    let (returned, returned_at): (Option<CartReturn>, Option<Timestamp>) =
        (row.next()?, row.next()?);
    Ok(Cart {
        id,
        workspace,
        opened_at,
        opened_by,
        forwarded: url.zip(forwarded_at),
        returned: returned.zip(returned_at),
        notices: Vec::new(),
    })
}

/// The latest cart of a content.
pub async fn find_latest(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    fingerprint: &Fingerprint,
) -> Result<Option<Cart>, StoreError> {
    let id: Option<CartId> =
        tx.query_opt(&FIND_SLOT, params![workspace, fingerprint], only).await?;
    match id {
        Some(id) => find(tx, workspace, id).await,
        None => Ok(None),
    }
}

/// Writes a cart as the latest of its content, in the place of another; `false` if that was not the
/// latest any more.
pub async fn insert(
    tx: &mut Tx<'_>,
    cart: &Cart,
    fingerprint: &Fingerprint,
    replaced: Option<CartId>,
) -> Result<bool, StoreError> {
    let params = params![cart.workspace, cart.id, cart.opened_at, cart.opened_by];
    tx.execute_one(&INSERT, params).await?;
    for (ordinal, notice) in (1_i64..).zip(&cart.notices) {
        let params = params![
            cart.workspace,
            cart.id,
            ordinal,
            notice.workspace,
            notice.notice_number,
            notice.amount
        ];
        tx.execute_one(&INSERT_NOTICE, params).await?;
    }
    let changed = match replaced {
        None => tx.execute(&INSERT_SLOT, params![cart.workspace, fingerprint, cart.id]).await?,
        Some(replaced) => {
            let params = params![cart.workspace, fingerprint, cart.id, replaced];
            tx.execute(&REPLACE_SLOT, params).await?
        }
    };
    Ok(changed == 1)
}

/// Remembers where Checkout takes the payer; the first address stays, and is returned.
pub async fn save_url(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: CartId,
    (url, at): (&str, Timestamp),
) -> Result<Option<String>, StoreError> {
    tx.execute(&FORWARD, params![workspace, id, url, at]).await?;
    let url: Option<Option<String>> = tx.query_opt(&FIND_URL, params![workspace, id], only).await?;
    Ok(url.flatten())
}

/// Locks a cart; what the browser brought back so far. `None` if there is no such cart.
pub async fn lock_return(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: CartId,
) -> Result<Option<Option<CartReturn>>, StoreError> {
    tx.query_opt(&LOCK, params![workspace, id], only).await
}

/// Remembers what the browser brought back.
pub async fn save_return(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: CartId,
    (returned, at): (CartReturn, Timestamp),
) -> Result<(), StoreError> {
    tx.execute_one(&SAVE_RETURN, params![workspace, id, returned, at]).await
}

/// Forgets about so many of the carts of which nothing was heard since a moment; returns how many.
/// Those of one moment go together.
pub async fn purge(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    until: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let end: Option<Timestamp> =
        tx.query_opt(&PURGE_END, params![workspace, until, limit], only).await?;
    let opened_until = end.unwrap_or(until);
    for parts in [&PURGE_SLOTS, &PURGE_MAILS, &PURGE_NOTICES] {
        tx.execute(parts, params![workspace, opened_until, until]).await?;
    }
    tx.execute(&PURGE, params![workspace, opened_until, until]).await
}

/// Finds a cart.
pub struct FindCart {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: CartId,
}

impl Query for FindCart {
    type Output = Option<Cart>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find(tx, self.workspace, self.id).await
    }
}

/// The latest carts of the notices of a position that have reached Checkout, each with the notice
/// and without its own list of them: those from which a browser has come back, then those from
/// which none has, the latest first. Carts of the same body only.
pub struct ListSentOfPosition {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which position.
    pub position: DebtPositionId,
    /// Opened then or later.
    pub since: Timestamp,
}

impl Query for ListSentOfPosition {
    type Output = Vec<(NoticeNumber, Cart)>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.position, self.since];
        let row = |row: &mut crate::column::Row<'_>| Ok((row.next()?, read(row, self.workspace)?));
        tx.query(&LIST_SENT_OF_POSITION, params, row).await
    }
}
