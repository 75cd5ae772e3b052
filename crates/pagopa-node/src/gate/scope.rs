//! Which prefix means which namespace, at every point of the document (Namespaces in XML 1.0).

use std::borrow::Cow;

use super::refusal::{XmlReason, quoted};
use super::tag::{NAME_MAX, Name};

pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
pub(crate) const XSI_NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A message declares three or four. Bounds the declarations in force at a point and the distinct
/// namespaces of a document, so that looking one up stays short.
const NAMESPACES_MAX: usize = 64;

/// A namespace of the document, by its place in [`Scope::uris`]; `None` is "no namespace".
pub(super) type NamespaceId = Option<usize>;

/// The declarations in force, innermost last.
#[derive(Default)]
pub(super) struct Scope<'a> {
    bindings: Vec<(Option<&'a str>, NamespaceId)>,
    uris: Vec<Cow<'a, str>>,
}

impl<'a> Scope<'a> {
    /// To be given back to [`Scope::leave`] when the element closes.
    pub(super) fn mark(&self) -> usize {
        self.bindings.len()
    }

    pub(super) fn leave(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// The document keeps the names when the reading is over.
    pub(super) fn into_uris(self) -> Vec<Cow<'a, str>> {
        self.uris
    }

    /// Takes an attribute for which [`Name::declares_namespace`] holds.
    pub(super) fn declare(&mut self, name: Name<'a>, value: Cow<'a, str>) -> Result<(), XmlReason> {
        let prefix = name.prefix.map(|_| name.local);
        if value.len() > NAME_MAX {
            return Err(XmlReason::NameTooLong { max: NAME_MAX });
        }
        if self.bindings.len() >= NAMESPACES_MAX {
            return Err(XmlReason::TooManyNamespaces { max: NAMESPACES_MAX });
        }
        // Nothing to do with what we read, but the common parsers refuse it.
        let is_no_uri = !value.is_empty() && !is_plain_uri(&value);
        let is_reserved =
            matches!(prefix, Some("xml" | "xmlns")) || value == XML_NAMESPACE || value == XMLNS;
        let undeclares_prefix = prefix.is_some() && value.is_empty();
        if is_reserved || undeclares_prefix || is_no_uri {
            return Err(XmlReason::NamespaceDeclaration(quoted(prefix.unwrap_or_default())));
        }
        let id = if value.is_empty() { None } else { Some(self.intern(value)?) };
        self.bindings.push((prefix, id));
        Ok(())
    }

    fn intern(&mut self, uri: Cow<'a, str>) -> Result<usize, XmlReason> {
        if let Some(known) = self.uris.iter().position(|it| *it == uri) {
            return Ok(known);
        }
        let id = self.uris.len();
        if id >= NAMESPACES_MAX {
            return Err(XmlReason::TooManyNamespaces { max: NAMESPACES_MAX });
        }
        self.uris.push(uri);
        Ok(id)
    }

    /// Unprefixed elements take the default namespace.
    pub(super) fn of_element(&mut self, name: Name<'a>) -> Result<NamespaceId, XmlReason> {
        match name.prefix {
            Some(prefix) => self.of_prefix(prefix).map(Some),
            None => Ok(self.bindings.iter().rev().find(|it| it.0.is_none()).and_then(|it| it.1)),
        }
    }

    /// Unprefixed attributes have no namespace.
    pub(super) fn of_attribute(&mut self, name: Name<'a>) -> Result<NamespaceId, XmlReason> {
        name.prefix.map(|prefix| self.of_prefix(prefix)).transpose()
    }

    fn of_prefix(&mut self, prefix: &'a str) -> Result<usize, XmlReason> {
        if prefix == "xml" {
            return self.intern(Cow::Borrowed(XML_NAMESPACE));
        }
        let binding = self.bindings.iter().rev().find(|it| it.0 == Some(prefix));
        binding.and_then(|it| it.1).ok_or_else(|| XmlReason::UndeclaredPrefix(quoted(prefix)))
    }
}

/// Whether the text is a URI made of the characters that need no further grammar.
fn is_plain_uri(text: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~:/?#=&+".contains(&it);
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.bytes().all(is_plain)
        && text.bytes().filter(|it| *it == b'#').count() <= 1
}
