//! The fiscal code of whoever owes or pays: a person's or an organization's.

use crate::ascii::text_value;
use crate::organization_fiscal_code::OrganizationFiscalCode;
use crate::person_fiscal_code::PersonFiscalCode;

/// A fiscal code whose check character or check digit is right.
///
/// Eleven digits are read as an organization, although the revenue agency also gives provisional
/// eleven-digit codes to natural persons: who the debtor is (`F` or `G`) is declared beside the
/// code and must not be inferred from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FiscalCode {
    /// A natural person's sixteen characters.
    Person(PersonFiscalCode),
    /// An organization's (or a VAT number's) eleven digits.
    Organization(OrganizationFiscalCode),
}

impl FiscalCode {
    /// Reads 16 characters with their check character, or 11 digits with their check digit.
    pub fn parse(text: &str) -> Result<Self, FiscalCodeError> {
        match text.len() {
            16 => PersonFiscalCode::parse(text).map(Self::Person),
            11 => {
                let code = OrganizationFiscalCode::parse(text)?;
                if !code.has_valid_check_digit() {
                    return Err(FiscalCodeError::CheckDigitWrong);
                }
                Ok(Self::Organization(code))
            }
            _ => Err(FiscalCodeError::NeitherElevenNorSixteen),
        }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(code) => code.as_str(),
            Self::Organization(code) => code.as_str(),
        }
    }
}

text_value!(FiscalCode, FiscalCodeError);

/// Why a text is not a fiscal code; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FiscalCodeError {
    /// The length is of no fiscal code ([`FiscalCode::parse`] only).
    #[error("a fiscal code has 11 digits or 16 characters")]
    NeitherElevenNorSixteen,
    /// The code of an organization is not made of 11 digits.
    #[error("the fiscal code of an organization has 11 digits")]
    NotElevenDigits,
    /// The check digit of 11 digits is wrong ([`FiscalCode::parse`] only).
    #[error("the last digit of the fiscal code does not match the other ten")]
    CheckDigitWrong,
    /// The code of a person is not made of 16 upper-case letters and digits.
    #[error("the fiscal code of a person has 16 upper-case letters and digits")]
    NotSixteenCharacters,
    /// Letters and digits do not stand where the code of a person has them.
    #[error("the fiscal code does not have letters and digits in the right places")]
    NotShapedAsAPerson,
    /// The month letter is unknown or the day does not exist in that month.
    #[error("the birth date in the fiscal code does not exist")]
    BirthDateImpossible,
    /// The place code cannot be of an Italian municipality or of a foreign state.
    #[error("the birth place in the fiscal code does not exist")]
    BirthPlaceImpossible,
    /// The last character is not the check character of the other fifteen.
    #[error("the last character of the fiscal code does not match the other fifteen")]
    CheckCharacterWrong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_tells_persons_from_organizations() {
        let person = FiscalCode::parse("RSSMRA80A01H501U").unwrap();
        assert!(matches!(person, FiscalCode::Person(_)));
        let organization = FiscalCode::parse("99000000002").unwrap();
        assert!(matches!(organization, FiscalCode::Organization(_)));
    }

    #[test]
    fn codes_are_written_as_they_were_read() {
        for text in ["RSSMRA80A01H501U", "BNCLRA85M41A944N", "99000000010", "99000000036"] {
            let code: FiscalCode = text.parse().unwrap();
            assert_eq!(code.to_string(), text);
            assert_eq!(format!("{code:>18}"), format!("{text:>18}"));
        }
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        let cases = [
            ("", FiscalCodeError::NeitherElevenNorSixteen),
            ("ANONIMO", FiscalCodeError::NeitherElevenNorSixteen),
            ("IT99000000002", FiscalCodeError::NeitherElevenNorSixteen),
            ("9900000000X", FiscalCodeError::NotElevenDigits),
            ("99000000003", FiscalCodeError::CheckDigitWrong),
            ("9900000000200000", FiscalCodeError::NotShapedAsAPerson),
            ("RSSMRA80A01H501V", FiscalCodeError::CheckCharacterWrong),
        ];
        for (text, error) in cases {
            assert_eq!(FiscalCode::parse(text), Err(error), "{text:?}");
        }
    }
}
