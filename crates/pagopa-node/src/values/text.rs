//! Free text of bounded length (`stText16`, `stText35`, `stText70`, `stText140` …).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::gate::is_xml_char;
use crate::record::{DecodeReason, Scalar, Schema};

/// From `MIN` to `MAX` characters, all of which XML can carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize, const MIN: usize = 1>(Box<str>);

impl<const MAX: usize, const MIN: usize> Text<MAX, MIN> {
    pub fn parse(text: &str) -> Result<Self, DecodeReason> {
        check_length(text, MIN, MAX)?;
        if !text.chars().all(is_xml_char) {
            return Err(DecodeReason::Characters);
        }
        Ok(Self(text.into()))
    }

    /// The text made to fit: what exceeds `MAX` characters is cut, what XML cannot carry is left
    /// out. `None` when less than `MIN` characters remain.
    pub fn shortened(text: &str) -> Option<Self> {
        let fitting: String = text.chars().filter(|it| is_xml_char(*it)).take(MAX).collect();
        Self::parse(&fitting).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the text has from `min` to `max` characters.
pub(super) fn check_length(text: &str, min: usize, max: usize) -> Result<(), DecodeReason> {
    if text.is_empty() && min > 0 {
        return Err(DecodeReason::Empty);
    }
    let length = text.chars().count();
    if length < min {
        return Err(DecodeReason::TooShort { min });
    }
    if length > max {
        return Err(DecodeReason::TooLong { max });
    }
    Ok(())
}

impl<const MAX: usize, const MIN: usize> fmt::Display for Text<MAX, MIN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize, const MIN: usize> AsRef<str> for Text<MAX, MIN> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize, const MIN: usize> FromStr for Text<MAX, MIN> {
    type Err = DecodeReason;

    fn from_str(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text)
    }
}

impl<const MAX: usize, const MIN: usize> Scalar for Text<MAX, MIN> {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn type_name(schema: &mut Schema) -> String {
        let facets = [("minLength", &*MIN.to_string()), ("maxLength", &*MAX.to_string())];
        schema.restriction(&format!("Text{MIN}To{MAX}"), "xsd:string", &facets)
    }
}

/// Text without limits, as the fault bean has it.
impl Scalar for String {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Ok(text.to_owned())
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:string".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_and_blanks_are_kept() {
        type Short = Text<4, 2>;
        let table = [
            ("", Err(DecodeReason::Empty)),
            ("è", Err(DecodeReason::TooShort { min: 2 })),
            ("èè", Ok("èè")),
            ("\u{10348}\u{10348}\u{10348}\u{10348}", Ok("\u{10348}\u{10348}\u{10348}\u{10348}")),
            (" a ", Ok(" a ")),
            ("abcde", Err(DecodeReason::TooLong { max: 4 })),
            ("a\u{1}b", Err(DecodeReason::Characters)),
            ("a\u{FFFE}", Err(DecodeReason::Characters)),
        ];
        for (text, expected) in table {
            let read = Short::parse(text);
            assert_eq!(read.as_ref().map(Short::as_str), expected.as_ref().map(|it| *it), "{text}");
        }
    }

    #[test]
    fn a_text_is_shortened_to_what_fits() {
        type Short = Text<4, 2>;
        let shortened = |text| Short::shortened(text).map(|it| it.to_string());
        assert_eq!(shortened("è\u{1}èèèè").as_deref(), Some("èèèè"));
        assert_eq!(shortened("ab").as_deref(), Some("ab"));
        assert_eq!(shortened("a\u{1}"), None);
        assert_eq!(shortened(""), None);
    }
}
