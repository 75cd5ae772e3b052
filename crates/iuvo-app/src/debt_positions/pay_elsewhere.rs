//! A body says that a notice was paid outside of pagoPA.

use iuvo_domain::{
    Nav,
    debt_position::{DebtPosition, ElsewhereRefusal},
    directory::{ApiClient, WorkspaceProfile},
    journal::{Entry, EventKind},
};
use jiff::Timestamp;
use pagopa_codes::Cents;

use super::{
    PositionError,
    change::{Change, Named, Write, change_position},
};
use crate::App;

/// Marks the instalment of a notice as paid elsewhere at that moment, or now if the body does not
/// say when. Nobody can pay it through pagoPA any more.
pub async fn pay_elsewhere(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    notice_number: &str,
    paid_at: Option<Timestamp>,
) -> Result<DebtPosition, PositionError> {
    let number = Nav::parse(notice_number).ok_or(PositionError::Unknown)?;
    let now = app.now();
    let named = Named::Notice(notice_number.to_owned());
    change_position(app, profile, client, named, move |position| {
        let id = position.settle_elsewhere(&number, paid_at.unwrap_or(now), now)?;
        Ok(Change { write: Write::Payment(id), entries: vec![told(position, &number)] })
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
