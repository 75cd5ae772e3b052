//! Fiscal codes of natural persons: sixteen characters, with omocodia and check character.
//!
//! Invariants
//! - the shape, the omocodia substitutions, the birth date, the place code and the check
//!   character have been verified.
//!
//! Absent on purpose
//! - the birth date and sex written in the code: nothing in payments may depend on them;
//! - the agreement with a name, which only the revenue agency can certify.

use std::fmt;

use crate::ascii::{Ascii, as_text, text_value};
use crate::check_digits::control_letter;
use crate::fiscal_code::FiscalCodeError;

/// The fiscal code of a natural person (decree of the Minister of Finance of 23 December
/// 1976): 16 upper-case characters.
///
/// [`Display`](fmt::Display) writes the whole code, for documents and messages to pagoPA;
/// [`Debug`](fmt::Debug) masks it (`RSS••••••••••••U`), because debug output reaches logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonFiscalCode(Ascii<16>);

impl PersonFiscalCode {
    /// Reads 16 upper-case letters and digits.
    ///
    /// Two persons with the same code are told apart by omocodia: digits are replaced by the
    /// letters `LMNPQRSTUV`, which are accepted in the seven numeric places. The birth day must
    /// exist in its month (plus 40 for women; 29 February in any year, since the century is not
    /// written), the place must be of an Italian municipality (`A`–`M`) or foreign state (`Z`).
    /// The check character reveals every change of a single character.
    pub fn parse(text: &str) -> Result<Self, FiscalCodeError> {
        let is_accepted = |it: &u8| it.is_ascii_digit() || it.is_ascii_uppercase();
        let code: Ascii<16> =
            Ascii::parse(text, is_accepted).ok_or(FiscalCodeError::NotSixteenCharacters)?;
        let plain = without_omocodia(code.as_str()).ok_or(FiscalCodeError::NotShapedAsAPerson)?;
        if !birth_day_exists(&plain) {
            return Err(FiscalCodeError::BirthDateImpossible);
        }
        if !birth_place_exists(&plain) {
            return Err(FiscalCodeError::BirthPlaceImpossible);
        }
        let [protected @ .., check] = code.bytes();
        if control_letter(protected) != Some(*check) {
            return Err(FiscalCodeError::CheckCharacterWrong);
        }
        Ok(Self(code))
    }

    /// The 16 characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

text_value!(PersonFiscalCode, FiscalCodeError);

impl fmt::Debug for PersonFiscalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, .., check] = self.0.bytes();
        write!(f, "{}••••••••••••{}", as_text(&[*a, *b, *c]), char::from(*check))
    }
}

/// The code with the digits that omocodia replaced, if it has letters and digits where it should.
fn without_omocodia(code: &str) -> Option<String> {
    let places = "AAAAAA00A00A000A".chars();
    let plain = |(character, place): (char, char)| match place {
        '0' => digit(character),
        _ => Some(character).filter(char::is_ascii_uppercase),
    };
    code.chars().zip(places).map(plain).collect()
}

/// The digit itself, or the one whose place omocodia gave to a letter.
fn digit(character: char) -> Option<char> {
    let mut substitutes = "LMNPQRSTUV".chars().zip('0'..='9');
    match character {
        '0'..='9' => Some(character),
        _ => substitutes.find_map(|(letter, digit)| (letter == character).then_some(digit)),
    }
}

/// Whether the day exists in the month; the days of women are written with 40 added.
fn birth_day_exists(plain: &str) -> bool {
    let last_day = match plain.get(8..9) {
        // January, March, May, July, August, October, December.
        Some("A" | "C" | "E" | "L" | "M" | "R" | "T") => 31,
        // April, June, September, November.
        Some("D" | "H" | "P" | "S") => 30,
        Some("B") => 29,
        _ => return false,
    };
    let day: Option<u32> = plain.get(9..11).and_then(|it| it.parse().ok());
    let exists = |day| (1..=last_day).contains(&day);
    day.is_some_and(|day| exists(day) || day.checked_sub(40).is_some_and(exists))
}

