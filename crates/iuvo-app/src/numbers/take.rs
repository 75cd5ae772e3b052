//! Taking a block of numbers from the database.

use iuvo_domain::WorkspaceId;
use iuvo_store::{Command, StoreError, Tx, number_spaces};
use pagopa_codes::SegregationCode;

use super::IssueError;

/// Takes the next numbers of a space: a block, or what is needed when a block is not left.
pub(super) struct TakeNumbers {
    pub(super) workspace: WorkspaceId,
    pub(super) segregation_code: SegregationCode,
    pub(super) block: usize,
    pub(super) needed: usize,
}

impl Command for TakeNumbers {
    type Output = Result<Vec<u64>, IssueError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let (workspace, code) = (self.workspace, self.segregation_code);
        let Some(mut space) = number_spaces::lock(tx, workspace, code).await? else {
            return Ok(Err(IssueError::NoNumberSpace));
        };
        let reserved = number_spaces::list_reserved(tx, workspace, code).await?;
        let block = space.take(self.block, &reserved);
        let Ok(bases) = block.or_else(|_| space.take(self.needed, &reserved)) else {
            tx.undo();
            return Ok(Err(IssueError::Exhausted(code)));
        };
        number_spaces::save(tx, &space).await?;
        Ok(Ok(bases))
    }
}
