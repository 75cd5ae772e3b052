//! The cells of a row, by column, and the values read out of them.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::Defect;

/// A column of a list.
#[derive(Debug)]
pub struct Column {
    /// Its name in our documents, the first of those it has in files.
    pub name: &'static str,
    /// Other names of the same field. Case and everything but letters and digits do not count.
    pub aliases: &'static [&'static str],
    /// Whether a file without it is no such list.
    pub required: bool,
}

impl Column {
    /// A column without which a file is no such list.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, required: true }
    }

    /// A column that may be missing.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, required: false }
    }

    pub(crate) fn is_called(&self, header: &str) -> bool {
        let header = plain(header);
        std::iter::once(&self.name).chain(self.aliases).any(|it| plain(it) == header)
    }
}

/// A name without what differs between files: case, blanks, signs, and notes in parentheses.
fn plain(name: &str) -> String {
    let name = name.split_once('(').map_or(name, |(name, _)| name);
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// In which order a file writes the parts of a date between slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slashes {
    DayFirst,
    MonthFirst,
}

impl Slashes {
    /// What the name of the column says: `DATA FINE VALIDITA (mm/gg/aaaa)`.
    pub(crate) fn said_by(header: &str) -> Option<Self> {
        let header = header.to_lowercase();
        match (header.contains("gg/mm"), header.contains("mm/gg")) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// A cell of a row: its column, what the file's header says of its dates, and its text, if the
/// file has the column.
pub(crate) struct Cell<'a> {
    pub(crate) column: &'static Column,
    pub(crate) slashes: Option<Slashes>,
    pub(crate) bytes: Option<&'a [u8]>,
}

/// The cells of a row. Reading a value that is wrong notes a defect and gives nothing.
pub struct Cells<'a> {
    pub(crate) line: u64,
    pub(crate) cells: Vec<Cell<'a>>,
    pub(crate) defects: Vec<Defect>,
}

const NOT_UTF8: &str =
    "non è in UTF-8 (forse è Windows-1252): il file va salvato in UTF-8, con o senza BOM";

impl<'a> Cells<'a> {
    /// Notes what is wrong with a column.
    pub fn note(&mut self, column: &'static Column, reason: impl Into<Cow<'static, str>>) {
        let (line, field, reason) = (self.line, column.name, reason.into());
        self.defects.push(Defect { line, field, reason });
    }

    /// The text of a cell without blanks around it; nothing if it is empty or the file lacks the
    /// column.
    pub fn text(&mut self, column: &'static Column) -> Option<&'a str> {
        let cell = self.cells.iter().find(|it| it.column.name == column.name)?;
        let Ok(text) = std::str::from_utf8(cell.bytes?) else {
            self.note(column, NOT_UTF8);
            return None;
        };
        Some(text.trim()).filter(|it| !it.is_empty())
    }

    /// A value that may be absent.
    pub fn optional<T>(
        &mut self,
        column: &'static Column,
        parse: impl FnOnce(&str) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        let text = self.text(column)?;
        parse(text).map_err(|reason| self.note(column, reason)).ok()
    }

    /// A value that must be there.
    pub fn required<T>(
        &mut self,
        column: &'static Column,
        parse: impl FnOnce(&str) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        let noted = self.defects.len();
        let value = self.optional(column, parse);
        if value.is_none() && self.defects.len() == noted {
            self.note(column, "manca");
        }
        value
    }

    /// A text of at most so many characters.
    pub fn name(&mut self, column: &'static Column, longest: usize) -> Option<String> {
        self.required(column, |text| name(text, longest))
    }

    /// Yes or no, in any of the words the exports use.
    pub fn flag(&mut self, column: &'static Column) -> Option<bool> {
        self.optional(column, flag)
    }

    /// Yes or no, which must be there.
    pub fn required_flag(&mut self, column: &'static Column) -> Option<bool> {
        self.required(column, flag)
    }

    /// A day: `2026-12-31`, an instant, of which the day in Rome counts, or `12/31/2026` if the
    /// column's name says in which order.
    pub fn date(&mut self, column: &'static Column) -> Option<Date> {
        let slashes = self.slashes(column);
        self.optional(column, |text| date(text, slashes))
    }

    /// A day, which must be there.
    pub fn required_date(&mut self, column: &'static Column) -> Option<Date> {
        let slashes = self.slashes(column);
        self.required(column, |text| date(text, slashes))
    }

    fn slashes(&self, column: &'static Column) -> Option<Slashes> {
        self.cells.iter().find(|it| it.column.name == column.name)?.slashes
    }
}

pub(crate) fn name(text: &str, longest: usize) -> Result<String, Cow<'static, str>> {
    if text.chars().count() > longest {
        return Err(format!("ha più di {longest} caratteri").into());
    }
    if text.chars().any(char::is_control) {
        return Err("contiene caratteri di controllo".into());
    }
    Ok(text.to_owned())
}

