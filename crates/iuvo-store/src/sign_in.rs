//! How people sign in: the hashes of their passwords, their sessions, the attempts that failed.

use iuvo_domain::{
    OperatorId,
    access::{Attempts, Grant, Operator, SecondFactorState, Session, SessionHash},
};
use jiff::Timestamp;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, params},
    operators::read_grant,
    statement::statements,
};

statements! {
    SET_PASSWORD = "
        insert into operator_password (operator_id, hash, set_at) values ($1, $2, $3)
        on conflict (operator_id) do update set hash = excluded.hash, set_at = excluded.set_at";
    FIND_PASSWORD = "
        select o.id, o.enabled, p.hash
        from operator o
        join operator_password p on p.operator_id = o.id
        where o.email = $1";
    INSERT_SESSION = "
        insert into operator_session (hash, operator_id, created_at, used_at)
        values ($1, $2, $3, $3)
        on conflict (hash) do nothing";
    FIND_SESSION = "
        select s.created_at, s.used_at, s.proved, case when f.operator_id is null then 0 else 1 end,
               o.id, o.email, o.name, o.enabled, g.role, g.scope
        from operator_session s
        join operator o on o.id = s.operator_id
        left join operator_second_factor f on f.operator_id = s.operator_id
        left join operator_grant g on g.operator_id = o.id
        where s.hash = $1
        order by g.role, g.scope";
    NOTE_USE = "update operator_session set used_at = $2 where hash = $1 and used_at < $2";
    DELETE_SESSION = "delete from operator_session where hash = $1";
    DELETE_SESSIONS = "delete from operator_session where operator_id = $1";
    DELETE_OLD_SESSIONS = "delete from operator_session where created_at <= $1";
    OPEN_ATTEMPTS = "
        insert into sign_in_attempt (counter, failures, last_at) values ($1, 0, $2)
        on conflict (counter) do nothing";
    LOCK_ATTEMPTS = "
        update sign_in_attempt set failures = failures
        where counter = $1
        returning failures, last_at, locked_until";
    SAVE_ATTEMPTS = "
        update sign_in_attempt set failures = $2, last_at = $3, locked_until = $4
        where counter = $1";
    FORGET_ATTEMPTS = "delete from sign_in_attempt where counter = $1";
    TAKE_ATTEMPT_BACK = "
        update sign_in_attempt set failures = failures - 1, locked_until = null
        where counter = $1 and failures > 0";
    FORGET_OLD_ATTEMPTS = "delete from sign_in_attempt where last_at <= $1";
}

/// Under what attempts are counted: a hash, since what was typed may be anything.
pub type Counter = [u8; 32];

/// Writes the hash of a password over the one before.
pub async fn set_password(
    tx: &mut Tx<'_>,
    id: OperatorId,
    hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SET_PASSWORD, params![id, hash, now]).await.map(drop)
}

/// The hash of somebody's password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPassword {
    /// Whose.
    pub operator: OperatorId,
    /// Whether they are let in at all.
    pub enabled: bool,
    /// In the form of PHC, with its parameters.
    pub hash: String,
}

/// The password of whoever has that address; `None` if nobody has, or no password was set.
pub struct PasswordOf(pub String);

impl Query for PasswordOf {
    type Output = Option<StoredPassword>;

    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query_opt(&FIND_PASSWORD, params![self.0], |row| {
            Ok(StoredPassword { operator: row.next()?, enabled: row.next()?, hash: row.next()? })
        })
        .await
    }
}

/// Opens a session.
pub async fn insert_session(
    tx: &mut Tx<'_>,
    hash: &SessionHash,
    operator: OperatorId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&INSERT_SESSION, params![hash, operator, now]).await.map(drop)
}

/// Notes that a session is in use.
pub async fn note_use(
    tx: &mut Tx<'_>,
    hash: &SessionHash,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&NOTE_USE, params![hash, now]).await.map(drop)
}