/// Whether the place is a letter in use and a number from 1.
fn birth_place_exists(plain: &str) -> bool {
    let is_in_use = |letter| matches!(letter, 'A'..='M' | 'Z');
    let place = plain.get(11..15).unwrap_or_default();
    place.starts_with(is_in_use) && !place.ends_with("000")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::single_changes::single_changes;

    const VALID: [&str; 2] = ["RSSMRA80A01H501U", "BNCLRA85M41A944N"];

    /// Fifteen characters and the check character they call for.
    fn completed(protected: &str) -> String {
        format!("{protected}{}", char::from(control_letter(protected.as_bytes()).unwrap()))
    }

    /// The first fifteen characters of a code, with omocodia in the numeric places chosen.
    fn with_omocodia(code: &str, chosen: [bool; 7]) -> String {
        let mut chosen = chosen.into_iter();
        let substituted = |character: char| match character.to_digit(10) {
            Some(digit) if chosen.next().unwrap() => {
                "LMNPQRSTUV".chars().nth(usize::try_from(digit).unwrap()).unwrap()
            }
            _ => character,
        };
        code.chars().take(15).map(substituted).collect()
    }

    #[test]
    fn known_codes_are_read_and_written_back() {
        for text in VALID {
            assert_eq!(PersonFiscalCode::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        use FiscalCodeError as E;
        let cases = [
            ("", E::NotSixteenCharacters),
            ("RSSMRA80A01H501", E::NotSixteenCharacters),
            ("RSSMRA80A01H501UU", E::NotSixteenCharacters),
            ("rssmra80a01h501u", E::NotSixteenCharacters),
            ("RSSMRA80A01H501-", E::NotSixteenCharacters),
            ("RSSMRÀ80A01H501", E::NotSixteenCharacters),
            ("1SSMRA80A01H501U", E::NotShapedAsAPerson),
            ("RSSMRA8AA01H501U", E::NotShapedAsAPerson),
            ("RSSMRA80101H501U", E::NotShapedAsAPerson),
            ("RSSMRA80A0AH501U", E::NotShapedAsAPerson),
            ("RSSMRA80A011501U", E::NotShapedAsAPerson),
            ("RSSMRA80A01H50AU", E::NotShapedAsAPerson),
            ("RSSMRA80A01H5011", E::NotShapedAsAPerson),
            ("RSSMRA80F01H501U", E::BirthDateImpossible),
            ("RSSMRA80A00H501U", E::BirthDateImpossible),
            ("RSSMRA80A32H501U", E::BirthDateImpossible),
            ("RSSMRA80A40H501U", E::BirthDateImpossible),
            ("RSSMRA80A72H501U", E::BirthDateImpossible),
            ("RSSMRA80D31H501U", E::BirthDateImpossible),
            ("RSSMRA80B30H501U", E::BirthDateImpossible),
            ("RSSMRA80B70H501U", E::BirthDateImpossible),
            ("RSSMRA80A01N501U", E::BirthPlaceImpossible),
            ("RSSMRA80A01H000U", E::BirthPlaceImpossible),
            ("RSSMRA80A01H501A", E::CheckCharacterWrong),
        ];
        for (text, error) in cases {
            assert_eq!(PersonFiscalCode::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn every_day_of_the_calendar_is_possible_for_both_sexes() {
        let last_days = [31_u32, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, last_day) in "ABCDEHLMPRST".chars().zip(last_days) {
            for day in (1..=last_day).chain(41..=last_day.checked_add(40).unwrap()) {
                let text = completed(&format!("RSSMRA80{month}{day:02}Z100"));
                assert!(PersonFiscalCode::parse(&text).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn the_check_character_reveals_every_change_of_one_character() {
        let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let omocodia = completed("RSSMRAULALMHRLM");
        assert!(PersonFiscalCode::parse(&omocodia).is_ok());
        for code in [VALID[0], VALID[1], &omocodia] {
            for text in single_changes(code, alphabet) {
                assert!(PersonFiscalCode::parse(&text).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn debug_output_hides_who_the_person_is() {
        let code = PersonFiscalCode::parse("RSSMRA80A01H501U").unwrap();
        assert_eq!(format!("{code:?}"), "RSS••••••••••••U");
        let code = crate::FiscalCode::Person(code);
        assert_eq!(format!("{code:?}"), "Person(RSS••••••••••••U)");
    }

    proptest! {
        #[test]
        fn omocodia_keeps_a_code_valid_once_its_check_character_is_recomputed(
            code in prop::sample::select(VALID.to_vec()), chosen: [bool; 7],
        ) {
            let text = completed(&with_omocodia(code, chosen));
            prop_assert_eq!(PersonFiscalCode::parse(&text).unwrap().to_string(), text);
        }

        #[test]
        fn exactly_one_last_character_is_right(
            protected in "[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-2][1-9][A-MZ][1-9][0-9]{2}",
        ) {
            let codes = ('A'..='Z').map(|it| PersonFiscalCode::parse(&format!("{protected}{it}")));
            prop_assert_eq!(codes.flatten().count(), 1);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,20}|[A-Z0-9]{16}") {
            if let Ok(code) = PersonFiscalCode::parse(&text) {
                prop_assert_eq!(code.as_str(), text);
            }
        }
    }
}
