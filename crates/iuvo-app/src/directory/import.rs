//! Lists of pagoPA brought into the directory: first a plan of what a file would change, then the
//! changes, in transactions of at most 500.
//!
//! Invariants: a plan is a pure function of the file and of the directory; a file that has been
//! applied plans nothing more.

mod accounts;
mod bodies;
mod stations;
mod taxonomy;

use iuvo_domain::{audit::Author, directory::Directory};
use pagopa_lists::Defect;

use super::{ChangeError, DirectoryChange, change::change_many};
use crate::App;

pub use accounts::plan_accounts;
pub use bodies::plan_bodies;
pub use stations::plan_stations;
pub use taxonomy::plan_taxonomy;

/// Changes in one transaction.
const AT_ONCE: usize = 500;
/// Defects that are kept; more are counted.
const MOST_DEFECTS: usize = 1_000;

/// What a file would change.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// The changes, in the order of the file.
    pub steps: Vec<Step>,
    /// How many things of the file are as they should be.
    pub unchanged: usize,
    /// How many rows cannot be used.
    pub rejected: usize,
    /// Why, row by row: at most the first thousand reasons.
    pub defects: Vec<Defect>,
}

/// A change that a row asks for.
#[derive(Debug)]
pub struct Step {
    /// The line on which the row begins.
    pub line: u64,
    /// Whether something new comes to be.
    pub kind: StepKind,
    /// What it is about, in Italian: `ente 99000000010`.
    pub subject: String,
    /// The change.
    pub change: DirectoryChange,
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Something new comes to be.
    Create,
    /// Something that is there becomes different.
    Update,
}

impl ImportPlan {
    /// How many changes are of a kind.
    pub fn count(&self, kind: StepKind) -> usize {
        self.steps.iter().filter(|it| it.kind == kind).count()
    }

    fn step(&mut self, line: u64, kind: StepKind, subject: String, change: DirectoryChange) {
        self.steps.push(Step { line, kind, subject, change });
    }

    fn keep(&mut self) {
        self.unchanged = self.unchanged.saturating_add(1);
    }

    fn reject(&mut self, defects: Vec<Defect>) {
        self.rejected = self.rejected.saturating_add(1);
        let room = MOST_DEFECTS.saturating_sub(self.defects.len());
        self.defects.extend(defects.into_iter().take(room));
    }

    fn refuse(&mut self, line: u64, field: &'static str, reason: String) {
        self.reject(vec![Defect { line, field, reason: reason.into() }]);
    }

    /// Plans the way from what is there to what should be; nothing if they are the same.
    fn toward<T: PartialEq>(
        &mut self,
        line: u64,
        (current, wanted): (Option<&T>, &T),
        subject: String,
        change: DirectoryChange,
    ) {
        match current {
            Some(current) if current == wanted => self.keep(),
            Some(_) => self.step(line, StepKind::Update, subject, change),
            None => self.step(line, StepKind::Create, subject, change),
        }
    }
}

/// What a plan is made against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// What is there.
    pub directory: &'a Directory,
    /// The environment the file is of.
    pub environment: iuvo_domain::Environment,
    /// The present day in Italy.
    pub today: jiff::civil::Date,
}

/// Makes the changes of a plan; `progress` is told how many are made. What was made stays made if
/// a later transaction fails, and the same file then plans the rest.
pub async fn apply_import(
    app: &App,
    author: &Author,
    plan: ImportPlan,
    mut progress: impl FnMut(usize),
) -> Result<(), ChangeError> {
    let mut changes = plan.steps.into_iter().map(|it| it.change);
    let mut done: usize = 0;
    loop {
        let batch: Vec<DirectoryChange> = changes.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        done = done.saturating_add(batch.len());
        change_many(app, author, batch).await?;
        progress(done);
    }
    app.refresh_directory().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
