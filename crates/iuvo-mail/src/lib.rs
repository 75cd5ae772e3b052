//! Letters by e-mail: who they go to, what is attached, and the server that takes them (SMTP,
//! RFC 5321).
//!
//! In reading order: an [`EmailAddress`] is where a letter goes; a [`Letter`] is what is sent; a
//! [`Mailer`] hands it to the configured server.
//!
//! Invariants: nothing travels in the clear beyond this machine; an error says what the server
//! answered by its code alone, for its words often repeat the address; no address is shown by
//! `Debug`.
//! Absent on purpose: what letters say; trying again, which is a job's affair.

#![warn(missing_docs)]

mod address;
mod letter;
mod mailer;

pub use address::EmailAddress;
pub use letter::{Attachment, Letter};
pub use mailer::{MailError, Mailer, MailerError};
