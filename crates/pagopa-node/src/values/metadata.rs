//! The annotations of a payment (`ctMetadata`): absent, or one to fifteen entries.

use pagopa_codes::{Metadata, MetadataEntry};

use super::Text;
use crate::record::{DecodeError, DecodeReason, Field, Many, Reader, Schema, Writer, record};

record! {
    struct Entries {
        entries: Many<Entry, { Metadata::MAX_ENTRIES }> = "mapEntry",
    }
}

record! {
    struct Entry {
        key: Text<140> = "key",
        value: Text<140> = "value",
    }
}

/// No entries are written as no element.
impl Field for Metadata {
    fn read(reader: &mut Reader<'_>, name: &'static str) -> Result<Self, DecodeError> {
        let Some(Entries { entries }) = Option::<Entries>::read(reader, name)? else {
            return Ok(Self::default());
        };
        let entries =
            entries.iter().map(|it| MetadataEntry::new(it.key.as_str(), it.value.as_str()));
        entries
            .collect::<Result<Vec<_>, _>>()
            .and_then(Self::new)
            .map_err(|_| DecodeError::from(DecodeReason::TooLong { max: 140 }).within(name))
    }

    fn write(&self, writer: &mut Writer, name: &'static str) {
        if self.is_empty() {
            return;
        }
        writer.element(name, |writer| {
            for entry in self.entries() {
                writer.element("mapEntry", |writer| {
                    writer.element("key", |writer| writer.text(entry.key()));
                    writer.element("value", |writer| writer.text(entry.value()));
                });
            }
        });
    }

    fn particle(schema: &mut Schema, name: &'static str) -> String {
        Option::<Entries>::particle(schema, name)
    }
}
