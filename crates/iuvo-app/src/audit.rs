//! The audit log: read, verified, anchored. It is appended by the use-cases it tells of, in their
//! transactions; what somebody only sees has a transaction of its own.

mod anchor_audit;
mod list_audit;
mod read_audit;
mod verify_audit;

use iuvo_domain::{
    AuditEntryId, OperatorId, WorkspaceId,
    audit::{Act, Author, Chain, Content, Record},
    directory::Directory,
};
use iuvo_store::{Command, Lane, StoreError, Tx, audit};

use crate::App;

pub use anchor_audit::anchor_audit;
pub use list_audit::list_audit;
pub use read_audit::{
    AuditAsked, Followed, count_audit, follow_audit, list_audit_authors, name_operators,
    note_audit_download, read_audit,
};
pub use verify_audit::{VerifiedChain, verify_audit, verify_chain};

/// What an entry of a download is on, if it was the log that was downloaded.
pub const DOWNLOADED_LOG: &str = "audit";
/// What an entry of a download is on, if it was a list of positions.
pub const DOWNLOADED_POSITIONS: &str = "positions";
/// What an entry of a download is on, if it was what was refused of a file.
pub const DOWNLOADED_REJECTS: &str = "rejected";

/// Something personal that somebody saw, and that changed nothing.
pub(crate) struct Seen {
    pub(crate) act: Act,
    /// What it is of.
    pub(crate) subject: String,
    pub(crate) content: Content,
}

/// Writes down what an operator is about to see of a workspace.
pub(crate) async fn note_seen(
    app: &App,
    workspace: WorkspaceId,
    operator: OperatorId,
    Seen { act, subject, content }: Seen,
) -> Result<(), StoreError> {
    let record = Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Workspace(workspace),
        at: app.now(),
        author: Author::Operator(operator),
        act,
        subject,
        content,
    };
    app.store().execute(Lane::Interactive, Note { record }).await
}

struct Note {
    record: Record,
}

impl Command for Note {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        audit::append(tx, &self.record).await
    }
}

/// Every chain there is: the directory's, and one for each workspace.
fn chains(directory: &Directory) -> Vec<Chain> {
    let workspaces = directory.workspaces().map(|it| Chain::Workspace(it.workspace.id));
    let mut chains: Vec<Chain> = std::iter::once(Chain::Directory).chain(workspaces).collect();
    chains.sort_unstable();
    chains
}
