//! Notices are paid at Checkout: carts that software sends, and debts that citizens pay on our
//! pages.
//!
//! A cart is written before Checkout is called, and Checkout is called in no transaction. The same
//! order within seconds is the same cart, and leads where the first one leads.
//!
//! Invariants: what cannot be paid is refused before anything is written; only receipts say that a
//! cart was paid.
//! Absent on purpose: the e-mail addresses of software, which Checkout is given and we do not keep.

mod cart_links;
mod mail_receipts;
mod open_cart;
mod pay_debt;
mod read_cart;
mod return_cart;
mod send_cart;

use iuvo_domain::{Environment, cart::Cart, payment::PaymentRefusal};
use iuvo_store::{Command, Lane, StoreError, Tx, carts};
use jiff::Timestamp;
use pagopa_checkout::{CheckoutClient, CheckoutError};
use pagopa_codes::{Cents, NoticeNumber};

use crate::{App, sealing::SealingError};

pub use cart_links::why_no_cart;
pub use mail_receipts::{MailEnd, MailLeaves, mail_leaves, mail_receipts};
pub use pay_debt::{PayEnd, pay_debt};
pub use read_cart::{CartSeen, NoticePaid, NoticeSeen, read_cart};
pub use return_cart::return_cart;
pub use send_cart::send_cart;

/// Checkout, where an environment has one.
#[derive(Debug, Default)]
pub struct Checkouts {
    /// That of collaudo.
    pub acceptance: Option<CheckoutClient>,
    /// That of produzione.
    pub production: Option<CheckoutClient>,
}

impl Checkouts {
    /// The one of an environment.
    pub const fn of(&self, environment: Environment) -> Option<&CheckoutClient> {
        match environment {
            Environment::Acceptance => self.acceptance.as_ref(),
            Environment::Production => self.production.as_ref(),
        }
    }
}

/// Why a notice cannot be in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeRefusal {
    /// It is of no body here, or there is none with that number.
    Unknown,
    /// It cannot be paid now.
    NotPayable(PaymentRefusal),
    /// It costs something else by now.
    AmountDiffers {
        /// What is asked for.
        due: Cents,
    },
}

/// Why nothing is sent to Checkout.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    /// A notice cannot be paid so. Nothing was written.
    #[error("notice {notice_number} cannot be in the cart")]
    Refused {
        /// Which.
        notice_number: NoticeNumber,
        /// Why.
        refusal: NoticeRefusal,
    },
    /// The environment has no Checkout. Nothing was written.
    #[error("there is no Checkout")]
    Closed,
    /// Checkout did not take it. The cart is written, and the same order sends it again.
    #[error("Checkout did not take the cart")]
    Checkout(#[from] CheckoutError),
    /// The system has no randomness.
    #[error("an address cannot be sealed")]
    Sealing(#[from] SealingError),
    /// The database failed.
    #[error("the cart cannot be written")]
    Store(#[from] StoreError),
}

/// Sends a cart to Checkout, unless it has been; says where Checkout takes the payer.
async fn forward(
    app: &App,
    checkout: &CheckoutClient,
    cart: &Cart,
    wire: &pagopa_checkout::Cart,
) -> Result<String, CartError> {
    if let Some((url, _)) = &cart.forwarded {
        return Ok(url.clone());
    }
    let url = checkout.post(wire).await?;
    let command = ForwardCart { cart: cart.clone(), url: url.into(), at: app.now() };
    Ok(app.store.execute(Lane::Interactive, command).await?)
}

struct ForwardCart {
    cart: Cart,
    url: String,
    at: Timestamp,
}

impl Command for ForwardCart {
    type Output = String;

    /// If two clicks have both reached Checkout, both are led where the first one leads.
    async fn run(&self, tx: &mut Tx<'_>) -> Result<String, StoreError> {
        let (workspace, id) = (self.cart.workspace, self.cart.id);
        let url = carts::save_url(tx, workspace, id, (&self.url, self.at)).await?;
        url.ok_or_else(|| StoreError::Bug("a cart that was written cannot be found".to_owned()))
    }
}
