//! The structured creditor reference of ISO 11649, once used as an IUV.

use crate::ascii::text_value;
use crate::check_digits::mod_97_check_digits;

/// A reference of ISO 11649: `RF`, two check digits, 1 to 21 upper-case letters and digits.
///
/// Printed references are grouped in fours; the form read here is the electronic one, without
/// spaces. It is a valid [`Iuv`](crate::Iuv) (SACI, older payment models).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RfReference(Box<str>);

impl RfReference {
    /// Reads the electronic form and verifies its check digits.
    pub fn parse(text: &str) -> Result<Self, RfReferenceError> {
        let Some((_, reference)) = text.strip_prefix("RF").and_then(|it| it.split_at_checked(2))
        else {
            return Err(RfReferenceError::Prefix);
        };
        let right = Self::generate(reference)?;
        // Comparing with the generated digits, rather than asking for the remainder 1, refuses
        // also 00, 01 and 99, which have that remainder but are never generated.
        if right.as_str() != text {
            return Err(RfReferenceError::CheckDigits);
        }
        Ok(right)
    }

    /// Puts `RF` and the check digits before a reference of 1 to 21 upper-case letters and digits.
    pub fn generate(reference: &str) -> Result<Self, RfReferenceError> {
        if !(1..=21).contains(&reference.len()) {
            return Err(RfReferenceError::Length);
        }
        if !reference.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase()) {
            return Err(RfReferenceError::Character);
        }
        let check = mod_97_check_digits(b"RF", reference.as_bytes());
        Ok(Self(format!("RF{check}{reference}").into()))
    }

    /// The whole reference, `RF` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(RfReference, RfReferenceError);

/// Why a text is not a creditor reference; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RfReferenceError {
    /// The text does not begin with `RF` and two more characters.
    #[error("a creditor reference begins with RF and two check digits")]
    Prefix,
    /// What follows the check digits is empty or longer than 21 characters.
    #[error("a creditor reference has from 1 to 21 characters after the check digits")]
    Length,
    /// A character is neither a digit nor an upper-case letter.
    #[error("a creditor reference has only digits and upper-case letters")]
    Character,
    /// The check digits do not match the reference.
    #[error("the check digits of the creditor reference do not match it")]
    CheckDigits,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::single_changes::single_digit_changes;

    #[test]
    fn the_reference_is_generated_as_worked_by_hand() {
        let reference = RfReference::generate("539007547034").unwrap();
        assert_eq!(reference.as_str(), "RF18539007547034");
        assert_eq!(RfReference::parse("RF18539007547034"), Ok(reference));
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        let cases = [
            ("", RfReferenceError::Prefix),
            ("RF1", RfReferenceError::Prefix),
            ("rf18539007547034", RfReferenceError::Prefix),
            ("18539007547034", RfReferenceError::Prefix),
            ("RF18", RfReferenceError::Length),
            ("RF181234567890123456789012", RfReferenceError::Length),
            ("RF18 5390 0754 7034", RfReferenceError::Character),
            ("RF18abc", RfReferenceError::Character),
            ("RF1853900754703è", RfReferenceError::Character),
            ("RF19539007547034", RfReferenceError::CheckDigits),
            ("RFXX539007547034", RfReferenceError::CheckDigits),
        ];
        for (text, error) in cases {
            assert_eq!(RfReference::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn check_digits_that_are_never_generated_are_refused() {
        for (generated, alias) in [("97", "00"), ("98", "01"), ("02", "99")] {
            let prefix = format!("RF{generated}");
            let has_prefix =
                |body: &String| RfReference::generate(body).unwrap().as_str().starts_with(&prefix);
            let body = (1..10_000).map(|it| it.to_string()).find(has_prefix).unwrap();
            let text = format!("RF{alias}{body}");
            assert_eq!(RfReference::parse(&text), Err(RfReferenceError::CheckDigits), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_generated_is_read_back(body in "[0-9A-Z]{1,21}") {
            let reference = RfReference::generate(&body).unwrap();
            prop_assert_eq!(reference.to_string().parse(), Ok(reference.clone()));
            prop_assert!(reference.as_str().ends_with(&body));
        }

        #[test]
        fn check_digits_reveal_every_change_of_one_digit(body in "[0-9A-Z]{1,21}") {
            let reference = RfReference::generate(&body).unwrap();
            for text in single_digit_changes(reference.as_str()) {
                prop_assert_eq!(RfReference::parse(&text), Err(RfReferenceError::CheckDigits));
            }
        }
    }
}
