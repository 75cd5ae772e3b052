//! What is there to pay? (the page of a debt)

use iuvo_domain::{
    debt_position::{DebtPosition, Installment, Nav, PaymentOption, PositionStatus},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
};
use iuvo_store::{StoreError, debt_positions::FindByNotice};

use crate::{
    App,
    documents::{DocumentError, Slip, print_notice},
};

/// A debt as its debtor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The position, whole.
    pub position: DebtPosition,
    /// The number that was looked for.
    pub notice_number: Nav,
    /// Why it cannot be paid now; none if it can.
    pub refusal: Option<PaymentRefusal>,
    /// The service for which people pay.
    pub service: Option<String>,
}

impl Debt {
    /// The instalment that was looked for, with its option.
    pub fn installment(&self) -> Option<(&PaymentOption, &Installment)> {
        self.position.find(self.notice_number.as_str())
    }
}

/// Reads the debt to which a link leads. `None` if the link does not open, is too old or of another
/// body, or the debt is not shown any more.
pub async fn read_debt(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
) -> Result<Option<Debt>, StoreError> {
    let Some(notice_number) = app.open_debt_link(profile, link) else { return Ok(None) };
    let query = FindByNotice {
        workspace: profile.workspace.id,
        notice_number: notice_number.as_str().to_owned(),
    };
    let found = app.store.read(query).await?.filter(|it| it.status != PositionStatus::Draft);
    Ok(found.map(|position| {
        let number = notice_number.notice_number();
        let refusal = match number {
            Some(number) => position.payable(number, app.now()).err(),
            // The Node cannot carry such a number: it is paid in no way of pagoPA's.
            None => Some(PaymentRefusal::NoticeUnknown),
        };
        let service = profile.services.iter().find(|it| it.id == position.service);
        Debt { service: service.map(|it| it.name.clone()), position, notice_number, refusal }
    }))
}

/// Prints the notice to which a link leads, while it is to be paid; the number is its name.
pub async fn print_debt(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
) -> Result<(Nav, Vec<u8>), DocumentError> {
    let number = app.open_debt_link(profile, link).ok_or(DocumentError::NoticeUnknown)?;
    let pdf = print_notice(app, profile, &number, Slip::Absent).await?;
    Ok((number, pdf))
}
