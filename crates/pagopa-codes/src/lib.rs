//! Value types of the pagoPA standards: numbers, codes and references, each parsed once.
//!
//! Whoever holds one of these values knows that its text has the right shape, so no other crate
//! checks digits or lengths again. Nothing here reads a clock, allocates identifiers or knows a
//! protocol: the wire forms live in `pagopa-node` and `pagopa-gpd`.
//!
//! # Reading order
//!
//! 1. *How much*: [`Cents`].
//! 2. *Who*: [`OrganizationFiscalCode`], [`PersonFiscalCode`] and their sum [`FiscalCode`]; the
//!    technical counterpart of an organization is its [`StationId`], that at the banks its
//!    [`CbillCode`].
//! 3. *Which payment*: [`NoticeNumber`], made of an [`AuxDigit`], a [`SegregationCode`] or an
//!    [`ApplicationCode`], and an [`Iuv`]; the older [`RfReference`] is also an IUV.
//! 4. *To which account and why*: [`Iban`], [`TransferCategory`], [`Stamp`].
//! 5. *With which annotations*: [`Metadata`] and the reserved [`AccountingKey`]s.
//! 6. *Written for people*: [`Cents::to_italian`], [`in_fours`], [`in_thousands`].
//!
//! ```
//! use pagopa_codes::{NoticeNumber, SegregationCode};
//!
//! let number = NoticeNumber::generate(SegregationCode::parse("01")?, 1)?;
//! assert_eq!(number.as_str(), "301000000000000144");
//! assert_eq!(number.iuv().as_str(), "01000000000000144");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Conventions
//!
//! - Texts come in through `parse`, or [`FromStr`](std::str::FromStr), and go out through `as_str`,
//!   or [`Display`](std::fmt::Display): what is written is what was read (IBANs upper-cased).
//! - Only [`PersonFiscalCode`] identifies a natural person, and its `Debug` form is masked.
//! - Values of fixed length are `Copy`; values of variable length own their text.
//! - Parsing is as strict as the platform is, not more: check digits that PSPs "may verify" are
//!   offered as questions (`has_valid_check_digits`), never enforced on what arrives.

#![warn(missing_docs)]

mod accounting_key;
mod ascii;
mod cbill_code;
mod check_digits;
mod fiscal_code;
mod grouping;
mod iban;
mod iuv;
mod metadata;
mod money;
mod notice_number;
mod organization_fiscal_code;
mod person_fiscal_code;
mod rf_reference;
mod segregation_code;
#[cfg(test)]
mod single_changes;
mod stamp;
mod station_id;
mod transfer_category;

pub use accounting_key::{AccountingFamily, AccountingField, AccountingKey};
pub use cbill_code::{CbillCode, CbillCodeError};
pub use fiscal_code::{FiscalCode, FiscalCodeError};
pub use grouping::{in_fours, in_thousands};
pub use iban::{Iban, IbanError};
pub use iuv::{Iuv, IuvError};
pub use metadata::{IBANAPPOGGIO, Metadata, MetadataEntry, MetadataError, NOTIFICATION_FEE};
pub use money::{AmountError, Cents};
pub use notice_number::{AuxDigit, NoticeNumber, NoticeNumberError};
pub use organization_fiscal_code::OrganizationFiscalCode;
pub use person_fiscal_code::PersonFiscalCode;
pub use rf_reference::{RfReference, RfReferenceError};
pub use segregation_code::{ApplicationCode, SegregationCode, TwoDigitsError};
pub use stamp::{Stamp, StampError};
pub use station_id::{StationId, StationIdError};
pub use transfer_category::{TransferCategory, TransferCategoryError};
