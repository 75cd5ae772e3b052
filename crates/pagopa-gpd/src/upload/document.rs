//! The JSON of an upload, read item by item: however long it is, one item is held at a time.

use std::{cell::Cell, fmt, io, io::Read};

use serde::{
    Deserializer as _,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::Listed;

/// Bytes that one item may have, with what stands between it and the one before: what the body of a
/// single position may have.
const LARGEST_ITEM: usize = 1 << 20;
/// Bytes that are read ahead.
const READ_AHEAD: usize = 1 << 16;

/// Reads a document and hands over each item that it lists; returns how many they were.
pub(super) fn read(
    document: impl Read,
    listed: Listed,
    mut each: impl FnMut(&RawValue),
) -> serde_json::Result<usize> {
    let left = Cell::new(LARGEST_ITEM);
    let rationed = Rationed { document, left: &left };
    let reader = io::BufReader::with_capacity(READ_AHEAD, rationed);
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let mut count: usize = 0;
    let items = Items {
        listed,
        each: &mut |item| {
            left.set(LARGEST_ITEM);
            count = count.saturating_add(1);
            each(item);
        },
    };
    deserializer.deserialize_map(Document(items))?;
    deserializer.end()?;
    Ok(count)
}

/// A reader that ends when nobody has asked for more for too long.
struct Rationed<'a, R> {
    document: R,
    left: &'a Cell<usize>,
}

impl<R: Read> Read for Rationed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(self.left.get());
        if wanted == 0 && !buffer.is_empty() {
            let reason = format!("an item has more than {LARGEST_ITEM} bytes");
            return Err(io::Error::other(reason));
        }
        let read = self.document.read(buffer.get_mut(..wanted).unwrap_or_default())?;
        self.left.set(self.left.get().saturating_sub(read));
        Ok(read)
    }
}

/// The list, whose items are handed over.
struct Items<'a> {
    listed: Listed,
    each: &'a mut dyn FnMut(&RawValue),
}

/// The object around the list. Other fields are ignored, as GPD does.
struct Document<'a>(Items<'a>);

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the list `{}`", self.0.listed.field())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let field = self.0.listed.field();
        let mut is_found = false;
        while let Some(name) = map.next_key::<String>()? {
            if name != field {
                map.next_value::<IgnoredAny>()?;
            } else if is_found {
                return Err(A::Error::duplicate_field(field));
            } else {
                is_found = true;
                map.next_value_seed(&mut self.0)?;
            }
        }
        if is_found { Ok(()) } else { Err(A::Error::missing_field(field)) }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Items<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list `{}`", self.listed.field())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Box<RawValue>>()? {
            (self.each)(&item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str, listed: Listed) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        let count = read(text.as_bytes(), listed, |it| found.push(it.get().to_owned()));
        let count = count.map_err(|it| it.to_string())?;
        assert_eq!(count, found.len());
        Ok(found)
    }

    #[test]
    fn items_are_handed_over_as_they_are_written() {
        let text =
            r#"{"other": [1, {"a": 2}], "paymentPositions": [ {"iupd" : "A"} , 7 ], "z": 1}"#;
        let found = items(text, Listed::Positions).unwrap();
        assert_eq!(found, [r#"{"iupd" : "A"}"#, "7"]);
        let found = items(r#"{"paymentPositionIUPDs":["A","B"]}"#, Listed::Iupds).unwrap();
        assert_eq!(found, [r#""A""#, r#""B""#]);
    }

    #[test]
    fn what_is_no_such_document_is_refused_in_words() {
        let cases = [
            ("[]", "expected an object with the list `paymentPositions`"),
            ("{}", "missing field `paymentPositions`"),
            (r#"{"paymentPositionIUPDs":["A"]}"#, "missing field `paymentPositions`"),
            (r#"{"paymentPositions":{}}"#, "expected the list `paymentPositions`"),
            (r#"{"paymentPositions":[1],"paymentPositions":[2]}"#, "duplicate field"),
            (r#"{"paymentPositions":[1,}"#, "expected value"),
            (r#"{"paymentPositions":[1]} x"#, "trailing characters"),
            (r#"{"paymentPositions":[1"#, "EOF"),
        ];
        for (text, reason) in cases {
            let refused = items(text, Listed::Positions).unwrap_err();
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }

    #[test]
    fn an_item_as_long_as_a_file_is_not_held() {
        let item = format!(r#"{{"iupd":"{}"}}"#, "A".repeat(LARGEST_ITEM / 2));
        let many = format!(r#"{{"paymentPositions":[{}]}}"#, [item.as_str(); 5].join(","));
        assert_eq!(items(&many, Listed::Positions).unwrap().len(), 5);
        let long = "A".repeat(2 * LARGEST_ITEM);
        for text in [
            format!(r#"{{"paymentPositions":["{long}"]}}"#),
            format!(r#"{{"other":"{long}","paymentPositions":[]}}"#),
            format!(r#"{{"{long}":1}}"#),
        ] {
            let refused = items(&text, Listed::Positions).unwrap_err();
            assert!(refused.contains("more than 1048576 bytes"), "{refused}");
        }
    }
}
