//! The GPD API v1 of pagoPA, server side: what it accepts, what it answers, how it refuses.
//!
//! GPD ("Gestione Posizioni Debitorie") is the REST interface with which public bodies and their
//! software already hand debts to pagoPA. A body that speaks it can be served by us without
//! changing a line, provided that the wire is the same to the letter: field names, defaults,
//! nulls, dates, statuses, HTTP codes and error texts. This crate is that wire and nothing more.
//!
//! # Reading order
//!
//! 1. [`v1`]: the models of requests and answers, and [`v1::decode_position`], the only way in.
//! 2. [`query`]: parameters of the query string and of the path.
//! 3. [`DataError`] and [`AppError`]: every refusal, with GPD's own text; both end in a
//!    [`ProblemJson`].
//! 4. [`upload`]: many positions at once, in a file, and what is told of them.
//! 5. [`GpdDateTime`]: GPD's date-times, without a zone and always in UTC.
//!
//! # Invariants
//!
//! - A [`v1::PaymentPositionModel`] returned by the decoder satisfies every formal constraint of
//!   GPD; the comparisons among its fields are rules of the domain, of which only the texts are
//!   here.
//! - Absent fields of an answer are written as `null`, as GPD does.
//!
//! # Absent on purpose
//!
//! Persistence, state transitions, clocks, HTTP: they belong to whoever uses these types.
//!
//! Source of every name and text: GPD openapi 1.1.37 and the behaviour of pagoPA's published
//! implementation of it (pagopa/pagopa-debt-position).

#![warn(missing_docs)]

mod app_error;
mod data_error;
mod date_time;
mod problem;
pub mod query;
pub mod upload;
pub mod v1;

pub use app_error::AppError;
pub use data_error::DataError;
pub use date_time::{DateTimeError, GpdDateTime};
pub use problem::ProblemJson;
