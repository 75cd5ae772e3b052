//! The children of an element, taken one after the other in the order the table wants.

use crate::gate::{Children, Element, XSI_NAMESPACE, quoted};

use super::error::{DecodeError, DecodeReason};

pub(crate) struct Reader<'d> {
    parent: Element<'d>,
    rest: Children<'d>,
    /// That of the children; the messages of the Node qualify none.
    namespace: &'static str,
}

impl<'d> Reader<'d> {
    /// Starts at the first child of an element that may only contain elements.
    pub(crate) fn inside(parent: Element<'d>) -> Result<Self, DecodeError> {
        Self::inside_of(parent, "")
    }

    /// The same for children of a namespace.
    pub(crate) fn inside_of(
        parent: Element<'d>,
        namespace: &'static str,
    ) -> Result<Self, DecodeError> {
        refuse_attributes(parent)?;
        if parent.has_characters() {
            return Err(DecodeReason::CharactersAmongElements.into());
        }
        Ok(Self { parent, rest: parent.children(), namespace })
    }

    /// The next child if it has that name. It stays where it is otherwise.
    pub(crate) fn take(&mut self, name: &str) -> Result<Option<Element<'d>>, DecodeError> {
        let Some(element) = self.rest.peek().filter(|it| it.name() == name) else {
            return Ok(None);
        };
        if element.namespace() != self.namespace {
            let reason = match self.namespace {
                "" => DecodeReason::Qualified,
                _ => DecodeReason::OtherNamespace,
            };
            return Err(DecodeError::from(reason).within(name));
        }
        self.rest.next();
        Ok(Some(element))
    }

    /// Whether the next child has that name.
    pub(crate) fn is_next(&self, name: &str) -> bool {
        self.rest.peek().is_some_and(|it| it.name() == name)
    }

    /// Why a required element is not here: something else took its place, or it is nowhere.
    pub(crate) fn missing(&self, name: &str) -> DecodeError {
        let comes_later = self.rest.clone().any(|it| it.name() == name);
        match self.rest.peek().filter(|_| comes_later) {
            Some(intruder) => {
                DecodeError::from(DecodeReason::OutOfOrder).within(&quoted(intruder.name()))
            }
            None => DecodeError::from(DecodeReason::Missing).within(name),
        }
    }

    /// Refuses what is left. `knows` tells the names of the table.
    pub(crate) fn finish(self, knows: impl Fn(&str) -> bool) -> Result<(), DecodeError> {
        let Some(left) = self.rest.peek() else {
            return Ok(());
        };
        let name = left.name();
        let same_name = self.parent.children().filter(|it| it.name() == name).count();
        let left_over = self.rest.filter(|it| it.name() == name).count();
        let reason = if !knows(name) {
            DecodeReason::Unexpected
        } else if same_name > left_over {
            DecodeReason::Repeated
        } else {
            DecodeReason::OutOfOrder
        };
        Err(DecodeError::from(reason).within(&quoted(name)))
    }
}

/// The XSD declares no attributes. Hints about where schemas are found are legal on any element and
/// have no effect; hints about types or absence (`xsi:type`, `xsi:nil`) would change the meaning of
/// the element, and are refused.
pub(super) fn refuse_attributes(element: Element<'_>) -> Result<(), DecodeError> {
    let is_hint = |namespace: &str, name: &str| {
        namespace == XSI_NAMESPACE && matches!(name, "schemaLocation" | "noNamespaceSchemaLocation")
    };
    match element.attributes().find(|(namespace, name, _)| !is_hint(namespace, name)) {
        Some((_, name, _)) => Err(DecodeReason::Attribute(quoted(name)).into()),
        None => Ok(()),
    }
}
