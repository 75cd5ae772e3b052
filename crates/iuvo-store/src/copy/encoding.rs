//! A row as bytes, the same whichever engine it came from.
//!
//! Each value is a tag (null, number, text, bytes) and, but for null, its content; texts and bytes
//! are preceded by their length, so that two different rows never have the same bytes.

use crate::{
    StoreError,
    column::{ColumnRef, Param},
};

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

/// Some rows of one table.
#[derive(Default)]
pub(super) struct Batch {
    /// The place of the table in the catalog.
    pub(super) table: usize,
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
}

/// A batch is handed on when it has grown beyond so many bytes; a row may be as large as a message.
const FULL: usize = 256 << 10;

impl Batch {
    pub(super) fn of(table: usize) -> Self {
        Self { table, ..Self::default() }
    }

    /// Writes the next value of the row that is being written.
    pub(super) fn push(&mut self, value: ColumnRef<'_>) {
        match value {
            ColumnRef::Null => self.bytes.push(NULL),
            ColumnRef::Int(number) => {
                self.bytes.push(INT);
                self.bytes.extend(number.to_be_bytes());
            }
            ColumnRef::Text(text) => self.push_long(TEXT, text.as_bytes()),
            ColumnRef::Bytes(bytes) => self.push_long(BYTES, bytes),
        }
    }

    fn push_long(&mut self, tag: u8, content: &[u8]) {
        self.bytes.push(tag);
        self.bytes.extend(content.len().to_be_bytes());
        self.bytes.extend(content);
    }

    pub(super) fn end_row(&mut self) {
        self.ends.push(self.bytes.len());
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(*start..*end))
    }
}

/// Reads the values of a row, in place of those that were there.
pub(super) fn decode<'a>(row: &'a [u8], values: &mut Vec<Param<'a>>) -> Result<(), StoreError> {
    values.clear();
    let mut rest = row;
    while !rest.is_empty() {
        let (value, left) = value(rest).ok_or_else(|| StoreError::Bug("a row is cut".into()))?;
        values.push(value);
        rest = left;
    }
    Ok(())
}

fn value(bytes: &[u8]) -> Option<(Param<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    match *tag {
        NULL => Some((Param::Null, rest)),
        INT => {
            let (number, rest) = rest.split_first_chunk()?;
            Some((Param::Int(i64::from_be_bytes(*number)), rest))
        }
        tag => {
            let (length, rest) = rest.split_first_chunk()?;
            let (content, rest) = rest.split_at_checked(usize::from_be_bytes(*length))?;
            let value = match tag {
                TEXT => Param::Text(std::str::from_utf8(content).ok()?),
                BYTES => Param::Bytes(content),
                _ => return None,
            };
            Some((value, rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written_and_a_cut_one_is_refused() {
        let mut batch = Batch::of(0);
        let values =
            [ColumnRef::Null, ColumnRef::Int(-7), ColumnRef::Text("è"), ColumnRef::Bytes(&[0, 1])];
        for value in values {
            batch.push(value);
        }
        batch.end_row();
        batch.push(ColumnRef::Text(""));
        batch.end_row();
        let rows: Vec<_> = batch.rows().collect();
        let mut read = Vec::new();
        decode(rows[0], &mut read).unwrap();
        let [Param::Null, Param::Int(-7), Param::Text("è"), Param::Bytes([0, 1])] = read[..]
        else {
            panic!("{read:?}");
        };
        decode(rows[1], &mut read).unwrap();
        assert!(matches!(read[..], [Param::Text("")]), "{read:?}");
        for end in [2, 9, 11, 20, rows[0].len() - 1] {
            assert!(decode(&rows[0][..end], &mut Vec::new()).is_err(), "{end}");
        }
    }

    #[test]
    fn rows_that_differ_in_where_a_value_ends_differ_in_bytes() {
        let encode = |values: [&str; 2]| {
            let mut batch = Batch::of(0);
            for value in values {
                batch.push(ColumnRef::Text(value));
            }
            batch.end_row();
            batch.rows().next().unwrap().to_vec()
        };
        assert_ne!(encode(["ab", "c"]), encode(["a", "bc"]));
    }
}
