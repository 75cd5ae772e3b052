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

use super::{
    Hand, PositionError, Publication, given_iuvs, issue_missing, note_warnings, service_of,
};
use crate::App;

/// Attempts at finding a number that the body's own software has not used meanwhile.
const ATTEMPTS: usize = 3;

/// Writes a new position, issuing the IUVs that it lacks.
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
        let insert = Insert { act, position: position.clone(), publication };
        let inserted = app.store().execute(Lane::Interactive, insert).await?;
        if inserted == Inserted::Yes {
            return Ok(position);
        }
        match find_stored(app, &position).await? {
            // Ours: the command was committed, its answer was lost, and it was run again.
            Some(stored) if stored.id == position.id => return Ok(position),
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
    position: DebtPosition,
    publication: Publication,
}

impl Command for Insert {
    type Output = Inserted;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Inserted, StoreError> {
        let inserted = debt_positions::insert(tx, &self.position).await?;
        match inserted {
            Inserted::Yes => journal::record(tx, &self.act, self.entries()).await?,
            Inserted::Taken => tx.undo(),
        }
        Ok(inserted)
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
