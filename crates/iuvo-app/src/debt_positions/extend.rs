//! A body gives more time to pay.

use iuvo_domain::{
    InstallmentId,
    debt_position::{DebtPosition, ExtensionRefusal, Reason},
    directory::WorkspaceProfile,
    journal::EventKind,
};
use jiff::Timestamp;

use super::{
    Hand, PositionError,
    change::{Change, Which, Write, change_position},
};
use crate::App;

/// Gives instalments of a published position later due dates; its notices stay good.
pub async fn extend_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    (dates, reason): (Vec<(InstallmentId, Timestamp)>, Option<Reason>),
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    change_position(app, profile, hand, which, move |position| {
        position.extend(&dates, now)?;
        // Its numbers stay, so no receipt has been waiting for it.
        let write = Write::Contents(Vec::new());
        let change = Change::new(position, write, EventKind::PositionExtended);
        Ok(change.because(reason.as_ref()))
    })
    .await
}

impl From<ExtensionRefusal> for PositionError {
    fn from(refusal: ExtensionRefusal) -> Self {
        Self::NotExtendable(refusal)
    }
}
