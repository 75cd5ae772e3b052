//! The heads of all chains at this moment, to be kept elsewhere.

use iuvo_domain::audit::Anchor;
use iuvo_store::{StoreError, audit::HeadOf};

use super::chains;
use crate::App;

/// Reads every head, in the order of the chains. A chain without a head is left out; verifying
/// reports it.
pub async fn anchor_audit(app: &App) -> Result<Vec<Anchor>, StoreError> {
    let mut anchors = Vec::new();
    for chain in chains(&app.directory()) {
        if let Some(head) = app.store().read(HeadOf(chain)).await? {
            anchors.push(Anchor { chain, head });
        }
    }
    Ok(anchors)
}
