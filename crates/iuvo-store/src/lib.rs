//! All SQL of Iuvo, on SQLite and PostgreSQL behind one [`Tx`].
//!
//! In reading order: [`Command`] is what the rest of the house writes; [`Store`] runs it; `tx`,
//! `column` and `statement` make one text serve both engines; `sqlite` and `postgres` are the
//! engines; the other modules are the SQL, by feature.
//!
//! Invariants: no operational row is touched without its workspace; no clock, sequence, trigger
//! or session setting of the database decides anything; a write runs to its end even if its
//! client hangs up.
//! Absent on purpose: business branching, network calls other than the database's.

use std::path::{Path, PathBuf};

pub mod audit;
pub mod calls;
pub mod carts;
mod catalog;
mod column;
mod command;
mod commits;
pub mod copy;
pub mod debt_positions;
mod defects;
pub mod directory;
mod domain_columns;
mod error;
pub mod files;
pub mod form_drafts;
pub mod glance;
pub mod invariants;
pub mod jobs;
pub mod journal;
mod migration;
pub mod notice_demands;
pub mod number_spaces;
pub mod operators;
pub mod packing;
mod postgres;
pub mod receipt_mails;
pub mod receipts;
pub mod refused_messages;
mod registry;
pub mod review_cases;
mod rows;
pub mod second_factors;
pub mod sign_in;
mod snapshot;
mod sqlite;
mod statement;
mod together;
mod tx;

pub use command::{Command, Lane, Query, Reach};
pub use commits::{Commits, commits};
pub use defects::defects;
pub use error::{DriverError, StoreError};
pub use migration::{Migrated, Migration};
pub use tx::Tx;

pub use registry::prepare_all;
pub use snapshot::Snapshot;

use postgres::Postgres;
use sqlite::Sqlite;

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is not one of ours.
    #[error("the database address is not valid: {0}")]
    Url(String),
    /// A newer version of the program has already changed the schema.
    #[error("the database has schema {found}, this program knows schema {known} at most")]
    SchemaIsNewer {
        /// The schema found.
        found: i64,
        /// The newest schema known.
        known: i64,
    },
    /// What is there is not a database of this program.
    #[error("the database has no schema of ours")]
    NotOurs(#[source] DriverError),
    /// The file is damaged where the schema is written, or is no database at all.
    #[error("the file is damaged")]
    Damaged(#[source] DriverError),
    /// The engine failed.
    #[error("the database cannot be opened")]
    Store(#[source] StoreError),
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(cause) if cause.tells_of_damage() => Self::Damaged(cause),
            other => Self::Store(other),
        }
    }
}

/// Where the data are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: one file, made if it does not exist.
    Sqlite(PathBuf),
    /// `postgres://…`: a server.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://…`.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|it| !it.is_empty()) {
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(OpenError::Url("it starts with neither sqlite: nor postgres://".to_owned()))
    }
}

/// Makes a SQLite file whole by itself, so that it can be moved; `false` if somebody uses it.
pub fn put_out_of_use(path: &Path) -> Result<bool, StoreError> {
    sqlite::pages::put_out_of_use(path)
}

/// A database, opened.
pub struct Store {
    engine: Engine,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Connections kept to a PostgreSQL server by each process.
const POSTGRES_CONNECTIONS: usize = 16;

impl Store {
    /// Opens a database and brings its schema up to date.
    pub async fn open(url: &DatabaseUrl) -> Result<(Self, Migrated), OpenError> {
        Self::open_with(url, &[]).await
    }

    /// Opens a database as a program does that knows some migrations more than this crate: the
    /// next version, beside which this one must go on working.
    pub async fn open_with(
        url: &DatabaseUrl,
        later: &[Migration],
    ) -> Result<(Self, Migrated), OpenError> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let migrated = migration::migrate_sqlite(path, later)?;
                Ok((Self { engine: Engine::Sqlite(Sqlite::open(path)?) }, migrated))
            }
            DatabaseUrl::Postgres(url) => {
                let postgres = Postgres::open(url, POSTGRES_CONNECTIONS)?;
                let migrated = migration::migrate_postgres(&postgres, later).await?;
                Ok((Self { engine: Engine::Postgres(postgres) }, migrated))
            }
        }
    }

    /// Runs a command to its end, whether or not the caller waits for it.
    pub async fn execute<C: Command>(
        &self,
        lane: Lane,
        command: C,
    ) -> Result<C::Output, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.execute(lane, command).await,
            Engine::Postgres(postgres) => postgres.execute(lane, command).await,
        }
    }

    /// Asks a question.
    pub async fn read<Q: Query>(&self, query: Q) -> Result<Q::Output, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(query).await,
            Engine::Postgres(postgres) => postgres.read(query).await,
        }
    }

    /// Whether the database takes writes: a full disk still answers questions.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.execute(Lane::Interactive, directory::change::Probe).await
    }

    /// Lets queued writes finish and takes no more.
    pub fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close(),
            Engine::Postgres(_) => (),
        }
    }
}
