//! Passwords: which are good enough to be kept.
//!
//! Length is what makes a password hard to guess, so nothing else is demanded but that it is none
//! of those everybody tries first (NIST SP 800-63B, §3.1.1; OWASP ASVS 2.1).

use std::fmt;

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;
/// Most characters of a password: more would only make hashing dear.
pub const LONGEST_PASSWORD: usize = 128;
/// Fewest different characters: fewer are a pattern.
const FEWEST_DIFFERENT: usize = 5;

/// What everybody tries first, in lower case and without what is put around it.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password that may be kept; it is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(•••)")
    }
}

/// Why a password is not good enough; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// It has fewer than [`SHORTEST_PASSWORD`] characters.
    #[error("the password is too short")]
    TooShort,
    /// It has more than [`LONGEST_PASSWORD`] characters.
    #[error("the password is too long")]
    TooLong,
    /// It is one of those everybody tries first, or a pattern of few characters.
    #[error("the password is among the most common")]
    Common,
    /// It holds the name by which its owner is known.
    #[error("the password holds the address of its owner")]
    Address,
}

impl Password {
    /// Takes a password of somebody with that address.
    pub fn new(text: &str, email: &str) -> Result<Self, PasswordRefusal> {
        let length = text.chars().count();
        let folded = text.to_lowercase();
        let name = email.split('@').next().unwrap_or_default().to_lowercase();
        if length < SHORTEST_PASSWORD {
            return Err(PasswordRefusal::TooShort);
        }
        if length > LONGEST_PASSWORD {
            return Err(PasswordRefusal::TooLong);
        }
        if is_common(&folded) {
            return Err(PasswordRefusal::Common);
        }
        if name.chars().count() >= 4 && folded.contains(&name) {
            return Err(PasswordRefusal::Address);
        }
        Ok(Self(text.to_owned()))
    }

    /// The password itself, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

fn is_common(folded: &str) -> bool {
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    let core = folded.trim_matches(|it: char| !it.is_alphabetic());
    let is_run = |it: &str| RUNS.iter().any(|run| run.contains(it));
    let digits_only = core.is_empty();
    different.len() < FEWEST_DIFFERENT
        || (digits_only && is_run(folded))
        || (!digits_only && is_run(core))
        || COMMON.lines().any(|it| it == folded || (!digits_only && it == core))
}

/// Neighbours on the keyboard, in the alphabet and among numbers.
const RUNS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "mnbvcxzlkjhgfdsapoiuytrewq",
    "12345678901234567890",
    "09876543210987654321",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_uncommon_passwords_are_taken() {
        for text in
            ["Demo-2026-pagopa", "cavallo corretto batteria", "ìàùòèé-ìàùòèé", "xK9#mQ2$vL5n"]
        {
            assert_eq!(Password::new(text, "rp@comune.example").map(drop), Ok(()), "{text}");
        }
    }

    #[test]
    fn the_rest_is_refused_with_its_reason() {
        use PasswordRefusal::{Address, Common, TooLong, TooShort};
        let long = "abcde".repeat(26);
        for (text, refusal) in [
            ("", TooShort),
            ("undici11111", TooShort),
            (long.as_str(), TooLong),
            ("aaaaaaaaaaaa", Common),
            ("121212121212", Common),
            ("123456789012", Common),
            ("1234567890123", Common),
            ("Password1234", Common),
            ("password1234!", Common),
            ("!!!PASSWORD!!!2026", Common),
            ("qwertyuiop123", Common),
            ("Abcdefghijkl1", Common),
            ("administrator1", Common),
            ("forzajuventus", Common),
            ("anna.neri-2026!", Address),
        ] {
            assert_eq!(Password::new(text, "Anna.Neri@comune.example"), Err(refusal), "{text}");
        }
    }

    #[test]
    fn a_password_is_shown_nowhere() {
        let password = Password::new("Demo-2026-pagopa", "rp@comune.example").unwrap();
        assert_eq!(format!("{password:?}"), "Password(•••)");
    }

    #[test]
    fn the_common_ones_are_written_as_they_are_compared() {
        for it in COMMON.lines() {
            assert_eq!(it, it.to_lowercase().trim(), "{it}");
        }
    }
}
