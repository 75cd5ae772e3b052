//! An operator writes a position on a page, and corrects it.

use iuvo_domain::{
    debt_position::{DebtPosition, Handwritten, HandwrittenRefusal},
    directory::WorkspaceProfile,
};

use super::{
    Hand, PositionError, Publication, change::Which, create_debt_position, update_debt_position,
};
use crate::App;

/// Writes a new position. Its IUPD stands for the form in which it was written: sent twice, it is
/// written once, and the second time its IUPD is taken.
pub async fn create_by_hand(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    (iupd, written): (String, Handwritten),
    publication: Publication,
) -> Result<DebtPosition, PositionError> {
    let draft = written.draft(iupd, profile, app.today())?;
    create_debt_position(app, profile, hand, draft, publication).await
}

/// Writes a position anew that was read in a version, keeping its notice numbers.
pub async fn revise_by_hand(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    (seen, written): (&DebtPosition, Handwritten),
    publication: Publication,
) -> Result<DebtPosition, PositionError> {
    let draft = written.revision(seen, profile, app.today())?;
    let which = Which::Seen(seen.id, seen.version);
    update_debt_position(app, profile, hand, which, draft, publication).await
}

impl From<HandwrittenRefusal> for PositionError {
    fn from(refusal: HandwrittenRefusal) -> Self {
        Self::Handwritten(refusal)
    }
}
