//! The four faces a notice is set in, prepared once: subsets to embed, advances and kerning.
//!
//! Titillium Web for words and Roboto Mono for codes, as the guide to notices asks; both are under
//! the SIL Open Font License, whose texts are beside the files in `fonts/`.
//! There are several sets, because a file embeds the whole of one: the plain one has what nearly
//! every notice needs and makes the smallest files; another has letters for interbank codes too;
//! those for other texts are made to measure, of the plain letters and those that a text adds.

mod charset;
mod face;
mod kerning;
mod program;

pub(crate) use face::{Face, FontFile};

use crate::error::PressError;
use crate::length::Length;

/// Which face a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Regular,
    Bold,
    Code,
    CodeBold,
}

impl Style {
    pub(crate) const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Code, Self::CodeBold];

    /// The name of the face in the resources of a page.
    pub(crate) const fn resource(self) -> &'static str {
        match self {
            Self::Regular => "R",
            Self::Bold => "B",
            Self::Code => "C",
            Self::CodeBold => "D",
        }
    }
}

const REGULAR: &[u8] = include_bytes!("../fonts/TitilliumWeb-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/TitilliumWeb-Bold.ttf");
const CODE: &[u8] = include_bytes!("../fonts/RobotoMono-Regular.ttf");
const CODE_BOLD: &[u8] = include_bytes!("../fonts/RobotoMono-Bold.ttf");

/// A set of the four faces, which share a repertoire of letters.
pub(crate) struct Typeset {
    regular: Face,
    bold: Face,
    code: Face,
    code_bold: Face,
}

impl Typeset {
    /// The set of most notices, and the one of those whose interbank code has letters.
    pub(crate) fn plain() -> Result<[(Self, [FontFile; 4]); 2], PressError> {
        let plain = charset::plain();
        Ok([Self::prepare(&plain, &charset::digits())?, Self::prepare(&plain, &charset::codes())?])
    }

    /// A set for texts that have these letters besides, as far as the faces have them.
    pub(crate) fn with(more: &str) -> Result<(Self, [FontFile; 4]), PressError> {
        let letters: Vec<char> = charset::plain().into_iter().chain(more.chars()).collect();
        Self::prepare(&letters, &charset::codes())
    }

    fn prepare(letters: &[char], bold_codes: &[char]) -> Result<(Self, [FontFile; 4]), PressError> {
        let codes = charset::codes();
        let (regular, regular_file) = Face::prepare("TitilliumWeb-Regular", REGULAR, letters)?;
        let (bold, bold_file) = Face::prepare("TitilliumWeb-Bold", BOLD, letters)?;
        let (code, code_file) = Face::prepare("RobotoMono-Regular", CODE, &codes)?;
        let (code_bold, code_bold_file) = Face::prepare("RobotoMono-Bold", CODE_BOLD, bold_codes)?;
        Ok((
            Self { regular, bold, code, code_bold },
            [regular_file, bold_file, code_file, code_bold_file],
        ))
    }

    pub(crate) const fn face(&self, style: Style) -> &Face {
        match style {
            Style::Regular => &self.regular,
            Style::Bold => &self.bold,
            Style::Code => &self.code,
            Style::CodeBold => &self.code_bold,
        }
    }

    /// Whether the faces for words have a letter.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.regular.has(letter) && self.bold.has(letter)
    }

    /// The first letter of a text that the faces for words lack.
    pub(crate) fn lacks(&self, text: &str) -> Option<char> {
        text.chars().find(|letter| !self.has(*letter))
    }

    /// Whether a code can be set in bold.
    pub(crate) fn has_code(&self, code: &str) -> bool {
        code.chars().all(|letter| self.code_bold.has(letter))
    }

    /// The width of a text, of a size in points.
    pub(crate) fn width(&self, style: Style, size: i32, text: &str) -> Length {
        self.face(style).width(text, size)
    }

    /// A text in lines of at most a width, broken at spaces; a word that is too wide is broken
    /// where it must be. There is at least one line.
    pub(crate) fn wrap<'t>(
        &self,
        style: Style,
        size: i32,
        width: Length,
        text: &'t str,
    ) -> Vec<&'t str> {
        let mut lines = Vec::new();
        let mut rest = text;
        loop {
            let fits = self.face(style).prefix_within(rest, size, width);
            let Some((line, next)) = break_at(rest, fits) else {
                lines.push(rest);
                return lines;
            };
            lines.push(line);
            rest = next;
        }
    }
}

/// Splits a text of which the first `fits` bytes fit on a line; `None` if it fits whole.
fn break_at(text: &str, fits: usize) -> Option<(&str, &str)> {
    if fits >= text.len() {
        return None;
    }
    let (head, tail) = text.split_at_checked(fits)?;
    if let Some(next) = tail.strip_prefix(' ') {
        return Some((head, next));
    }
    if let Some((line, _)) = head.rsplit_once(' ') {
        return text.split_at_checked(line.len()).map(|(line, next)| (line, next.trim_start()));
    }
    // A single word wider than the line: break inside it, but always take one letter.
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.split_at_checked(fits.max(first)).filter(|(_, next)| !next.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::hpt;

    fn common() -> Typeset {
        let [_, (common, _)] = Typeset::plain().unwrap();
        common
    }

    #[test]
    fn a_width_is_that_of_the_reference_notices() {
        let type_set = common();
        let kerned = type_set.width(Style::Bold, 16, "Avviso Pagamento di TEST");
        assert!((kerned.hundredths() - 18221).abs() <= 30, "{kerned:?}");
        let code = type_set.width(Style::CodeBold, 12, "1.500,00");
        assert!((code.hundredths() - 5760).abs() <= 5, "{code:?}");
    }

    #[test]
    fn lines_break_at_spaces_and_lose_nothing_else() {
        let type_set = common();
        let text = "presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar";
        let lines = type_set.wrap(Style::Regular, 8, hpt(20000), text);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_inside() {
        let type_set = common();
        let word = "W".repeat(90);
        let lines = type_set.wrap(Style::Bold, 16, hpt(20000), &word);
        assert!(lines.len() > 3);
        assert_eq!(lines.concat(), word);
        for line in lines {
            assert!(type_set.width(Style::Bold, 16, line) <= hpt(20000));
        }
    }

    #[test]
    fn a_set_made_to_measure_has_the_letters_of_the_minorities_and_of_europe() {
        let text = "Škofja Žiga Čuk Müller Groß Đorđević Łódź Ținutul Åse Øyvind";
        assert_eq!(common().lacks(text), Some('Š'));
        let (type_set, _) = Typeset::with(text).unwrap();
        assert_eq!(type_set.lacks(text), None);
        for letter in ["宮", "\u{f6be}", "Ţ"] {
            let (type_set, _) = Typeset::with(letter).unwrap();
            assert_eq!(type_set.lacks(letter), letter.chars().next());
        }
    }
}
