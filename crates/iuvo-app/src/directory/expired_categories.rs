//! Positions that may still be paid under codes the taxonomy does not have, or no longer.

use iuvo_domain::{WorkspaceId, directory::taxonomy::CategoryStanding};
use iuvo_store::{
    StoreError,
    directory::taxonomy::{UnpaidCategories, UnpaidCategory},
};

use crate::App;

/// Shares looked at by one question.
const AT_ONCE: i64 = 500;

/// A share of a position that may still be paid, under a code that is not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiredCategory {
    /// The share, and its code.
    pub share: UnpaidCategory,
    /// Whether the list has the code on other days.
    pub is_known: bool,
}

/// Gives each such share of a workspace, in the order of its IUPDs and notice numbers, a page at a
/// time.
pub async fn list_expired_categories(
    app: &App,
    workspace: WorkspaceId,
    mut each: impl FnMut(ExpiredCategory),
) -> Result<(), StoreError> {
    let (directory, today) = (app.directory(), app.today());
    let mut after = None;
    loop {
        let page = UnpaidCategories { workspace, after, limit: AT_ONCE };
        let shares = app.store().read(page).await?;
        let Some(last) = shares.last().cloned() else { return Ok(()) };
        for share in shares {
            let is_known = match directory.taxonomy().standing(&share.category, today) {
                CategoryStanding::InForce => continue,
                CategoryStanding::Unknown => false,
                CategoryStanding::NotOnThatDay => true,
            };
            each(ExpiredCategory { share, is_known });
        }
        after = Some(last);
    }
}
