//! An auditor: judges what a database holds against what was said over the wire.
//!
//! [`Auditor::audit`] is told a [`Step`]: what the Node delivered and what it was answered, what
//! the bodies' software asked and what it was answered. It reads every row by plain SQL and
//! compares them with the rows before the step, with its own reading of the messages, and with the
//! table of `docs/receipts.md`. What is not as it should be is a [`Finding`], which names its
//! [`Rule`].
//!
//! Invariant: it shares no code with what it judges. It depends on no crate of the house, reads
//! XML by searching for tags, adds up by itself, and knows the tables only as SQL shows them.

mod archive;
mod book;
mod calls;
mod change;
mod database;
mod law;
mod message;
mod packed;
mod position;
mod rule;
mod standing;
mod step;
mod verdict;

pub use database::Rows;
pub use law::Cell;
pub use rule::{Finding, Rule};
pub use step::{Asked, Called, Delivered, Heard, Jobs, Step};

use archive::Archive;
use book::Book;
use database::Reader;
use law::Law;

/// Judges one database from its first row on.
pub struct Auditor {
    reader: Reader,
    law: Law,
    rows: Rows,
    archive: Archive,
    book: Book,
    cells: Vec<Cell>,
}

impl Auditor {
    /// Takes what the database holds now as given. `law` is the text of `docs/receipts.md`.
    pub async fn open(url: &str, law: &str) -> Self {
        let mut reader = Reader::open(url).await;
        let nothing = (Rows::default(), Archive::default());
        let rows = reader.read(&nothing.0).await.expect("the first reading finds rows");
        let archive = Archive::of(&rows, (&nothing.0, &nothing.1));
        let book = Book::new(&archive);
        Self { reader, law: Law::read(law), rows, archive, book, cells: Vec::new() }
    }

    /// Judges the step that has just ended.
    pub async fn audit(&mut self, step: &Step) -> Vec<Finding> {
        let changed = self.reader.read(&self.rows).await;
        let last = (&self.rows, &self.archive);
        let changed = changed.map(|rows| (Archive::of(&rows, last), rows));
        let before = &self.archive;
        let (after, rows) = changed.as_ref().map_or((before, &self.rows), |(a, r)| (a, r));
        self.book.hear(step, before);
        let verdicts = verdict::judge(step, before, after, &self.law, &mut self.book);
        self.cells.extend(verdicts.iter().map(|it| it.cell.clone()));
        let mut findings = calls::check(step, before, after);
        findings.extend(verdict::check(step, &verdicts, before, after));
        if changed.is_some() || !verdicts.is_empty() {
            findings.extend(change::check(step, (&self.rows, rows), (before, after)));
            self.book.learn(after);
            findings.extend(standing::check(step.now_us, after, &self.book));
        }
        if let Some((archive, rows)) = changed {
            (self.archive, self.rows) = (archive, rows);
        }
        findings
    }

    /// The cells of the law that deliveries have met so far.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// What the database held after the last step.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }
}
