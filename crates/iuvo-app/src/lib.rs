//! The use-cases of Iuvo, one per file; transactions are opened here and nowhere else.
//!
//! In reading order: [`App`] is what every use-case is given; [`access`] says who may act where;
//! [`debt_positions`], [`payments`] and [`receipts`] are the life of a debt, [`files`] how many
//! come at once in the words of [`gpd`], [`review_cases`] what
//! people must decide of it; [`directory`] is who is served; [`portal`] is what citizens see,
//! [`carts`] how they pay, `letters` how they hear of it; [`numbers`] issues notice numbers;
//! [`journal`] tells what happened, [`audit`] who changed what; [`jobs`] is what happens by itself;
//! [`operators`] are the people who work with it, and [`sign_in`] lets them in.
//!
//! Invariants: no network call inside a transaction; what is answered has been committed.
//! Absent on purpose: HTTP, HTML, SQL text.

pub mod access;
pub mod audit;
mod call_limits;
pub mod carts;
mod clock;
pub mod debt_positions;
pub mod directory;
pub mod documents;
pub mod files;
pub mod gpd;
mod ids;
mod italy;
pub mod jobs;
pub mod journal;
mod letters;
pub mod numbers;
pub mod operators;
pub mod overview;
pub mod payments;
pub mod portal;
pub mod receipts;
pub mod review_cases;
pub mod sealing;
pub mod sign_in;

use std::sync::Arc;

use iuvo_domain::{
    Environment, WorkspaceId,
    directory::{ApiClient, Directory},
    journal::Act,
};
use iuvo_mail::Mailer;
use iuvo_store::Store;
use jiff::{Timestamp, civil::Date};
use pagopa_checkout::CheckoutClient;

pub use call_limits::Admission;
pub use clock::Clock;
pub use ids::IdSource;
pub use italy::{clock_time, in_italy, long_date, rome, the_long_date};
pub use iuvo_mail::EmailAddress;
pub use iuvo_store::{Commits, StoreError, commits, defects};

/// What every use-case is given: the database, the time, identities and the directory.
pub struct App {
    store: Arc<Store>,
    clock: Clock,
    ids: IdSource,
    directory: directory::Snapshot,
    numbers: numbers::Blocks,
    journal: journal::Buffer,
    calls: call_limits::CallCounts,
    keep: journal::Keep,
    sealer: Option<sealing::Sealer>,
    artwork: documents::Artwork,
    searches: portal::SearchLimits,
    links: sealing::LinkKey,
    checkouts: carts::Checkouts,
    post: Option<letters::Post>,
    hashing: sign_in::Hashing,
    second_factor: sign_in::SecondFactorFor,
    waking: jobs::Waking,
    glances: overview::KeptGlances,
}

impl App {
    /// Puts the parts together and reads the directory.
    pub async fn start(store: Store, clock: Clock) -> Result<Self, StoreError> {
        let store = Arc::new(store);
        let directory = directory::Snapshot::read(&store).await?;
        let ids = IdSource::new(clock.clone());
        let journal = journal::Buffer::start(Arc::clone(&store), clock.clone(), ids.new_id());
        let numbers = numbers::Blocks::default();
        let calls = call_limits::CallCounts::default();
        Ok(Self {
            store,
            clock,
            ids,
            directory,
            numbers,
            journal,
            calls,
            keep: journal::Keep::default(),
            sealer: None,
            artwork: documents::Artwork::default(),
            searches: portal::SearchLimits::default(),
            links: sealing::LinkKey::default(),
            checkouts: carts::Checkouts::default(),
            post: None,
            hashing: sign_in::Hashing::default(),
            second_factor: sign_in::SecondFactorFor::default(),
            waking: jobs::Waking::default(),
            glances: overview::KeptGlances::default(),
        })
    }

    /// The same, remembering for so long.
    #[must_use]
    pub fn keeping(self, keep: journal::Keep) -> Self {
        Self { keep, ..self }
    }

    /// The same, able to seal and to open what was sealed.
    #[must_use]
    pub fn sealing_with(self, sealer: sealing::Sealer) -> Self {
        Self { sealer: Some(sealer), ..self }
    }

    /// The same, printing documents with these marks and logos.
    #[must_use]
    pub fn printing_with(self, artwork: documents::Artwork) -> Self {
        Self { artwork, ..self }
    }

    pub(crate) const fn artwork(&self) -> &documents::Artwork {
        &self.artwork
    }

    /// The same, with Checkout to pay at.
    #[must_use]
    pub fn paying_at(self, checkouts: carts::Checkouts) -> Self {
        Self { checkouts, ..self }
    }

    /// The Checkout of an environment, if it has one.
    pub fn checkout(&self, environment: Environment) -> Option<&CheckoutClient> {
        self.checkouts.of(environment)
    }

    /// The same, sending letters by that server, if it can seal where they go.
    #[must_use]
    pub fn mailing_with(self, mailer: Mailer) -> Self {
        Self { post: Some(letters::Post::new(mailer)), ..self }
    }

    /// What sends letters, and what seals their addresses.
    pub(crate) fn mail(&self) -> Option<(&letters::Post, &sealing::Sealer)> {
        self.post.as_ref().zip(self.sealer.as_ref())
    }

    /// The same, demanding a second factor of these.
    #[must_use]
    pub fn demanding_second_factor_of(self, whom: sign_in::SecondFactorFor) -> Self {
        Self { second_factor: whom, ..self }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whether the database takes writes.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present day in Italy, where the bodies are.
    pub fn today(&self) -> Date {
        in_italy(self.now()).date()
    }

    /// Counts a call of a client, unless it is one too many.
    pub fn admit(&self, client: &ApiClient) -> Admission {
        self.calls.admit(client, self.now())
    }

    /// The source of identities.
    pub fn ids(&self) -> &IdSource {
        &self.ids
    }

    /// What a command that begins now does in a workspace, for the journal.
    pub(crate) fn act(&self, workspace: WorkspaceId, actor: Option<&str>) -> Act {
        let actor = actor.map(str::to_owned);
        Act { id: self.ids.new_id(), workspace, at: self.now(), actor }
    }

    /// The directory as this process knows it, at most a second old.
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.current()
    }

    /// Reads the directory again if another process, or this one, has changed it.
    pub async fn refresh_directory(&self) -> Result<(), StoreError> {
        self.directory.refresh(&self.store).await
    }
}
