//! Carts of Checkout, pagoPA's payment page: what it accepts, what it answers, and the client that
//! sends it a cart.
//!
//! A body's portal posts the notices that somebody wants to pay, up to five, of one body or of
//! several; Checkout answers with the address to which the browser goes, collects one payment for
//! all of them, and sends the browser back. Where the browser comes back to is no proof of a
//! payment: only the receipts are (SANP, "Checkout").
//!
//! In reading order: a [`Cart`] is what is posted, read by [`Cart::decode`] and by nothing else; a
//! [`Problem`] is how carts are refused; [`CheckoutClient`] is who posts one.
//!
//! Invariants: a [`Cart`] satisfies every formal constraint of the API, so that what we forward is
//! what Checkout accepts; nothing here is logged, for descriptions and e-mails name people.
//! Absent on purpose: whether notices may be paid, which is asked of who issued them.
//!
//! Source: Checkout EC API 1.0.0 and 2.0.0 (openapi of pagoPA).

#![warn(missing_docs)]

mod cart;
mod client;
mod decode;
mod problem;

pub use cart::{Cart, MOST_NOTICES, PaymentNotice, ReturnUrls, Version};
pub use client::{CheckoutClient, CheckoutError, ClientError};
pub use decode::{CartDefect, LARGEST_CART};
pub use problem::{NOT_PROCESSABLE, PAYMENT_INFO_INVALID, Problem};
