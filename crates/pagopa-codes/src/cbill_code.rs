//! The code by which home banking knows an organization.

use crate::ascii::{Ascii, text_value};

/// The interbank code of an organization (CBILL, SIA): five letters or digits.
///
/// Banks use it where people type the codes of a notice; it is printed beside the notice number
/// (pagoPA, Guida tecnica avvisi 3.5.1, `ENTE.CBILL`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CbillCode(Ascii<5>);

impl CbillCode {
    /// Reads five letters or digits; letters become capitals.
    pub fn parse(text: &str) -> Result<Self, CbillCodeError> {
        let text = text.to_ascii_uppercase();
        Ascii::parse(&text, u8::is_ascii_alphanumeric).map(Self).ok_or(CbillCodeError)
    }

    /// The five characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

text_value!(CbillCode, CbillCodeError);

/// A text is not an interbank code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an interbank code has five letters or digits")]
pub struct CbillCodeError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn anything_but_five_letters_or_digits_is_refused() {
        for text in ["", "AB12", "AB1234", "AB 12", "AB-12", " AB12", "ÀB12", "AB12é"] {
            assert_eq!(CbillCode::parse(text), Err(CbillCodeError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn codes_are_written_in_capitals(text in "[A-Za-z0-9]{5}") {
            let code: CbillCode = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text.to_ascii_uppercase());
        }
    }
}
