//! The unique payment identifier (IUV), the creditor's own name for a payment.

use crate::ascii::text_value;
use crate::rf_reference::RfReference;

/// An IUV: 1 to 35 printable ASCII characters without spaces (`creditorReferenceId`, `iuv`).
///
/// Notice numbers contain a numeric IUV of 15 or 17 digits; the older models also knew free texts
/// and [`RfReference`]s, and archives must still hold them. An IUV is unique within its
/// organization.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iuv(Box<str>);

impl Iuv {
    /// Reads 1 to 35 printable ASCII characters, none of them a space.
    pub fn parse(text: &str) -> Result<Self, IuvError> {
        if !(1..=35).contains(&text.len()) {
            return Err(IuvError::Length);
        }
        if !text.bytes().all(|it| it.is_ascii_graphic()) {
            return Err(IuvError::Character);
        }
        Ok(Self(text.into()))
    }

    /// The identifier as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The caller knows that the text is 1 to 35 digits or letters.
    pub(crate) fn from_checked(text: &str) -> Self {
        Self(text.into())
    }
}

text_value!(Iuv, IuvError);

impl From<&RfReference> for Iuv {
    fn from(reference: &RfReference) -> Self {
        Self::from_checked(reference.as_str())
    }
}

/// Why a text is not an IUV; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IuvError {
    /// The text is empty or longer than 35 bytes.
    #[error("an IUV has from 1 to 35 characters")]
    Length,
    /// The text has a space, a control character or a character outside ASCII.
    #[error("an IUV has only printable ASCII characters and no spaces")]
    Character,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numeric_structured_and_free_identifiers_are_all_read() {
        let longest = "A".repeat(35);
        for text in ["1", "00000000000000104", "000000000000141", "RF18539007547034", &longest] {
            assert_eq!(Iuv::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        let too_long = "1".repeat(36);
        let cases = [
            ("", IuvError::Length),
            (&too_long, IuvError::Length),
            ("12 34", IuvError::Character),
            ("12\n", IuvError::Character),
            ("perché", IuvError::Character),
        ];
        for (text, error) in cases {
            assert_eq!(Iuv::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_creditor_reference_is_an_iuv() {
        let reference = RfReference::generate("539007547034").unwrap();
        assert_eq!(Iuv::from(&reference), Iuv::parse("RF18539007547034").unwrap());
    }

    proptest! {
        #[test]
        fn identifiers_are_written_as_they_were_read(text in "[!-~]{1,35}") {
            let iuv: Iuv = text.parse().unwrap();
            prop_assert_eq!(iuv.to_string(), text);
        }
    }
}
