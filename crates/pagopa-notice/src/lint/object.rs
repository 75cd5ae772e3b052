//! The values a PDF is made of, as the linter reads them.

use std::collections::BTreeMap;

/// One value. Numbers are kept in ten-thousandths, exact for everything our files hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// `null`, and whatever does not exist.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, in ten-thousandths.
    Number(i64),
    /// A name, without its slash.
    Name(String),
    /// The bytes of a string.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Self>),
    /// A dictionary.
    Dictionary(BTreeMap<String, Self>),
    /// A stream: its dictionary and its bytes as they are in the file.
    Stream(BTreeMap<String, Self>, Vec<u8>),
    /// A reference to the object of a number.
    Reference(u32),
}

/// What a missing entry reads as.
static NULL: Object = Object::Null;

impl Object {
    /// An entry of a dictionary or of a stream's dictionary.
    pub fn get(&self, key: &str) -> &Self {
        self.entries().and_then(|entries| entries.get(key)).unwrap_or(&NULL)
    }

    /// The entries of a dictionary or of a stream's dictionary.
    pub const fn entries(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Dictionary(entries) | Self::Stream(entries, _) => Some(entries),
            _ => None,
        }
    }

    /// The elements of an array; a value that is no array is its only element.
    pub const fn elements(&self) -> &[Self] {
        match self {
            Self::Array(elements) => elements.as_slice(),
            Self::Null => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// A whole number.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) if number % 10_000 == 0 => Some(number / 10_000),
            _ => None,
        }
    }

    /// A name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is this name.
    pub fn is(&self, name: &str) -> bool {
        self.name() == Some(name)
    }
}
