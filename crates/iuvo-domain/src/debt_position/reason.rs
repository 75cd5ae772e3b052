//! Why somebody did it, in their own words.

use crate::one_line;

/// Why, as whoever did it wrote: kept in the journal, and read by colleagues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonDefect {
    /// Nothing was written.
    Missing,
    /// It is longer than [`Reason::LONGEST`] characters.
    TooLong,
}

impl Reason {
    /// Most characters.
    pub const LONGEST: usize = 200;

    /// Reads a reason as [`one_line()`] writes it.
    pub fn parse(text: &str) -> Result<Self, ReasonDefect> {
        let reason = one_line(text);
        match reason.chars().count() {
            0 => Err(ReasonDefect::Missing),
            count if count > Self::LONGEST => Err(ReasonDefect::TooLong),
            _ => Ok(Self(reason)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line_of_some_words() {
        let read = |it: &str| Reason::parse(it).map(|it| it.0);
        assert_eq!(read("  doppia\r\n emissione\0 "), Ok("doppia emissione".to_owned()));
        assert_eq!(read("\u{202e}doppia\u{200b}"), Ok("doppia".to_owned()));
        assert_eq!(read(" \t\u{200b}\n"), Err(ReasonDefect::Missing));
        assert_eq!(read(&"è".repeat(200)).map(|it| it.chars().count()), Ok(200));
        assert_eq!(read(&"è".repeat(201)), Err(ReasonDefect::TooLong));
    }
}
