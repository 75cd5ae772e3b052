//! A whole database, row by row, whichever the engines: copied, counted, compared.
//!
//! In reading order: `stream` reads every row of a snapshot; `digest` says what they amount to;
//! `target` writes them. What is read, hashed and written is the same encoding of the same rows,
//! so two databases with the same digests hold the same data.
//!
//! Invariants: one moment of the source; the target gets everything or nothing; memory is bounded
//! by a few batches; no table is named here, they all come from the catalog.

mod digest;
mod encoding;
mod stream;
mod target;

pub use digest::TableDigest;

use crate::{
    DatabaseUrl, Query, Snapshot, StoreError, Tx,
    catalog::Catalog,
    column::{only, params},
    error::DriverError,
    statement::Statement,
};
use digest::Digests;
use stream::Rows;

/// Why a copy is not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The program that wrote the source is another version.
    #[error("the source has schema {found}, this program copies schema {known}")]
    OtherSchema {
        /// The schema found.
        found: i64,
        /// The schema of this program.
        known: i64,
    },
    /// Somebody's data are there.
    #[error("the target is not empty: {0} has rows")]
    NotEmpty(String),
    /// Programs of ours are connected to what would be replaced.
    #[error("the target is in use")]
    InUse,
    /// The target cannot be opened.
    #[error("the target cannot be opened")]
    Target(#[from] crate::OpenError),
    /// An engine failed.
    #[error("the copy failed")]
    Store(#[from] StoreError),
}

impl From<DriverError> for CopyError {
    fn from(error: DriverError) -> Self {
        Self::Store(StoreError::Refused(error))
    }
}

/// What may become of data that a target holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// They stay: the copy is refused.
    Kept,
    /// They go.
    Replaced,
}

/// Told how many rows have been dealt with.
pub type OnProgress<'a> = &'a (dyn Fn(u64) + Sync);

/// Copies every row of a snapshot into a database, whose schema is made if it is missing. A
/// SQLite target is a file that does not exist yet. What was read is what is returned.
pub async fn copy(
    from: Snapshot,
    to: &DatabaseUrl,
    existing: Existing,
    on_progress: OnProgress<'_>,
) -> Result<Vec<TableDigest>, CopyError> {
    if !from.is_up_to_date() {
        let known = crate::migration::newest();
        return Err(CopyError::OtherSchema { found: from.schema(), known });
    }
    let catalog = Catalog::read()?;
    let mut digests = Digests::of(&catalog, on_progress);
    match to {
        DatabaseUrl::Sqlite(path) => {
            let rows = Rows::of(from, &catalog)?;
            target::write_sqlite(path, rows, &catalog, &mut digests).await?;
        }
        DatabaseUrl::Postgres(url) => {
            let target = target::PostgresTarget::open(url, &catalog, existing).await?;
            let rows = Rows::of(from, &catalog)?;
            target.write(rows, &catalog, &mut digests).await?;
        }
    }
    Ok(digests.finish())
}

/// What every table of a snapshot amounts to.
pub async fn digest(
    snapshot: Snapshot,
    on_progress: OnProgress<'_>,
) -> Result<Vec<TableDigest>, StoreError> {
    let catalog = Catalog::read()?;
    let mut digests = Digests::of(&catalog, on_progress);
    let mut rows = Rows::of(snapshot, &catalog)?;
    for index in 0..catalog.tables.len() {
        while let Some(batch) = rows.next_of(index).await? {
            digests.add(&batch);
        }
    }
    Ok(digests.finish())
}

/// How many rows a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCount {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}

/// How many rows every table of a snapshot has, of those this program knows.
pub async fn counts(snapshot: &mut Snapshot) -> Result<Vec<TableCount>, StoreError> {
    let mut found = Vec::new();
    for table in Catalog::read()?.tables {
        let sql = format!("select count(*) from {}", table.name);
        let rows = snapshot.read(&Count(Statement::made(sql))).await?;
        found.push(TableCount { table: table.name, rows });
    }
    Ok(found)
}

struct Count(Statement);

impl Query for Count {
    type Output = u64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        let count: i64 = tx.query_one(&self.0, params![], only).await?;
        u64::try_from(count).map_err(|error| StoreError::Bug(error.to_string()))
    }
}
