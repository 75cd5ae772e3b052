//! The two-dimensional codes of a notice: their texts, and their modules.

mod data_matrix;
mod modules;
mod qr;
mod transliteration;

pub use data_matrix::PostalCode;
pub use qr::PaymentCode;

pub(crate) use modules::Modules;
