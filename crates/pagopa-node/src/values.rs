//! The scalar values of the messages, with the limits the official XSD gives them.
//!
//! Strings keep their blanks, everything else drops the blanks around it (XSD `whiteSpace`:
//! `preserve` and `collapse`). Lengths are counted in characters.

mod amount;
mod attachment;
mod date;
mod identifier;
mod metadata;
mod stamp;
mod subject_value;
mod text;
mod word;

pub use amount::{Amount, PositiveAmount};
pub use attachment::Attachment;
pub use subject_value::{CountryCode, Email};
pub use text::Text;
pub(crate) use word::Outcome;
pub use word::{AmountOption, PaymentOutcome, SubjectKind, TransferIndex, TransferType};

/// The text of a value whose surrounding blanks mean nothing.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}
