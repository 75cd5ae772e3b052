//! A position leaves the archive. Its notice numbers are not issued again.

use iuvo_domain::{
    debt_position::{DebtPosition, PositionStatus},
    directory::{ApiClient, WorkspaceProfile},
    journal::EventKind,
};

use super::{
    PositionError,
    change::{Change, Named, Write, change_position},
};
use crate::App;

/// Deletes a position nobody has paid.
pub async fn delete_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
) -> Result<(), PositionError> {
    let named = Named::Iupd(iupd.to_owned());
    change_position(app, profile, client, named, |position| {
        if has_payments(position) {
            Err(PositionError::StateForbids)
        } else {
            Ok(Change::new(position, Write::Deletion, EventKind::PositionDeleted))
        }
    })
    .await
    .map(drop)
}

fn has_payments(position: &DebtPosition) -> bool {
    matches!(position.status, PositionStatus::PartiallyPaid | PositionStatus::Paid)
        || position.installments().any(iuvo_domain::debt_position::Installment::is_paid)
}
