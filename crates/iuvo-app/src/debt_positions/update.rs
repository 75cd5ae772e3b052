//! A position is written again, whole.

use std::{collections::HashSet, sync::Arc};

use iuvo_domain::{
    debt_position::{DebtPosition, DraftIds, PositionDraft, PositionStatus, Writing},
    directory::{WorkspaceProfile, taxonomy::Taxonomy},
    journal::{Entry, EventKind, RevisionDetail},
};
use iuvo_store::{StoreError, debt_positions::FindByIupd};
use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Cents, Iuv};
use uuid::Uuid;

use super::{
    Hand, PositionError, Publication,
    change::{Change, Which, Write, change_position},
    given_iuvs, identities, issue_missing, note_warnings, service_of,
};
use crate::{App, rome};

/// Replaces the contents of a position nobody has paid. It is a draft again afterwards, unless it
/// is published at once, or a receipt came before that pays it.
pub async fn update_debt_position(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    which: Which,
    mut draft: PositionDraft,
    publication: Publication,
) -> Result<DebtPosition, PositionError> {
    keep_numbers(app, profile, &mut draft).await?;
    issue_missing(app, profile, hand, &mut draft).await?;
    let revision = Revision {
        ids: app.ids().new_ids(identities(&draft)),
        case_ids: app.ids().new_ids(draft.options.iter().map(|it| it.installments.len()).sum()),
        profile: profile.clone(),
        taxonomy: Arc::clone(app.directory().taxonomy()),
        hand: hand.clone(),
        draft,
        publication,
        now: app.now(),
        today: app.today(),
    };
    change_position(app, profile, hand, which, move |position| {
        let before = position.clone();
        revision.apply(position)?;
        let write = Write::Contents(revision.case_ids.clone());
        Ok(Change { write, entries: revision.entries(&before, position) })
    })
    .await
}

/// An instalment written again without an IUV keeps the one it has: its notice may be in
/// somebody's hands. It is recognized by its place.
async fn keep_numbers(
    app: &App,
    profile: &WorkspaceProfile,
    draft: &mut PositionDraft,
) -> Result<(), PositionError> {
    if draft.installments_without_iuv().next().is_none() {
        return Ok(());
    }
    let query = FindByIupd { workspace: profile.workspace.id, iupd: draft.iupd.clone() };
    let Some(stored) = app.store().read(query).await? else { return Ok(()) };
    let given: HashSet<Iuv> = given_iuvs(draft).cloned().collect();
    for installment in draft.installments_without_iuv() {
        let mut free = stored.installments().filter(|it| !given.contains(&it.iuv));
        if let Some(same) = free.find(|it| it.ordinal == installment.ordinal) {
            installment.iuv = Some(same.iuv.clone());
            installment.notice_number.get_or_insert_with(|| same.notice_number.clone());
        }
    }
    Ok(())
}

/// Everything a revision needs, so that it can be applied again to what is stored then.
struct Revision {
    profile: WorkspaceProfile,
    taxonomy: Arc<Taxonomy>,
    hand: Hand,
    draft: PositionDraft,
    publication: Publication,
    ids: Vec<Uuid>,
    /// One for each instalment that has been paid before.
    case_ids: Vec<Uuid>,
    now: Timestamp,
    today: Date,
}

impl Revision {
    fn apply(&self, position: &mut DebtPosition) -> Result<(), PositionError> {
        if !is_updatable(position, self.now) {
            return Err(PositionError::StateForbids);
        }
        let draft = self.draft_for(position);
        check_fee(position, &draft, &self.profile)?;
        draft.check(Writing::Update, self.now)?;
        let with = self.build(draft, position.inserted_at)?;
        self.hand.check(&with)?;
        position.follow_calendar(self.now);
        position.revise(with, self.now)?;
        note_warnings(position, &self.profile, &self.taxonomy, self.today);
        if self.publication == Publication::Now {
            position.publish(self.now)?;
        }
        Ok(())
    }

    /// That it was written again and how, and that it may be paid, if it could not be before.
    fn entries(&self, before: &DebtPosition, after: &DebtPosition) -> Vec<Entry> {
        let of = |kind| Entry::of_position(after.id, kind);
        let detail = RevisionDetail::between(before, after).written();
        let updated = Entry { detail, ..of(EventKind::PositionUpdated) };
        let is_new = self.publication == Publication::Now && before.published_at.is_none();
        let published = is_new.then(|| of(EventKind::PositionPublished));
        [updated].into_iter().chain(published).collect()
    }

    /// A valid position that is published again without a validity date keeps the one it had,
    /// which is past: it was payable, and stays so.
    fn draft_for(&self, position: &DebtPosition) -> PositionDraft {
        let mut draft = self.draft.clone();
        let kept = position.validity_date().filter(|it| {
            self.publication == Publication::Now
                && position.status == PositionStatus::Valid
                && *it < self.now
        });
        if draft.options.iter().all(|it| it.validity_date.is_none()) {
            for option in &mut draft.options {
                option.validity_date = kept;
            }
        }
        draft
    }

    /// A debt stays with the service that claimed it on the day it entered, although the service
    /// may have ended since.
    fn build(
        &self,
        draft: PositionDraft,
        entered: Timestamp,
    ) -> Result<DebtPosition, PositionError> {
        let day = entered.to_zoned(rome()).date();
        let service = service_of(&self.profile, &draft, day)?.id;
        let mut ids = self.ids.iter().copied();
        // There are as many identities as `from_draft` asks for; a shortage would be caught by
        // the primary key.
        let new_id = &mut || ids.next().unwrap_or_default();
        let ids = DraftIds { workspace: self.profile.workspace.id, service, new_id };
        let built = DebtPosition::from_draft(draft, ids, self.now);
        let built =
            built.ok_or_else(|| StoreError::Bug("a checked draft could not be built".to_owned()));
        Ok(built?)
    }
}

/// GPD's rule: whatever has not been paid, withdrawn or settled may be written again.
fn is_updatable(position: &DebtPosition, now: Timestamp) -> bool {
    match position.status_at(now) {
        PositionStatus::Draft
        | PositionStatus::Published
        | PositionStatus::Valid
        | PositionStatus::Expired => true,
        PositionStatus::PartiallyPaid | PositionStatus::Paid | PositionStatus::Invalidated => false,
    }
}

/// An instalment that has a notification fee must keep a transfer of the body for it to go to.
fn check_fee(
    position: &DebtPosition,
    draft: &PositionDraft,
    profile: &WorkspaceProfile,
) -> Result<(), PositionError> {
    let with_fee =
        |it: &&iuvo_domain::debt_position::Installment| it.notification_fee != Cents::ZERO;
    for installment in position.installments().filter(with_fee) {
        let mut drafted = draft.options.iter().flat_map(|it| &it.installments);
        let same = drafted.find(|it| it.iuv.as_ref() == Some(&installment.iuv));
        let has_place = same.is_none_or(|it| {
            it.transfers.iter().any(|own| own.organization == profile.organization.fiscal_code)
        });
        if !has_place {
            return Err(PositionError::NoTransferForNotificationFee);
        }
    }
    Ok(())
}
