//! What people had typed when their session had ended.

use iuvo_domain::OperatorId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

statements! {
    INSERT = "
        insert into form_draft (id, operator_id, sealed, kept_at) values ($1, $2, $3, $4)
        on conflict (id) do nothing";
    FIND = "
        select sealed from form_draft where id = $1 and operator_id = $2 and kept_at > $3";
    FORGET_OLD = "delete from form_draft where kept_at <= $1";
    FORGET_MORE = "
        delete from form_draft
        where operator_id = $1 and id not in (
          select id from form_draft where operator_id = $1 order by kept_at desc, id desc limit $2)";
}

/// A draft, about to be kept.
pub struct FormDraft {
    /// Its identity.
    pub id: Uuid,
    /// Whose it is.
    pub operator: OperatorId,
    /// The sealed form.
    pub sealed: Vec<u8>,
    /// When.
    pub kept_at: Timestamp,
}

/// Keeps a draft, and of its operator only the last ones.
pub async fn insert(tx: &mut Tx<'_>, draft: &FormDraft, keep: i64) -> Result<(), StoreError> {
    let params = params![draft.id, draft.operator, draft.sealed, draft.kept_at];
    tx.execute(&INSERT, params).await?;
    tx.execute(&FORGET_MORE, params![draft.operator, keep]).await.map(drop)
}

/// Forgets drafts kept until a moment.
pub async fn forget_old(tx: &mut Tx<'_>, until: Timestamp) -> Result<(), StoreError> {
    tx.execute(&FORGET_OLD, params![until]).await.map(drop)
}

/// A sealed draft of an operator, kept after a moment.
pub struct DraftOf {
    /// Whose.
    pub operator: OperatorId,
    /// Which.
    pub id: Uuid,
    /// After when.
    pub after: Timestamp,
}

impl Query for DraftOf {
    type Output = Option<Vec<u8>>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query_opt(&FIND, params![self.id, self.operator, self.after], only).await
    }
}
