//! The payment notice and the receipt of pagoPA as PDF that lasts and that everybody can read.
//!
//! In reading order: a [`Notice`] or a [`Receipt`] is what is printed, each of its texts a typed
//! [`Text`]; [`Logo`] and [`Marks`] are what the operator supplies; a [`Press`] has everything
//! prepared once and turns one document after the other into PDF/A-2a and PDF/UA-1.
//! [`PaymentCode`] and [`PostalCode`] are the texts of a notice's two codes.
//!
//! Sources: *Guida tecnica all'avviso di pagamento* 3.5.1; ISO 19005-2 (PDF/A-2), ISO 14289-1
//! (PDF/UA-1), ISO/IEC 18004 (QR), ISO/IEC 16022 (Data Matrix).
//!
//! Invariants: the same input makes the same bytes; a text that cannot be printed right is an
//! error that names it, never a wrong page; nothing is read or written but bytes in memory.
//! Absent on purpose: files, clocks, the marks of third parties.

#![warn(missing_docs)]

mod codes;
mod error;
mod field;
mod fonts;
mod image;
mod layout;
mod length;
pub mod lint;
mod marks;
mod notice;
mod pdf;
mod press;
mod receipt;

pub use codes::{PaymentCode, PostalCode};
pub use error::{ImageError, NoticeError, PressError};
pub use field::{Field, Text};
pub use image::Logo;
pub use marks::{MarkError, Marks};
pub use notice::{Address, Cbill, Creditor, Debtor, Notice, OnlineChannel, PostalAccount};
pub use press::Press;
pub use receipt::{Destination, Party, Provider, Receipt, ReceiptTransfer};
