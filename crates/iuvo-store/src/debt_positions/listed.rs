//! What lists look at, beside its position: the line of it.
//!
//! Invariant: `listed_at` is `updated_at` where the line is true. Whatever writes a position writes
//! both; an older program writes the second alone, and what it leaves is listed anew.

use iuvo_domain::{DebtPositionId, WorkspaceId, debt_position::DebtPosition};
use jiff::Timestamp;
use pagopa_codes::Cents;

use super::find::find_by_id;
use crate::{
    Query, StoreError, Tx,
    column::{only, params},
    statement::statements,
};

statements! {
    LIST_UNLISTED = "
        select id from debt_position
        where workspace_id = $1 and (listed_at is null or listed_at <> updated_at)
        order by id
        limit $2";
    // What is written again is taken out of each index and put back: SQLite does not look whether
    // it has changed, so it is asked.
    SAVE_LINE = "
        update debt_position
        set next_due_at = $4, listed_cents = $5, debtor_key = $6, debtor_key_turned = $7,
            debtor_code = $8
        where workspace_id = $1 and id = $2 and updated_at = $3
          and (next_due_at <> $4 or listed_cents <> $5 or debtor_key is distinct from $6
               or debtor_key_turned is distinct from $7 or debtor_code is distinct from $8)";
    MARK_LISTED = "
        update debt_position set listed_at = $3
        where workspace_id = $1 and id = $2 and updated_at = $3";
}

/// The line of a position in lists.
pub(crate) struct Line {
    pub(crate) next_due_at: Timestamp,
    pub(crate) amount: Cents,
    pub(crate) debtor_key: Option<Vec<u8>>,
    pub(crate) debtor_key_turned: Option<Vec<u8>>,
    pub(crate) debtor_code: Option<String>,
}

impl Line {
    pub(crate) fn of(position: &DebtPosition) -> Self {
        let listed = position.listed();
        let name = listed.map(|it| it.debtor_name());
        // A name of one word is found by it already.
        let turned = name.as_ref().map(|it| (it, it.turned())).filter(|(it, turned)| *it != turned);
        Self {
            next_due_at: listed.map_or(Timestamp::UNIX_EPOCH, |it| it.due_date()),
            amount: listed.map_or(Cents::ZERO, |it| it.amount()),
            debtor_key: name.as_ref().map(|it| it.as_bytes().to_owned()),
            debtor_key_turned: turned.map(|(_, it)| it.as_bytes().to_owned()),
            debtor_code: listed.map(|it| it.debtor_code()),
        }
    }
}

/// Positions whose line is not true, at most so many.
pub struct Unlisted {
    /// Whose.
    pub workspace: WorkspaceId,
    /// How many at most.
    pub limit: i64,
}

impl Query for Unlisted {
    type Output = Vec<DebtPositionId>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&LIST_UNLISTED, params![self.workspace, self.limit], only).await
    }
}

/// Writes the line of a position. Nothing else of it changes; if somebody changes it meanwhile,
/// they write its line.
pub async fn list_anew(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: DebtPositionId,
) -> Result<(), StoreError> {
    let Some(position) = find_by_id(tx, workspace, id).await? else { return Ok(()) };
    save(tx, &position).await?;
    tx.execute_any(&MARK_LISTED, params![workspace, id, position.updated_at]).await
}

/// Writes the line of a position, if it is another than before.
pub(super) async fn save(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    let line = Line::of(position);
    let params = params![
        position.workspace,
        position.id,
        position.updated_at,
        line.next_due_at,
        line.amount,
        line.debtor_key,
        line.debtor_key_turned,
        line.debtor_code
    ];
    tx.execute_any(&SAVE_LINE, params).await
}