fn flag(text: &str) -> Result<bool, Cow<'static, str>> {
    match text.to_uppercase().as_str() {
        "ACTIVE" | "ENABLED" | "ATTIVO" | "TRUE" | "YES" | "SI" | "SÌ" | "1" => Ok(true),
        "INACTIVE" | "DISABLED" | "DISATTIVO" | "FALSE" | "NO" | "0" => Ok(false),
        _ => Err("non dice sì o no (per esempio ACTIVE o INACTIVE)".into()),
    }
}

fn date(text: &str, slashes: Option<Slashes>) -> Result<Date, Cow<'static, str>> {
    day(text, slashes).ok_or_else(|| match slashes {
        Some(Slashes::MonthFirst) => "non è una data come 12/31/2026 o 2026-12-31".into(),
        Some(Slashes::DayFirst) => "non è una data come 31/12/2026 o 2026-12-31".into(),
        None => "non è una data come 2026-12-31".into(),
    })
}

fn day(text: &str, slashes: Option<Slashes>) -> Option<Date> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        let rome = TimeZone::get("Europe/Rome").ok()?;
        return Some(instant.to_zoned(rome).date());
    }
    if let Some((first, rest)) = text.split_once('/') {
        let (second, year) = rest.split_once('/')?;
        let (day, month) = match slashes? {
            Slashes::DayFirst => (first, second),
            Slashes::MonthFirst => (second, first),
        };
        let is_year = year.len() == 4;
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            .ok()
            .filter(|_| is_year);
    }
    // `2026-12-31`, perhaps with a time of no zone after it.
    let date = text.get(..10)?;
    let rest = text.get(10..)?;
    (rest.is_empty() || rest.starts_with([' ', 'T'])).then(|| date.parse().ok())?
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn names_of_columns_differ_only_in_letters_and_digits() {
        let column = Column::required("stationId", &["station_code", "DATA FINE VALIDITA"]);
        for name in ["stationId", "STATION ID", "stationCode", "data fine validita (mm/gg/aaaa)"] {
            assert!(column.is_called(name), "{name}");
        }
        for name in ["", "station", "stationIdentifier"] {
            assert!(!column.is_called(name), "{name}");
        }
    }

    #[test]
    fn a_date_between_slashes_is_read_in_the_order_the_header_says() {
        use Slashes::{DayFirst, MonthFirst};
        assert_eq!(Slashes::said_by("DATA (mm/gg/aaaa)"), Some(MonthFirst));
        assert_eq!(Slashes::said_by("DATA (gg/mm/aaaa)"), Some(DayFirst));
        assert_eq!(Slashes::said_by("DATA"), None);
        let last = Some(date(2026, 12, 31));
        for (text, slashes, expected) in [
            ("12/31/2026", Some(MonthFirst), last),
            ("31/12/2026", Some(DayFirst), last),
            ("31/12/2026", Some(MonthFirst), None),
            ("31/12/2026", None, None),
            ("31/12/26", Some(DayFirst), None),
            ("2026-12-31", None, last),
            ("2026-12-31 00:00:00", Some(DayFirst), last),
            ("2026-12-31T00:00:00Z", None, last),
            ("2026-12-30T23:00:00Z", None, last),
            ("2026-12-31x", None, None),
            ("2026-12", None, None),
            ("2026-02-30", None, None),
            ("è2026-12-31", None, None),
            ("1/1/1900", Some(MonthFirst), Some(date(1900, 1, 1))),
        ] {
            assert_eq!(day(text, slashes), expected, "{text} {slashes:?}");
        }
    }
}
