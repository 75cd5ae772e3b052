//! The tree of a document, as one array in document order: each element knows where its
//! descendants end, so the next sibling is one step away and nothing is linked.

use std::borrow::Cow;

use super::scope::NamespaceId;

/// A document the gate let in. It has a root.
pub(crate) struct Document<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) attributes: Vec<Attribute<'a>>,
    pub(super) uris: Vec<Cow<'a, str>>,
}

pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    pub(super) namespace: NamespaceId,
    /// The characters of an element without children, whole.
    pub(super) text: Cow<'a, str>,
    pub(super) has_children: bool,
    /// Whether it holds characters that cannot be indentation.
    pub(super) has_characters: bool,
    /// Where its attributes begin and end among those of the document.
    pub(super) attributes: std::ops::Range<usize>,
    /// The index after its last descendant.
    pub(super) end: usize,
}

/// An attribute that is not a namespace declaration.
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) namespace: NamespaceId,
    pub(super) value: Cow<'a, str>,
}

impl Document<'_> {
    pub(crate) fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    fn element(&self, index: usize) -> Option<Element<'_>> {
        self.nodes.get(index).map(|node| Element { document: self, node, index })
    }

    fn uri(&self, namespace: NamespaceId) -> &str {
        namespace.and_then(|id| self.uris.get(id)).map_or("", Cow::as_ref)
    }
}

/// One element, looked at in its document.
#[derive(Clone, Copy)]
pub(crate) struct Element<'d> {
    document: &'d Document<'d>,
    node: &'d Node<'d>,
    index: usize,
}

impl<'d> Element<'d> {
    pub(crate) fn name(&self) -> &'d str {
        self.node.name
    }

    /// Empty when it has none.
    pub(crate) fn namespace(&self) -> &'d str {
        self.document.uri(self.node.namespace)
    }

    pub(crate) fn is(&self, namespace: &str, name: &str) -> bool {
        self.node.name == name && self.namespace() == namespace
    }

    /// The characters of an element without children.
    pub(crate) fn text(&self) -> &'d str {
        &self.node.text
    }

    pub(crate) fn has_children(&self) -> bool {
        self.node.has_children
    }

    /// Whether it holds characters other than the blanks between its children.
    pub(crate) fn has_characters(&self) -> bool {
        self.node.has_characters
    }

    /// Namespace, name and value of its attributes, declarations of namespaces excluded.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'d str, &'d str, &'d str)> + use<'d> {
        let document = self.document;
        let attributes = document.attributes.get(self.node.attributes.clone()).unwrap_or_default();
        attributes.iter().map(move |it| (document.uri(it.namespace), it.name, it.value.as_ref()))
    }

    pub(crate) fn children(&self) -> Children<'d> {
        Children { document: self.document, next: self.index.saturating_add(1), end: self.node.end }
    }

    /// The element itself and all it contains, in document order.
    pub(crate) fn subtree(&self) -> impl Iterator<Item = Element<'d>> + use<'d> {
        let document = self.document;
        (self.index..self.node.end).filter_map(move |index| document.element(index))
    }
}

/// The children of an element that are still to be looked at.
#[derive(Clone)]
pub(crate) struct Children<'d> {
    document: &'d Document<'d>,
    next: usize,
    end: usize,
}

impl<'d> Children<'d> {
    pub(crate) fn peek(&self) -> Option<Element<'d>> {
        if self.next < self.end { self.document.element(self.next) } else { None }
    }
}

impl<'d> Iterator for Children<'d> {
    type Item = Element<'d>;

    fn next(&mut self) -> Option<Element<'d>> {
        let element = self.peek()?;
        self.next = element.node.end;
        Some(element)
    }
}
