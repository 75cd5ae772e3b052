//! Messages kept small: LZ4 with a dictionary of what every message of the Node repeats.
//!
//! A message comes back byte for byte. The encoding stands beside each one, so that those kept
//! before, and those of a later dictionary, stay readable.

use lz4_flex::block::{compress_prepend_size_with_dict, decompress_size_prepended_with_dict};

use crate::StoreError;

/// What messages of the Node look like. A dictionary never changes: what was packed with it needs
/// it for ever; a better one is another encoding.
const DICTIONARY: &[u8] = include_bytes!("packing/dictionary_1.xml");

/// How a message is written in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As it is.
    Plain,
    /// LZ4 block with the first dictionary, after its length.
    Lz4,
}

/// A message as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed {
    pub(crate) encoding: Encoding,
    pub(crate) bytes: Vec<u8>,
}

impl std::fmt::Debug for Packed {
    /// Says nothing of what is in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({} bytes)", self.bytes.len())
    }
}

/// Makes a message small.
pub fn pack(message: &[u8]) -> Packed {
    let bytes = compress_prepend_size_with_dict(message, DICTIONARY);
    Packed { encoding: Encoding::Lz4, bytes }
}

impl Packed {
    /// How many bytes are kept.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes that are kept, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, with other bytes in their place: sealed, or opened.
    #[must_use]
    pub fn with_bytes(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }

    /// The message as it was.
    pub fn unpack(self) -> Result<Vec<u8>, StoreError> {
        match self.encoding {
            Encoding::Plain => Ok(self.bytes),
            Encoding::Lz4 => unpack_lz4(&self.bytes),
        }
    }
}

/// The library takes a block that ends too early for a shorter one: the length decides.
fn unpack_lz4(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let damaged = |why: &str| StoreError::Bug(format!("a kept message is damaged: {why}"));
    let message = decompress_size_prepended_with_dict(packed, DICTIONARY)
        .map_err(|error| damaged(&error.to_string()))?;
    let length = packed.first_chunk().map(|it| u32::from_le_bytes(*it));
    if length.map(usize::try_from) == Some(Ok(message.len())) {
        Ok(message)
    } else {
        Err(damaged("it is too short"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_byte_for_byte() {
        let long = "<a>x</a>\r\n".repeat(100_000);
        for message in ["", "a", "<soapenv:Envelope>\u{e8}\u{20ac}</soapenv:Envelope>", &long] {
            assert_eq!(pack(message.as_bytes()).unpack().unwrap(), message.as_bytes());
        }
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(5_000).collect();
        assert_eq!(pack(&bytes).unpack().unwrap(), bytes);
    }

    #[test]
    fn a_message_kept_as_it_was_stays_readable() {
        let plain = Packed { encoding: Encoding::Plain, bytes: b"<a/>".to_vec() };
        assert_eq!(plain.unpack().unwrap(), b"<a/>");
    }

    #[test]
    fn a_damaged_message_is_an_error() {
        let mut packed = pack(DICTIONARY);
        packed.bytes.truncate(5);
        assert!(packed.unpack().is_err());
    }

    /// Whoever changes it makes every message packed with it unreadable.
    #[test]
    fn the_dictionary_is_the_one_it_always_was() {
        let sum = DICTIONARY.iter().fold(0_u32, |sum, byte| sum.rotate_left(5) ^ u32::from(*byte));
        assert_eq!((DICTIONARY.len(), sum), (3430, 2_210_027_791));
    }
}
