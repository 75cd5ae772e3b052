//! The two-digit codes that follow the aux digit in a notice number.
//!
//! They say which of the systems of an organization generated the number, so that two systems
//! never generate the same one.

use crate::ascii::{Ascii, text_value};

/// The segregation code of a notice number with aux digit 3: two digits.
///
/// PagoPA assigns one per organization to each point that generates IUVs. The same code on two
/// organizations is unrelated (SACI 3.2.1; SANP, generazione IUV).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegregationCode(Ascii<2>);

impl SegregationCode {
    /// Reads exactly two digits.
    pub fn parse(text: &str) -> Result<Self, TwoDigitsError> {
        Ascii::parse_digits(text).map(Self).ok_or(TwoDigitsError)
    }

    /// The two digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether organizations can be assigned this code: 00..=49.
    ///
    /// The others serve national services run centrally: 85 TARI/TEFA, 96 ACI, 97 SUAP,
    /// 98 ANPR certificates, 99 electronic identity card… One central service, Canone Unico (47),
    /// sits within the assignable range all the same.
    pub fn is_assignable_to_organizations(self) -> bool {
        let [tens, _] = self.0.bytes();
        *tens <= b'4'
    }
}

text_value!(SegregationCode, TwoDigitsError);

/// The application code of a notice number with aux digit 0: two digits.
///
/// It is the older counterpart of the segregation code, found in numbers generated long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationCode(Ascii<2>);

impl ApplicationCode {
    /// Reads exactly two digits.
    pub fn parse(text: &str) -> Result<Self, TwoDigitsError> {
        Ascii::parse_digits(text).map(Self).ok_or(TwoDigitsError)
    }

    /// The two digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

text_value!(ApplicationCode, TwoDigitsError);

/// A segregation or application code is not made of two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a segregation or application code is made of two digits")]
pub struct TwoDigitsError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_assigned_the_codes_up_to_49() {
        for code in 0..=99_u8 {
            let text = format!("{code:02}");
            let parsed = SegregationCode::parse(&text).unwrap();
            assert_eq!(parsed.is_assignable_to_organizations(), code <= 49, "{text}");
            assert_eq!(parsed.to_string(), text);
            assert_eq!(ApplicationCode::parse(&text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_but_two_digits_is_refused() {
        for text in ["", "1", "001", "1a", " 1", "-1", "è"] {
            assert_eq!(SegregationCode::parse(text), Err(TwoDigitsError), "{text:?}");
            assert_eq!(ApplicationCode::parse(text), Err(TwoDigitsError), "{text:?}");
        }
    }
}
