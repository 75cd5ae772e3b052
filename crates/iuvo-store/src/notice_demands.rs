//! Which notice was the latest made for a declaration.

use iuvo_domain::WorkspaceId;
use jiff::Timestamp;
use pagopa_codes::NoticeNumber;

use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

statements! {
    FIND = "
        select notice_number from notice_demand where workspace_id = $1 and fingerprint = $2";
    INSERT = "
        insert into notice_demand (workspace_id, fingerprint, notice_number, demanded_at)
        values ($1, $2, $3, $4)
        on conflict (workspace_id, fingerprint) do nothing";
    REPLACE = "
        update notice_demand set notice_number = $3, demanded_at = $4
        where workspace_id = $1 and fingerprint = $2 and notice_number = $5";
}

/// A demand and the notice made for it.
#[derive(Debug, Clone, Copy)]
pub struct Demanded<'a> {
    /// Of whom.
    pub workspace: WorkspaceId,
    /// What tells the demand.
    pub fingerprint: &'a [u8; 32],
    /// The notice.
    pub notice_number: NoticeNumber,
    /// When.
    pub at: Timestamp,
}

/// The latest notice made for a demand.
pub async fn find(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    fingerprint: &[u8; 32],
) -> Result<Option<NoticeNumber>, StoreError> {
    tx.query_opt(&FIND, params![workspace, fingerprint], only).await
}

/// Remembers the first notice of a demand; `false` if there is one.
pub async fn insert(tx: &mut Tx<'_>, demanded: Demanded<'_>) -> Result<bool, StoreError> {
    let Demanded { workspace, fingerprint, notice_number, at } = demanded;
    let params = params![workspace, fingerprint, notice_number, at];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

/// Puts a notice in the place of another; `false` if the latest was not that one.
pub async fn replace(
    tx: &mut Tx<'_>,
    demanded: Demanded<'_>,
    replaced: NoticeNumber,
) -> Result<bool, StoreError> {
    let Demanded { workspace, fingerprint, notice_number, at } = demanded;
    let params = params![workspace, fingerprint, notice_number, at, replaced];
    Ok(tx.execute(&REPLACE, params).await? == 1)
}

/// The latest notice made for a demand.
pub struct FindByFingerprint {
    /// Of whom.
    pub workspace: WorkspaceId,
    /// What tells the demand.
    pub fingerprint: [u8; 32],
}

impl Query for FindByFingerprint {
    type Output = Option<NoticeNumber>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        find(tx, self.workspace, &self.fingerprint).await
    }
}
