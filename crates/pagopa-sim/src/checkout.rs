//! A Checkout: it takes carts and shows the page on which a person pays them, or does not.
//!
//! Its errors are those of pagoPA's API. A cart is paid through the same Node as everything else:
//! verified, activated, collected, receipted; all of its notices, or none.
//!
//! Invariants: a cart ends once, however often its page is sent; what was collected has receipts.
//! Absent on purpose: cards, accounts and banks; e-mails.

mod api;
mod page;
mod payment;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use pagopa_checkout::Cart;
use tokio::sync::Mutex;
use tower_http::csrf::CsrfLayer;

use crate::simulator::Simulator;

/// Carts that are remembered.
const CARTS_KEPT: usize = 10_000;

/// What becomes of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Paid,
    /// Paid, and neither the payer nor anybody else is told yet.
    LeftOpen,
    Cancelled,
    Failed,
}

/// A cart that was taken.
pub(crate) struct Taken {
    cart: Cart,
    /// Held while somebody decides it, so that a second click waits for the first.
    end: Mutex<Option<End>>,
}

/// The carts, by the name in the address of their page.
#[derive(Default)]
pub(crate) struct Carts {
    by_name: HashMap<String, Arc<Taken>>,
    /// Oldest first.
    names: std::collections::VecDeque<String>,
}

impl Carts {
    fn add(&mut self, name: String, cart: Cart) {
        self.names.push_back(name.clone());
        self.by_name.insert(name, Arc::new(Taken { cart, end: Mutex::new(None) }));
        if self.names.len() > CARTS_KEPT
            && let Some(oldest) = self.names.pop_front()
        {
            self.by_name.remove(&oldest);
        }
    }

    fn find(&self, name: &str) -> Option<Arc<Taken>> {
        self.by_name.get(name).map(Arc::clone)
    }
}

/// What payers and their bodies reach; nobody is asked for the console's credential.
pub(crate) fn routes() -> Router<Simulator> {
    let forged = |_| page::Problem::Forged.into_response();
    Router::new()
        .route("/checkout/{cart}", get(page::show).post(page::decide))
        .layer(CsrfLayer::new().with_rejection_response(forged))
        .route("/checkout/ec/v1/carts", post(api::post_v1))
        .route("/checkout/ec/v2/carts", post(api::post_v2))
}
