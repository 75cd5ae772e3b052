//! The last part of a portal's address, which names a workspace.
//!
//! Invariants: 1 to 64 lower-case letters, digits and hyphens; not the first part of an address
//! that is Iuvo's own.

use std::fmt;

/// Longest slug; it is part of an address that people copy.
const LONGEST: usize = 64;

/// First parts of addresses that are Iuvo's own.
const RESERVED: &[&str] = &[
    "aca",
    "api",
    "assets",
    "backoffice",
    "checkout",
    "gpd",
    "govpay",
    "health",
    "metrics",
    "node",
    "pagopa-gpd-payments-pull",
    "payer",
    "payments",
    "pn-integration-gpd",
    "print-payment-notice-service",
    "upload",
];

/// A slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlugDefect {
    /// It is not 1 to 64 lower-case letters, digits and hyphens.
    Form,
    /// It is an address of Iuvo's own.
    Reserved,
}

impl Slug {
    /// Reads a slug.
    pub fn parse(text: &str) -> Result<Self, SlugDefect> {
        let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        if text.is_empty() || text.len() > LONGEST || !text.bytes().all(is_plain) {
            return Err(SlugDefect::Form);
        }
        if RESERVED.contains(&text) {
            return Err(SlugDefect::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// A slug made of a name: the first that is free of the name itself and the name with each of
    /// the endings. If none is free, the last is given.
    pub fn of_name(name: &str, endings: &[&str], is_free: impl Fn(&str) -> bool) -> Self {
        let longest = endings.iter().map(|it| it.len().saturating_add(1)).max().unwrap_or(0);
        let mut plain = plain(name);
        plain.truncate(LONGEST.saturating_sub(longest));
        let plain = plain.trim_matches('-');
        let ended = endings.iter().map(|it| format!("{plain}-{it}").trim_matches('-').to_owned());
        let candidates: Vec<String> = std::iter::once(plain.to_owned()).chain(ended).collect();
        let free = candidates.iter().find(|it| Self::parse(it).is_ok() && is_free(it));
        Self(free.or(candidates.last()).cloned().unwrap_or_default())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name in lower-case letters without accents, digits, and hyphens for what is between.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        let letter = match letter {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        };
        if letter.is_ascii_alphanumeric() {
            plain.push(letter);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_of_a_name() {
        let taken = ["comune-di-forli", "unione", "unione-collaudo"];
        let long = "Consorzio ".repeat(12);
        for (name, expected) in [
            ("Comune di Bologna", "comune-di-bologna"),
            ("COMUNE DI FORLÌ", "comune-di-forli-collaudo"),
            ("Comune di Sant'Angelo / Città", "comune-di-sant-angelo-citta"),
            ("Unione", "unione-99000000010"),
            ("Node", "node-collaudo"),
            ("日本", "collaudo"),
            (long.as_str(), "consorzio-consorzio-consorzio-consorzio-consorzio-co"),
        ] {
            let made = Slug::of_name(name, &["collaudo", "99000000010"], |it| !taken.contains(&it));
            assert_eq!(made.as_str(), expected, "{name}");
            assert!(Slug::parse(made.as_str()).is_ok(), "{made}");
        }
    }

    #[test]
    fn what_is_no_slug_is_refused() {
        let too_long = "a".repeat(65);
        for (text, defect) in [
            ("comune-di-esempio", None),
            ("", Some(SlugDefect::Form)),
            ("Comune", Some(SlugDefect::Form)),
            ("città", Some(SlugDefect::Form)),
            (too_long.as_str(), Some(SlugDefect::Form)),
            ("node", Some(SlugDefect::Reserved)),
        ] {
            assert_eq!(Slug::parse(text).err(), defect, "{text}");
        }
    }
}
