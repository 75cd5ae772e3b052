//! Fiscal codes of organizations: eleven digits, as VAT numbers are.

use crate::ascii::{Ascii, text_value};
use crate::fiscal_code::FiscalCodeError;

/// The fiscal code of an organization (`stFiscalCodePA`, `organizationFiscalCode`): 11 digits.
///
/// The check digit is not enforced, because neither the Node nor GPD enforces it, and refusing an
/// organization that pagoPA has registered would stop its payments.
/// [`OrganizationFiscalCode::has_valid_check_digit`] tells; [`FiscalCode`](crate::FiscalCode)
/// enforces it, for the debtors that people type in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganizationFiscalCode(Ascii<11>);

impl OrganizationFiscalCode {
    /// Reads exactly 11 digits.
    pub fn parse(text: &str) -> Result<Self, FiscalCodeError> {
        Ascii::parse_digits(text).map(Self).ok_or(FiscalCodeError::NotElevenDigits)
    }

    /// The 11 digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the last digit is the check digit of the other ten, as in VAT numbers.
    ///
    /// The rule (decree of the Minister of Finance of 23 December 1976) reveals every change of a
    /// single digit.
    pub fn has_valid_check_digit(&self) -> bool {
        let digits = self.as_str().chars().filter_map(|it| it.to_digit(10));
        let value = |(index, digit): (usize, u32)| match index % 2 {
            0 => digit,
            _ => even_place_value(digit),
        };
        let sum: u32 = digits.enumerate().map(value).sum();
        sum.is_multiple_of(10)
    }
}

/// Digits in even places count double, less nine when the double has two digits.
fn even_place_value(digit: u32) -> u32 {
    let double = digit.saturating_mul(2);
    if double > 9 { double.saturating_sub(9) } else { double }
}

text_value!(OrganizationFiscalCode, FiscalCodeError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::single_changes::single_digit_changes;

    const VALID: [&str; 4] = ["99000000002", "99000000010", "99000000028", "99000000036"];

    #[test]
    fn known_codes_have_their_check_digit() {
        for text in VALID {
            assert!(OrganizationFiscalCode::parse(text).unwrap().has_valid_check_digit(), "{text}");
        }
    }

    #[test]
    fn a_code_with_a_wrong_check_digit_is_read_all_the_same() {
        let code = OrganizationFiscalCode::parse("99000000001").unwrap();
        assert!(!code.has_valid_check_digit());
        assert_eq!(code.to_string(), "99000000001");
    }

    #[test]
    fn anything_but_eleven_digits_is_refused() {
        for text in ["", "9900000000", "990000000020", "9900000000A", " 9900000002", "٣٣٣٣٣3"]
        {
            let parsed = OrganizationFiscalCode::parse(text);
            assert_eq!(parsed, Err(FiscalCodeError::NotElevenDigits), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn exactly_one_last_digit_is_right(body in "[0-9]{10}") {
            let codes =
                (0..10).map(|digit| OrganizationFiscalCode::parse(&format!("{body}{digit}")));
            let right = codes.filter(|code| code.unwrap().has_valid_check_digit());
            prop_assert_eq!(right.count(), 1);
        }

        #[test]
        fn the_check_digit_reveals_every_change_of_one_digit(body in "[0-9]{10}") {
            let is_right = |text: &String| {
                OrganizationFiscalCode::parse(text).unwrap().has_valid_check_digit()
            };
            let right = (0..10).map(|digit| format!("{body}{digit}")).find(is_right).unwrap();
            for changed in single_digit_changes(&right) {
                prop_assert!(!is_right(&changed), "{} and {}", right, changed);
            }
        }

        #[test]
        fn codes_are_written_as_they_were_read(text in "[0-9]{11}") {
            let code: OrganizationFiscalCode = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text);
        }
    }
}
