//! What is there to pay? (the page of a debt)

use iuvo_domain::{
    cart::Cart,
    debt_position::{DebtPosition, Installment, Nav, PaymentOption, PositionStatus},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
};
use iuvo_store::{carts::ListOfNotice, debt_positions::FindByNotice};
use jiff::Timestamp;

use super::{PortalError, Viewer};
use crate::App;

/// A debt as its debtor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The position, whole.
    pub position: DebtPosition,
    /// The number that was looked for.
    pub notice_number: Nav,
    /// When it was looked at.
    pub at: Timestamp,
    /// A payment that may have been made, and of which no receipt has come.
    pub in_doubt: Option<InDoubt>,
    /// The service for which people pay.
    pub service: Option<String>,
    /// Who looks at it.
    pub viewer: Viewer,
}

/// A payment that may have been made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InDoubt {
    /// Since when.
    pub since: Timestamp,
    /// The link to its cart.
    pub cart: String,
}

impl Debt {
    /// The instalment that was looked for, with its option.
    pub fn installment(&self) -> Option<(&PaymentOption, &Installment)> {
        self.position.find(self.notice_number.as_str())
    }

    /// Why a notice of the position cannot be paid now; none if it can.
    pub fn refusal(&self, notice_number: &Nav) -> Option<PaymentRefusal> {
        match notice_number.notice_number() {
            Some(number) => self.position.payable(number, self.at).err(),
            // The Node cannot carry such a number: it is paid in no way of pagoPA's.
            None => Some(PaymentRefusal::NoticeUnknown),
        }
    }
}

/// Reads the debt to which a link leads. `None` if the link does not open, is too old or of another
/// body, or the debt is not shown any more.
pub async fn read_debt(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
) -> Result<Option<Debt>, PortalError> {
    let Some((notice_number, viewer)) = app.open_debt_link(profile, link) else {
        return Ok(None);
    };
    let query = FindByNotice {
        workspace: profile.workspace.id,
        notice_number: notice_number.as_str().to_owned(),
    };
    let found = app.store.read(query).await?.filter(|it| it.status != PositionStatus::Draft);
    let Some(position) = found else { return Ok(None) };
    let at = app.now();
    let service = profile.services.iter().find(|it| it.id == position.service);
    let service = service.map(|it| it.name.clone());
    let mut debt = Debt { position, notice_number, at, in_doubt: None, service, viewer };
    if debt.installment().is_some_and(|(_, it)| !it.is_paid()) {
        debt.in_doubt = find_doubt(app, profile, &debt).await?;
    }
    Ok(Some(debt))
}

/// The latest payment of a notice that somebody may have made.
async fn find_doubt(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
) -> Result<Option<InDoubt>, PortalError> {
    let Some(notice_number) = debt.notice_number.notice_number() else { return Ok(None) };
    let since = Cart::oldest_in_doubt(debt.at);
    let query = ListOfNotice { workspace: profile.workspace.id, notice_number, since };
    let carts = app.store.read(query).await?;
    let doubt = carts.iter().find_map(|it| Some((it, it.in_doubt_since(debt.at)?)));
    let Some((cart, since)) = doubt else { return Ok(None) };
    Ok(Some(InDoubt { since, cart: app.cart_link(profile, cart.id)? }))
}

/// The notice to which a link leads, while the link is good.
pub fn linked_notice(app: &App, profile: &WorkspaceProfile, link: &str) -> Option<Nav> {
    app.open_debt_link(profile, link).map(|it| it.0)
}

/// A link to another instalment of the same plan, for whoever looks at one of it: both are one
/// person's, and the page of the one names the other.
pub fn link_beside(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
    number: &Nav,
) -> Result<Option<String>, PortalError> {
    let plan = debt.installment().map(|it| it.0);
    let is_of_plan =
        plan.is_some_and(|it| it.installments.iter().any(|it| it.notice_number == *number));
    Ok(if is_of_plan { Some(app.debt_link(profile, number, debt.viewer)?) } else { None })
}

/// A link by which somebody who works for the body sees what the citizen sees. `None` only if the
/// system has no randomness.
pub fn link_for_staff(app: &App, profile: &WorkspaceProfile, number: &Nav) -> Option<String> {
    app.debt_link(profile, number, Viewer::Staff).ok()
}
