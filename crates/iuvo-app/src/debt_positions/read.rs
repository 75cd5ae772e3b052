//! Positions are read, one by one and in lists.

use iuvo_domain::{
    DebtPositionId, Nav, access::Extent, debt_position::DebtPosition, directory::WorkspaceProfile,
};
use iuvo_store::{
    StoreError,
    debt_positions::{
        FindById, FindByIupd, FindByNotice,
        page::{Page, PageFound},
    },
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

/// Finds a position by its identity, as the calendar has it now, if it is within reach.
pub async fn read_position(
    app: &App,
    profile: &WorkspaceProfile,
    extent: &Extent,
    id: DebtPositionId,
) -> Result<DebtPosition, PositionError> {
    let found = app.store().read(FindById { workspace: profile.workspace.id, id }).await?;
    let mut position =
        found.filter(|it| extent.covers(it.service)).ok_or(PositionError::Unknown)?;
    position.follow_calendar(app.now());
    Ok(position)
}

/// Finds the position that has a notice number now.
pub async fn find_position_of_notice(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
) -> Result<Option<DebtPosition>, StoreError> {
    let query = FindByNotice { workspace: profile.workspace.id, notice_number: number.to_string() };
    app.store().read(query).await
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
