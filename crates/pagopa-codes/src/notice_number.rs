//! The number printed on a payment notice (NAV), and the rules that generate it.
//!
//! | aux digit | notice number                               | IUV       | check digits protect  |
//! |-----------|---------------------------------------------|-----------|-----------------------|
//! | 0         | 0, application code (2), base (13), cd (2)  | 15 digits | the first 16 digits   |
//! | 1         | 1, base (17)                                | 17 digits | none                  |
//! | 2         | 2, base (15), cd (2)                        | 17 digits | the first 16 digits   |
//! | 3         | 3, segregation code (2), base (13), cd (2)  | 17 digits | the first 16 digits   |
//!
//! Check digits (cd) are the remainder modulo 93 of what they protect, always printed with two
//! digits. Only aux digit 3 is in force for new numbers (SACI 3.2.1; SANP, generazione IUV).
//!
//! Invariants
//! - eighteen digits; nothing else is required of a number that arrives.

use crate::ascii::{Ascii, as_text, text_value};
use crate::check_digits::{MOD_93, remainder};
use crate::iuv::Iuv;
use crate::segregation_code::{ApplicationCode, SegregationCode};

/// The number of a payment notice: 18 digits (`noticeNumber`, `nav`, `noticeCode`).
///
/// It is unique within its organization. Numbers that arrive are looked up and never refused for
/// their first or check digits: PSPs may verify them but need not, and pagoPA's own samples do not
/// satisfy them. Numbers that leave are always generated right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeNumber(Ascii<18>);

impl NoticeNumber {
    /// Reads exactly 18 digits.
    pub fn parse(text: &str) -> Result<Self, NoticeNumberError> {
        Ascii::parse_digits(text).map(Self).ok_or(NoticeNumberError::NotEighteenDigits)
    }

    /// The 18 digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Generates a number of the form in force: aux digit 3, a segregation code and a base of at
    /// most 13 digits, which must never be used twice with the same organization and code.
    pub fn generate(
        segregation_code: SegregationCode,
        base: u64,
    ) -> Result<Self, NoticeNumberError> {
        Self::with_check_digits(&format!("3{segregation_code}{base:013}"))
    }

    /// The form of the number, unless its first digit is of none (4..=9).
    pub fn aux_digit(&self) -> Option<AuxDigit> {
        let [first, ..] = self.0.bytes();
        match first {
            b'0' => Some(AuxDigit::Zero),
            b'1' => Some(AuxDigit::One),
            b'2' => Some(AuxDigit::Two),
            b'3' => Some(AuxDigit::Three),
            _ => None,
        }
    }

    /// The segregation code, which only aux digit 3 has.
    pub fn segregation_code(&self) -> Option<SegregationCode> {
        let [b'3', tens, units, ..] = self.0.bytes() else {
            return None;
        };
        SegregationCode::parse(as_text(&[*tens, *units])).ok()
    }

    /// The application code, which only aux digit 0 has.
    pub fn application_code(&self) -> Option<ApplicationCode> {
        let [b'0', tens, units, ..] = self.0.bytes() else {
            return None;
        };
        ApplicationCode::parse(as_text(&[*tens, *units])).ok()
    }

    /// The IUV within the number: the last 15 digits with aux digit 0, the last 17 otherwise,
    /// whatever the first digit is.
    pub fn iuv(&self) -> Iuv {
        let digits = match self.0.bytes() {
            [b'0', _, _, iuv @ ..] => iuv.as_slice(),
            [_, iuv @ ..] => iuv.as_slice(),
        };
        Iuv::from_checked(as_text(digits))
    }

    /// Whether the number has the check digits that its form asks for.
    ///
    /// Aux digit 1 asks for none, so every such number passes; a first digit of no form fails.
    ///
    /// Ten and 93 are coprime, so the check digits reveal every change of a single digit and every
    /// swap of two neighboring digits, as long as the first digit does not become 1.
    pub fn has_valid_check_digits(&self) -> bool {
        let [protected @ .., tens, units] = self.0.bytes();
        match self.aux_digit() {
            Some(AuxDigit::Zero | AuxDigit::Two | AuxDigit::Three) => {
                check_digits(protected).as_bytes() == [*tens, *units]
            }
            Some(AuxDigit::One) => true,
            None => false,
        }
    }

    /// A base that is too large makes `protected` longer than 16 digits.
    fn with_check_digits(protected: &str) -> Result<Self, NoticeNumberError> {
        if protected.len() > 16 {
            return Err(NoticeNumberError::BaseTooLarge);
        }
        Self::parse(&format!("{protected}{}", check_digits(protected.as_bytes())))
    }
}

text_value!(NoticeNumber, NoticeNumberError);

/// The first digit of a notice number, which tells how the rest is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuxDigit {
    /// An application code follows. Deprecated.
    Zero,
    /// Seventeen free digits follow, without check digits (RAV, tax collection agents).
    /// Deprecated.
    One,
    /// Fifteen free digits and check digits follow. Deprecated.
    Two,
    /// A segregation code follows: the form in force.
    Three,
}

/// The two digits that protect the first sixteen of a notice number: 00..=92.
fn check_digits(protected: &[u8]) -> String {
    format!("{:02}", remainder(protected.iter().copied(), MOD_93))
}

