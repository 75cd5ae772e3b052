//! One position by what names it, to read it or to keep others from changing it.

use iuvo_domain::{DebtPositionId, WorkspaceId, debt_position::DebtPosition};
use jiff::Timestamp;
use pagopa_codes::Iuv;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Param, only, params},
    rows::{self, position_columns, position_joins},
    statement::{Statement, statements},
};

statements! {
    FIND_BY_NOTICE = concat!(
        "select ", position_columns!(), " from debt_position p ", position_joins!(), "
         where p.workspace_id = $1
           and p.id = (
             select debt_position_id from installment
             where workspace_id = $1 and notice_number = $2)");
    FIND_BY_IUV = concat!(
        "select ", position_columns!(), " from debt_position p ", position_joins!(), "
         where p.workspace_id = $1
           and p.id = (
             select debt_position_id from installment
             where workspace_id = $1 and iuv = $2)");
    FIND_BY_IUPD = concat!(
        "select ", position_columns!(), " from debt_position p ", position_joins!(), "
         where p.workspace_id = $1 and p.iupd = $2");
    FIND_BY_ID = concat!(
        "select ", position_columns!(), " from debt_position p ", position_joins!(), "
         where p.workspace_id = $1 and p.id = $2");
    LOCK_BY_ID = "
        update debt_position set version = version + 1
        where workspace_id = $1 and id = $2
        returning id";
    LOCK_BY_IUPD = "
        update debt_position set version = version + 1
        where workspace_id = $1 and iupd = $2
        returning id";
    // Whoever waits for the row sees it afterwards as it has become, and its instalments as they
    // were before: whether the number is still there is looked at again.
    LOCK_BY_NOTICE = "
        update debt_position set version = version + 1
        where workspace_id = $1
          and id = (
            select debt_position_id from installment
            where workspace_id = $1 and notice_number = $2)
        returning id";
    LIST_DUE_FOR_CHANGE = "
        select iupd from debt_position
        where workspace_id = $1 and next_change_at <= $2
        order by next_change_at
        limit $3";
}

/// Finds the position with an instalment of that notice number.
pub struct FindByNotice {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub notice_number: String,
}

impl Query for FindByNotice {
    type Output = Option<DebtPosition>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find(tx, &FIND_BY_NOTICE, params![self.workspace, self.notice_number]).await
    }
}

/// Finds the position with an instalment of that IUV.
pub struct FindByIuv {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub iuv: Iuv,
}

impl Query for FindByIuv {
    type Output = Option<DebtPosition>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find(tx, &FIND_BY_IUV, params![self.workspace, self.iuv]).await
    }
}

/// Finds the position with that IUPD.
pub struct FindByIupd {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub iupd: String,
}

impl Query for FindByIupd {
    type Output = Option<DebtPosition>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find(tx, &FIND_BY_IUPD, params![self.workspace, self.iupd]).await
    }
}

/// Finds the position with that identity.
pub struct FindById {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: DebtPositionId,
}

impl Query for FindById {
    type Output = Option<DebtPosition>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find_by_id(tx, self.workspace, self.id).await
    }
}

/// The IUPDs of positions that the calendar has overtaken, the oldest first.
pub struct DueForChange {
    /// Whose.
    pub workspace: WorkspaceId,
    /// At that moment.
    pub now: Timestamp,
    /// At most so many.
    pub limit: i64,
}

impl Query for DueForChange {
    type Output = Vec<String>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.now, self.limit];
        tx.query(&LIST_DUE_FOR_CHANGE, params, only).await
    }
}

/// Finds a position and keeps others from changing it until the transaction ends.
pub async fn lock_by_id(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: DebtPositionId,
) -> Result<Option<DebtPosition>, StoreError> {
    let id = tx.query_opt(&LOCK_BY_ID, params![workspace, id], only).await?;
    read_locked(tx, workspace, id).await
}

/// Finds a position and keeps others from changing it until the transaction ends.
pub async fn lock_by_iupd(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    iupd: &str,
) -> Result<Option<DebtPosition>, StoreError> {
    let id = tx.query_opt(&LOCK_BY_IUPD, params![workspace, iupd], only).await?;
    read_locked(tx, workspace, id).await
}

/// Finds the position of a notice and keeps others from changing it until the transaction ends.
/// One that has lost the number while it was waited for is none.
pub async fn lock_by_notice(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    notice_number: &str,
) -> Result<Option<DebtPosition>, StoreError> {
    let params = params![workspace, notice_number];
    let id = tx.query_opt(&LOCK_BY_NOTICE, params, only).await?;
    let locked = read_locked(tx, workspace, id).await?;
    Ok(locked.filter(|it| it.find(notice_number).is_some()))
}

async fn read_locked(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: Option<DebtPositionId>,
) -> Result<Option<DebtPosition>, StoreError> {
    match id {
        Some(id) => find_by_id(tx, workspace, id).await,
        None => Ok(None),
    }
}

pub(super) async fn find_by_id(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: DebtPositionId,
) -> Result<Option<DebtPosition>, StoreError> {
    find(tx, &FIND_BY_ID, params![workspace, id]).await
}

async fn find(
    tx: &mut Tx<'_>,
    statement: &Statement,
    params: &[Param<'_>],
) -> Result<Option<DebtPosition>, StoreError> {
    let rows = tx.query(statement, params, rows::read).await?;
    Ok(rows::assemble_one(rows))
}
