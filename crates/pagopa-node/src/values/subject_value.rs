//! Two values only subjects have: the country and the e-mail address.

use std::borrow::Cow;
use std::fmt;

use super::text::check_length;
use crate::record::{DecodeReason, Scalar, Schema};

/// Two upper-case letters (`stNazioneProvincia`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    pub fn parse(text: &str) -> Result<Self, DecodeReason> {
        match text.as_bytes() {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                Ok(Self([*first, *second]))
            }
            _ => Err(DecodeReason::NotAllowed { allowed: "due lettere maiuscole" }),
        }
    }

    pub fn as_str(&self) -> &str {
        // Two ASCII letters are always valid text.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Scalar for CountryCode {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        schema.restriction("CountryCode", "xsd:string", &[("pattern", "[A-Z]{2,2}")])
    }
}

/// An e-mail address, by the narrow pattern of `stEMail`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(Box<str>);

impl Email {
    const LENGTH_MAX: usize = 256;

    pub fn parse(text: &str) -> Result<Self, DecodeReason> {
        check_length(text, 1, Self::LENGTH_MAX)?;
        let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        let is_label = |it: &str| !it.is_empty() && it.bytes().all(is_letter);
        let is_mailbox = |it: &str| {
            !it.is_empty() && it.bytes().all(|it| is_letter(it) || matches!(it, b'_' | b'.' | b'+'))
        };
        match text.split_once('@') {
            Some((mailbox, domain)) if is_mailbox(mailbox) && domain.split('.').all(is_label) => {
                Ok(Self(text.into()))
            }
            _ => Err(DecodeReason::NotEmail),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(•••)")
    }
}

impl Scalar for Email {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        let pattern = r"[a-zA-Z0-9_.+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*";
        let facets = [("pattern", pattern), ("maxLength", "256")];
        schema.restriction("Email", "xsd:string", &facets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_mail_address_follows_the_narrow_pattern() {
        let long = format!("a@{}", "b".repeat(254));
        let too_long = format!("a@{}", "b".repeat(255));
        let good = ["a@b", "a.b_c+d-e@x-y.z", "..@-", &long];
        let bad = [
            "", "a", "@b", "a@", "a@b.", "a@.b", "a@b..c", "a@b@c", "a b@c", "è@b", "a@b_c",
            " a@b", &too_long,
        ];
        assert!(good.iter().all(|it| Email::parse(it).is_ok()));
        assert!(bad.iter().all(|it| Email::parse(it).is_err()));
    }

    #[test]
    fn a_country_is_two_upper_case_letters() {
        assert_eq!(CountryCode::parse("IT").unwrap().as_str(), "IT");
        assert!(
            ["", "I", "it", "ITA", " IT", "1T", "ÈÈ"]
                .iter()
                .all(|it| CountryCode::parse(it).is_err())
        );
    }
}
