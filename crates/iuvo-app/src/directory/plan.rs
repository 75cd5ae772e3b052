//! A plan of changes: worked out and shown before anything is done.
//!
//! Absent on purpose: where a plan comes from; see `import` and `clone`.

use iuvo_domain::audit::Author;
use pagopa_lists::Defect;

use super::{ChangeError, DirectoryChange, change::change_many};
use crate::App;

/// Changes in one transaction.
const AT_ONCE: usize = 500;
/// Defects that are kept; more are counted.
const MOST_DEFECTS: usize = 1_000;

/// What would change.
#[derive(Debug, Default)]
pub struct Plan {
    /// The changes, in their order.
    pub steps: Vec<Step>,
    /// How many things are as they should be.
    pub unchanged: usize,
    /// How many rows of a file cannot be used.
    pub rejected: usize,
    /// Why, row by row: at most the first thousand reasons.
    pub defects: Vec<Defect>,
}

/// A change that is wanted.
#[derive(Debug)]
pub struct Step {
    /// The line of the file on which the row that asks for it begins.
    pub line: Option<u64>,
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

impl Plan {
    /// How many changes are of a kind.
    pub fn count(&self, kind: StepKind) -> usize {
        self.steps.iter().filter(|it| it.kind == kind).count()
    }

    pub(super) fn step(
        &mut self,
        line: impl Into<Option<u64>>,
        kind: StepKind,
        subject: String,
        change: DirectoryChange,
    ) {
        self.steps.push(Step { line: line.into(), kind, subject, change });
    }

    pub(super) fn keep(&mut self) {
        self.unchanged = self.unchanged.saturating_add(1);
    }

    pub(super) fn reject(&mut self, defects: Vec<Defect>) {
        self.rejected = self.rejected.saturating_add(1);
        let room = MOST_DEFECTS.saturating_sub(self.defects.len());
        self.defects.extend(defects.into_iter().take(room));
    }

    pub(super) fn refuse(&mut self, line: u64, field: &'static str, reason: String) {
        self.reject(vec![Defect { line, field, reason: reason.into() }]);
    }

    /// Plans the way from what is there to what should be; nothing if they are the same.
    pub(super) fn toward<T: PartialEq>(
        &mut self,
        line: impl Into<Option<u64>>,
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

/// Makes the changes of a plan; `progress` is told how many are made. What was made stays made if
/// a later transaction fails, and the same file then plans the rest.
pub async fn apply_plan(
    app: &App,
    author: &Author,
    plan: Plan,
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
