//! Cases opened for a person.

use iuvo_domain::{WorkspaceId, receipt::ReviewCase};

use crate::{Query, StoreError, Tx, column::params, statement::statements};

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
        tx.query(&LIST_OF_NOTICE, params![workspace, self.notice_number], |row| {
            Ok(ReviewCase {
                id: row.next()?,
                workspace,
                kind: row.next()?,
                notice_number: row.next()?,
                receipt_id: row.next()?,
                opened_at: row.next()?,
            })
        })
        .await
    }
}
