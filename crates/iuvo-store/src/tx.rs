//! The transaction a command runs in, the same for both engines.
//!
//! Invariants: any SQL error ends the transaction, whatever the command makes of it; nothing but
//! the transaction itself may be awaited inside a command; affected rows are looked at.

use deadpool_postgres::Client;

use crate::{
    column::{Param, Row},
    error::StoreError,
    postgres::Ahead,
    statement::Statement,
};

/// Statements run through it, on whichever engine is underneath.
pub struct Tx<'a> {
    engine: Engine<'a>,
    failed: bool,
    undone: bool,
}

enum Engine<'a> {
    Sqlite(&'a mut rusqlite::Connection),
    Postgres(Ahead<'a>),
}

impl<'a> Tx<'a> {
    pub(crate) fn sqlite(connection: &'a mut rusqlite::Connection) -> Self {
        Self { engine: Engine::Sqlite(connection), failed: false, undone: false }
    }

    pub(crate) fn postgres(client: &'a Client) -> Self {
        Self { engine: Engine::Postgres(Ahead::new(client)), failed: false, undone: false }
    }

    /// Keeps nothing of this transaction, although the command ends well: for a refusal found
    /// out after something was written, which must leave no trace.
    pub fn undo(&mut self) {
        self.undone = true;
    }

    /// What the engine has to do with the changes of a command that ended so.
    pub(crate) fn keeps<T>(&self, result: Result<T, StoreError>) -> (bool, Result<T, StoreError>) {
        match result {
            Ok(_) if self.failed => {
                (false, Err(StoreError::Bug("a command ignored a failed statement".to_owned())))
            }
            Ok(output) => (!self.undone, Ok(output)),
            Err(error) => (false, Err(error)),
        }
    }

    /// Runs a statement and returns how many rows it touched.
    pub(crate) async fn execute(
        &mut self,
        statement: &Statement,
        params: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        self.check()?;
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_execute(connection, statement, params),
            Engine::Postgres(ahead) => postgres_execute(ahead, statement, params).await,
        };
        self.note(result)
    }

    /// Runs a statement that must touch exactly one row. What is wrong with it may be told later,
    /// at the next step or at the end of the transaction, which then keeps nothing.
    pub(crate) async fn execute_one(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<(), StoreError> {
        self.run(statement, params, Some(1)).await
    }

    /// Runs a statement that may touch any number of rows; as [`Tx::execute_one`].
    pub(crate) async fn execute_any(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
    ) -> Result<(), StoreError> {
        self.run(statement, params, None).await
    }

    async fn run(
        &mut self,
        statement: &'static Statement,
        params: &[Param<'_>],
        wanted: Option<u64>,
    ) -> Result<(), StoreError> {
        self.check()?;
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => match sqlite_execute(connection, statement, params) {
                Ok(count) if wanted.is_some_and(|it| it != count) => {
                    Err(StoreError::wrong_count(statement, wanted.unwrap_or_default(), count))
                }
                done => done.map(drop),
            },
            Engine::Postgres(ahead) => ahead.send(statement, params, wanted).await,
        };
        self.note(result)
    }

    /// Ends a command: everything it ran has gone well.
    pub(crate) async fn settle<T>(
        &mut self,
        result: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match (&mut self.engine, result) {
            (Engine::Postgres(ahead), Ok(output)) => ahead.settle().await.map(|()| output),
            (_, result) => result,
        }
    }

    /// Writes rows of one shape, with a statement for each or with one for several. A server is
    /// spared round trips that way; SQLite has none, and a statement of several rows costs it more
    /// than the rows by themselves, since it must be able to undo some of them.
    pub(crate) async fn insert_many<const N: usize>(
        &mut self,
        each: &'static Statement,
        several: &'static Statement,
        rows: &[[Param<'_>; N]],
    ) -> Result<(), StoreError> {
        self.check()?;
        if let Engine::Sqlite(connection) = &mut self.engine {
            let result = sqlite_execute_each(connection, each, rows);
            return self.note(result);
        }
        let chunks = rows.chunks_exact(several.row_count());
        let rest = chunks.remainder();
        for chunk in chunks {
            self.execute_any(several, chunk.as_flattened()).await?;
        }
        for row in rest {
            self.execute_any(each, row).await?;
        }
        Ok(())
    }

    /// Runs a query and reads each row.
    pub(crate) async fn query<T: Send>(
        &mut self,
        statement: &Statement,
        params: &[Param<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        self.check()?;
        let result = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite_query(connection, statement, params, read),
            Engine::Postgres(ahead) => postgres_query(ahead, statement, params, read).await,
        };
        self.note(result)
    }

    /// Runs a query that finds one row at most.
    pub(crate) async fn query_opt<T: Send>(
        &mut self,
        statement: &Statement,
        params: &[Param<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let mut rows = self.query(statement, params, read).await?;
        let first = rows.pop();
        if rows.is_empty() {
            return Ok(first);
        }
        self.failed = true;
        Err(StoreError::Bug(format!("more than one row found by: {}", statement.postgres())))
    }

    /// Runs a query that finds exactly one row.
    pub(crate) async fn query_one<T: Send>(
        &mut self,
        statement: &Statement,
        params: &[Param<'_>],
        read: impl Fn(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        let row = self.query_opt(statement, params, read).await?;
        row.ok_or_else(|| {
            self.failed = true;
            StoreError::Bug(format!("no row found by: {}", statement.postgres()))
        })
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Bug("a statement follows a failed one".to_owned()));
        }
        Ok(())
    }

    fn note<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        self.failed |= result.is_err();
        result
    }
}

fn sqlite_execute(
    connection: &rusqlite::Connection,
    statement: &Statement,
    params: &[Param<'_>],
) -> Result<u64, StoreError> {
    let mut prepared = connection.prepare_cached(statement.sqlite())?;
    let count = prepared.execute(rusqlite::params_from_iter(params))?;
    u64::try_from(count).map_err(|error| StoreError::Bug(error.to_string()))
}

fn sqlite_execute_each<const N: usize>(
    connection: &rusqlite::Connection,
    statement: &Statement,
    rows: &[[Param<'_>; N]],
) -> Result<(), StoreError> {
    let mut prepared = connection.prepare_cached(statement.sqlite())?;
    for row in rows {
        prepared.execute(rusqlite::params_from_iter(row))?;
    }
    Ok(())
}

fn sqlite_query<T>(
    connection: &rusqlite::Connection,
    statement: &Statement,
    params: &[Param<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut prepared = connection.prepare_cached(statement.sqlite())?;
    let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&mut Row::sqlite(row))?);
    }
    Ok(found)
}

async fn postgres_execute(
    ahead: &mut Ahead<'_>,
    statement: &Statement,
    params: &[Param<'_>],
) -> Result<u64, StoreError> {
    let (client, prepared) = (ahead.client(), ahead.prepare(statement).await?);
    ahead.ask(client.execute_raw(&prepared, params)).await
}

async fn postgres_query<T>(
    ahead: &mut Ahead<'_>,
    statement: &Statement,
    params: &[Param<'_>],
    read: impl Fn(&mut Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let (client, prepared) = (ahead.client(), ahead.prepare(statement).await?);
    let params: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
        params.iter().map(|it| -> &(dyn tokio_postgres::types::ToSql + Sync) { it }).collect();
    let rows = ahead.ask(client.query(&prepared, &params)).await?;
    rows.iter().map(|row| read(&mut Row::postgres(row))).collect()
}
