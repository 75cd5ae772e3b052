//! The CSV lists of pagoPA: the taxonomy it publishes, and what its Back Office exports.
//!
//! In reading order: [`read`] goes through a file row by row; [`TaxonomyRow`], [`BodyRow`],
//! [`StationRow`] and [`AccountRow`] are its rows, typed; [`Defect`] says in Italian what is wrong
//! with a cell, [`Unreadable`] with the whole file.
//!
//! The columns of the exports are those that the Back Office's API documents
//! (`/brokers/{broker-tax-code}/creditor-institutions/export` and `…/ibans/export`); names of the
//! same fields in its other resources are understood too.
//!
//! Invariants: memory does not grow with the file; a row is either typed whole or named with
//! every defect it has.
//! Absent on purpose: what is done with a row; encodings other than UTF-8, since a guess would
//! turn accents of names into other letters in silence.

#![warn(missing_docs)]

mod accounts;
mod bodies;
mod cells;
mod defect;
mod stations;
mod table;
mod taxonomy;

pub use accounts::AccountRow;
pub use bodies::BodyRow;
pub use cells::{Cells, Column};
pub use defect::{Defect, Unreadable};
pub use stations::StationRow;
pub use table::{ListRow, read};
pub use taxonomy::TaxonomyRow;
