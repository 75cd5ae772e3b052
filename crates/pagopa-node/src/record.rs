//! How a message is read and written: one table per type, and what the table means.
//!
//! [`record!`] takes a struct whose fields name their elements, and produces its reading, its
//! writing and its XSD. The order of the fields is the order on the wire; the Rust type of a field
//! is its cardinality:
//!
//! | field                                  | on the wire                                         |
//! |----------------------------------------|-----------------------------------------------------|
//! | `amount: Amount = "amount"`            | exactly one `amount`                                |
//! | `note: Option<Text<35>> = "note"`      | `note` or nothing, never an empty element           |
//! | `rows: Many<Row, 5> = "row"`           | one to five `row`                                   |
//! | `rows: Many<Row, 5> = "rows" / "row"`  | one `rows`, with one to five `row` inside           |
//! | `addressee: Addressee`                 | the elements of `Addressee`, here, in their order   |
//!
//! Invariants: what is read is a subset of what the official XSD admits, and what is written is
//! admitted by it, because every value is checked when it is made. Elements are expected without a
//! namespace and without attributes, as the official XSD declares them all.

mod error;
mod many;
mod reader;
mod schema;
mod table;
mod writer;

pub use error::{DecodeError, DecodeReason};
pub use many::Many;
pub(crate) use reader::Reader;
pub(crate) use schema::{Schema, wrapper};
pub(crate) use table::{choice, codes, record};
pub(crate) use writer::Writer;

use std::borrow::Cow;

use crate::gate::Element;

/// A sequence of elements that stands somewhere inside another element.
pub(crate) trait Group: Sized {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
    fn write(&self, writer: &mut Writer);
    /// Whether an element of that name belongs to the sequence: tells misplaced from unknown.
    fn knows(name: &str) -> bool;
    /// The particles of the sequence, in XSD.
    fn particles(schema: &mut Schema) -> String;
}

/// What one element contains.
pub(crate) trait Value: Sized {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError>;
    fn encode(&self, writer: &mut Writer);
    /// The name of its type in XSD, declared there on first use.
    fn type_name(schema: &mut Schema) -> String;
}

/// What one element contains when it is only text.
pub(crate) trait Scalar: Sized {
    fn parse_text(text: &str) -> Result<Self, DecodeReason>;
    fn to_text(&self) -> Cow<'_, str>;
    fn type_name(schema: &mut Schema) -> String;
}

/// A field: elements of one name, as many as its type says.
pub(crate) trait Field: Sized {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, DecodeError>;
    fn write(&self, writer: &mut Writer, name: &'static str);
    fn particle(schema: &mut Schema, name: &'static str) -> String;
}

impl<T: Scalar> Value for T {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        if element.has_children() {
            return Err(DecodeReason::ElementsInValue.into());
        }
        reader::refuse_attributes(element)?;
        Ok(T::parse_text(element.text())?)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.text(&self.to_text());
    }

    fn type_name(schema: &mut Schema) -> String {
        <T as Scalar>::type_name(schema)
    }
}

impl<T: Value> Field for T {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, DecodeError> {
        match reader.take(name)? {
            Some(element) => T::decode(element).map_err(|error| error.within(name)),
            None => Err(reader.missing(name)),
        }
    }

    fn write(&self, writer: &mut Writer, name: &'static str) {
        writer.element(name, |writer| self.encode(writer));
    }

    fn particle(schema: &mut Schema, name: &'static str) -> String {
        schema::element(name, &T::type_name(schema), 1, 1)
    }
}

impl<T: Value> Field for Option<T> {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, DecodeError> {
        let element = reader.take(name)?;
        element.map(|it| T::decode(it).map_err(|error| error.within(name))).transpose()
    }

    fn write(&self, writer: &mut Writer, name: &'static str) {
        if let Some(value) = self {
            value.write(writer, name);
        }
    }

    fn particle(schema: &mut Schema, name: &'static str) -> String {
        schema::element(name, &T::type_name(schema), 0, 1)
    }
}

impl<G: Group> Group for Box<G> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        G::read(reader).map(Self::new)
    }

    fn write(&self, writer: &mut Writer) {
        G::write(self, writer);
    }

    fn knows(name: &str) -> bool {
        G::knows(name)
    }

    fn particles(schema: &mut Schema) -> String {
        G::particles(schema)
    }
}

/// No elements at all.
impl Group for () {
    fn read(_: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(())
    }

    fn write(&self, _: &mut Writer) {}

    fn knows(_: &str) -> bool {
        false
    }

    fn particles(_: &mut Schema) -> String {
        String::new()
    }
}

/// The content of an element that holds a sequence and nothing else.
pub(crate) fn decode_group<G: Group>(element: Element<'_>) -> Result<G, DecodeError> {
    decode_group_in(element, "")
}

/// The same for a sequence whose elements are of a namespace, and hold only text.
pub(crate) fn decode_group_in<G: Group>(
    element: Element<'_>,
    namespace: &'static str,
) -> Result<G, DecodeError> {
    let mut reader = Reader::inside_of(element, namespace)?;
    let group = G::read(&mut reader)?;
    reader.finish(G::knows)?;
    Ok(group)
}

/// A field inside a wrapping element that holds nothing else: `"rows" / "row"`.
pub(crate) fn read_wrapped<F: Field>(
    reader: &mut Reader<'_>,
    outer: &'static str,
    inner: &'static str,
) -> Result<F, DecodeError> {
    let element = reader.take(outer)?.ok_or_else(|| reader.missing(outer))?;
    let read = || {
        let mut inside = Reader::inside(element)?;
        let field = F::read(&mut inside, inner)?;
        inside.finish(|name| name == inner)?;
        Ok(field)
    };
    read().map_err(|error: DecodeError| error.within(outer))
}
