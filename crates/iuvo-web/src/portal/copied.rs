//! Codes, as people copy them from papers, e-mails and telephones.

/// From a letter or digit of full width to the usual one.
const FULL_WIDTH: u32 = 0xFEE0;

/// A code without what is copied with it: blanks, dots, hyphens of any kind, and what is not seen.
pub(super) fn bare(text: &str) -> String {
    text.chars().map(narrow).filter(|it| !is_beside(*it)).collect()
}

/// Letters and digits of full width, as some keyboards write them, are the usual ones.
fn narrow(sign: char) -> char {
    let usual = match sign {
        '\u{ff01}'..='\u{ff5e}' => u32::from(sign).checked_sub(FULL_WIDTH),
        _ => None,
    };
    usual.and_then(char::from_u32).unwrap_or(sign)
}

fn is_beside(sign: char) -> bool {
    let is_hyphen = matches!(sign, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let is_unseen = matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    is_hyphen || is_unseen || sign == '.' || sign.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_with_a_code_is_left_out() {
        for (text, code) in [
            (" 3020 0000\u{a0}0000\u{202f}01 ", "30200000000001"),
            ("3020.0000-0000\u{2011}0000\u{2013}01", "302000000000000001"),
            ("\u{feff}3020\u{200b}00\u{ad}00", "30200000"),
            ("\u{ff13}\u{ff10}\u{ff12}", "302"),
            ("\u{ff32}ss\u{200b}mra", "Rssmra"),
            ("3O2è", "3O2è"),
        ] {
            assert_eq!(bare(text), code);
        }
    }
}
