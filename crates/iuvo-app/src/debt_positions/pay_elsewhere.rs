//! A body says that a notice was paid outside of pagoPA.

use iuvo_domain::{
    Nav,
    debt_position::{DebtPosition, ElsewhereRefusal, Reason},
    directory::WorkspaceProfile,
    journal::{Entry, EventKind},
};
use jiff::Timestamp;
use pagopa_codes::Cents;

use super::{
    Hand, PositionError,
    change::{Change, Which, Write, change_position},
};
use crate::App;

/// What a body says of a payment outside of pagoPA.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Of which notice.
    pub notice_number: String,
    /// When; now if it does not say.
    pub paid_at: Option<Timestamp>,
    /// How, and what proves it.
    pub evidence: Option<Reason>,
}

/// Marks the instalment of a notice as paid elsewhere. Nobody can pay it through pagoPA any more.
pub async fn pay_elsewhere(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    paid: Elsewhere,
) -> Result<DebtPosition, PositionError> {
    let number = Nav::parse(&paid.notice_number).ok_or(PositionError::Unknown)?;
    let now = app.now();
    change_position(app, profile, hand, which, move |position| {
        let id = position.settle_elsewhere(&number, paid.paid_at.unwrap_or(now), now)?;
        let change = Change { write: Write::Payment(id), entries: vec![told(position, &number)] };
        Ok(change.because(paid.evidence.as_ref()))
    })
    .await
}

fn told(position: &DebtPosition, number: &Nav) -> Entry {
    let found = position.find(number.as_str());
    let amount = found.and_then(|(_, it)| it.amount_due()).unwrap_or(Cents::ZERO);
    Entry::of_notice(number.clone(), EventKind::PaidElsewhere).with_amount(amount)
}

impl From<ElsewhereRefusal> for PositionError {
    fn from(refusal: ElsewhereRefusal) -> Self {
        match refusal {
            ElsewhereRefusal::NoticeUnknown => Self::Unknown,
            ElsewhereRefusal::AlreadyPaid => Self::AlreadyPaid,
            ElsewhereRefusal::NotPayable => Self::StateForbids,
        }
    }
}
