//! What is wrong with a list, in the words of whoever has to correct it.

use std::{borrow::Cow, io};

/// What is wrong with a cell, or with a row as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("riga {line}, {field}: {reason}")]
pub struct Defect {
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// The column, as our documents call it.
    pub field: &'static str,
    /// What is wrong, in Italian. Only short values are repeated.
    pub reason: Cow<'static, str>,
}

/// Why a file cannot be read as a list.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It has no first line with the names of the columns.
    #[error("il file è vuoto")]
    Empty,
    /// The first line is not text in UTF-8.
    #[error("il file non è in UTF-8: va salvato in UTF-8 (con o senza BOM)")]
    NotUtf8,
    /// A column that must be there is not.
    #[error("manca la colonna {0}")]
    ColumnMissing(&'static str),
    /// A text in quotation marks goes on to the end of the file, which was perhaps cut.
    #[error("la riga {0} apre virgolette che non si chiudono: forse il file è incompleto")]
    NeverClosed(u64),
    /// A row is longer than any real one: a quotation mark is perhaps never closed.
    #[error("dalla riga {0} una riga supera 64 KiB: forse non si chiudono le virgolette")]
    RowTooLong(u64),
    /// There are more rows than a real list has.
    #[error("il file ha più di {0} righe")]
    TooManyRows(u64),
    /// Reading failed.
    #[error("il file non si legge")]
    Io(#[from] io::Error),
}
