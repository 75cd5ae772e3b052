//! Schema changes: numbered files, applied in order, each in one transaction.
//!
//! The files speak the four types of the portable subset; SQLite gets them mapped to its own and
//! its tables `strict`. Replicas that start together take turns on the row of `schema_version`,
//! and a binary refuses a schema newer than itself.

use std::{path::Path, time::Duration};

use deadpool_postgres::Client;

use crate::{DriverError, OpenError, StoreError, postgres::Postgres, snapshot::Source, sqlite};

/// A change of the schema.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Its place, counted from one without gaps.
    pub number: i64,
    /// Its name.
    pub name: &'static str,
    /// Its text, in the portable subset.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal;)+) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_directory";
    2 "0002_debt_positions";
    3 "0003_receipts";
    4 "0004_jobs";
    5 "0005_journal";
    6 "0006_audit";
    7 "0007_lists";
    8 "0008_receipt_versions";
    9 "0009_transfers_by_iban";
    10 "0010_directory_flags_and_stops";
    11 "0011_services_in_time";
    12 "0012_taxonomy";
    13 "0013_directory_versions";
    14 "0014_calls";
    15 "0015_call_limits";
    16 "0016_repeated_receipts";
    17 "0017_revenue_stamps";
    18 "0018_notice_demands";
    19 "0019_operators";
    20 "0020_messages";
    21 "0021_links_of_notices";
    22 "0022_openings";
    23 "0023_searches";
    24 "0024_sign_in";
    25 "0025_openings_whole";
    26 "0026_carts";
    27 "0027_takings";
    28 "0028_second_factor";
    29 "0029_old_carts";
    30 "0030_cases_decided";
    31 "0031_questions";
    32 "0032_receipt_mails";
    33 "0033_receipts_of_services";
    34 "0034_form_drafts";
    35 "0035_lists_apart_from_states";
    36 "0036_failing_jobs";
    37 "0037_to_list_by_itself";
    38 "0038_particulars";
    39 "0039_cases_of_services";
    40 "0040_audit_read";
    41 "0041_openings_apart";
    42 "0042_files";
};

const CREATE_VERSION: &str =
    "create table if not exists schema_version (id smallint primary key, version bigint not null)";
const FIRST_VERSION: &str =
    "insert into schema_version (id, version) values (1, 0) on conflict (id) do nothing";
const LOCK_VERSION: &str = "update schema_version set version = version where id = 1";
const READ_VERSION: &str = "select version from schema_version where id = 1";

/// While a change waits for a table, everybody waits behind it: it waits shortly, and comes again.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '1s'";
/// How often a change comes again.
const ATTEMPTS: u32 = 60;
/// Pause before it does.
const PAUSE: Duration = Duration::from_millis(500);

/// What a migration run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// The schema found.
    pub from: i64,
    /// The schema left.
    pub to: i64,
}

/// The schema this program works with.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |it| it.number)
}

/// The next migration of a program that knows those of this crate and some later ones.
fn pending(version: i64, later: &[Migration]) -> Result<Option<&Migration>, OpenError> {
    let known = later.last().map_or(newest(), |it| it.number);
    if version > known {
        return Err(OpenError::SchemaIsNewer { found: version, known });
    }
    Ok(MIGRATIONS.iter().chain(later).find(|it| it.number > version))
}

fn set_version(migration: &Migration) -> String {
    format!("update schema_version set version = {} where id = 1", migration.number)
}

/// The version of a database that is there already; whatever has none is not ours.
pub(crate) async fn read_version(source: &Source) -> Result<i64, OpenError> {
    let version = match source {
        Source::Sqlite(connection) => {
            connection.query_row(READ_VERSION, [], |row| row.get(0)).map_err(StoreError::from)
        }
        Source::Postgres(client) => match client.query_one(READ_VERSION, &[]).await {
            Ok(row) => row.try_get(0).map_err(StoreError::from),
            Err(error) => Err(error.into()),
        },
    };
    let version = version.map_err(|error| match error {
        StoreError::Refused(cause) if !cause.tells_of_damage() => OpenError::NotOurs(cause),
        other => other.into(),
    })?;
    pending(version, &[]).map(|_| version)
}

pub(crate) fn migrate_sqlite(path: &Path, later: &[Migration]) -> Result<Migrated, OpenError> {
    let connection = sqlite::connect(path).map_err(OpenError::Store)?;
    let run = |sql: &str| connection.execute_batch(sql).map_err(StoreError::from);
    let version = || connection.query_row(READ_VERSION, [], |row| row.get(0));
    run(CREATE_VERSION)?;
    run(FIRST_VERSION)?;
    let from: i64 = version().map_err(StoreError::from)?;
    loop {
        run("begin immediate")?;
        let current: i64 = version().map_err(StoreError::from)?;
        let Some(migration) = pending(current, later)? else {
            run("commit")?;
            return Ok(Migrated { from, to: current });
        };
        tracing::info!(migration = migration.name, "schema change");
        run(&for_sqlite(migration.sql))?;
        run(&set_version(migration))?;
        run("commit")?;
    }
}

