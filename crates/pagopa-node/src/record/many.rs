//! A list that is never empty and never longer than the protocol allows.

use std::ops::Deref;

use super::error::{DecodeError, DecodeReason};
use super::{Field, Reader, Schema, Value, Writer, schema};

/// From one to `MAX` values, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Many<T, MAX> {
    /// `None` when there are none or more than `MAX`.
    pub fn new(values: Vec<T>) -> Option<Self> {
        (1..=MAX).contains(&values.len()).then_some(Self(values))
    }

    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// As many of another kind.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Many<U, MAX> {
        Many(self.0.into_iter().map(change).collect())
    }
}

impl<T, const MAX: usize> Deref for Many<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T, const MAX: usize> IntoIterator for &'a Many<T, MAX> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Value, const MAX: usize> Field for Many<T, MAX> {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, DecodeError> {
        let mut values = Vec::new();
        while let Some(element) = reader.take(name)? {
            let place = || format!("{name}[{}]", values.len().saturating_add(1));
            if values.len() >= MAX {
                return Err(DecodeError::from(DecodeReason::Repeated).within(&place()));
            }
            let value = T::decode(element).map_err(|error| error.within(&place()))?;
            values.push(value);
        }
        if values.is_empty() { Err(reader.missing(name)) } else { Ok(Self(values)) }
    }

    fn write(&self, writer: &mut Writer, name: &'static str) {
        for value in self {
            value.write(writer, name);
        }
    }

    fn particle(schema: &mut Schema, name: &'static str) -> String {
        schema::element(name, &T::type_name(schema), 1, MAX)
    }
}
