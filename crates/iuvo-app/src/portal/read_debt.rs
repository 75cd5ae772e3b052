//! What is there to pay? (the page of a debt)

use iuvo_domain::{
    cart::Cart,
    debt_position::{DebtPosition, Installment, Nav, PaymentOption, PositionStatus},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
};
use iuvo_store::{carts::ListReturnedOfPosition, debt_positions::FindByNotice};
use jiff::Timestamp;
use pagopa_codes::NoticeNumber;

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
    /// Payments of its notices that may have been made, and of which no receipt has come; the
    /// latest first.
    doubts: Vec<InDoubt>,
    /// The service for which people pay.
    pub service: Option<String>,
    /// Who looks at it.
    pub viewer: Viewer,
}

/// A payment that may have been made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InDoubt {
    /// Of which notice.
    pub notice_number: NoticeNumber,
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

    /// The payment because of which a notice must not be paid now: its own, or one by another
    /// option, which takes the place of this one when its receipt comes.
    pub fn in_doubt(&self, notice_number: &Nav) -> Option<&InDoubt> {
        let (option, installment) = self.position.find(notice_number.as_str())?;
        let is_of = |doubt: &InDoubt, it: &Installment| {
            it.notice_number.notice_number() == Some(doubt.notice_number)
        };
        let own = self.doubts.iter().find(|it| is_of(it, installment));
        let of_plan = |doubt: &InDoubt| option.installments.iter().any(|it| is_of(doubt, it));
        let elsewhere = || self.doubts.iter().find(|it| !of_plan(it));
        own.or_else(elsewhere).filter(|_| !installment.is_paid())
    }

    /// The options of the position that whoever looks may see: all of one debtor.
    pub fn options(&self) -> impl Iterator<Item = &PaymentOption> {
        let code = |it: &PaymentOption| it.debtor.fiscal_code.trim().to_ascii_uppercase();
        let debtor = self.installment().map(|it| code(it.0));
        self.position.options.iter().filter(move |it| Some(code(it)) == debtor)
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
    let mut debt = Debt { position, notice_number, at, doubts: Vec::new(), service, viewer };
    debt.doubts = list_doubts(app, profile, &debt).await?;
    Ok(Some(debt))
}

/// The payments that somebody may have made of what is unpaid; one question for all of it.
async fn list_doubts(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
) -> Result<Vec<InDoubt>, PortalError> {
    let installments = debt.options().flat_map(|it| &it.installments);
    let unpaid: Vec<NoticeNumber> = installments
        .filter(|it| !it.is_paid())
        .filter_map(|it| it.notice_number.notice_number())
        .collect();
    if unpaid.is_empty() {
        return Ok(Vec::new());
    }
    let (workspace, position) = (profile.workspace.id, debt.position.id);
    let since = Cart::oldest_in_doubt(debt.at);
    let carts = app.store.read(ListReturnedOfPosition { workspace, position, since }).await?;
    let doubts = carts.iter().filter_map(|(notice_number, cart)| {
        let since = cart.in_doubt_since(debt.at).filter(|_| unpaid.contains(notice_number))?;
        Some((*notice_number, since, cart.id))
    });
    doubts
        .map(|(notice_number, since, cart)| {
            Ok(InDoubt { notice_number, since, cart: app.cart_link(profile, cart)? })
        })
        .collect()
}

/// The notice to which a link leads, while the link is good.
pub fn linked_notice(app: &App, profile: &WorkspaceProfile, link: &str) -> Option<Nav> {
    app.open_debt_link(profile, link).map(|it| it.0)
}

/// A link to another notice of a position, for whoever looks at one of it: both are one person's,
/// and the page of the one names the other.
pub fn link_beside(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
    number: &Nav,
) -> Result<Option<String>, PortalError> {
    let mut installments = debt.options().flat_map(|it| &it.installments);
    let is_beside = installments.any(|it| it.notice_number == *number);
    Ok(if is_beside { Some(app.debt_link(profile, number, debt.viewer)?) } else { None })
}

/// A link by which somebody who works for the body sees what the citizen sees. `None` only if the
/// system has no randomness.
pub fn link_for_staff(app: &App, profile: &WorkspaceProfile, number: &Nav) -> Option<String> {
    app.debt_link(profile, number, Viewer::Staff).ok()
}
