//! What can go wrong in the store. Nothing here is a business refusal: those are outputs.

use rusqlite::ErrorCode;

use crate::statement::Statement;

/// A technical failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many writes are already waiting; the caller answers 503 and the client comes back.
    #[error("too many operations are already waiting for the database")]
    Busy,
    /// The database cannot be reached, refuses to write or has no room. Retrying later may help.
    #[error("the database is not available")]
    Unavailable(#[source] DriverError),
    /// Concurrent changes kept colliding after all attempts.
    #[error("the operation kept colliding with concurrent ones")]
    Conflict(#[source] DriverError),
    /// The engine refused a statement: a defect of ours or a damaged database.
    #[error("the database refused a statement")]
    Refused(#[source] DriverError),
    /// A defect of ours: it is counted and shown, never hidden.
    #[error("defect in the store: {0}")]
    Bug(String),
}

impl StoreError {
    /// Whether the same command may succeed if it is simply run again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy | Self::Unavailable(_) | Self::Conflict(_) => true,
            Self::Refused(_) | Self::Bug(_) => false,
        }
    }

    pub(crate) fn wrong_column(index: usize, reason: impl std::fmt::Display) -> Self {
        Self::Bug(format!("column {index} cannot be read: {reason}"))
    }

    pub(crate) fn wrong_count(statement: &Statement, wanted: u64, count: u64) -> Self {
        let sql = statement.postgres();
        Self::Bug(format!("{count} rows touched instead of {wanted} by: {sql}"))
    }
}

/// The error of whichever engine is underneath.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// SQLite's own error.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's own error. Its text names the server's complaint, never the values sent.
    #[error("{}", postgres_message(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// No connection could be had from the pool.
    #[error("no database connection: {0}")]
    Pool(String),
}

impl DriverError {
    /// Whether a file cannot be read as a database.
    pub(crate) fn tells_of_damage(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        )
    }
}

fn postgres_message(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::OutOfMemory,
            ) => Self::Unavailable(error.into()),
            _ => Self::Refused(error.into()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(state) = error.code() else {
            // No SQLSTATE: the connection itself failed, or a value did not convert.
            let cause = std::error::Error::source(&error);
            let is_io = cause.is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
            return if error.is_closed() || is_io {
                Self::Unavailable(error.into())
            } else {
                Self::Refused(error.into())
            };
        };
        if *state == SqlState::T_R_SERIALIZATION_FAILURE
            || *state == SqlState::T_R_DEADLOCK_DETECTED
        {
            return Self::Conflict(error.into());
        }
        // Classes: 08 connection, 53 resources (disk full, too many connections), 57 operator
        // intervention (shutdown, failover), 58 system error, 25006 a standby not yet promoted.
        let class = state.code().get(..2).unwrap_or_default();
        if matches!(class, "08" | "53" | "57" | "58") || state.code() == "25006" {
            Self::Unavailable(error.into())
        } else {
            Self::Refused(error.into())
        }
    }
}
