//! Lists of pagoPA brought into the directory: what a file would change.
//!
//! Invariants: a plan is a pure function of the file and of the directory; a file that has been
//! applied plans nothing more.

mod accounts;
mod bodies;
mod stations;
mod taxonomy;

use iuvo_domain::directory::Directory;

pub use accounts::plan_accounts;
pub use bodies::plan_bodies;
pub use stations::plan_stations;
pub use taxonomy::plan_taxonomy;

/// What a plan is made against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// What is there.
    pub directory: &'a Directory,
    /// The environment the file is of.
    pub environment: iuvo_domain::Environment,
    /// The present day in Italy.
    pub today: jiff::civil::Date,
}

#[cfg(test)]
mod tests;
