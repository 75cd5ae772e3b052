//! Names and subjects in the few letters that the postal Data Matrix may have.
//!
//! Allowed are `A–Z a–z 0–9 & ' - . : _ ,` and the blank (Poste Italiane, "Autorizzazione alla
//! stampa in proprio"); we write capitals, which pack better. A letter with a mark loses it; a
//! letter that is no letter of ours with a mark is spelled out; anything else becomes a blank.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The text in allowed letters, exactly `length` of them: cut, or filled with blanks.
pub(crate) fn fixed(text: &str, length: usize) -> String {
    let mut fixed = String::with_capacity(length);
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'a'..='z' => fixed.push(letter.to_ascii_uppercase()),
            'A'..='Z' | '0'..='9' | '&' | '\'' | '-' | '.' | ':' | '_' | ',' | ' ' => {
                fixed.push(letter);
            }
            _ => fixed.push_str(spelled(letter)),
        }
    }
    fixed.truncate(length);
    while fixed.len() < length {
        fixed.push(' ');
    }
    fixed
}

const fn spelled(letter: char) -> &'static str {
    match letter {
        '’' | '‘' | 'ʼ' | '´' | '`' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        'ß' | 'ẞ' => "SS",
        'Æ' | 'æ' => "AE",
        'Œ' | 'œ' => "OE",
        'Ø' | 'ø' => "O",
        'Đ' | 'đ' | 'Ð' | 'ð' => "D",
        'Ł' | 'ł' => "L",
        'Þ' | 'þ' => "TH",
        'Ħ' | 'ħ' => "H",
        'ı' => "I",
        'Ŋ' | 'ŋ' => "N",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_lost_and_foreign_letters_spelled_out() {
        for (text, expected) in [
            ("Mario Rossi", "MARIO ROSSI "),
            ("Niccolò D’Amà", "NICCOLO D'AM"),
            ("Đorđe Groß", "DORDE GROSS "),
            ("Łódź (PL)", "LODZ  PL    "),
            ("😀", "            "),
        ] {
            assert_eq!(fixed(text, 12), expected);
        }
    }
}
