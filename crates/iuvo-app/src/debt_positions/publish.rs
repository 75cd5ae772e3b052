//! A draft is shown to the people who owe.

use iuvo_domain::{debt_position::DebtPosition, directory::WorkspaceProfile, journal::EventKind};

use super::{
    Hand, PositionError,
    change::{Change, Which, Write, change_position},
};
use crate::App;

/// Publishes a draft as it is.
pub async fn publish_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    change_position(app, profile, hand, which, move |position| {
        position.check_publishable(now).map_err(PositionError::NotPublishable)?;
        position.publish(now)?;
        Ok(Change::new(position, Write::Publication, EventKind::PositionPublished))
    })
    .await
}
