//! One moment of a database, looked at without changing anything.
//!
//! Invariants: the schema is neither created nor brought up to date; everything asked of one
//! snapshot is answered from the same moment, whoever writes meanwhile.
//! Absent on purpose: connections for a server, which writes and answers many at once.

use std::path::Path;

use deadpool_postgres::Client;

use crate::{
    DatabaseUrl, OpenError, Query, StoreError, Tx, defects::caught, migration, postgres::Postgres,
    sqlite, statement::Statement,
};

/// One moment of a database.
pub struct Snapshot {
    pub(crate) source: Source,
    schema: i64,
}

/// The connection that holds the moment.
pub(crate) enum Source {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Client>),
}

/// Nothing that others write from here on is seen.
const HOLD_POSTGRES: &str = "begin isolation level repeatable read read only";

impl Snapshot {
    /// Opens a database that is there already. Its schema may be older than the program's, not
    /// newer.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        let source = match url {
            DatabaseUrl::Sqlite(path) => {
                let connection = sqlite::connect_reader(path)?;
                connection.execute_batch("begin").map_err(StoreError::from)?;
                Source::Sqlite(connection)
            }
            DatabaseUrl::Postgres(url) => {
                let client = Postgres::open(url, 1)?.connection().await?;
                client.batch_execute(HOLD_POSTGRES).await.map_err(StoreError::from)?;
                Source::Postgres(Box::new(client))
            }
        };
        let schema = migration::read_version(&source).await?;
        Ok(Self { source, schema })
    }

    /// The version of the schema found.
    pub fn schema(&self) -> i64 {
        self.schema
    }

    /// Whether the schema is the one this program works with.
    pub fn is_up_to_date(&self) -> bool {
        self.schema == migration::newest()
    }

    /// Asks a question.
    pub async fn read<Q: Query>(&mut self, query: &Q) -> Result<Q::Output, StoreError> {
        match &mut self.source {
            Source::Sqlite(connection) => {
                sqlite::run_to_end(query.run(&mut Tx::sqlite(connection)))
            }
            Source::Postgres(client) => caught(query.run(&mut Tx::postgres(client))).await,
        }
    }

    /// Prepares a statement without running it.
    pub(crate) async fn prepare(&self, statement: &Statement) -> Result<(), StoreError> {
        match &self.source {
            Source::Sqlite(connection) => connection.prepare(statement.sqlite()).map(drop)?,
            Source::Postgres(client) => client.prepare(statement.postgres()).await.map(drop)?,
        }
        Ok(())
    }

    /// Copies the whole file of this moment, whatever its schema, into a new one; `false`, and
    /// nothing done, on a server. Told how many pages of how many have been copied.
    pub fn copy_file(&self, to: &Path, on_progress: &dyn Fn(u64, u64)) -> Result<bool, StoreError> {
        let Source::Sqlite(connection) = &self.source else { return Ok(false) };
        sqlite::pages::copy(connection, to, on_progress)?;
        Ok(true)
    }

    /// What the engine finds wrong with its own file; `None` when all is well, and on a server,
    /// which looks after itself.
    pub fn damage(&self) -> Result<Option<String>, StoreError> {
        let Source::Sqlite(connection) = &self.source else { return Ok(None) };
        let found: String =
            connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }
}