/// Ends a session; `false` if there is none.
pub async fn delete_session(tx: &mut Tx<'_>, hash: &SessionHash) -> Result<bool, StoreError> {
    Ok(tx.execute(&DELETE_SESSION, params![hash]).await? == 1)
}

/// Ends every session of an operator; returns how many.
pub async fn delete_sessions(tx: &mut Tx<'_>, operator: OperatorId) -> Result<u64, StoreError> {
    tx.execute(&DELETE_SESSIONS, params![operator]).await
}

/// Forgets sessions begun until a moment.
pub async fn delete_old_sessions(tx: &mut Tx<'_>, until: Timestamp) -> Result<(), StoreError> {
    tx.execute(&DELETE_OLD_SESSIONS, params![until]).await.map(drop)
}

/// Reads the attempts counted under a name, and keeps others from doing so meanwhile.
pub async fn lock_attempts(
    tx: &mut Tx<'_>,
    counter: &Counter,
    now: Timestamp,
) -> Result<Attempts, StoreError> {
    tx.execute(&OPEN_ATTEMPTS, params![counter, now]).await?;
    let read = |row: &mut Row<'_>| {
        Ok(Attempts { failures: row.next()?, last_at: row.next()?, locked_until: row.next()? })
    };
    tx.query_one(&LOCK_ATTEMPTS, params![counter], read).await
}

/// Writes the attempts counted under a name.
pub async fn save_attempts(
    tx: &mut Tx<'_>,
    counter: &Counter,
    attempts: &Attempts,
) -> Result<(), StoreError> {
    let Attempts { failures, last_at, locked_until } = attempts;
    tx.execute_one(&SAVE_ATTEMPTS, params![counter, failures, last_at, locked_until]).await
}

/// Forgets the attempts counted under a name.
pub async fn forget_attempts(tx: &mut Tx<'_>, counter: &Counter) -> Result<(), StoreError> {
    tx.execute(&FORGET_ATTEMPTS, params![counter]).await.map(drop)
}

/// Takes an attempt back that has not failed.
pub async fn take_attempt_back(tx: &mut Tx<'_>, counter: &Counter) -> Result<(), StoreError> {
    tx.execute(&TAKE_ATTEMPT_BACK, params![counter]).await.map(drop)
}

/// Forgets the attempts whose last was until a moment.
pub async fn forget_old_attempts(tx: &mut Tx<'_>, until: Timestamp) -> Result<(), StoreError> {
    tx.execute(&FORGET_OLD_ATTEMPTS, params![until]).await.map(drop)
}

/// The session under a hash, live or not, with whose it is.
pub struct SessionOf(pub SessionHash);

impl Query for SessionOf {
    type Output = Option<Session>;

    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let hash = self.0;
        let rows = tx.query(&FIND_SESSION, params![hash], |row| read_session(hash, row)).await?;
        let mut rows = rows.into_iter();
        let Some((session, first)) = rows.next() else { return Ok(None) };
        let grants = first.into_iter().chain(rows.filter_map(|it| it.1)).collect();
        Ok(Some(Session { operator: session.operator.with_grants(grants), ..session }))
    }
}

fn read_session(
    hash: SessionHash,
    row: &mut Row<'_>,
) -> Result<(Session, Option<Grant>), StoreError> {
    let (created_at, used_at) = (row.next()?, row.next()?);
    let (is_proved, is_set) = (row.next()?, row.next()?);
    let second_factor = match (is_proved, is_set) {
        (true, true) => SecondFactorState::Proved,
        (false, true) => SecondFactorState::Set,
        (_, false) => SecondFactorState::Absent,
    };
    let operator = Operator::new(row.next()?, row.next()?, row.next()?).with_enabled(row.next()?);
    let grant = read_grant(row)?;
    Ok((Session { hash, operator, second_factor, created_at, used_at }, grant))
}
