//! A body moves its unpaid debts to another account.

use std::sync::Arc;

use iuvo_domain::{
    DebtPositionId,
    debt_position::{IbanChange, TransferKey},
    directory::{ApiClient, WorkspaceProfile, taxonomy::Taxonomy},
    journal::{Act, Entry, EventKind},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{
        self,
        by_iban::{self, ListUnpaid},
    },
    journal,
};
use jiff::civil::Date;

use super::{PositionError, note_warnings};
use crate::App;

/// Transfers moved in one transaction.
const BATCH: usize = 250;

/// Moves at most `limit` unpaid transfers from one account to another; returns how many. What a
/// failure leaves undone is done by calling again.
pub async fn change_ibans(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    change: IbanChange,
    limit: usize,
) -> Result<usize, PositionError> {
    let mut moved: usize = 0;
    let mut left = limit;
    // No database takes a NUL, so nothing credits such an account; and nothing moves to itself.
    while left > 0 && change.old != change.new && !change.old.contains('\0') {
        let asked = left.min(BATCH);
        let mut found = app.store().read(unpaid(app, profile, client, &change, asked)).await?;
        let count = found.len();
        // Those of one position together: those written in the same millisecond may be mixed.
        found.sort_unstable();
        if count > 0 {
            let command = ChangeIbans {
                act: app.act(profile.workspace.id, Some(&client.name)),
                profile: profile.clone(),
                taxonomy: Arc::clone(app.directory().taxonomy()),
                today: app.today(),
                change: change.clone(),
                found,
            };
            moved = moved.saturating_add(app.store().execute(Lane::Bulk, command).await?);
        }
        left = if count < asked { 0 } else { left.saturating_sub(count) };
    }
    Ok(moved)
}

fn unpaid(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    change: &IbanChange,
    limit: usize,
) -> ListUnpaid {
    ListUnpaid {
        workspace: profile.workspace.id,
        iban: change.old.clone(),
        now: app.now(),
        segregation_codes: client.segregation_codes.clone(),
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    }
}

/// Run again, it finds the transfers where it has moved them, and counts them all the same.
struct ChangeIbans {
    act: Act,
    profile: WorkspaceProfile,
    taxonomy: Arc<Taxonomy>,
    today: Date,
    change: IbanChange,
    /// Those of a position together; and everybody who moves several locks them in this order.
    found: Vec<(DebtPositionId, TransferKey)>,
}

impl Command for ChangeIbans {
    type Output = usize;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<usize, StoreError> {
        let mut credited: usize = 0;
        let mut entries = Vec::new();
        for transfers in self.found.chunk_by(|one, other| one.0 == other.0) {
            let Some((id, _)) = transfers.first() else { continue };
            let found = debt_positions::lock_by_id(tx, self.act.workspace, *id).await?;
            let Some(mut position) = found else { continue };
            let named: Vec<TransferKey> = transfers.iter().map(|it| it.1).collect();
            let changed = position.change_iban(&self.change, &named, self.act.at);
            credited = credited.saturating_add(changed.credited);
            if changed.moved.is_empty() {
                continue;
            }
            note_warnings(&mut position, &self.profile, &self.taxonomy, self.today);
            debt_positions::save(tx, &position).await?;
            by_iban::save_ibans(tx, &position, &changed.moved).await?;
            let entry = Entry::of_position(*id, EventKind::IbanChanged);
            entries.push(entry.with_detail(&self.change.new));
        }
        journal::record(tx, &self.act, entries).await?;
        Ok(credited)
    }
}
