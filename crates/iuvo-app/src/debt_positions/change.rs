//! Changing a position: found and locked, checked, changed and written in one transaction, with
//! what the journal tells of it.
//!
//! When the answer to COMMIT is lost the command is run again, and what it did would forbid it to
//! do it once more. So it remembers what its last run left behind; if the journal tells the story
//! of that run, it was committed, and that is the answer.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use super::{Hand, PositionError};
use crate::{
    App,
    receipts::{apply_waiting, save_settled},
};
use iuvo_domain::{
    DebtPositionId, InstallmentId, Nav,
    debt_position::{DebtPosition, Reason},
    directory::WorkspaceProfile,
    journal::{Act, Entry, EventKind, Subject},
    receipt::Settled,
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, Inserted},
    journal,
};
use uuid::Uuid;

/// What of a changed position has to be written.
pub(super) enum Write {
    /// Its state.
    State,
    /// Its state and the validity dates of its options.
    Publication,
    /// Its state and the payment of an instalment.
    Payment(InstallmentId),
    /// Everything. Each notice that was paid before the position had it takes an identity for the
    /// case that it may open.
    Contents(Vec<Uuid>),
    /// Its absence.
    Deletion,
}

/// Which position, as whoever changes it names it.
#[derive(Debug, Clone)]
pub enum Which {
    /// By its IUPD.
    Iupd(String),
    /// By a notice number of it.
    Notice(String),
    /// The one that was read in that version: if it has another now, it is not changed.
    Seen(DebtPositionId, i64),
}

impl Which {
    /// Whether a database can be asked for it.
    fn is_sayable(&self) -> bool {
        match self {
            Self::Iupd(name) | Self::Notice(name) => !name.contains('\0'),
            Self::Seen(..) => true,
        }
    }

    /// Whether a position, whose version has just grown, is the one that was meant.
    fn is_as_seen(&self, locked: &DebtPosition) -> bool {
        match self {
            Self::Iupd(_) | Self::Notice(_) => true,
            Self::Seen(_, version) => version.checked_add(1) == Some(locked.version),
        }
    }
}

/// What is done to a position.
pub(super) struct Change {
    /// What has to be written.
    pub(super) write: Write,
    /// What the journal tells of it, in order; never nothing.
    pub(super) entries: Vec<Entry>,
}

impl Change {
    pub(super) fn new(position: &DebtPosition, write: Write, event: EventKind) -> Self {
        Self { write, entries: vec![Entry::of_position(position.id, event)] }
    }

    /// The same, with the reason that somebody gave.
    pub(super) fn because(mut self, reason: Option<&Reason>) -> Self {
        if let (Some(entry), Some(reason)) = (self.entries.first_mut(), reason) {
            entry.detail = Some(reason.as_str().to_owned());
        }
        self
    }
}

/// Finds a position, changes it and writes it; a refusal leaves no trace. `change` may run more
/// than once, each time on what is stored then.
pub(super) async fn change_position<F>(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    change: F,
) -> Result<DebtPosition, PositionError>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError> + Send + Sync + 'static,
{
    if !which.is_sayable() {
        // No database takes such a text, so no position has it.
        return Err(PositionError::Unknown);
    }
    let command = ChangePosition {
        act: app.act(profile.workspace.id, Some(hand.name())),
        hand: hand.clone(),
        which,
        change,
        last_run: Mutex::default(),
    };
    app.store().execute(Lane::Interactive, command).await?
}

struct ChangePosition<F> {
    act: Act,
    hand: Hand,
    which: Which,
    change: F,
    /// What the last run would have left, if it was committed, and whose story tells so.
    last_run: Mutex<Option<(DebtPosition, Subject)>>,
}

impl<F> Command for ChangePosition<F>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError> + Send + Sync + 'static,
{
    type Output = Result<DebtPosition, PositionError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        if let Some(done) = self.find_done(tx).await? {
            return Ok(Ok(done));
        }
        let stored = self.lock(tx).await?;
        let mut changed = match self.changed(stored) {
            Ok(changed) => changed,
            Err(refusal) => {
                tx.undo();
                return Ok(Err(refusal));
            }
        };
        // Whoever was faster with the item of a file has done this already.
        let is_first = self.hand.end_errand(tx).await?;
        if !is_first || changed.write(tx).await? == Inserted::Taken {
            tx.undo();
            return Ok(Err(PositionError::Taken));
        }
        let mut entries = changed.entries();
        entries.extend(changed.pay_waiting(tx, &self.act).await?);
        self.remember(&changed.position, &entries);
        journal::record(tx, &self.act, entries).await?;
        Ok(Ok(changed.position))
    }
}

