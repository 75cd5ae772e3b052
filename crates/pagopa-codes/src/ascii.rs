//! Texts of a fixed number of ASCII characters, and what every text value has in common.
//!
//! Invariants
//! - every byte of an [`Ascii`] is ASCII, so it is always valid UTF-8.

use std::fmt;

/// `N` ASCII characters held in place, so that the values made of them are `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ascii<const N: usize>([u8; N]);

impl<const N: usize> Ascii<N> {
    /// The text, if it has exactly `N` characters and each of them satisfies `accepted`.
    pub(crate) fn parse(text: &str, accepted: impl Fn(&u8) -> bool) -> Option<Self> {
        let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
        (text.is_ascii() && bytes.iter().all(accepted)).then_some(Self(bytes))
    }

    /// The text, if it is made of exactly `N` decimal digits.
    pub(crate) fn parse_digits(text: &str) -> Option<Self> {
        Self::parse(text, u8::is_ascii_digit)
    }

    pub(crate) fn bytes(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        as_text(&self.0)
    }
}

/// ASCII bytes as text. The fallback is never taken: the callers hold ASCII.
pub(crate) fn as_text(ascii: &[u8]) -> &str {
    std::str::from_utf8(ascii).unwrap_or_default()
}

impl<const N: usize> fmt::Debug for Ascii<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Writes the traits that every text value derives from its own `parse` and `as_str`.
macro_rules! text_value {
    ($value:ident, $error:ident) => {
        impl std::str::FromStr for $value {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $value {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

pub(crate) use text_value;
