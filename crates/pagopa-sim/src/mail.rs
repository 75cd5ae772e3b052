//! The mail server of the rehearsal: it takes every letter, delivers none, and shows them all.
//!
//! Some recipients behave as real ones do: `rifiutata@…` does not exist (550), `occupata@…` is busy
//! the first time (451).
//!
//! Invariants: sessions, lines, letters and the mailbox are bounded; nothing leaves the machine.
//! Absent on purpose: TLS and passwords, which are the real server's.

mod mailbox;
mod smtp;

pub(crate) use mailbox::Mailbox;
pub use mailbox::{File, Mail};
