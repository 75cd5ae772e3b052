//! Changing a position: found and locked, checked, changed and written in one transaction, with
//! what the journal tells of it.

use std::collections::HashSet;

use iuvo_domain::{
    Nav,
    debt_position::DebtPosition,
    directory::{ApiClient, WorkspaceProfile},
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, Inserted},
    journal,
};
use pagopa_codes::SegregationCode;

use super::{PositionError, check_codes};
use crate::App;

/// What of a changed position has to be written.
pub(super) enum Write {
    /// Its state.
    State,
    /// Its state and the validity dates of its options.
    Publication,
    /// Everything.
    Contents,
    /// Its absence.
    Deletion,
}

/// What is done to a position.
pub(super) struct Change {
    /// What has to be written.
    pub(super) write: Write,
    /// What happened to it, in order.
    pub(super) events: Vec<EventKind>,
}

impl Change {
    pub(super) fn new(write: Write, event: EventKind) -> Self {
        Self { write, events: vec![event] }
    }
}

/// Finds a position, changes it and writes it; a refusal leaves no trace. `change` may run more
/// than once, each time on what is stored then.
pub(super) async fn change_position<F>(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
    change: F,
) -> Result<DebtPosition, PositionError>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError> + Send + Sync + 'static,
{
    if iupd.contains('\0') {
        // No database takes such a text, so no position has it.
        return Err(PositionError::Unknown);
    }
    let command = ChangePosition {
        act: app.act(profile.workspace.id, Some(&client.name)),
        codes: client.segregation_codes.clone(),
        iupd: iupd.to_owned(),
        change,
    };
    app.store().execute(Lane::Interactive, command).await?
}

struct ChangePosition<F> {
    act: Act,
    codes: Vec<SegregationCode>,
    iupd: String,
    change: F,
}

impl<F> Command for ChangePosition<F>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError> + Send + Sync + 'static,
{
    type Output = Result<DebtPosition, PositionError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let stored = debt_positions::lock_by_iupd(tx, self.act.workspace, &self.iupd).await?;
        let changed = match self.changed(stored) {
            Ok(changed) => changed,
            Err(refusal) => {
                tx.undo();
                return Ok(Err(refusal));
            }
        };
        if changed.write(tx).await? == Inserted::Taken {
            tx.undo();
            return Ok(Err(PositionError::Taken));
        }
        journal::record(tx, &self.act, changed.entries()).await?;
        Ok(Ok(changed.position))
    }
}

impl<F> ChangePosition<F>
where
    F: Fn(&mut DebtPosition) -> Result<Change, PositionError>,
{
    fn changed(&self, stored: Option<DebtPosition>) -> Result<Changed, PositionError> {
        let mut position = stored.ok_or(PositionError::Unknown)?;
        check_codes(&self.codes, position.installments().map(|it| &it.iuv))?;
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
            Write::Contents => return debt_positions::replace(tx, position).await,
            Write::Deletion => debt_positions::delete(tx, position).await?,
        }
        Ok(Inserted::Yes)
    }

    /// What the journal tells: a number that leaves the position tells it itself.
    fn entries(&self) -> Vec<Entry> {
        let id = self.position.id;
        let kept: HashSet<&Nav> = match self.change.write {
            Write::Deletion => HashSet::new(),
            Write::State | Write::Publication | Write::Contents => {
                numbers(&self.position).collect()
            }
        };
        let gone = self.had.iter().filter(|it| !kept.contains(it));
        let events = self.change.events.iter().map(|it| Entry::of_position(id, *it));
        events.chain(gone.map(|it| Entry::notice_withdrawn(it.clone(), id))).collect()
    }
}

fn numbers(position: &DebtPosition) -> impl Iterator<Item = &Nav> {
    position.installments().map(|it| &it.notice_number)
}
