//! Why somebody did it, in their own words.

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

    /// Reads a reason: on one line, without blanks around it and without control characters.
    pub fn parse(text: &str) -> Result<Self, ReasonDefect> {
        let is_blank = |it: char| it.is_whitespace() || it.is_control();
        let words: Vec<&str> = text.split(is_blank).filter(|it| !it.is_empty()).collect();
        let reason = words.join(" ");
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
        assert_eq!(read(" \t\n"), Err(ReasonDefect::Missing));
        assert_eq!(read(&"è".repeat(200)).map(|it| it.chars().count()), Ok(200));
        assert_eq!(read(&"è".repeat(201)), Err(ReasonDefect::TooLong));
    }
}
