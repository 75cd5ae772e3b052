//! A CSV file read row by row, in the dialects met in Italy.
//!
//! The separator is the sign, `;` or `,`, that the first line has more of; a byte order mark is
//! dropped, and so are carriage returns; fields may be quoted.

use std::io::{self, BufRead, BufReader, Read};

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};

use crate::{
    Cells, Column, Defect, Unreadable,
    cells::{Cell, Slashes},
};

/// Longest row: real ones have some hundred bytes.
const LONGEST_ROW: usize = 64 * 1024;
/// What the separator is told from.
const FIRST_BYTES: usize = 16 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A row of a list, typed.
pub trait ListRow: Sized {
    /// The columns that are looked at.
    const COLUMNS: &'static [&'static Column];
    /// More rows than any real list has.
    const MOST_ROWS: u64;

    /// Reads the cells; nothing if a defect was noted.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;
}

/// Reads a list and gives each row, or its defects, with the line on which it begins.
pub fn read<T: ListRow>(
    file: impl Read,
    mut each: impl FnMut(u64, Result<T, Vec<Defect>>),
) -> Result<(), Unreadable> {
    let mut table = Table::open(file, T::COLUMNS)?;
    let mut rows: u64 = 0;
    while let Some((line, row)) = table.next(T::read)? {
        rows = rows.saturating_add(1);
        if rows > T::MOST_ROWS {
            return Err(Unreadable::TooManyRows(T::MOST_ROWS));
        }
        each(line, row);
    }
    Ok(())
}

struct Table<R> {
    reader: Reader<Rationed<R>>,
    /// Each column that is looked at, its place in the file and what its header says of dates.
    places: Vec<(&'static Column, Option<usize>, Option<Slashes>)>,
    width: usize,
    record: ByteRecord,
}

impl<R: Read> Table<BufReader<R>> {
    fn open(file: R, columns: &'static [&'static Column]) -> Result<Self, Unreadable> {
        let mut file = BufReader::with_capacity(FIRST_BYTES, file);
        let first = file.fill_buf()?;
        if first.is_empty() {
            return Err(Unreadable::Empty);
        }
        let has_mark = first.starts_with(BYTE_ORDER_MARK);
        let separator = separator(first);
        if has_mark {
            file.consume(BYTE_ORDER_MARK.len());
        }
        let rationed = Rationed { file, ration: LONGEST_ROW, last: b'\n', is_over: false };
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(rationed);
        let headers = reader.byte_headers().map_err(|error| refuse(error, 1))?.clone();
        let places = find(columns, &headers)?;
        Ok(Self { reader, places, width: headers.len(), record: ByteRecord::new() })
    }
}

impl<R: Read> Table<R> {
    /// The next row: its line, and what `read` makes of its cells.
    #[expect(clippy::type_complexity, reason = "a row that may be absent, and may be wrong")]
    fn next<T>(
        &mut self,
        read: impl FnOnce(&mut Cells<'_>) -> Option<T>,
    ) -> Result<Option<(u64, Result<T, Vec<Defect>>)>, Unreadable> {
        self.reader.get_mut().ration = LONGEST_ROW;
        let line = self.reader.position().line();
        let found = self.reader.read_byte_record(&mut self.record);
        if !found.map_err(|error| refuse(error, line))? {
            return Ok(None);
        }
        let line = self.first_line();
        // Every line has an end, so only a text in quotation marks goes on to the end of the file.
        if self.reader.get_ref().is_over {
            return Err(Unreadable::NeverClosed(line.saturating_add(1)));
        }
        Ok(Some((line, self.read_record(line, read))))
    }

    /// The line on which the record just read begins: that on which the reader stands, less its own
    /// lines. Where the reader says that it began, empty lines may come first.
    fn first_line(&self) -> u64 {
        let lines = |cell: &[u8]| cell.split(|it| *it == b'\n').count().saturating_sub(1);
        let within = self.record.iter().map(lines).fold(0, usize::saturating_add);
        let within = u64::try_from(within).unwrap_or(u64::MAX);
        self.reader.position().line().saturating_sub(within).saturating_sub(1)
    }

    fn read_record<T>(
        &self,
        line: u64,
        read: impl FnOnce(&mut Cells<'_>) -> Option<T>,
    ) -> Result<T, Vec<Defect>> {
        if self.record.len() != self.width {
            let reason = format!(
                "ha {} campi invece di {}: forse un testo contiene il separatore",
                self.record.len(),
                self.width
            );
            return Err(vec![Defect { line, field: "riga", reason: reason.into() }]);
        }
        let cell = |(column, place, slashes): &(&'static Column, Option<usize>, _)| Cell {
            column,
            slashes: *slashes,
            bytes: place.and_then(|it| self.record.get(it)),
        };
        let cells = self.places.iter().map(cell).collect();
        let mut cells = Cells { line, cells, defects: Vec::new() };
        match read(&mut cells) {
            Some(row) if cells.defects.is_empty() => Ok(row),
            _ => Err(cells.defects),
        }
    }
}

fn separator(first: &[u8]) -> u8 {
    let line = first.split(|it| *it == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let count = |sign: char| line.matches(sign).count();
    if count(',') > count(';') { b',' } else { b';' }
}

type Place = (&'static Column, Option<usize>, Option<Slashes>);

fn find(
    columns: &'static [&'static Column],
    headers: &ByteRecord,
) -> Result<Vec<Place>, Unreadable> {
    let headers: Result<Vec<&str>, _> = headers.iter().map(std::str::from_utf8).collect();
    let headers = headers.map_err(|_| Unreadable::NotUtf8)?;
    let place = |column: &&'static Column| {
        let found = headers.iter().position(|it| column.is_called(it));
        if found.is_none() && column.required {
            return Err(Unreadable::ColumnMissing(column.name));
        }
        let header = found.and_then(|it| headers.get(it));
        Ok((*column, found, header.and_then(|it| Slashes::said_by(it))))
    };
    columns.iter().map(place).collect()
}

fn refuse(error: csv::Error, line: u64) -> Unreadable {
    match error.into_kind() {
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Unreadable::RowTooLong(line)
        }
        ErrorKind::Io(error) => Unreadable::Io(error),
        other => Unreadable::Io(io::Error::other(format!("{other:?}"))),
    }
}

/// A reader that gives so much before it is asked to go on: a row without end is not kept. It ends
/// every line in the same way, the last one too, so that lines can be counted.
struct Rationed<R> {
    file: R,
    ration: usize,
    last: u8,
    /// The end of the file has been met.
    is_over: bool,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ration == 0 {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let most = self.ration.min(into.len());
            let count = self.file.read(into.get_mut(..most).unwrap_or_default())?;
            self.ration = self.ration.saturating_sub(count);
            let given = into.get(..count).unwrap_or_default();
            let mut given: Vec<u8> = given.iter().copied().filter(|it| *it != b'\r').collect();
            if count == 0 && self.last != b'\n' {
                given.push(b'\n');
            }
            if let Some(last) = given.last() {
                self.last = *last;
                into.iter_mut().zip(&given).for_each(|(to, from)| *to = *from);
                return Ok(given.len());
            }
            if count == 0 {
                self.is_over = true;
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests;
