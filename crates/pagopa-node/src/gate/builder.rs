//! Builds the tree of a document while it is read, and refuses what breaks the bounds or the rules
//! about names.

use std::borrow::Cow;

use super::Limits;
use super::document::{Attribute, Document, Node};
use super::refusal::{XmlReason, quoted};
use super::scope::Scope;
use super::tag::{Attributes, Name, split_tag};

/// A document while it is being read.
pub(super) struct Builder<'a, 'l> {
    limits: &'l Limits,
    nodes: Vec<Node<'a>>,
    attributes: Vec<Attribute<'a>>,
    scope: Scope<'a>,
    open: Vec<OpenElement>,
}

struct OpenElement {
    index: usize,
    scope_mark: usize,
}

impl<'a, 'l> Builder<'a, 'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            nodes: Vec::with_capacity(64),
            attributes: Vec::new(),
            scope: Scope::default(),
            open: Vec::with_capacity(16),
        }
    }

    /// The names of the open elements, outermost first.
    pub(super) fn path(&self) -> String {
        let names = self.open.iter().filter_map(|it| self.nodes.get(it.index));
        names.map(|it| quoted(it.name)).collect::<Vec<_>>().join("/")
    }

    pub(super) fn open(&mut self, markup: &'a str) -> Result<(), XmlReason> {
        self.check_room()?;
        let (name, attributes) = split_tag(markup)?;
        if let Some(parent) = self.current() {
            parent.has_children = true;
            parent.text = Cow::Borrowed("");
        }
        let index = self.nodes.len();
        let scope_mark = self.scope.mark();
        let first_attribute = self.attributes.len();
        self.nodes.push(Node {
            name: name.local,
            namespace: None,
            text: Cow::Borrowed(""),
            has_children: false,
            has_characters: false,
            attributes: first_attribute..first_attribute,
            end: index,
        });
        // From here on a refusal names this element too.
        self.open.push(OpenElement { index, scope_mark });
        self.read_attributes(attributes)?;
        let namespace = self.scope.of_element(name)?;
        let last_attribute = self.attributes.len();
        if let Some(node) = self.nodes.get_mut(index) {
            node.namespace = namespace;
            node.attributes = first_attribute..last_attribute;
        }
        Ok(())
    }

    fn check_room(&self) -> Result<(), XmlReason> {
        if self.open.is_empty() && !self.nodes.is_empty() {
            return Err(XmlReason::SecondRoot);
        }
        if self.open.len() >= self.limits.depth {
            return Err(XmlReason::TooDeep { max: self.limits.depth });
        }
        if self.nodes.len() >= self.limits.elements {
            return Err(XmlReason::TooManyElements { max: self.limits.elements });
        }
        Ok(())
    }

    /// Declarations first: they hold for the whole tag, wherever they stand in it.
    fn read_attributes(&mut self, attributes: Attributes<'a>) -> Result<(), XmlReason> {
        let max = self.limits.attributes;
        let mut written: Vec<(Name<'a>, Cow<'a, str>)> = Vec::new();
        for attribute in attributes {
            let (name, value) = attribute?;
            if written.len() >= max {
                return Err(XmlReason::TooManyAttributes { max });
            }
            if written.iter().any(|it| it.0 == name) {
                return Err(XmlReason::DuplicateAttribute(name.quoted()));
            }
            written.push((name, value));
        }
        let first = self.attributes.len();
        let mut plain = Vec::new();
        for (name, value) in written {
            if name.declares_namespace() {
                self.scope.declare(name, value)?;
            } else {
                plain.push((name, value));
            }
        }
        for (name, value) in plain {
            let namespace = self.scope.of_attribute(name)?;
            let mut earlier = self.attributes.iter().skip(first);
            if earlier.any(|it| it.name == name.local && it.namespace == namespace) {
                return Err(XmlReason::DuplicateAttribute(name.quoted()));
            }
            self.attributes.push(Attribute { name: name.local, namespace, value });
        }
        Ok(())
    }

    /// The tokenizer has already matched the names.
    pub(super) fn close(&mut self) -> Result<(), XmlReason> {
        let open = self.open.pop().ok_or(XmlReason::MismatchedEnd)?;
        self.scope.leave(open.scope_mark);
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(open.index) {
            node.end = end;
        }
        Ok(())
    }

    /// Blanks: indentation when they stand among elements, content in a leaf.
    pub(super) fn blanks(&mut self, text: Cow<'a, str>) {
        // Outside the root they are allowed and mean nothing.
        if let Some(node) = self.current()
            && !node.has_children
        {
            append(&mut node.text, text);
        }
    }

    /// Characters that are no indentation.
    pub(super) fn text(&mut self, text: Cow<'a, str>) -> Result<(), XmlReason> {
        let node = self.current().ok_or(XmlReason::TextOutsideRoot)?;
        node.has_characters = true;
        if !node.has_children {
            append(&mut node.text, text);
        }
        Ok(())
    }

    /// A character written as a reference.
    pub(super) fn character(&mut self, character: char) -> Result<(), XmlReason> {
        let node = self.current().ok_or(XmlReason::TextOutsideRoot)?;
        node.has_characters = true;
        if !node.has_children {
            node.text.to_mut().push(character);
        }
        Ok(())
    }

    fn current(&mut self) -> Option<&mut Node<'a>> {
        let index = self.open.last()?.index;
        self.nodes.get_mut(index)
    }

    pub(super) fn check_complete(&self) -> Result<(), XmlReason> {
        match (self.nodes.is_empty(), self.open.is_empty()) {
            (true, _) => Err(XmlReason::Empty),
            (false, true) => Ok(()),
            (false, false) => Err(XmlReason::Truncated),
        }
    }

    pub(super) fn finish(self) -> Document<'a> {
        Document { nodes: self.nodes, attributes: self.attributes, uris: self.scope.into_uris() }
    }
}

fn append<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        *text = more;
    } else {
        text.to_mut().push_str(&more);
    }
}
