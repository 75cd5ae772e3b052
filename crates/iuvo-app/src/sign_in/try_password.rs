//! Is somebody who they say? Counted first, so that guessing is slow however many guess at once.

use std::net::IpAddr;

use iuvo_domain::{
    AuditEntryId, OperatorId,
    access::{Attempts, CountedBy, LONGEST, SessionHash},
    audit::{Act, Author, Chain, Content, Field, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit, form_drafts,
    sign_in::{self as rows, Counter, PasswordOf},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{SessionToken, drafts};
use crate::{App, portal::network};

/// Somebody who wants to be let in.
pub struct SignIn {
    /// The address they typed.
    pub email: String,
    /// The password they typed.
    pub password: String,
    /// Where they are, if that is known.
    pub origin: Option<IpAddr>,
    /// What their browser held already: it is good for nothing afterwards.
    pub held: Option<SessionToken>,
}

/// How that ends.
pub enum SignInEnd {
    /// They are let in with this.
    Opened(SessionToken),
    /// The address or the password is wrong; which, nobody is told.
    Wrong,
    /// Too many attempts have failed: none is looked at for a while.
    Locked(Timestamp),
    /// Too many people are signing in just now.
    Busy,
}

/// Lets somebody in, if the password is theirs.
pub async fn sign_in(app: &App, attempt: SignIn) -> Result<SignInEnd, StoreError> {
    let email = attempt.email.trim().to_lowercase();
    let Some(turn) = app.hashing.turn().await else { return Ok(SignInEnd::Busy) };
    let counters = Counters::of(&email, attempt.origin);
    let counting = Count { counters, now: app.now() };
    if let Some(until) = app.store().execute(Lane::Interactive, counting).await? {
        return Ok(SignInEnd::Locked(until));
    }
    let stored = app.store().read(PasswordOf(email)).await?;
    let hash = stored.as_ref().map(|it| it.hash.clone());
    let is_right = app.hashing.verify(turn, attempt.password, hash).await;
    let Some(found) = stored.as_ref().filter(|it| is_right && it.enabled) else {
        let known = stored.map(|it| it.operator);
        let record = record(app, Act::SignInRefused, known, attempt.origin);
        app.store().execute(Lane::Interactive, Tell(record)).await?;
        return Ok(SignInEnd::Wrong);
    };
    let Some(token) = SessionToken::new() else { return Ok(SignInEnd::Busy) };
    let opening = Open {
        hash: token.hash(),
        held: attempt.held.map(|it| it.hash()),
        operator: found.operator,
        counters,
        record: record(app, Act::SignedIn, Some(found.operator), attempt.origin),
    };
    app.store().execute(Lane::Interactive, opening).await?;
    Ok(SignInEnd::Opened(token))
}

/// What the audit log says: never what was typed, which may be a password in the wrong field.
fn record(app: &App, act: Act, operator: Option<OperatorId>, origin: Option<IpAddr>) -> Record {
    Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Directory,
        at: app.now(),
        author: operator.map_or(Author::Program, Author::Operator),
        act,
        subject: operator.map_or_else(|| "nobody".to_owned(), |it| it.to_string()),
        content: Content::default().with_some(Field::Origin, origin),
    }
}

/// Under what an attempt is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counters {
    pub(super) email: Counter,
    origin: Option<Counter>,
}

impl Counters {
    pub(super) fn of(email: &str, origin: Option<IpAddr>) -> Self {
        let origin = origin.map(|it| counter("origin", &network(it).to_string()));
        Self { email: email_counter(email), origin }
    }

    /// Of the codes of a telephone, which are counted apart from passwords.
    pub(super) fn of_codes(operator: OperatorId) -> Self {
        Self { email: counter("code", &operator.to_string()), origin: None }
    }

    /// In one order, so that no two transactions wait for each other.
    fn in_order(self) -> Vec<(CountedBy, Counter)> {
        let origin = self.origin.map(|it| (CountedBy::Origin, it));
        let mut counters: Vec<_> =
            origin.into_iter().chain([(CountedBy::Email, self.email)]).collect();
        counters.sort_unstable_by_key(|it| it.1);
        counters
    }
}

pub(super) fn email_counter(email: &str) -> Counter {
    counter("email", email)
}

fn counter(kind: &str, name: &str) -> Counter {
    Sha256::digest([kind.as_bytes(), &[0], name.as_bytes()].concat()).into()
}

/// Counts an attempt; says until when there is none to be made, if so.
pub(super) struct Count {
    pub(super) counters: Counters,
    pub(super) now: Timestamp,
}

impl Command for Count {
    type Output = Option<Timestamp>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        rows::forget_old_attempts(tx, Attempts::forgotten_until(self.now)).await?;
        let mut locked = None;
        let mut counted = Vec::new();
        for (by, counter) in self.counters.in_order() {
            let attempts = rows::lock_attempts(tx, &counter, self.now).await?;
            locked = locked.max(attempts.locked(self.now));
            counted.push((counter, attempts.with_one_more(by, self.now)));
        }
        if locked.is_some() {
            return Ok(locked);
        }
        for (counter, attempts) in &counted {
            rows::save_attempts(tx, counter, attempts).await?;
        }
        Ok(None)
    }
}

struct Tell(Record);

impl Command for Tell {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        audit::append(tx, &self.0).await
    }
}

/// Opens a session in the place of the one that the browser held.
struct Open {
    hash: SessionHash,
    held: Option<SessionHash>,
    operator: OperatorId,
    counters: Counters,
    record: Record,
}

impl Command for Open {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let now = self.record.at;
        rows::forget_attempts(tx, &self.counters.email).await?;
        if let Some(origin) = &self.counters.origin {
            rows::take_attempt_back(tx, origin).await?;
        }
        if let Some(held) = &self.held {
            rows::delete_session(tx, held).await?;
        }
        let oldest = now.saturating_sub(LONGEST).unwrap_or(Timestamp::MIN);
        rows::delete_old_sessions(tx, oldest).await?;
        form_drafts::forget_old(tx, drafts::forgotten_until(now)).await?;
        rows::insert_session(tx, &self.hash, self.operator, now).await?;
        audit::append(tx, &self.record).await
    }
}
