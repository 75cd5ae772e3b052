//! Somebody chooses another password for themselves.

use iuvo_domain::{
    AuditEntryId,
    access::{Operator, Password, PasswordRefusal, SecondFactorState, Session, SessionHash},
    audit::{Act, Author, Chain, Content, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit, second_factors,
    sign_in::{self as rows, PasswordOf},
};
use jiff::Timestamp;

use super::{
    SessionToken,
    try_password::{Count, Counters},
};
use crate::App;

/// How that ends.
pub enum ChangePasswordEnd {
    /// It is changed: the browser is given this instead of what it had; others must sign in again.
    Changed(SessionToken),
    /// The present password is not that.
    Wrong,
    /// The new one is not good enough.
    Refused(PasswordRefusal),
    /// Too many attempts have failed: none is looked at for a while.
    Locked(Timestamp),
    /// Too many passwords are being looked at just now.
    Busy,
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
    let Some(turn) = app.hashing.turn().await else { return Ok(ChangePasswordEnd::Busy) };
    let counting = Count { counters: Counters::of(&operator.email, None), now: app.now() };
    if let Some(until) = app.store().execute(Lane::Interactive, counting).await? {
        return Ok(ChangePasswordEnd::Locked(until));
    }
    let stored = app.store().read(PasswordOf(operator.email.clone())).await?.map(|it| it.hash);
    if !app.hashing.verify(turn, present, stored).await {
        return Ok(ChangePasswordEnd::Wrong);
    }
    let Some(turn) = app.hashing.turn().await else { return Ok(ChangePasswordEnd::Busy) };
    let hash = app.hashing.hash(turn, password.expose().to_owned()).await;
    let (Some(hash), Some(token)) = (hash, SessionToken::new()) else {
        return Ok(ChangePasswordEnd::Busy);
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
