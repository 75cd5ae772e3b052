//! What the simulator does, told over real HTTP with stations of somebody.

mod checkout;
mod console;
mod delivery;
mod mail;
mod misbehavior;
mod payment;
mod payment_options;
