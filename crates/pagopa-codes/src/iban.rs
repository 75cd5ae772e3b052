//! International bank account numbers, with the Italian structure verified in full.
//!
//! Invariants
//! - upper case, without spaces, with right check digits; Italian and San Marino numbers have 27
//!   characters and a right CIN.

use crate::ascii::text_value;
use crate::check_digits::{control_letter, mod_97_check_digits};

/// An IBAN (ISO 13616): country, two check digits, and the account as the country writes it.
///
/// That an account exists, belongs to the organization and is registered with pagoPA is for the
/// Node to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(Box<str>);

impl Iban {
    /// Reads 15 to 34 letters and digits, in either case, without spaces; keeps them upper-case.
    ///
    /// For `IT` and `SM` the national part must be CIN, ABI (5 digits), CAB (5 digits) and account
    /// (12 characters), with the CIN matching. Of other countries only the check digits are
    /// verified. They reveal every change of a single digit.
    pub fn parse(text: &str) -> Result<Self, IbanError> {
        if !(15..=34).contains(&text.len()) {
            return Err(IbanError::Length);
        }
        let text = text.to_ascii_uppercase();
        let Some(([c0, c1, k0, k1], national)) = text.as_bytes().split_first_chunk() else {
            return Err(IbanError::Length);
        };
        let country = [*c0, *c1];
        let check = [*k0, *k1];
        let is_shaped = country.iter().all(u8::is_ascii_uppercase)
            && check.iter().all(u8::is_ascii_digit)
            && national.iter().all(u8::is_ascii_alphanumeric);
        if !is_shaped {
            return Err(IbanError::Character);
        }
        // Comparing with the generated digits, rather than asking for the remainder 1, refuses
        // also 00, 01 and 99, which have that remainder but are never generated.
        if mod_97_check_digits(&country, national).as_bytes() != check {
            return Err(IbanError::CheckDigits);
        }
        if matches!(&country, b"IT" | b"SM") {
            verify_italian_account(national)?;
        }
        Ok(Self(text.into()))
    }

    /// The number without spaces, upper-case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the bank (ABI, 5 digits), which only Italian and San Marino numbers have.
    pub fn abi(&self) -> Option<&str> {
        let is_italian = matches!(self.0.get(..2), Some("IT" | "SM"));
        is_italian.then(|| self.0.get(5..10)).flatten()
    }

    /// Whether it is an Italian or San Marino number: on others the Node credits no body.
    pub fn is_italian(&self) -> bool {
        self.abi().is_some()
    }

    /// Whether the account is of Poste Italiane (ABI 07601), so that a postal slip can be printed.
    pub fn is_postal(&self) -> bool {
        self.abi() == Some("07601")
    }
}

text_value!(Iban, IbanError);

/// Verifies the national part of an Italian or San Marino number: CIN, ABI, CAB and account.
fn verify_italian_account(national: &[u8]) -> Result<(), IbanError> {
    let [cin, coordinates @ ..]: &[u8; 23] =
        national.try_into().map_err(|_| IbanError::NationalLength)?;
    if !coordinates.iter().take(10).all(u8::is_ascii_digit) {
        return Err(IbanError::NationalBank);
    }
    if control_letter(coordinates) != Some(*cin) {
        return Err(IbanError::NationalCheck);
    }
    Ok(())
}

