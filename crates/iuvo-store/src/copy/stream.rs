//! Every row of a snapshot, table after table, read by a task of its own: whoever takes them works
//! meanwhile, and slows it down by not taking.

use std::pin::pin;

use deadpool_postgres::Client;
use futures_util::TryStreamExt;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::encoding::Batch;
use crate::{
    Snapshot, StoreError,
    catalog::{Catalog, Table},
    column::{Param, postgres_column, sqlite_column},
    snapshot::Source,
};

/// Batches that may wait to be taken.
const WAITING: usize = 4;

/// What the reader says.
enum Read {
    Rows(Batch),
    /// Every table has been read; silence without it means that the reader was lost.
    Everything,
}

/// The rows, taken batch by batch.
pub(super) struct Rows {
    reader: Receiver<Result<Read, StoreError>>,
    held: Option<Read>,
}

impl Rows {
    /// Begins to read.
    pub(super) fn of(snapshot: Snapshot, catalog: &Catalog) -> Result<Self, StoreError> {
        let (sender, reader) = mpsc::channel(WAITING);
        let tables = catalog.tables.clone();
        match snapshot.source {
            Source::Sqlite(connection) => {
                std::thread::Builder::new()
                    .name("iuvo-rows".to_owned())
                    .spawn(move || {
                        let read = read_sqlite(&connection, &tables, &sender);
                        // Who no longer listens needs no answer.
                        drop(sender.blocking_send(read.map(|()| Read::Everything)));
                    })
                    .map_err(|error| StoreError::Bug(format!("no thread to read: {error}")))?;
            }
            Source::Postgres(client) => {
                tokio::spawn(async move {
                    let read = read_postgres(&client, &tables, &sender).await;
                    drop(sender.send(read.map(|()| Read::Everything)).await);
                });
            }
        }
        Ok(Self { reader, held: None })
    }

    /// The next rows of a table; `None` when it has no more. Tables are asked for in order.
    pub(super) async fn next_of(&mut self, table: usize) -> Result<Option<Batch>, StoreError> {
        let next = match self.held.take() {
            Some(held) => held,
            None => match self.reader.recv().await {
                Some(read) => read?,
                None => return Err(StoreError::Bug("the reader of rows was lost".to_owned())),
            },
        };
        match next {
            Read::Rows(batch) if batch.table == table => Ok(Some(batch)),
            other => {
                self.held = Some(other);
                Ok(None)
            }
        }
    }
}

/// Whoever took the rows has stopped taking them.
fn unwanted<T>(_: T) -> StoreError {
    StoreError::Bug("nobody takes the rows any more".to_owned())
}

fn read_sqlite(
    connection: &rusqlite::Connection,
    tables: &[Table],
    sender: &Sender<Result<Read, StoreError>>,
) -> Result<(), StoreError> {
    for (index, table) in tables.iter().enumerate() {
        let mut statement = connection.prepare(&table.select())?;
        let mut rows = statement.query([])?;
        let mut batch = Batch::of(index);
        while let Some(row) = rows.next()? {
            for column in 0..table.columns.len() {
                batch.push(sqlite_column(row, column)?);
            }
            batch.end_row();
            if batch.is_full() {
                let full = std::mem::replace(&mut batch, Batch::of(index));
                sender.blocking_send(Ok(Read::Rows(full))).map_err(unwanted)?;
            }
        }
        if !batch.is_empty() {
            sender.blocking_send(Ok(Read::Rows(batch))).map_err(unwanted)?;
        }
    }
    Ok(())
}

async fn read_postgres(
    client: &Client,
    tables: &[Table],
    sender: &Sender<Result<Read, StoreError>>,
) -> Result<(), StoreError> {
    for (index, table) in tables.iter().enumerate() {
        let nothing: [Param<'_>; 0] = [];
        let mut rows = pin!(client.query_raw(&table.select(), nothing).await?);
        let mut batch = Batch::of(index);
        while let Some(row) = rows.try_next().await? {
            for column in 0..table.columns.len() {
                batch.push(postgres_column(&row, column)?);
            }
            batch.end_row();
            if batch.is_full() {
                let full = std::mem::replace(&mut batch, Batch::of(index));
                sender.send(Ok(Read::Rows(full))).await.map_err(unwanted)?;
            }
        }
        if !batch.is_empty() {
            sender.send(Ok(Read::Rows(batch))).await.map_err(unwanted)?;
        }
    }
    Ok(())
}
