//! The second factor: what somebody has besides what they know.
//!
//! The secret is sealed with the master key, in the row of its owner. It is offered in a form,
//! sealed as well, and written only when a first code confirms that the telephone has it and, where
//! there is one already, by whoever knows the password: an open session that somebody else finds is
//! not enough. An offer names the factor in whose place it was made, and is good for no other. The
//! codes for when the telephone is lost are shown with the offer: what is shown only once must not
//! be in an answer that a second click loses.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::{
    AuditEntryId, OperatorId, WorkspaceId,
    access::{Operator, SecondFactorState, Session},
    audit::{Act, Author, Chain, Content, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    second_factors::{self as rows, CodeHash, SecondFactor, SecretOf},
    sign_in::{self as sessions, Counter},
};
use jiff::Timestamp;
use pagopa_codes::in_fours;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    SessionToken,
    own_password::{PasswordDefect, try_own_password},
    totp::{SECRET_LENGTH, Secret},
    try_password::{Count, Counters, email_counter},
};
use crate::{
    App,
    sealing::{Place, Sealer},
};

/// Of whom a second factor is demanded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SecondFactorFor {
    /// Of nobody: demonstrations and rehearsals.
    Nobody,
    /// Of whoever may decide something, which is everybody but clerks.
    #[default]
    Deciders,
    /// Of everybody.
    Everybody,
}

impl SecondFactorFor {
    fn demands_of(self, operator: &Operator) -> bool {
        match self {
            Self::Nobody => false,
            Self::Deciders => operator.grants().iter().any(|it| it.role().decides()),
            Self::Everybody => true,
        }
    }
}

/// What a session still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// A code of the telephone.
    Code,
    /// A second factor at all.
    SecondFactor,
}

/// What a session lacks before it opens anything; `None` if nothing.
pub fn lack(app: &App, session: &Session) -> Option<Lack> {
    match session.second_factor {
        SecondFactorState::Proved => None,
        SecondFactorState::Set => Some(Lack::Code),
        // Without a master key no secret can be kept.
        SecondFactorState::Absent => (app.sealer.is_some()
            && app.second_factor.demands_of(&session.operator))
        .then_some(Lack::SecondFactor),
    }
}

/// Whether there is a master key to seal a second factor with.
pub fn has_master_key(app: &App) -> bool {
    app.sealer.is_some()
}

/// A secret on offer, for a telephone.
pub struct Offer {
    /// In Base32, to be typed.
    pub secret: String,
    /// As the text of a QR code.
    pub uri: String,
    /// Codes for when the telephone is lost.
    pub codes: Vec<String>,
    /// All that, sealed, to be sent back with the first code.
    pub sealed: String,
}

/// What is sealed in an offer.
struct Offered {
    /// The sealed secret in whose place this one is offered; empty if there is none.
    before: Vec<u8>,
    secret: Secret,
    codes: Vec<String>,
}

impl Offered {
    fn new(before: Vec<u8>) -> Option<Self> {
        let codes = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Option<_>>()?;
        Some(Self { before, secret: Secret::new()?, codes })
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let length = u8::try_from(self.before.len()).ok()?;
        let codes = self.codes.join(" ");
        Some([&[length], &self.before[..], &self.secret.0, codes.as_bytes()].concat())
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (length, bytes) = bytes.split_first()?;
        let (before, bytes) = bytes.split_at_checked(usize::from(*length))?;
        let (secret, codes) = bytes.split_first_chunk()?;
        let codes = std::str::from_utf8(codes).ok()?.split(' ').map(str::to_owned).collect();
        Some(Self { before: before.to_owned(), secret: Secret(*secret), codes })
    }
}

/// Offers a new secret. `None` if none can be kept here.
pub async fn offer_second_factor(
    app: &App,
    operator: &Operator,
) -> Result<Option<Offer>, StoreError> {
    let before = app.store().read(SecretOf(operator.id)).await?;
    let sealed = app.sealer.as_ref().and_then(|sealer| {
        let offered = Offered::new(before.unwrap_or_default())?;
        let sealed = sealer.seal(offer_place(operator.id), &offered.bytes()?).ok()?;
        Some(offer(operator, offered, BASE64_URL_SAFE_NO_PAD.encode(sealed)))
    });
    Ok(sealed)
}

/// The same offer again, as it was sent back. `None` if it is not one of ours for that person.
pub fn repeat_offer(app: &App, operator: &Operator, sealed: &str) -> Option<Offer> {
    let offered = opened(app.sealer.as_ref()?, operator.id, sealed)?;
    Some(offer(operator, offered, sealed.to_owned()))
}