/// Why a text is not an IBAN; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// The text is shorter than 15 or longer than 34 characters.
    #[error("an IBAN has from 15 to 34 characters")]
    Length,
    /// The text is not two letters, two digits, then letters and digits.
    #[error("an IBAN has two letters, two digits, then only letters and digits")]
    Character,
    /// The two check digits do not match the rest.
    #[error("the check digits of the IBAN do not match it")]
    CheckDigits,
    /// An Italian or San Marino number does not have 27 characters.
    #[error("an Italian or San Marino IBAN has 27 characters")]
    NationalLength,
    /// The ABI or the CAB of an Italian or San Marino number is not made of digits.
    #[error("ABI and CAB of an Italian or San Marino IBAN are made of digits")]
    NationalBank,
    /// The CIN of an Italian or San Marino number does not match the account.
    #[error("the CIN of the IBAN does not match the account")]
    NationalCheck,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::single_changes::single_digit_changes;

    const BANK: &str = "IT60X0542811101000000123456";
    const POSTAL: &str = "IT32O0760102400000012345678";
    const SAN_MARINO: &str = "SM86U0322509800000000270100";

    /// A number with right check digits, whatever its national part is.
    fn completed(country: &str, national: &str) -> String {
        let check = mod_97_check_digits(country.as_bytes(), national.as_bytes());
        format!("{country}{check}{national}")
    }

    /// An Italian number with right CIN and check digits.
    fn italian(coordinates: &str) -> String {
        let cin = char::from(control_letter(coordinates.as_bytes()).unwrap());
        completed("IT", &format!("{cin}{coordinates}"))
    }

    #[test]
    fn known_numbers_are_read_with_their_bank() {
        let cases = [
            (BANK, Some("05428"), false),
            (POSTAL, Some("07601"), true),
            (SAN_MARINO, Some("03225"), false),
            ("DE89370400440532013000", None, false),
            ("GB82WEST12345698765432", None, false),
            ("NO9386011117947", None, false),
        ];
        for (text, abi, is_postal) in cases {
            let iban = Iban::parse(text).unwrap();
            assert_eq!(iban.as_str(), text);
            assert_eq!(iban.abi(), abi, "{text}");
            assert_eq!(iban.is_postal(), is_postal, "{text}");
        }
    }

    #[test]
    fn lower_case_is_read_as_upper_case() {
        assert_eq!(Iban::parse(&BANK.to_ascii_lowercase()), Iban::parse(BANK));
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        let too_short = completed("IT", "X05428111010000001234");
        let letter_in_abi = completed("IT", "X0A42811101000000123456");
        let letter_in_cab = completed("IT", "X054281110A000000123456");
        let wrong_cin = completed("IT", "Y0542811101000000123456");
        let digit_for_cin = completed("SM", "10322509800000000270100");
        let cases = [
            ("", IbanError::Length),
            ("IT60X054281110", IbanError::Length),
            ("IT60X05428111010000001234567890123456", IbanError::Length),
            ("IT60 X054 2811 1010 0000 0123 456", IbanError::Character),
            ("I160X0542811101000000123456", IbanError::Character),
            ("ITA0X0542811101000000123456", IbanError::Character),
            ("IT60X054281110100000012345è", IbanError::Character),
            ("IT61X0542811101000000123456", IbanError::CheckDigits),
            (&too_short, IbanError::NationalLength),
            (&letter_in_abi, IbanError::NationalBank),
            (&letter_in_cab, IbanError::NationalBank),
            (&wrong_cin, IbanError::NationalCheck),
            (&digit_for_cin, IbanError::NationalCheck),
        ];
        for (text, error) in cases {
            assert_eq!(Iban::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn check_digits_that_are_never_generated_are_refused() {
        for (generated, alias) in [("97", "00"), ("98", "01"), ("02", "99")] {
            let prefix = format!("FR{generated}");
            let texts = (10_000_000_000_u64..).map(|it| completed("FR", &it.to_string()));
            let text = texts.take(10_000).find(|it| it.starts_with(&prefix)).unwrap();
            let text = text.replacen(generated, alias, 1);
            assert_eq!(Iban::parse(&text), Err(IbanError::CheckDigits), "{text}");
        }
    }

    proptest! {
        #[test]
        fn italian_numbers_are_written_as_they_were_read(
            coordinates in "[0-9]{10}[0-9A-Z]{12}",
        ) {
            let text = italian(&coordinates);
            let iban: Iban = text.parse().unwrap();
            prop_assert_eq!(iban.abi(), coordinates.get(..5));
            prop_assert_eq!(iban.to_string(), text);
        }

        #[test]
        fn check_digits_reveal_every_change_of_one_digit(
            coordinates in "[0-9]{10}[0-9A-Z]{12}", foreign in "[0-9A-Z]{11,30}",
        ) {
            for valid in [italian(&coordinates), completed("FR", &foreign)] {
                prop_assert!(Iban::parse(&valid).is_ok());
                for text in single_digit_changes(&valid) {
                    prop_assert_eq!(Iban::parse(&text), Err(IbanError::CheckDigits), "{}", text);
                }
            }
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,40}|IT[0-9]{2}[A-Z][0-9]{22}") {
            if let Ok(iban) = Iban::parse(&text) {
                prop_assert_eq!(iban.as_str(), text.to_ascii_uppercase());
            }
        }
    }
}
