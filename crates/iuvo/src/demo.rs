//! The world of the demonstration: invented bodies, citizens and debts, on a database of its own.
//!
//! In reading order: `bodies` and `debts` are the data; [`town`] writes them through the
//! use-cases; `pastime` keeps the shiftable clock between runs; `welcome` tells the visitor what
//! to try.
//!
//! Invariants: building the town twice changes nothing; what is paid has been paid through the
//! simulated Node, over SOAP.

mod bodies;
mod debts;
mod images;
pub(crate) mod pastime;
pub(crate) mod town;
pub(crate) mod welcome;

pub(crate) use debts::Invalid;
pub(crate) use images::artwork;
use iuvo_app::access::hash_key;
use iuvo_domain::directory::Directory;

/// Whether a database was made by the demonstration.
///
/// It is recognized by what makes it unfit for anything else: keys that are printed in the
/// documentation and open its bodies' data.
pub(crate) fn made(directory: &Directory) -> bool {
    bodies::KEYS.iter().any(|key| directory.client(&hash_key(key)).is_some())
}