impl<F> ChangePosition<F>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError>,
{
    async fn find_done(&self, tx: &mut Tx<'_>) -> Result<Option<DebtPosition>, StoreError> {
        let last = self.last_run.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((position, subject)) = last else { return Ok(None) };
        let is_told = journal::is_told(tx, &self.act, &subject).await?;
        Ok(is_told.then_some(position))
    }

    fn remember(&self, position: &DebtPosition, entries: &[Entry]) {
        let subject = entries.first().map(|it| it.subject.clone());
        *self.last_run.lock().unwrap_or_else(PoisonError::into_inner) =
            subject.map(|it| (position.clone(), it));
    }

    async fn lock(&self, tx: &mut Tx<'_>) -> Result<Option<DebtPosition>, StoreError> {
        let workspace = self.act.workspace;
        match &self.which {
            Which::Iupd(iupd) => debt_positions::lock_by_iupd(tx, workspace, iupd).await,
            Which::Notice(number) => debt_positions::lock_by_notice(tx, workspace, number).await,
            Which::Seen(id, _) => debt_positions::lock_by_id(tx, workspace, *id).await,
        }
    }

    fn changed(&self, stored: Option<DebtPosition>) -> Result<Changed, PositionError> {
        let mut position = stored.ok_or(PositionError::Unknown)?;
        self.hand.check(&position)?;
        if !self.which.is_as_seen(&position) {
            return Err(PositionError::ChangedMeanwhile(Box::new(position)));
        }
        let had = numbers(&position).cloned().collect();
        let change = (self.change)(&mut position)?;
        Ok(Changed { position, change, had })
    }
}

/// A position after its change.
struct Changed {
    position: DebtPosition,
    change: Change,
    /// The notice numbers it had.
    had: Vec<Nav>,
}

impl Changed {
    async fn write(&self, tx: &mut Tx<'_>) -> Result<Inserted, StoreError> {
        let position = &self.position;
        match self.change.write {
            Write::State => debt_positions::save(tx, position).await?,
            Write::Publication => {
                debt_positions::save(tx, position).await?;
                debt_positions::save_validity(tx, position).await?;
            }
            Write::Payment(id) => save_settled(tx, position, &Settled::Now(id)).await?,
            Write::Contents(_) => return debt_positions::replace(tx, position).await,
            Write::Deletion => debt_positions::delete(tx, position).await?,
        }
        Ok(Inserted::Yes)
    }

    /// Receipts that came before the position had their notice pay it.
    async fn pay_waiting(&mut self, tx: &mut Tx<'_>, act: &Act) -> Result<Vec<Entry>, StoreError> {
        match &self.change.write {
            Write::Contents(case_ids) => {
                let mut case_ids = case_ids.iter().copied();
                apply_waiting(tx, act, &mut self.position, &mut case_ids).await
            }
            Write::State | Write::Publication | Write::Payment(_) | Write::Deletion => {
                Ok(Vec::new())
            }
        }
    }

    /// What the journal tells: a number that leaves the position tells it itself.
    fn entries(&self) -> Vec<Entry> {
        let id = self.position.id;
        let kept: HashSet<&Nav> = match self.change.write {
            Write::Deletion => HashSet::new(),
            Write::State | Write::Publication | Write::Payment(_) | Write::Contents(_) => {
                numbers(&self.position).collect()
            }
        };
        let gone = self.had.iter().filter(|it| !kept.contains(it));
        let told = self.change.entries.iter().cloned();
        told.chain(gone.map(|it| Entry::notice_withdrawn(it.clone(), id))).collect()
    }
}

fn numbers(position: &DebtPosition) -> impl Iterator<Item = &Nav> {
    position.installments().map(|it| &it.notice_number)
}
