//! A body withdraws a debt nobody has paid.

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

/// Withdraws a published position, for good.
pub async fn invalidate_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    let named = Named::Iupd(iupd.to_owned());
    change_position(app, profile, client, named, move |position| {
        position.invalidate(now)?;
        Ok(Change::new(position, Write::State, EventKind::PositionInvalidated))
    })
    .await
}