/// Builds the newest schema on a connection that has none.
pub(crate) fn build_sqlite(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    connection.execute_batch(CREATE_VERSION)?;
    connection.execute_batch(FIRST_VERSION)?;
    for migration in MIGRATIONS {
        connection.execute_batch(&for_sqlite(migration.sql))?;
        connection.execute_batch(&set_version(migration))?;
    }
    Ok(())
}

pub(crate) async fn migrate_postgres(
    postgres: &Postgres,
    later: &[Migration],
) -> Result<Migrated, OpenError> {
    let client = postgres.connection().await?;
    let run = async |sql: &str| client.batch_execute(sql).await.map_err(StoreError::from);
    // Two replicas may create the table at the same instant; the loser sees it exist.
    if run(CREATE_VERSION).await.is_err() {
        run(CREATE_VERSION).await?;
    }
    run(FIRST_VERSION).await?;
    let from = version_on_server(&client).await?;
    let mut attempt: u32 = 1;
    loop {
        match step_on_server(&client, later).await {
            Ok(Step::Done(to)) => return Ok(Migrated { from, to }),
            Ok(Step::Taken) => attempt = 1,
            Err(OpenError::Store(error)) if attempt < ATTEMPTS && gave_way(&error) => {
                run("rollback").await?;
                tracing::warn!(%error, attempt, "a schema change gave way to the traffic");
                tokio::time::sleep(PAUSE).await;
                attempt = attempt.saturating_add(1);
            }
            Err(error) => return Err(error),
        }
    }
}

/// What a transaction of a migration run did.
enum Step {
    /// A migration has been made.
    Taken,
    /// There is none left; this is the schema.
    Done(i64),
}

async fn step_on_server(client: &Client, later: &[Migration]) -> Result<Step, OpenError> {
    let run = async |sql: &str| client.batch_execute(sql).await.map_err(StoreError::from);
    run("begin").await?;
    run(LOCK_VERSION).await?;
    let current = version_on_server(client).await?;
    let Some(migration) = pending(current, later)? else {
        run("commit").await?;
        return Ok(Step::Done(current));
    };
    tracing::info!(migration = migration.name, "schema change");
    run(LOCK_TIMEOUT).await?;
    run(migration.sql).await?;
    run(&set_version(migration)).await?;
    run("commit").await?;
    Ok(Step::Taken)
}

async fn version_on_server(client: &Client) -> Result<i64, OpenError> {
    let row = client.query_one(READ_VERSION, &[]).await.map_err(StoreError::from)?;
    Ok(row.try_get(0).map_err(StoreError::from)?)
}

/// Whether a change ended because other replicas were at work on the same tables.
fn gave_way(error: &StoreError) -> bool {
    use tokio_postgres::error::SqlState;
    match error {
        StoreError::Conflict(_) => true,
        StoreError::Refused(DriverError::Postgres(error)) => {
            error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE)
        }
        _ => false,
    }
}

/// Maps the portable types to SQLite's and makes its tables check them. A table that is said to be
/// in one tree is nothing but the index of its primary key.
fn for_sqlite(sql: &str) -> String {
    sql.replace(" bigint", " integer")
        .replace(" smallint", " integer")
        .replace(" bytea", " blob")
        .replace("\n);", "\n) strict;")
        .replace("\n) /* in one tree */;", "\n) strict, without rowid;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_one_by_one_as_their_files() {
        for (expected, migration) in (1..).zip(MIGRATIONS) {
            assert_eq!(migration.number, expected);
            assert!(migration.name.starts_with(&format!("{expected:04}_")), "{}", migration.name);
            assert!(migration.sql.starts_with("-- "), "{} says why", migration.name);
        }
    }

    /// Replicas of the version before serve the same database while it is upgraded.
    #[test]
    fn a_schema_only_grows() {
        const OLDER_THAN_ANY_RELEASE: i64 = 41;
        for migration in MIGRATIONS.iter().filter(|it| it.number != OLDER_THAN_ANY_RELEASE) {
            let sql = migration.sql.to_lowercase();
            for taken in ["drop column", "drop table", " rename ", "alter column"] {
                assert!(!sql.contains(taken), "{} has `{taken}`", migration.name);
            }
        }
    }

    #[test]
    fn sqlite_gets_its_own_types() {
        let portable = "create table t (\n  a bigint not null,\n  b bytea,\n  c smallint\n);";
        let own = "create table t (\n  a integer not null,\n  b blob,\n  c integer\n) strict;";
        assert_eq!(for_sqlite(portable), own);
        let portable = "create table t (\n  a bigint primary key\n) /* in one tree */;";
        let own = "create table t (\n  a integer primary key\n) strict, without rowid;";
        assert_eq!(for_sqlite(portable), own);
    }

    #[test]
    fn a_newer_schema_is_refused() {
        assert!(matches!(pending(newest() + 1, &[]), Err(OpenError::SchemaIsNewer { .. })));
    }
}
