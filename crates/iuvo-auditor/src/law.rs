//! The table of `docs/receipts.md`, read as the text it is.

use std::{collections::BTreeMap, fmt};

/// The columns by their headings, and in short.
const COLUMNS: [(&str, &str); 7] = [
    ("first receipt, as expected", "first"),
    ("same receiptId, same content", "same content"),
    ("same receiptId, other version", "other version"),
    ("same receiptId, other content", "other content"),
    ("other receiptId", "other receipt"),
    ("first receipt, something differs", "differs"),
    ("outcome KO", "not paid"),
];

/// A cell of the table: how the notice stands, and how the receipt arrives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The row, as it is printed.
    pub notice: String,
    /// The column, in short.
    pub arrival: &'static str,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.notice, self.arrival)
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) is_ok: bool,
    pub(crate) is_stored: bool,
    /// Where the position stands afterwards.
    pub(crate) after: Option<String>,
    /// The cases; `differs` stands for what differs.
    pub(crate) cases: Vec<String>,
}

pub(crate) struct Law {
    sentences: BTreeMap<Cell, Sentence>,
}

impl Law {
    pub(crate) fn read(page: &str) -> Self {
        let table = page.lines().skip_while(|it| !it.starts_with("| notice |"));
        let mut rows = table
            .take_while(|it| it.starts_with('|'))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<&str>>());
        let headings = rows.next().expect("the table has headings");
        let mut sentences = BTreeMap::new();
        for cells in rows.skip(1) {
            for (heading, cell) in headings.iter().zip(&cells) {
                let known = COLUMNS.iter().find(|(printed, _)| printed == heading);
                let Some((_, arrival)) = known else {
                    assert_eq!(*heading, "notice", "a column that the auditor does not know");
                    continue;
                };
                let place = Cell { notice: cells[0].to_owned(), arrival };
                sentences.insert(place, Sentence::read(cell));
            }
        }
        assert_eq!(sentences.len(), 63, "the table has nine rows and seven columns");
        Self { sentences }
    }

    pub(crate) fn says(&self, cell: &Cell) -> &Sentence {
        &self.sentences[cell]
    }
}

impl Sentence {
    fn read(cell: &str) -> Self {
        let (effect, cases) = cell.split_once(':').unwrap_or((cell, ""));
        let (told, after) = effect.split_once('→').unwrap_or((effect, ""));
        let (outcome, message) = told.split_once(',').expect("an outcome and a message");
        let words = cases.split(',').map(|it| it.trim().to_owned());
        Self {
            is_ok: match outcome.trim() {
                "OK" => true,
                "DUPLICATA" => false,
                other => panic!("an outcome {other}"),
            },
            is_stored: match message.trim() {
                "stored" => true,
                "known" => false,
                other => panic!("a message {other}"),
            },
            after: Some(after.trim().to_owned()).filter(|it| !it.is_empty()),
            cases: words.filter(|it| !it.is_empty()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read() {
        let sentence = Sentence::read("OK, stored → paid: paid_while_draft, differs");
        assert_eq!(sentence.after.as_deref(), Some("paid"));
        assert_eq!(sentence.cases, ["paid_while_draft", "differs"]);
        let sentence = Sentence::read("DUPLICATA, stored: receipt_altered");
        assert_eq!((sentence.is_ok, sentence.is_stored, sentence.after), (false, true, None));
        assert!(!Sentence::read("OK, known").is_stored);
    }
}
