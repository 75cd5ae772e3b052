//! Sessions: found with every request, noted as used once a minute, ended.

use iuvo_domain::{
    AuditEntryId, OperatorId,
    access::{Session, SessionHash},
    audit::{Act, Author, Chain, Content, Field, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    sign_in::{self as rows, SessionOf},
};
use jiff::Timestamp;

use super::SessionToken;
use crate::App;

/// Whose session it is; `None` if it is nobody's, or has ended.
pub async fn find_session(app: &App, token: &SessionToken) -> Result<Option<Session>, StoreError> {
    let now = app.now();
    let found = app.store().read(SessionOf(token.hash())).await?;
    let Some(session) = found.filter(|it| it.is_live(now)) else { return Ok(None) };
    if session.is_use_due(now) {
        let noted = app.store().execute(Lane::Interactive, NoteUse(session.hash, now)).await;
        // Whoever reads can go on reading while nothing can be written.
        if let Err(error) = noted {
            tracing::warn!(%error, "the use of a session cannot be noted");
        }
    }
    Ok(Some(session))
}

struct NoteUse(SessionHash, Timestamp);

impl Command for NoteUse {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        rows::note_use(tx, &self.0, self.1).await
    }
}

/// Where somebody signs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOut {
    /// In this browser.
    Here,
    /// In every browser.
    Everywhere,
}

/// Ends a session, or all of its owner.
pub async fn sign_out(app: &App, session: &Session, place: SignOut) -> Result<(), StoreError> {
    let operator = session.operator.id;
    let content = Content::default().with(Field::Everywhere, place == SignOut::Everywhere);
    let record = Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Directory,
        at: app.now(),
        author: Author::Operator(operator),
        act: Act::SignedOut,
        subject: operator.to_string(),
        content,
    };
    let command = EndSessions { hash: session.hash, operator, place, record };
    app.store().execute(Lane::Interactive, command).await
}

struct EndSessions {
    hash: SessionHash,
    operator: OperatorId,
    place: SignOut,
    record: Record,
}

impl Command for EndSessions {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        match self.place {
            SignOut::Here => drop(rows::delete_session(tx, &self.hash).await?),
            SignOut::Everywhere => drop(rows::delete_sessions(tx, self.operator).await?),
        }
        audit::append(tx, &self.record).await
    }
}
