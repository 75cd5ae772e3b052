//! The nouns of Iuvo, their rules and their transition tables.
//!
//! In reading order: [`environment`](Environment) and [`directory`] say who is served;
//! [`debt_position`] is what is owed; [`payment`] is what the Node asks before a payment;
//! [`receipt`] is what it says afterwards; [`cart`] is what people are sent to Checkout with;
//! [`mod@file`] is how many positions come at once;
//! [`number_space`] is where notice numbers come from;
//! [`journal`] is what is remembered of all that, and [`calls`] what is counted; [`access`] is who
//! may do what, [`audit`] who changed what.
//!
//! Invariants: everything here is synchronous and cannot fail for technical reasons; time and ids
//! are arguments; a status changes only through its table.
//! Absent on purpose: clocks, randomness, SQL, wire spellings.

#![warn(missing_docs)]

pub mod access;
pub mod audit;
pub mod calls;
pub mod cart;
mod coded;
pub mod debt_position;
pub mod directory;
mod environment;
pub mod file;
mod id;
pub mod journal;
pub mod number_space;
mod one_line;
pub mod payment;
pub mod receipt;
#[cfg(test)]
mod sample;

pub use debt_position::Nav;
pub use environment::Environment;
pub use id::{
    ApiClientId, AuditEntryId, CartId, DebtPositionId, EventId, FileId, InstallmentId, JobId,
    OperatorId, PaymentOptionId, ReviewCaseId, ServiceId, WorkspaceId,
};
pub use one_line::one_line;
