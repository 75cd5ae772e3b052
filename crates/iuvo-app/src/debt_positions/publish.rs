//! A draft is shown to the people who owe.

use iuvo_domain::{
    debt_position::DebtPosition,
    directory::{ApiClient, WorkspaceProfile},
    journal::EventKind,
};

use super::{
    PositionError,
    change::{Change, Named, Write, change_position},
};
use crate::App;

/// Publishes a draft as it is.
pub async fn publish_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    let named = Named::Iupd(iupd.to_owned());
    change_position(app, profile, client, named, move |position| {
        position.check_publishable(now).map_err(PositionError::NotPublishable)?;
        position.publish(now)?;
        Ok(Change::new(position, Write::Publication, EventKind::PositionPublished))
    })
    .await
}