fn offer(operator: &Operator, offered: Offered, sealed: String) -> Offer {
    let written = offered.secret.written();
    let email: String = operator.email.bytes().map(percent).collect();
    let uri = format!("otpauth://totp/Iuvo:{email}?secret={written}&issuer=Iuvo");
    Offer { secret: written, uri, codes: offered.codes, sealed }
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn opened(sealer: &Sealer, operator: OperatorId, offered: &str) -> Option<Offered> {
    let offered = Some(offered).filter(|it| it.len() <= LONGEST_OFFER)?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(offered).ok()?;
    Offered::read(&sealer.open(offer_place(operator), &bytes).ok()?)
}

/// What is offered is no row yet, and does not open as one.
fn offer_place(operator: OperatorId) -> Place<'static> {
    Place { table: "offer of a second factor", ..place(operator) }
}

/// An operator belongs to no workspace.
fn place(operator: OperatorId) -> Place<'static> {
    let row = Uuid::from_bytes(*operator.as_bytes());
    Place { table: "operator_second_factor", workspace: WorkspaceId::new(0), row }
}

/// How the first code of an offer is taken.
pub enum ConfirmEnd {
    /// The secret is kept: the browser is given this instead of what it had.
    Kept(SessionToken),
    /// The code is not right.
    WrongCode,
    /// The password that a second factor is replaced with was not taken.
    NotTaken(PasswordDefect),
    /// The offer was made in the place of another factor than there is.
    Outdated,
}

/// Whether a session must say its password before it is given another second factor.
pub fn must_say_password(session: &Session) -> bool {
    session.second_factor != SecondFactorState::Absent
}

/// Keeps what was offered, if the code proves that the telephone has the secret, and the password,
/// where one must be said, that whoever sends it is who signed in.
pub async fn confirm_second_factor(
    app: &App,
    session: &Session,
    sealed: &str,
    (code, present): (&str, String),
) -> Result<ConfirmEnd, StoreError> {
    let operator = session.operator.id;
    let kept = app.sealer.as_ref().and_then(|sealer| {
        let Offered { before, secret, codes } = opened(sealer, operator, sealed)?;
        let last_step = secret.step_of(&digits(code), app.now())?;
        let secret = sealer.seal(place(operator), &secret.0).ok()?;
        let codes = codes.iter().map(|it| hash(operator, it)).collect();
        Some((SecondFactor { operator, secret, last_step, codes }, before))
    });
    let (Some((factor, before)), Some(token)) = (kept, SessionToken::new()) else {
        return Ok(ConfirmEnd::WrongCode);
    };
    if must_say_password(session)
        && let Err(defect) = try_own_password(app, &session.operator, present).await?
    {
        return Ok(ConfirmEnd::NotTaken(defect));
    }
    let rotation = Rotation { from: session.hash, to: token.hash(), since: session.created_at };
    let record = record(app, Act::SecondFactorSet, operator);
    let counter = email_counter(&session.operator.email);
    let keep = Keep { factor, before, rotation, counter, record };
    let is_kept = app.store().execute(Lane::Interactive, keep).await?;
    Ok(if is_kept { ConfirmEnd::Kept(token) } else { ConfirmEnd::Outdated })
}

/// How a code is taken.
pub enum CodeEnd {
    /// It is right: the browser is given this instead of what it had.
    Right(SessionToken),
    /// It is not, or was taken before.
    Wrong,
    /// Too many were wrong.
    Locked(Timestamp),
}

/// Takes a code of the telephone, or one for when it is lost.
pub async fn prove_second_factor(
    app: &App,
    session: &Session,
    code: &str,
) -> Result<CodeEnd, StoreError> {
    let operator = session.operator.id;
    let counters = Counters::of_codes(operator);
    let counting = Count { counters, now: app.now() };
    if let Some(until) = app.store().execute(Lane::Interactive, counting).await? {
        return Ok(CodeEnd::Locked(until));
    }
    let sealed = app.store().read(SecretOf(operator)).await?;
    let secret = app.sealer.as_ref().zip(sealed).and_then(|(sealer, sealed)| {
        let opened = sealer.open(place(operator), &sealed).ok()?;
        Some(Secret(<[u8; SECRET_LENGTH]>::try_from(opened.as_slice()).ok()?))
    });
    let step = secret.and_then(|it| it.step_of(&digits(code), app.now()));
    let Some(token) = SessionToken::new() else { return Ok(CodeEnd::Wrong) };
    let rotation = Rotation { from: session.hash, to: token.hash(), since: session.created_at };
    let proof = Prove {
        step,
        code: hash(operator, &code.to_uppercase()),
        rotation,
        counters,
        record: record(app, Act::SecondFactorProved, operator),
    };
    let is_right = app.store().execute(Lane::Interactive, proof).await?;
    Ok(if is_right { CodeEnd::Right(token) } else { CodeEnd::Wrong })
}

