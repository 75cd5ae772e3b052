//! The inside of a start tag and of the XML declaration, read by the letter of the grammar.

use std::borrow::Cow;

use super::characters::{attribute_value, is_xml_space};
use super::refusal::{XmlReason, quoted};

/// Names and namespaces of the protocol stay below a hundred bytes. The bound also keeps every
/// comparison between names short, whoever writes them.
pub(super) const NAME_MAX: usize = 256;

/// `prefix:local`, or `local` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) prefix: Option<&'a str>,
    pub(super) local: &'a str,
}

impl<'a> Name<'a> {
    fn parse(name: &'a str) -> Result<Self, XmlReason> {
        if name.len() > NAME_MAX {
            return Err(XmlReason::NameTooLong { max: NAME_MAX });
        }
        let parsed = match name.split_once(':') {
            Some((prefix, local)) => Self { prefix: Some(prefix), local },
            None => Self { prefix: None, local: name },
        };
        let is_valid = is_plain_name(parsed.local) && parsed.prefix.is_none_or(is_plain_name);
        if is_valid { Ok(parsed) } else { Err(XmlReason::Name) }
    }

    /// Whether an attribute of that name is `xmlns` or `xmlns:prefix`.
    pub(super) fn declares_namespace(&self) -> bool {
        match self.prefix {
            Some(prefix) => prefix == "xmlns",
            None => self.local == "xmlns",
        }
    }

    pub(super) fn quoted(&self) -> String {
        match self.prefix {
            Some(prefix) => format!("{}:{}", quoted(prefix), quoted(self.local)),
            None => quoted(self.local),
        }
    }
}

fn is_plain_name(name: &str) -> bool {
    let starts_well = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    starts_well
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.'))
}

/// The name of a start tag (`<name …>` or `<name …/>`) and its attributes, still to be read.
pub(super) fn split_tag(markup: &str) -> Result<(Name<'_>, Attributes<'_>), XmlReason> {
    let inside = markup.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    let inside = inside.ok_or(XmlReason::Malformed)?;
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    let name_end = inside.bytes().position(is_xml_space).unwrap_or(inside.len());
    let (name, rest) = inside.split_at_checked(name_end).ok_or(XmlReason::Malformed)?;
    Ok((Name::parse(name)?, Attributes { rest }))
}

/// The attributes in the order they are written.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(Name<'a>, Cow<'a, str>), XmlReason>;

    fn next(&mut self) -> Option<Self::Item> {
        let written = trim_start(self.rest);
        if written.is_empty() {
            return None;
        }
        if written.len() == self.rest.len() {
            return Some(Err(XmlReason::Attribute));
        }
        Some(self.read(written))
    }
}

impl<'a> Attributes<'a> {
    fn read(&mut self, written: &'a str) -> Result<(Name<'a>, Cow<'a, str>), XmlReason> {
        let (name, after) = written.split_once('=').ok_or(XmlReason::Attribute)?;
        let name = Name::parse(name.trim_end_matches([' ', '\t', '\n', '\r']))?;
        let after = trim_start(after);
        let Some(quote @ ('"' | '\'')) = after.chars().next() else {
            return Err(XmlReason::Attribute);
        };
        let value = after.strip_prefix(quote).and_then(|it| it.split_once(quote));
        let (value, rest) = value.ok_or(XmlReason::Attribute)?;
        self.rest = rest;
        Ok((name, attribute_value(value)?))
    }
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`: in this order, version first, only
/// the encoding we read.
pub(super) fn check_declaration(markup: &str) -> Result<(), XmlReason> {
    let inside = markup.strip_prefix("<?xml").and_then(|it| it.strip_suffix("?>"));
    let mut attributes = Attributes { rest: inside.ok_or(XmlReason::Declaration)? };
    let (name, version) = attributes.next().ok_or(XmlReason::Declaration)??;
    if name.prefix.is_some() || name.local != "version" {
        return Err(XmlReason::Declaration);
    }
    if version != "1.0" {
        return Err(XmlReason::Version(quoted(&version)));
    }
    let mut allowed = ["encoding", "standalone"].iter();
    for attribute in attributes {
        let (name, value) = attribute?;
        if name.prefix.is_some() || !allowed.any(|it| *it == name.local) {
            return Err(XmlReason::Declaration);
        }
        match name.local {
            "encoding" if !value.eq_ignore_ascii_case("UTF-8") => {
                return Err(XmlReason::Encoding(quoted(&value)));
            }
            "standalone" if value != "yes" && value != "no" => return Err(XmlReason::Declaration),
            _ => {}
        }
    }
    Ok(())
}
