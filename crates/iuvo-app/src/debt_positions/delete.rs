//! A position leaves the archive. Its notice numbers are not issued again.

use iuvo_domain::{
    debt_position::{DebtPosition, PositionStatus, Reason},
    directory::WorkspaceProfile,
    journal::EventKind,
};

use super::{
    Hand, PositionError,
    change::{Change, Which, Write, change_position},
};
use crate::App;

/// Deletes a position nobody has paid, for a reason if somebody gives one.
pub async fn delete_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    reason: Option<Reason>,
) -> Result<(), PositionError> {
    change_position(app, profile, hand, which, move |position| {
        if has_payments(position) {
            Err(PositionError::StateForbids)
        } else {
            let change = Change::new(position, Write::Deletion, EventKind::PositionDeleted);
            Ok(change.because(reason.as_ref()))
        }
    })
    .await
    .map(drop)
}

fn has_payments(position: &DebtPosition) -> bool {
    matches!(position.status, PositionStatus::PartiallyPaid | PositionStatus::Paid)
        || position.installments().any(iuvo_domain::debt_position::Installment::is_paid)
}
