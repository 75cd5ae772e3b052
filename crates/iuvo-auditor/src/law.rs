//! The table of `docs/receipts.md`, read as the text it is.

use std::{collections::BTreeMap, fmt};

/// The columns, from left to right.
pub(crate) const COLUMNS: [&str; 6] =
    ["first", "same content", "other content", "other receipt", "differs", "not paid"];

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
        let table = page.lines().skip_while(|it| !it.starts_with("| notice |")).skip(2);
        let mut sentences = BTreeMap::new();
        for line in table.take_while(|it| it.starts_with('|')) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            for (arrival, cell) in COLUMNS.into_iter().zip(&cells[1..]) {
                let place = Cell { notice: cells[0].to_owned(), arrival };
                sentences.insert(place, Sentence::read(cell));
            }
        }
        assert_eq!(sentences.len(), 54, "the table has nine rows and six columns");
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