/// Takes the second factor of somebody away, who has lost their telephone and their codes. Their
/// sessions end.
pub async fn remove_second_factor(
    app: &App,
    author: &Author,
    operator: &Operator,
) -> Result<bool, StoreError> {
    let record =
        Record { author: author.clone(), ..record(app, Act::SecondFactorRemoved, operator.id) };
    app.store().execute(Lane::Interactive, Remove { operator: operator.id, record }).await
}

fn record(app: &App, act: Act, operator: OperatorId) -> Record {
    Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Directory,
        at: app.now(),
        author: Author::Operator(operator),
        act,
        subject: operator.to_string(),
        content: Content::default(),
    }
}

/// As people write it: `123 456`.
fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

/// How many codes there are for when the telephone is lost.
const RECOVERY_CODES: usize = 10;
/// Longer than any offer of ours.
const LONGEST_OFFER: usize = 600;

/// Sixteen signs, 80 bits, in groups of four: none is taken for another.
fn recovery_code() -> Option<String> {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    let signs = bytes.iter().filter_map(|it| SIGNS.get(usize::from(it % 32)));
    let signs: String = signs.map(|it| char::from(*it)).collect();
    Some(in_fours(&signs, "-"))
}

/// A code is too long to be guessed, so a plain hash is enough; blanks and hyphens do not count.
fn hash(operator: OperatorId, code: &str) -> CodeHash {
    let signs: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest([operator.as_bytes(), signs.as_bytes()].concat()).into()
}

/// Another session in the place of one, since it opens more; it ends when that would have ended.
#[derive(Clone, Copy)]
struct Rotation {
    from: [u8; 32],
    to: [u8; 32],
    since: Timestamp,
}

impl Rotation {
    async fn run(&self, tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
        sessions::delete_session(tx, &self.from).await?;
        sessions::insert_session(tx, &self.to, operator, self.since).await?;
        rows::prove(tx, &self.to).await.map(drop)
    }
}

struct Keep {
    factor: SecondFactor,
    /// The sealed secret in whose place it comes; empty if there is none.
    before: Vec<u8>,
    rotation: Rotation,
    counter: Counter,
    record: Record,
}

impl Command for Keep {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let operator = self.factor.operator;
        // Our own doing, if the session is there: its commit went unanswered.
        if rows::prove(tx, &self.rotation.to).await? {
            return Ok(true);
        }
        if !rows::save(tx, &self.factor, &self.before, self.record.at).await? {
            return Ok(false);
        }
        // Whoever is somewhere else with the factor before must prove the new one.
        sessions::delete_sessions(tx, operator).await?;
        sessions::forget_attempts(tx, &self.counter).await?;
        self.rotation.run(tx, operator).await?;
        sessions::note_use(tx, &self.rotation.to, self.record.at).await?;
        audit::append(tx, &self.record).await?;
        Ok(true)
    }
}

struct Prove {
    step: Option<i64>,
    code: CodeHash,
    rotation: Rotation,
    counters: Counters,
    record: Record,
}

impl Command for Prove {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let Record { at, author, .. } = &self.record;
        let Author::Operator(operator) = author else { return Ok(false) };
        // Our own doing, if the session is there: its commit went unanswered.
        if rows::prove(tx, &self.rotation.to).await? {
            return Ok(true);
        }
        let is_right = match self.step {
            Some(step) => rows::take_step(tx, *operator, step).await?,
            None => rows::take_code(tx, *operator, &self.code).await?,
        };
        if is_right {
            sessions::forget_attempts(tx, &self.counters.email).await?;
            self.rotation.run(tx, *operator).await?;
            sessions::note_use(tx, &self.rotation.to, *at).await?;
        }
        let act = if is_right { Act::SecondFactorProved } else { Act::SignInRefused };
        audit::append(tx, &Record { act, ..self.record.clone() }).await?;
        Ok(is_right)
    }
}

struct Remove {
    operator: OperatorId,
    record: Record,
}

impl Command for Remove {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let removed = rows::delete(tx, self.operator).await?;
        if removed {
            sessions::delete_sessions(tx, self.operator).await?;
            audit::append(tx, &self.record).await?;
        }
        Ok(removed)
    }
}
