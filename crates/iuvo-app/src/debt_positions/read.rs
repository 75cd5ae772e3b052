//! Positions are read, one by one and in lists.

use iuvo_domain::{debt_position::DebtPosition, directory::WorkspaceProfile};
use iuvo_store::debt_positions::{
    FindByIupd,
    page::{Page, PageFound},
};

use super::{Hand, PositionError};
use crate::App;

/// Finds a position, as the calendar has it now.
pub async fn read_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    iupd: &str,
) -> Result<DebtPosition, PositionError> {
    let query = FindByIupd { workspace: profile.workspace.id, iupd: iupd.to_owned() };
    let mut position = app.store().read(query).await?.ok_or(PositionError::Unknown)?;
    position.follow_calendar(app.now());
    hand.check(&position)?;
    Ok(position)
}

/// Lists positions, a page at a time, as the calendar has them at the moment that the page names.
pub async fn list_debt_positions(app: &App, page: Page) -> Result<PageFound, PositionError> {
    let now = page.now;
    let mut found = app.store().read(page).await?;
    for position in &mut found.positions {
        position.follow_calendar(now);
    }
    Ok(found)
}
