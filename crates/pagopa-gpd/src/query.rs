//! What arrives outside of the body: query string and path.
//!
//! Absent on purpose: `segregationCodes` and `serviceType`, which pagoPA's gateway adds behind the
//! client's back after looking at its key. Whoever authenticates the caller knows them, so they are
//! never read from the request.

mod iban_change;
mod identifier;
mod list;
mod parameters;

pub use iban_change::IbanChangeQuery;
pub use identifier::{Operation, check_identifiers};
pub use list::{Interval, ListQuery, MAX_DAYS, OrderBy, Ordering};
pub(crate) use parameters::Parameters;
pub use parameters::to_publish;
