//! The annotations that travel with a payment (`ctMetadata`): a short list of keys and values.
//!
//! Invariants
//! - at most 15 entries, in the order given; keys and values of 1 to 140 characters.
//!
//! Absent on purpose
//! - uniqueness of keys: no schema asks for it, and a receipt must not be lost to a doubled key.

/// Reserved key: the alternative (postal, registered) IBAN that the PSP may credit.
pub const IBANAPPOGGIO: &str = "IBANAPPOGGIO";

/// Reserved key: the fee of the SEND notification, in euro cents, included in the amount.
pub const NOTIFICATION_FEE: &str = "NOTIFICATION_FEE";

/// An ordered list of annotations, possibly empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Metadata(Vec<MetadataEntry>);

impl Metadata {
    /// The most entries that the Node carries in one block. GPD accepts ten.
    pub const MAX_ENTRIES: usize = 15;

    /// The entries in the order given, at most [`Metadata::MAX_ENTRIES`].
    pub fn new(entries: Vec<MetadataEntry>) -> Result<Self, MetadataError> {
        if entries.len() > Self::MAX_ENTRIES {
            return Err(MetadataError::TooManyEntries);
        }
        Ok(Self(entries))
    }

    /// The value of the first entry with that key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|entry| entry.key() == key).map(MetadataEntry::value)
    }

    /// The entries in their order.
    pub fn entries(&self) -> &[MetadataEntry] {
        &self.0
    }

    /// Whether there are no entries; the Node then wants the whole element omitted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A key and its value (`mapEntry`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataEntry {
    key: Box<str>,
    value: Box<str>,
}

impl MetadataEntry {
    /// A key and a value of 1 to 140 characters each (`stText140`).
    pub fn new(key: &str, value: &str) -> Result<Self, MetadataError> {
        let fits = |text: &str| (1..=140).contains(&text.chars().count());
        if !fits(key) {
            return Err(MetadataError::KeyLength);
        }
        if !fits(value) {
            return Err(MetadataError::ValueLength);
        }
        Ok(Self { key: key.into(), value: value.into() })
    }

    /// What the annotation is about.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What the annotation says.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Why annotations are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// A key is empty or longer than 140 characters.
    #[error("the key of a metadata entry has from 1 to 140 characters")]
    KeyLength,
    /// A value is empty or longer than 140 characters.
    #[error("the value of a metadata entry has from 1 to 140 characters")]
    ValueLength,
    /// There are more than 15 entries.
    #[error("metadata have at most 15 entries")]
    TooManyEntries,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> MetadataEntry {
        MetadataEntry::new(key, value).unwrap()
    }

    #[test]
    fn entries_keep_their_order_and_are_found_by_key() {
        let entries = vec![entry(NOTIFICATION_FEE, "100"), entry("another", "value")];
        let metadata = Metadata::new(entries.clone()).unwrap();
        assert_eq!(metadata.entries(), entries);
        assert_eq!(metadata.get("NOTIFICATION_FEE"), Some("100"));
        assert_eq!(metadata.get("another"), Some("value"));
        assert_eq!(metadata.get(IBANAPPOGGIO), None);
        assert!(!metadata.is_empty());
        assert!(Metadata::default().is_empty());
    }

    #[test]
    fn a_doubled_key_is_kept_and_answers_with_its_first_value() {
        let metadata = Metadata::new(vec![entry("k", "first"), entry("k", "second")]).unwrap();
        assert_eq!(metadata.get("k"), Some("first"));
        assert_eq!(metadata.entries().len(), 2);
    }

    #[test]
    fn the_sixteenth_entry_is_refused() {
        assert!(Metadata::new(vec![entry("k", "v"); 15]).is_ok());
        assert_eq!(Metadata::new(vec![entry("k", "v"); 16]), Err(MetadataError::TooManyEntries));
    }

    #[test]
    fn keys_and_values_have_from_1_to_140_characters() {
        let (longest, too_long) = ("è".repeat(140), "è".repeat(141));
        assert!(MetadataEntry::new(&longest, &longest).is_ok());
        let cases = [
            ("", "v", MetadataError::KeyLength),
            (&too_long, "", MetadataError::KeyLength),
            ("k", "", MetadataError::ValueLength),
            ("k", &too_long, MetadataError::ValueLength),
        ];
        for (key, value, error) in cases {
            assert_eq!(MetadataEntry::new(key, value), Err(error), "{key:?} {value:?}");
        }
    }
}
