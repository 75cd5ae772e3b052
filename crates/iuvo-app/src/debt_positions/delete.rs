//! A position leaves the archive. Its notice numbers are not issued again.

use iuvo_domain::{
    debt_position::{DebtPosition, PositionStatus},
    directory::{ApiClient, WorkspaceProfile},
};

use super::{
    PositionError,
    change::{Write, change_position},
};
use crate::App;

/// Deletes a position nobody has paid.
pub async fn delete_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
) -> Result<(), PositionError> {
    change_position(app, profile, client, iupd, |position| {
        if has_payments(position) { Err(PositionError::StateForbids) } else { Ok(Write::Deletion) }
    })
    .await
    .map(drop)
}

fn has_payments(position: &DebtPosition) -> bool {
    matches!(position.status, PositionStatus::PartiallyPaid | PositionStatus::Paid)
        || position.installments().any(iuvo_domain::debt_position::Installment::is_paid)
}
