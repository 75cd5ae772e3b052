//! Where carts are sent, environment by environment.
//!
//! Sources of the defaults: the addresses of the API are the `servers` of "Checkout - EC API"
//! 2.0.0, which names collaudo `uat`; those of the pages are what pagoPA configures for its own
//! citizens' area (infrastructure of `cittadini`, `uat_checkout_prefix_domain` and
//! `prod_checkout_prefix_domain`, beside the same addresses of the API). The API answers with an
//! address of its own, which leads on to those pages: a browser that comes from a form may only go
//! where the policy of the form's page says, through all of its redirects.

use std::time::Duration;

use iuvo_app::carts::Checkouts;
use pagopa_checkout::{CheckoutClient, ClientError};

use super::{keys, reader::Reader};

/// How long a payer waits for Checkout, which asks the Node before it answers.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The keys of an environment.
struct CheckoutKeys {
    url: &'static str,
    key: &'static str,
    pages: &'static str,
}

const ACCEPTANCE: CheckoutKeys = CheckoutKeys {
    url: keys::CHECKOUT_ACCEPTANCE_URL,
    key: keys::CHECKOUT_ACCEPTANCE_KEY,
    pages: keys::CHECKOUT_ACCEPTANCE_PAGES,
};

const PRODUCTION: CheckoutKeys = CheckoutKeys {
    url: keys::CHECKOUT_PRODUCTION_URL,
    key: keys::CHECKOUT_PRODUCTION_KEY,
    pages: keys::CHECKOUT_PRODUCTION_PAGES,
};

pub(super) fn read(reader: &mut Reader) -> Checkouts {
    Checkouts {
        acceptance: read_one(reader, &ACCEPTANCE),
        production: read_one(reader, &PRODUCTION),
    }
}

/// The Checkout of an environment; `None` without its key.
fn read_one(reader: &mut Reader, keys: &CheckoutKeys) -> Option<CheckoutClient> {
    let url = reader.required(keys.url, |it| Ok::<_, &str>(it.to_owned()));
    let pages = reader.list(keys.pages, |it| Ok(it.to_owned()));
    let key = reader.optional(keys.key, |it| {
        if it.trim().is_empty() { Err("è vuota") } else { Ok(it.to_owned()) }
    })?;
    match CheckoutClient::new(&url?, &key, &pages, PATIENCE) {
        Ok(client) => Some(client),
        Err(error) => {
            let place = match error {
                ClientError::Url | ClientError::Http => keys.url,
                ClientError::Page => keys.pages,
                ClientError::Key => keys.key,
            };
            reader.refuse(place, error.to_string());
            None
        }
    }
}
