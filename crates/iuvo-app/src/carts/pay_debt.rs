//! A citizen pays a debt of our pages: a cart of one notice.

use iuvo_domain::{cart::CartNotice, directory::WorkspaceProfile};
use pagopa_checkout::{Cart as Wire, PaymentNotice, ReturnUrls};
use pagopa_codes::{Cents, NoticeNumber};
use sha2::{Digest, Sha256};

use super::{
    CartError, forward,
    open_cart::{Order, open_cart},
};
use crate::{
    App,
    portal::{Debt, PortalError, Viewer, read_debt},
};

/// Longest text of a notice in a cart.
const LONGEST: usize = 140;

/// Where a citizen goes who wants to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayEnd {
    /// To Checkout.
    At(String),
    /// Nowhere: the page of the debt says why.
    NotNow,
    /// Nowhere: it costs something else than its page said, which is sealed here for
    /// [`price_seen`](crate::portal::price_seen).
    PriceChanged(String),
}

impl From<PortalError> for CartError {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Store(error) => Self::Store(error),
            PortalError::Sealing(error) => Self::Sealing(error),
        }
    }
}

/// Sends the debt of a link to Checkout, if it costs what whoever pays has seen. `urls` makes the
/// addresses to which the browser returns, of the link to the cart.
pub async fn pay_debt(
    app: &App,
    profile: &WorkspaceProfile,
    (link, seen): (&str, Cents),
    urls: impl Fn(&str) -> ReturnUrls + Send,
) -> Result<PayEnd, CartError> {
    let checkout = app.checkout(profile.workspace.environment).ok_or(CartError::Closed)?;
    let Some(debt) = read_debt(app, profile, link).await? else { return Ok(PayEnd::NotNow) };
    let Some((number, notice)) = payable(&debt, profile) else { return Ok(PayEnd::NotNow) };
    if notice.amount != seen {
        let sealed = app.seal_price(profile, &debt.notice_number, seen)?;
        return Ok(PayEnd::PriceChanged(sealed));
    }
    let workspace = profile.workspace.id;
    let ours = CartNotice { workspace, notice_number: number, amount: notice.amount };
    let mut hash = Sha256::new();
    hash.update(b"portal\0");
    hash.update(number.as_str());
    hash.update(notice.amount.get().to_be_bytes());
    let fingerprint = hash.finalize().into();
    let order = Order { opened_by: None, fingerprint, notices: vec![ours] };
    let cart = open_cart(app, &order).await?;
    let cart_link = app.cart_link(profile, cart.id)?;
    let wire = Wire {
        email_notice: None,
        payment_notices: vec![notice],
        return_urls: urls(&cart_link),
        id_cart: Some(cart.id.to_string()),
        all_ccp: debt.installment().map(|(_, it)| it.is_all_postal()),
    };
    forward(app, checkout, &cart, &wire).await.map(PayEnd::At)
}

/// The notice as Checkout is told of it, if it may be paid and nobody may have paid it just now.
fn payable(debt: &Debt, profile: &WorkspaceProfile) -> Option<(NoticeNumber, PaymentNotice)> {
    let number = debt.notice_number.notice_number()?;
    // Staff looks at what the citizen sees, and pays nothing.
    if debt.in_doubt(&debt.notice_number).is_some() || debt.viewer == Viewer::Staff {
        return None;
    }
    let payable = debt.position.payable(number, debt.at).ok()?;
    let notice = PaymentNotice {
        notice_number: number,
        fiscal_code: profile.organization.fiscal_code,
        amount: payable.amount()?,
        company_name: fitting(&profile.organization.name),
        description: fitting(&payable.installment.description),
    };
    Some((number, notice))
}

/// A text as Checkout takes it: never empty, on one line, as long as it may be.
fn fitting(text: &str) -> String {
    let line = text.split(char::is_control).collect::<Vec<_>>().join(" ");
    let fitting: String = line.trim().chars().take(LONGEST).collect();
    if fitting.is_empty() { "-".to_owned() } else { fitting }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_to_fit() {
        assert_eq!(fitting(" TARI\r\n2026 "), "TARI  2026");
        assert_eq!(fitting(&"è".repeat(200)), "è".repeat(140));
        assert_eq!(fitting("\u{0}"), "-");
    }
}
