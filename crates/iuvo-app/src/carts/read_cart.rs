//! How a cart stands, as whoever was sent to Checkout sees it.

use std::sync::Arc;

use iuvo_domain::{
    Nav,
    cart::{Cart, CartNotice, CartStanding, Paid},
    directory::WorkspaceProfile,
};
use iuvo_store::{carts::FindCart, receipts::FindArrival};
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{
    App,
    portal::{Debt, PortalError, Viewer, read_notice},
};

/// A cart, its notices, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartSeen {
    /// The cart.
    pub cart: Cart,
    /// How it stands.
    pub standing: CartStanding,
    /// Its notices, as far as they are still there.
    pub notices: Vec<NoticeSeen>,
}

/// A notice of a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSeen {
    /// Whose it is: the slug of its pages.
    pub slug: String,
    /// The link to its page.
    pub link: String,
    /// The debt, as its page tells it.
    pub debt: Debt,
    /// What was paid, says the receipt; until it comes, what was asked for.
    pub amount: Cents,
    /// How it was paid, if it was.
    pub paid: Option<NoticePaid>,
}

/// How a notice of a cart was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticePaid {
    /// Outside of pagoPA, says the body.
    Elsewhere,
    /// Through pagoPA.
    Receipt {
        /// When the receipt came.
        arrived_at: Timestamp,
        /// What the payer gave the PSP on top.
        fee: Cents,
    },
}

/// Reads the cart to which a link leads. `None` if the link does not open, or is too old or of
/// another body.
pub async fn read_cart(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
) -> Result<Option<CartSeen>, PortalError> {
    let Some(id) = app.open_cart_link(profile, link) else { return Ok(None) };
    let query = FindCart { workspace: profile.workspace.id, id };
    let Some(cart) = app.store.read(query).await? else { return Ok(None) };
    let mut notices = Vec::new();
    for notice in &cart.notices {
        notices.extend(see(app, notice).await?);
    }
    // A notice that is no longer there was not paid: a receipt would have kept it.
    let all_paid =
        notices.len() == cart.notices.len() && notices.iter().all(|it| it.paid.is_some());
    let paid = if all_paid { Paid::All } else { Paid::NotAll };
    let standing = cart.standing(paid, app.now());
    Ok(Some(CartSeen { cart, standing, notices }))
}

async fn see(app: &App, notice: &CartNotice) -> Result<Option<NoticeSeen>, PortalError> {
    let directory = app.directory();
    let Some(profile) = directory.workspace(notice.workspace).map(Arc::clone) else {
        return Ok(None);
    };
    let workspace = notice.workspace;
    let number = Nav::from(notice.notice_number);
    let link = app.debt_link(&profile, &number, Viewer::Guest)?;
    let found = read_notice(app, &profile, (number, Viewer::Guest)).await?;
    let Some(debt) = found else { return Ok(None) };
    let Some((_, installment)) = debt.installment() else { return Ok(None) };
    let (paid, amount) = match &installment.payment {
        None => (None, notice.amount),
        Some(payment) if payment.is_elsewhere() => (Some(NoticePaid::Elsewhere), notice.amount),
        Some(payment) => {
            let query = FindArrival { workspace, receipt_id: payment.receipt_id.clone() };
            let found = app.store.read(query).await?;
            let (arrived_at, amount) = found.unwrap_or((payment.paid_at, notice.amount));
            (Some(NoticePaid::Receipt { arrived_at, fee: payment.fee }), amount)
        }
    };
    Ok(Some(NoticeSeen { slug: profile.workspace.slug.clone(), link, debt, amount, paid }))
}
