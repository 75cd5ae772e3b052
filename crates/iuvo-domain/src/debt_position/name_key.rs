//! A name as it is looked for: without case, accents and punctuation.
//!
//! Archives write "Nicolò D’Angelo", "NICOLO' D'ANGELO" and "D'Angelo Nicolò"; whoever looks for
//! "dangelo" means all three.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most characters kept: what is longer is told apart by reading it.
const LONGEST: usize = 60;

/// What stands before a surname and is part of it.
const PARTICLES: [&str; 20] = [
    "d", "da", "dal", "dalla", "de", "degli", "dei", "del", "della", "delle", "dello", "di", "do",
    "la", "li", "lo", "van", "von", "der", "el",
];

/// A name reduced to small letters, digits and single blanks. Its bytes sort the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey(String);

impl NameKey {
    /// The key of a name.
    pub fn of(name: &str) -> Self {
        // Read no further than a key can reach: a mark may follow each letter.
        let letters = name.chars().take(LONGEST.saturating_mul(4)).nfkd();
        let mut key = String::new();
        for letter in letters.filter(|it| !is_combining_mark(*it) && !is_apostrophe(*it)) {
            if letter.is_alphanumeric() {
                spell(letter, &mut key);
            } else if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        }
        let mut key: String = key.chars().take(LONGEST).collect();
        key.truncate(key.trim_end().len());
        Self(key)
    }

    /// The same words, beginning with the last: some write the surname last, some first.
    #[must_use]
    pub fn turned(&self) -> Self {
        let words: Vec<&str> = self.0.split(' ').collect();
        let mut place = words.len().saturating_sub(1);
        // "Maria De Luca" begins with "de luca"; the first word is nobody's particle.
        while place > 1
            && place.checked_sub(1).and_then(|it| words.get(it)).is_some_and(|it| is_particle(it))
        {
            place = place.saturating_sub(1);
        }
        let (first, last) = words.split_at_checked(place).unwrap_or((&words, &[]));
        let turned: Vec<&str> = last.iter().chain(first).copied().collect();
        Self(turned.join(" "))
    }

    /// The key, as it is stored.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether nothing is left of the name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Dropped, not a blank: "D'Angelo" is "Dangelo", and "Nicolo'" is "Nicolò".
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '‘' | '’' | 'ʼ' | '′')
}

/// Writes a letter small; those that are no letter with a mark, as they are mostly typed.
fn spell(letter: char, key: &mut String) {
    match letter {
        'ß' | 'ẞ' => key.push_str("ss"),
        'æ' | 'Æ' => key.push_str("ae"),
        'œ' | 'Œ' => key.push_str("oe"),
        'ø' | 'Ø' => key.push('o'),
        'ł' | 'Ł' => key.push('l'),
        'đ' | 'Đ' => key.push('d'),
        'ı' => key.push('i'),
        _ => key.extend(letter.to_lowercase().filter(|it| !is_combining_mark(*it))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(name: &str) -> String {
        NameKey::of(name).0
    }

    #[test]
    fn names_written_differently_have_one_key() {
        for (names, expected) in [
            (
                &["Nicolò D’Angelo", "NICOLO' D'ANGELO", "  nicolo`  d‘angelo. "][..],
                "nicolo dangelo",
            ),
            (&["Müller-Weiß", "MÜLLER  WEISS", "Mu\u{308}ller Weiß"], "muller weiss"),
            (&["Šimčič Đuro", "simcic duro"], "simcic duro"),
            (&["ROSSI S.N.C. & FIGLI", "Rossi s n c figli"], "rossi s n c figli"),
            (&["ﬁlippo", "Filippo"], "filippo"),
            (&["", "…", "😀"], ""),
        ] {
            for name in names {
                assert_eq!(key(name), expected, "{name:?}");
            }
        }
    }

    #[test]
    fn a_name_is_turned_to_its_surname_with_what_belongs_to_it() {
        for (name, turned) in [
            ("Mario Rossi", "rossi mario"),
            ("Maria Teresa De Luca", "de luca maria teresa"),
            ("Anna Della La Valle", "della la valle anna"),
            ("De Luca", "luca de"),
            ("Rossi", "rossi"),
            ("", ""),
        ] {
            assert_eq!(NameKey::of(name).turned().0, turned, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_short_and_its_own_key(name in "\\PC{0,300}") {
            let once = NameKey::of(&name);
            prop_assert!(once.as_bytes().len() <= LONGEST * 4);
            prop_assert_eq!(NameKey::of(&once.0), once);
        }
    }
}
