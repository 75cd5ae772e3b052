//! Texts that somebody types into one line, as others will see them.

/// A text on one line: without blanks around it, control characters, and what nobody sees or turns
/// the letters around it, so that a name is what it looks like. Empty if nothing of it is seen.
pub fn one_line(text: &str) -> String {
    let seen: String = text.chars().filter(|it| !is_invisible(*it)).collect();
    let is_blank = |it: char| it.is_whitespace() || it.is_control();
    seen.split(is_blank).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_nothing_that_is_not_seen() {
        for (text, line) in [
            (" Mario\t\n Rossi ", "Mario Rossi"),
            ("Mario \u{202e}issoR", "Mario issoR"),
            ("Ma\u{200b}rio\u{feff}", "Mario"),
            ("👩 \u{2067}x\u{2069}", "👩 x"),
            ("\u{200b} \u{202e}\u{61c}", ""),
        ] {
            assert_eq!(one_line(text), line);
        }
    }
}
