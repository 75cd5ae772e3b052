//! A body withdraws a debt nobody has paid.

use iuvo_domain::{
    debt_position::{DebtPosition, Reason},
    directory::WorkspaceProfile,
    journal::EventKind,
};

use super::{
    Hand, PositionError,
    change::{Change, Which, Write, change_position},
};
use crate::App;

/// Withdraws a published position for good, for a reason if somebody gives one.
pub async fn invalidate_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    reason: Option<Reason>,
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    change_position(app, profile, hand, which, move |position| {
        position.invalidate(now)?;
        let change = Change::new(position, Write::State, EventKind::PositionInvalidated);
        Ok(change.because(reason.as_ref()))
    })
    .await
}