/// Why a notice number cannot be read or generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeNumberError {
    /// The text is not made of 18 digits.
    #[error("a notice number has 18 digits")]
    NotEighteenDigits,
    /// The base has more than 13 digits.
    #[error("the base of a notice number has at most 13 digits")]
    BaseTooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::single_changes::single_digit_changes;

    const LARGEST_BASE: u64 = 9_999_999_999_999;

    fn parsed(text: &str) -> NoticeNumber {
        NoticeNumber::parse(text).unwrap()
    }

    fn segregation(text: &str) -> SegregationCode {
        SegregationCode::parse(text).unwrap()
    }

    #[test]
    fn numbers_with_aux_digit_3_are_generated_as_worked_by_hand() {
        let cases = [
            ("00", 1, "300000000000000104", "00000000000000104"),
            ("01", 1, "301000000000000144", "01000000000000144"),
            ("02", 1_238_765_431_238, "302123876543123828", "02123876543123828"),
            ("47", 8_800_999, "347000000880099960", "47000000880099960"),
            ("49", LARGEST_BASE, "349999999999999949", "49999999999999949"),
        ];
        for (code, base, number, iuv) in cases {
            let generated = NoticeNumber::generate(segregation(code), base).unwrap();
            assert_eq!(generated.as_str(), number);
            assert_eq!(generated.iuv().as_str(), iuv);
            assert_eq!(generated.aux_digit(), Some(AuxDigit::Three));
            assert_eq!(generated.segregation_code(), Some(segregation(code)));
            assert_eq!(generated.application_code(), None);
            assert!(generated.has_valid_check_digits());
        }
    }

    #[test]
    fn older_forms_are_read_as_worked_by_hand() {
        let application = |it| ApplicationCode::parse(it).ok();
        for (text, iuv, aux_digit, code) in [
            ("001000000000000141", "000000000000141", AuxDigit::Zero, application("01")),
            ("012123456789012381", "123456789012381", AuxDigit::Zero, application("12")),
            ("212345678901234544", "12345678901234544", AuxDigit::Two, None),
        ] {
            let number = parsed(text);
            assert_eq!(number.iuv().as_str(), iuv);
            assert_eq!(number.aux_digit(), Some(aux_digit));
            assert_eq!((number.segregation_code(), number.application_code()), (None, code));
            assert!(number.has_valid_check_digits());
        }
    }

    #[test]
    fn published_samples_with_wrong_check_digits_are_read_all_the_same() {
        let cases = [
            ("302012387654312384", "86"),
            ("347000000880099993", "60"),
            ("311111111112222222", "47"),
        ];
        for (text, right) in cases {
            let number = parsed(text);
            assert!(!number.has_valid_check_digits(), "{text}");
            assert_eq!(number.to_string(), text);
            let (protected, _) = text.split_at(16);
            assert!(parsed(&format!("{protected}{right}")).has_valid_check_digits(), "{text}");
        }
    }

    #[test]
    fn aux_digit_1_has_no_check_digits_to_be_wrong() {
        let number = parsed("112345678901234567");
        assert_eq!(number.aux_digit(), Some(AuxDigit::One));
        assert_eq!(number.iuv().as_str(), "12345678901234567");
        assert!(number.has_valid_check_digits());
    }

    #[test]
    fn a_number_of_no_known_form_is_read_so_that_it_can_be_looked_up() {
        for first in 4..=9 {
            let number = parsed(&format!("{first}00000000000000104"));
            assert_eq!(number.aux_digit(), None);
            assert_eq!((number.segregation_code(), number.application_code()), (None, None));
            assert_eq!(number.iuv().as_str(), "00000000000000104");
            assert!(!number.has_valid_check_digits());
        }
    }

    #[test]
    fn anything_but_eighteen_digits_is_refused() {
        let cases = [
            "",
            "30000000000000010",
            "3000000000000001040",
            "30000000000000010A",
            " 30000000000000010",
        ];
        for text in cases {
            let refused = Err(NoticeNumberError::NotEighteenDigits);
            assert_eq!(NoticeNumber::parse(text), refused, "{text:?}");
        }
    }

    #[test]
    fn a_base_with_too_many_digits_is_refused() {
        let refused = Err(NoticeNumberError::BaseTooLarge);
        for base in [10_000_000_000_000, u64::MAX] {
            assert_eq!(NoticeNumber::generate(segregation("01"), base), refused);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_they_were_read(text in "[0-9]{18}") {
            let number: NoticeNumber = text.parse().unwrap();
            prop_assert_eq!(number.to_string(), text);
        }

        #[test]
        fn what_is_generated_has_right_check_digits(
            code in "[0-9]{2}", base in 0..=LARGEST_BASE,
        ) {
            let number = NoticeNumber::generate(segregation(&code), base).unwrap();
            prop_assert!(number.has_valid_check_digits());
        }

        /// The only change that escapes is of the first digit into 1, whose numbers have no check
        /// digits.
        #[test]
        fn check_digits_reveal_every_change_of_one_digit(
            code in "[0-9]{2}", base in 0..=LARGEST_BASE,
        ) {
            let number = NoticeNumber::generate(segregation(&code), base).unwrap();
            for text in single_digit_changes(number.as_str()) {
                let escapes = text.starts_with('1');
                prop_assert_eq!(parsed(&text).has_valid_check_digits(), escapes, "{}", text);
            }
        }

        #[test]
        fn check_digits_reveal_every_swap_of_neighbors(
            code in "[0-9]{2}", base in 0..=LARGEST_BASE,
        ) {
            let number = NoticeNumber::generate(segregation(&code), base).unwrap();
            for place in 0..17 {
                let mut digits: Vec<char> = number.as_str().chars().collect();
                digits[place..][..2].reverse();
                let swapped = parsed(&String::from_iter(digits));
                let escapes = swapped == number || swapped.aux_digit() == Some(AuxDigit::One);
                prop_assert_eq!(swapped.has_valid_check_digits(), escapes, "{}", swapped);
            }
        }
    }
}
