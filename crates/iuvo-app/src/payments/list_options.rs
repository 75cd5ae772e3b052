//! In which ways may this debt be paid? (the payment options of a notice)

use iuvo_domain::{directory::WorkspaceProfile, journal::EventKind, payment::OptionOffer};
use pagopa_codes::NoticeNumber;

use super::{PaymentError, Told, find_position, tell};
use crate::App;

/// What a payer may choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedNotice {
    /// The body's name.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
    /// Whether the Node may answer in our place.
    pub pay_stand_in: bool,
    /// The ways of paying, the first due first.
    pub options: Vec<OptionOffer>,
}

/// Lists the ways of settling the debt that a notice is of, if any of them may be paid.
pub async fn list_options(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<OfferedNotice, PaymentError> {
    let found = offered(app, profile, notice_number).await;
    let told = Told { answered: EventKind::OptionsListed, refused: EventKind::OptionsRefused };
    tell(app, profile, notice_number, &told, found.as_ref().map(|_| None));
    found
}

async fn offered(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<OfferedNotice, PaymentError> {
    let position = find_position(app, profile, notice_number).await?;
    let now = app.now();
    position.check_offered(notice_number, now).map_err(PaymentError::Refused)?;
    let options = position.offers(now).ok_or(PaymentError::Inconsistent)?;
    Ok(OfferedNotice {
        company_name: position.company_name,
        office_name: position.office_name,
        pay_stand_in: position.pay_stand_in,
        options,
    })
}
