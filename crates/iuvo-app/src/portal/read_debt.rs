//! What is there to pay? (the page of a debt)

use iuvo_domain::{
    CartId,
    cart::Cart,
    debt_position::{DebtPosition, Installment, Nav, PaymentOption, PositionStatus},
    directory::WorkspaceProfile,
    payment::PaymentRefusal,
    receipt::{CaseKind, CaseLife},
};
use iuvo_store::{
    carts::ListSentOfPosition, debt_positions::FindByNotice, review_cases::ListOfPosition,
};
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
    /// What was sent to Checkout of its unpaid notices: first that from which somebody came back,
    /// the latest first.
    sent: Vec<(Nav, Cart)>,
    /// Its notices with too much money, of which the body has not yet decided what becomes of it.
    paid_twice: Vec<Nav>,
    /// The service for which people pay.
    pub service: Option<String>,
    /// Who looks at it.
    pub viewer: Viewer,
}

/// A payment that may have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InDoubt {
    /// Since when.
    pub since: Timestamp,
    /// By which cart.
    pub cart: CartId,
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

    /// The payment because of which a notice must not be paid now.
    pub fn in_doubt(&self, notice_number: &Nav) -> Option<InDoubt> {
        self.sent_and(notice_number, Cart::in_doubt_since)
    }

    /// The payment of which nothing was heard any more: nobody knows whether it was made.
    pub fn unheard(&self, notice_number: &Nav) -> Option<InDoubt> {
        self.sent_and(notice_number, Cart::unheard_since)
    }

    /// Whether the debt of a notice was paid more than once, and the body has not settled it yet.
    pub fn is_paid_twice(&self, notice_number: &Nav) -> bool {
        self.concerning(notice_number, &self.paid_twice).is_some()
    }

    fn sent_and(
        &self,
        notice_number: &Nav,
        since: impl Fn(&Cart, Timestamp) -> Option<Timestamp>,
    ) -> Option<InDoubt> {
        let installment = self.position.find(notice_number.as_str())?.1;
        let found = self.sent.iter().filter_map(|(number, cart)| {
            let since = since(cart, self.at)?;
            Some((number, InDoubt { since, cart: cart.id }))
        });
        let (numbers, all): (Vec<&Nav>, Vec<_>) = found.unzip();
        let place = self.concerning(notice_number, numbers)?;
        all.into_iter().nth(place).filter(|_| !installment.is_paid())
    }

    /// The place of the first notice that matters for another: itself, or one of another option,
    /// which takes the place of its own.
    fn concerning<'a>(
        &self,
        notice_number: &Nav,
        among: impl IntoIterator<Item = &'a Nav>,
    ) -> Option<usize> {
        let (option, _) = self.position.find(notice_number.as_str())?;
        let among: Vec<&Nav> = among.into_iter().collect();
        let is_beside =
            |it: &&&Nav| option.installments.iter().any(|own| own.notice_number == ***it);
        let own = among.iter().position(|it| *it == notice_number);
        own.or_else(|| among.iter().position(|it| !is_beside(&it)))
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
    read_notice(app, profile, (notice_number, viewer)).await
}

/// Reads the debt of a notice for somebody who may see it. `None` if it is not shown.
pub(crate) async fn read_notice(
    app: &App,
    profile: &WorkspaceProfile,
    (notice_number, viewer): (Nav, Viewer),
) -> Result<Option<Debt>, PortalError> {
    let query = FindByNotice {
        workspace: profile.workspace.id,
        notice_number: notice_number.as_str().to_owned(),
    };
    let found = app.store.read(query).await?.filter(|it| it.status != PositionStatus::Draft);
    let Some(position) = found else { return Ok(None) };
    let at = app.now();
    let service = profile.services.iter().find(|it| it.id == position.service);
    let service = service.map(|it| it.name.clone());
    let (sent, paid_twice) = (Vec::new(), Vec::new());
    let mut debt = Debt { position, notice_number, at, sent, paid_twice, service, viewer };
    debt.sent = list_sent(app, profile, &debt).await?;
    debt.paid_twice = list_paid_twice(app, profile, &debt).await?;
    Ok(Some(debt))
}

/// What was sent to Checkout of what is unpaid; one question for all of it.
async fn list_sent(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
) -> Result<Vec<(Nav, Cart)>, PortalError> {
    let installments = debt.options().flat_map(|it| &it.installments);
    let unpaid: Vec<&Nav> =
        installments.filter(|it| !it.is_paid()).map(|it| &it.notice_number).collect();
    if unpaid.is_empty() {
        return Ok(Vec::new());
    }
    let (workspace, position) = (profile.workspace.id, debt.position.id);
    let since = Cart::oldest_in_doubt(debt.at);
    let carts = app.store.read(ListSentOfPosition { workspace, position, since }).await?;
    let sent = carts.into_iter().map(|(number, cart)| (Nav::from(number), cart));
    Ok(sent.filter(|it| unpaid.contains(&&it.0)).collect())
}

/// The notices of which a double payment has still to be decided; one question for all of them, and
/// none where nothing was paid.
async fn list_paid_twice(
    app: &App,
    profile: &WorkspaceProfile,
    debt: &Debt,
) -> Result<Vec<Nav>, PortalError> {
    if !debt.options().any(PaymentOption::is_started) {
        return Ok(Vec::new());
    }
    let (workspace, position) = (profile.workspace.id, debt.position.id);
    let cases = app.store.read(ListOfPosition { workspace, position }).await?;
    let cases = cases.into_iter().map(|it| it.case);
    let open = cases
        .filter(|it| it.kind == CaseKind::DoublePayment && !matches!(it.life, CaseLife::Closed(_)));
    let seen = |number: &Nav| {
        debt.options().flat_map(|it| &it.installments).any(|it| it.notice_number == *number)
    };
    Ok(open.map(|it| it.notice_number).filter(seen).collect())
}

/// A link to the page of a payment.
pub fn link_to_payment(
    app: &App,
    profile: &WorkspaceProfile,
    doubt: InDoubt,
) -> Result<String, PortalError> {
    Ok(app.cart_link(profile, doubt.cart)?)
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
