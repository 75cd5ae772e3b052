//! The notice number as an archive writes it.

use pagopa_codes::{Iuv, NoticeNumber};

/// The notice number as an archive writes it: what the body's software gave, or `3` and the IUV.
///
/// GPD validates no `nav`; only 18 digits can reach the Node, so the others carry a
/// [`Warning`](super::Warning).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nav(String);

impl Nav {
    /// Longest text kept: an IUV of 35 characters and its aux digit.
    pub const MAX_LENGTH: usize = 36;

    /// Takes 1–36 printable ASCII characters without blanks.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        (fits && text.bytes().all(|it| it.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    /// GPD's default: aux digit 3 followed by the IUV (GPD 1.1.37, `nav`).
    pub fn of_iuv(iuv: &Iuv) -> Self {
        Self(format!("3{iuv}"))
    }

    /// The number as the Node writes it, if it can be written so.
    pub fn notice_number(&self) -> Option<NoticeNumber> {
        NoticeNumber::parse(&self.0).ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<NoticeNumber> for Nav {
    fn from(number: NoticeNumber) -> Self {
        Self(number.to_string())
    }
}

impl std::fmt::Display for Nav {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_of_up_to_36_characters_without_blanks_is_kept_as_given() {
        for text in ["1", "302000000000000149", &"x".repeat(36), "abc/-_~!"] {
            assert_eq!(Nav::parse(text).unwrap().as_str(), text);
        }
        for text in ["", &"x".repeat(37), "30 2", "avviso\u{e8}", "3\n"] {
            assert_eq!(Nav::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_longest_iuv_has_a_number() {
        let iuv = Iuv::parse(&"9".repeat(35)).unwrap();
        let nav = Nav::of_iuv(&iuv);
        assert_eq!(Nav::parse(nav.as_str()), Some(nav));
    }

    #[test]
    fn only_eighteen_digits_are_a_number_for_the_node() {
        let iuv = Iuv::parse("01000000000000144").unwrap();
        let number = NoticeNumber::parse("301000000000000144").unwrap();
        assert_eq!(Nav::of_iuv(&iuv).notice_number(), Some(number));
        assert_eq!(Nav::from(number), Nav::of_iuv(&iuv));
        assert_eq!(Nav::parse("30100000000000014A").unwrap().notice_number(), None);
        assert_eq!(Nav::parse("3").unwrap().notice_number(), None);
    }
}
