//! Cases opened for a person.

use iuvo_domain::{DebtPositionId, ReviewCaseId, WorkspaceId, receipt::ReviewCase};

use crate::{
    Query, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    INSERT = "
        insert into review_case
          (workspace_id, id, kind, notice_number, receipt_id, content_hash, opened_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (workspace_id, kind, receipt_id, content_hash) do nothing";
    LIST_OF_NOTICE = "
        select id, kind, notice_number, receipt_id, opened_at
        from review_case
        where workspace_id = $1 and notice_number = $2
        order by opened_at, kind";
    LIST_OF_POSITION = "
        select id, kind, notice_number, receipt_id, opened_at
        from review_case
        where workspace_id = $1
          and notice_number in (
            select notice_number from installment
            where workspace_id = $1 and debt_position_id = $2)
        order by opened_at, kind";
    LIST_PAGE = "
        select id, kind, notice_number, receipt_id, opened_at
        from review_case
        where workspace_id = $1 and id < $2
        order by id desc
        limit $3";
}

/// Opens a case; `false` if the same content of the same receipt has opened it before.
pub async fn insert(
    tx: &mut Tx<'_>,
    case: &ReviewCase,
    content_hash: &[u8; 32],
) -> Result<bool, StoreError> {
    let params = params![
        case.workspace,
        case.id,
        case.kind,
        case.notice_number,
        case.receipt_id,
        content_hash,
        case.opened_at
    ];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

/// The cases about a notice number, oldest first.
pub struct ListOfNotice {
    /// Whose cases.
    pub workspace: WorkspaceId,
    /// About which notice.
    pub notice_number: String,
}

impl Query for ListOfNotice {
    type Output = Vec<ReviewCase>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let params = params![workspace, self.notice_number];
        tx.query(&LIST_OF_NOTICE, params, |row| read(workspace, row)).await
    }
}

/// The cases about the notice numbers of a position, oldest first.
pub struct ListOfPosition {
    /// Whose cases.
    pub workspace: WorkspaceId,
    /// About which position.
    pub position: DebtPositionId,
}

impl Query for ListOfPosition {
    type Output = Vec<ReviewCase>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let params = params![workspace, self.position];
        tx.query(&LIST_OF_POSITION, params, |row| read(workspace, row)).await
    }
}

/// The cases of a workspace, the last first.
pub struct CasesPage {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Those before this one.
    pub before: ReviewCaseId,
    /// At most so many.
    pub limit: i64,
}

impl Query for CasesPage {
    type Output = Vec<ReviewCase>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let params = params![workspace, self.before, self.limit];
        tx.query(&LIST_PAGE, params, |row| read(workspace, row)).await
    }
}

fn read(workspace: WorkspaceId, row: &mut Row<'_>) -> Result<ReviewCase, StoreError> {
    Ok(ReviewCase {
        id: row.next()?,
        workspace,
        kind: row.next()?,
        notice_number: row.next()?,
        receipt_id: row.next()?,
        opened_at: row.next()?,
    })
}
