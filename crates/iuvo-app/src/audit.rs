//! The audit log: read, verified, anchored. It is appended by the use-cases it tells of, in their
//! transactions.

mod anchor_audit;
mod list_audit;
mod verify_audit;

use iuvo_domain::{audit::Chain, directory::Directory};

pub use anchor_audit::anchor_audit;
pub use list_audit::list_audit;
pub use verify_audit::{VerifiedChain, verify_audit, verify_chain};

/// Every chain there is: the directory's, and one for each workspace.
fn chains(directory: &Directory) -> Vec<Chain> {
    let workspaces = directory.workspaces().map(|it| Chain::Workspace(it.workspace.id));
    let mut chains: Vec<Chain> = std::iter::once(Chain::Directory).chain(workspaces).collect();
    chains.sort_unstable();
    chains
}
