//! Messages of the Node that were refused, kept sealed for a while.

use iuvo_domain::{Nav, WorkspaceId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    packing::Packed,
    statement::statements,
};

statements! {
    INSERT = "
        insert into refused_message
          (workspace_id, notice_number, id, refused_at, operation, fault_code, encoding, message)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (workspace_id, notice_number, id) do nothing";
    LIST = "
        select id, refused_at, operation, fault_code, encoding, message
        from refused_message
        where workspace_id = $1 and notice_number = $2
        order by id
        limit $3";
    PURGE_END = "
        select refused_at from refused_message
        where workspace_id = $1 and refused_at <= $2
        order by refused_at
        limit 1 offset $3";
    PURGE = "delete from refused_message where workspace_id = $1 and refused_at <= $2";
}

/// A refused message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedMessage {
    /// Where.
    pub workspace: WorkspaceId,
    /// Its identity, a UUIDv7.
    pub id: Uuid,
    /// What it was about.
    pub notice_number: Nav,
    /// When it was refused.
    pub refused_at: Timestamp,
    /// The operation, by its own name.
    pub operation: String,
    /// What the Node was told.
    pub fault_code: String,
    /// Packed, then sealed.
    pub message: Packed,
}

/// Keeps a message.
pub async fn insert(tx: &mut Tx<'_>, message: &RefusedMessage) -> Result<(), StoreError> {
    let params = params![
        message.workspace,
        message.notice_number,
        message.id,
        message.refused_at,
        message.operation,
        message.fault_code,
        message.message.encoding,
        message.message.bytes
    ];
    tx.execute_any(&INSERT, params).await
}

/// Forgets about so many of the messages refused until a moment; returns how many. Those of one
/// moment go together.
pub async fn purge(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    until: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let end: Option<Timestamp> =
        tx.query_opt(&PURGE_END, params![workspace, until, limit], only).await?;
    tx.execute(&PURGE, params![workspace, end.unwrap_or(until)]).await
}

/// The messages refused about a notice number, oldest first.
pub struct ListOfNotice {
    /// Where.
    pub workspace: WorkspaceId,
    /// About which number.
    pub notice_number: Nav,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListOfNotice {
    type Output = Vec<RefusedMessage>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.notice_number, self.limit];
        tx.query(&LIST, params, |row| {
            Ok(RefusedMessage {
                workspace: self.workspace,
                id: row.next()?,
                notice_number: self.notice_number.clone(),
                refused_at: row.next()?,
                operation: row.next()?,
                fault_code: row.next()?,
                message: Packed { encoding: row.next()?, bytes: row.next()? },
            })
        })
        .await
    }
}
