//! Simulated Node and payment service provider, speaking the real wire.
//!
//! Reading order: [`Registry`] is what the Node knows, [`SimClock`] the time it lives in.
//! [`Simulator::pay`] is a payment from the verification to the receipt; `ledger` remembers what
//! was paid and how each receipt fares; `delivery` sends receipts and tries again; `wire` is the
//! only place that calls a station, and keeps what was said. [`Misbehavior`] is what can go
//! otherwise than planned. `checkout` takes carts and shows the page on which people pay them;
//! `mail` takes letters and shows them. [`Simulator::router`] is the console, with which people and
//! scripts drive all of it.
//!
//! Invariants: stations are reached over HTTP with the messages of `pagopa-node` and in no other
//! way, so that what is rehearsed here is what happens there; memory is bounded by [`Settings`].
//!
//! Absent on purpose: anything that knows the program under rehearsal; the register of accounts, so
//! that any IBAN passes; client certificates; a disk, so that whoever restarts the simulator starts
//! from a Node that has seen no payment.

mod calendar;
mod chance;
mod checkout;
mod clock;
mod console;
mod damage;
mod delivery;
mod demand;
mod directory;
mod exchange;
mod ledger;
mod lock;
mod mail;
mod misbehavior;
mod node_fault;
mod pages;
mod pay;
mod payment_options;
mod psp;
mod receipt;
mod registry;
mod sale;
mod settings;
mod simulator;
mod stamp;
mod stand_in;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod stub;
mod tokens;
mod wire;

pub use clock::SimClock;
pub use console::Access;
pub use delivery::{Alteration, RepeatError, Repeated};
pub use demand::CatalogService;
pub use directory::Recipient;
pub use exchange::{Asked, Exchange};
pub use ledger::{Answer, Delivery, DeliveryState, IssuedReceipt};
pub use mail::{File, Mail};
pub use misbehavior::{Misbehavior, Temper};
pub use node_fault::{NodeFault, NodeFaultCode};
pub use pay::{Paid, PayOptions, PayOutcome};
pub use payment_options::OptionsError;
pub use psp::Channel;
pub use registry::{PrimitiveVersion, Psp, Registry, RegistryError, Station, StationLink};
pub use reqwest::Url;
pub use settings::Settings;
pub use simulator::Simulator;
pub use wire::CallError;
