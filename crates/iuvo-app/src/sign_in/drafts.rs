//! What somebody had typed into a form that was not taken is there again: after they have signed
//! in, if their session had ended, or to be corrected.
//!
//! Invariants: a draft is kept only for who has a session, or had one that has ended by itself, and
//! opens for them alone, at the same address; it is sealed, and forgotten after an hour.

use iuvo_domain::{OperatorId, WorkspaceId, access::Session};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    form_drafts::{self, DraftOf, FormDraft},
    sign_in::SessionOf,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::SessionToken;
use crate::{App, sealing::Place};

/// How long a draft is kept.
pub(super) const LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// Drafts of an operator, the last ones.
const OF_AN_OPERATOR: i64 = 5;

/// Until when drafts are forgotten.
pub(super) fn forgotten_until(now: Timestamp) -> Timestamp {
    now.saturating_sub(LIFETIME).unwrap_or(Timestamp::MIN)
}

const fn place(id: Uuid) -> Place<'static> {
    // It belongs to a person, not to a body.
    Place { table: "form_draft", workspace: WorkspaceId::new(0), row: id }
}

/// Keeps what was sent to an address of ours by a session that has ended; nothing, if there is
/// nobody to keep it for.
pub async fn keep_last_draft(
    app: &App,
    token: &SessionToken,
    address: &str,
    form: &[u8],
) -> Result<Option<Uuid>, StoreError> {
    let now = app.now();
    let session = app.store().read(SessionOf(token.hash())).await?;
    let ended = |it: &Session| it.operator.enabled && !it.is_live(now);
    match session.filter(ended) {
        Some(session) => keep_draft(app, session.operator.id, address, form).await,
        None => Ok(None),
    }
}

/// Keeps what an operator sent to an address of ours; nothing, if it cannot be sealed.
pub async fn keep_draft(
    app: &App,
    operator: OperatorId,
    address: &str,
    form: &[u8],
) -> Result<Option<Uuid>, StoreError> {
    let id = app.ids().new_id();
    let text = [address.as_bytes(), b"\n", form].concat();
    let sealed = app.link_sealer().and_then(|it| it.seal(place(id), &text));
    let Ok(sealed) = sealed else { return Ok(None) };
    let draft = FormDraft { id, operator, sealed, kept_at: app.now() };
    app.store().execute(Lane::Interactive, KeepDraft(draft)).await?;
    Ok(Some(id))
}

/// What an operator had typed into the form of that address.
pub async fn find_draft(
    app: &App,
    operator: OperatorId,
    (id, address): (Uuid, &str),
) -> Result<Option<Vec<u8>>, StoreError> {
    let after = forgotten_until(app.now());
    let sealed = app.store().read(DraftOf { operator, id, after }).await?;
    let opened = sealed.and_then(|it| app.link_sealer().ok()?.open(place(id), &it).ok());
    Ok(opened.and_then(|text| {
        let form = text.strip_prefix(address.as_bytes())?.strip_prefix(b"\n")?;
        Some(form.to_vec())
    }))
}

struct KeepDraft(FormDraft);

impl Command for KeepDraft {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        form_drafts::forget_old(tx, forgotten_until(self.0.kept_at)).await?;
        form_drafts::insert(tx, &self.0, OF_AN_OPERATOR).await
    }
}
