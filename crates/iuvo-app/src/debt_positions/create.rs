//! A debt enters the archive.

use iuvo_domain::{
    debt_position::{DebtPosition, DraftIds, PositionDraft, Writing},
    directory::WorkspaceProfile,
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, FindByIupd, Inserted},
    journal,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Hand, PositionError, Publication, given_iuvs, issue_missing, note_warnings, service_of,
};
use crate::{App, receipts::apply_waiting};

/// Attempts at finding a number that the body's own software has not used meanwhile.
const ATTEMPTS: usize = 3;

/// Writes a new position, issuing the IUVs that it lacks. Receipts of its notices that came before
/// it pay it at once, so that nobody pays twice.
pub async fn create_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    draft: PositionDraft,
    publication: Publication,
) -> Result<DebtPosition, PositionError> {
    let now = app.now();
    hand.check_codes(given_iuvs(&draft))?;
    draft.check(Writing::Create, now)?;
    for _ in 0..ATTEMPTS {
        let mut draft = draft.clone();
        let issued = issue_missing(app, profile, hand, &mut draft).await?;
        let position = build(app, profile, draft, publication, now)?;
        hand.check(&position)?;
        let act = app.act(profile.workspace.id, Some(hand.name()));
        let case_ids = app.ids().new_ids(position.installments().count());
        let (position_copy, hand) = (position.clone(), hand.clone());
        let insert = Insert { act, hand, position: position_copy, publication, case_ids };
        if let Some(written) = app.store().execute(Lane::Interactive, insert).await? {
            return Ok(written);
        }
        match find_stored(app, &position).await? {
            // Ours: the command was committed, its answer was lost, and it was run again.
            Some(stored) if stored.id == position.id => return Ok(stored),
            Some(_) => break,
            None if issued == 0 => break,
            None => (),
        }
    }
    Err(PositionError::Taken)
}

fn build(
    app: &App,
    profile: &WorkspaceProfile,
    draft: PositionDraft,
    publication: Publication,
    now: Timestamp,
) -> Result<DebtPosition, PositionError> {
    let service = service_of(profile, &draft, app.today())?.id;
    let ids =
        DraftIds { workspace: profile.workspace.id, service, new_id: &mut || app.ids().new_id() };
    let mut position = DebtPosition::from_draft(draft, ids, now)
        .ok_or_else(|| StoreError::Bug("a checked draft could not be built".to_owned()))?;
    note_warnings(&mut position, profile, app.directory().taxonomy(), app.today());
    if publication == Publication::Now {
        position.publish(now)?;
    }
    Ok(position)
}

async fn find_stored(
    app: &App,
    position: &DebtPosition,
) -> Result<Option<DebtPosition>, StoreError> {
    let query = FindByIupd { workspace: position.workspace, iupd: position.iupd.clone() };
    app.store().read(query).await
}

struct Insert {
    act: Act,
    hand: Hand,
    position: DebtPosition,
    publication: Publication,
    /// One for each instalment that has been paid before.
    case_ids: Vec<Uuid>,
}

impl Command for Insert {
    /// The position as it is written; nothing if something of it is taken, or if somebody else
    /// was faster with the item of a file that it comes from.
    type Output = Option<DebtPosition>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let is_first = self.hand.end_errand(tx).await?;
        if !is_first || debt_positions::insert(tx, &self.position).await? == Inserted::Taken {
            tx.undo();
            return Ok(None);
        }
        let mut position = self.position.clone();
        let mut case_ids = self.case_ids.iter().copied();
        let mut entries = self.entries();
        entries.extend(apply_waiting(tx, &self.act, &mut position, &mut case_ids).await?);
        journal::record(tx, &self.act, entries).await?;
        Ok(Some(position))
    }
}

impl Insert {
    fn entries(&self) -> Vec<Entry> {
        let published = self.publication == Publication::Now;
        let published = published.then_some(EventKind::PositionPublished);
        let events = [EventKind::PositionCreated].into_iter().chain(published);
        events.map(|it| Entry::of_position(self.position.id, it)).collect()
    }
}
