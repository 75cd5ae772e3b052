//! Somebody chooses another password for themselves.

use iuvo_domain::{
    AuditEntryId,
    access::{Operator, Password, PasswordRefusal, SecondFactorState, Session, SessionHash},
    audit::{Act, Author, Chain, Content, Record},
};
use iuvo_store::{Command, Lane, StoreError, Tx, audit, second_factors, sign_in as rows};
use jiff::Timestamp;

use super::{
    SessionToken,
    own_password::{PasswordDefect, try_own_password},
    try_password::Counters,
};
use crate::App;

/// How that ends.
pub enum ChangePasswordEnd {
    /// It is changed: the browser is given this instead of what it had; others must sign in again.
    Changed(SessionToken),
    /// The present password was not taken.
    NotTaken(PasswordDefect),
    /// The new one is the present one.
    Same,
    /// The new one is not good enough.
    Refused(PasswordRefusal),
}

/// Changes the password of whoever's session it is, if they know the present one.
pub async fn change_password(
    app: &App,
    session: &Session,
    present: String,
    new: &str,
) -> Result<ChangePasswordEnd, StoreError> {
    let operator = &session.operator;
    let password = match Password::new(new, &operator.email) {
        Ok(password) => password,
        Err(refusal) => return Ok(ChangePasswordEnd::Refused(refusal)),
    };
    let is_same = present == new;
    if let Err(defect) = try_own_password(app, operator, present).await? {
        return Ok(ChangePasswordEnd::NotTaken(defect));
    }
    if is_same {
        return Ok(ChangePasswordEnd::Same);
    }
    let busy = ChangePasswordEnd::NotTaken(PasswordDefect::Busy);
    let Some(turn) = app.hashing.turn().await else { return Ok(busy) };
    let hash = app.hashing.hash(turn, password.expose().to_owned()).await;
    let (Some(hash), Some(token)) = (hash, SessionToken::new()) else {
        return Ok(busy);
    };
    let record = Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Directory,
        at: app.now(),
        author: Author::Operator(operator.id),
        act: Act::PasswordSet,
        subject: operator.id.to_string(),
        content: Content::default(),
    };
    let change = ChangePassword {
        operator: operator.clone(),
        hash,
        session: token.hash(),
        since: session.created_at,
        is_proved: session.second_factor == SecondFactorState::Proved,
        record,
    };
    app.store().execute(Lane::Interactive, change).await?;
    Ok(ChangePasswordEnd::Changed(token))
}

struct ChangePassword {
    operator: Operator,
    hash: String,
    session: SessionHash,
    since: Timestamp,
    is_proved: bool,
    record: Record,
}

impl Command for ChangePassword {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (operator, now) = (&self.operator, self.record.at);
        rows::set_password(tx, operator.id, &self.hash, now).await?;
        rows::forget_attempts(tx, &Counters::of(&operator.email, None).email).await?;
        rows::delete_sessions(tx, operator.id).await?;
        rows::insert_session(tx, &self.session, operator.id, self.since).await?;
        rows::note_use(tx, &self.session, now).await?;
        if self.is_proved {
            second_factors::prove(tx, &self.session).await?;
        }
        audit::append(tx, &self.record).await
    }
}
