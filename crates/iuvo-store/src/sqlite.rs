//! The embedded engine: one writer thread with group commit, read-only connections for the rest.

mod held;
pub(crate) mod pages;
mod queue;
mod readers;
mod writer;

use std::{
    fs::OpenOptions,
    path::Path,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use crate::{Command, Lane, Query, StoreError, defects::caught};
use held::HeldMoment;
use queue::Queue;
use readers::Readers;
use writer::QueuedCommand;

/// How long another process (the command line, a backup) may hold the file before a write fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pause between attempts where SQLite itself does not wait.
const BUSY_PAUSE: Duration = Duration::from_millis(10);

/// How much of the file the writer maps, in bytes: all of it, whatever it grows to. Only addresses
/// are taken by what is not read.
const MAPPED: i64 = 1 << 40;
/// What the writer keeps of the pages it changes, as SQLite counts it (KiB, negative): most batches
/// as a whole, so that few pages are written before their commit and again at it.
const WRITER_CACHE: i64 = -8 * 1024;

/// What a reader keeps of the pages it reads (2 MB): the upper ones of every tree. It copies the
/// others from the system's memory: a mapping is taken back after every commit of the writer, and
/// building it up again costs more.
const READER_CACHE: i64 = -2 * 1024;
/// Pages in the log before they are brought into the file: 32 MB. A page that changes several times
/// meanwhile, as those of indexes do, is brought once.
const LOGGED_PAGES: i64 = 8 * 1024;

pub(crate) struct Sqlite {
    queue: Arc<Queue>,
    readers: Readers,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::default());
        writer::start(connect(path)?, HeldMoment::new(path)?, Arc::clone(&queue))?;
        Ok(Self { queue, readers: Readers::new(path) })
    }

    pub(crate) async fn execute<C: Command>(
        &self,
        lane: Lane,
        command: C,
    ) -> Result<C::Output, StoreError> {
        let (queued, answer) = QueuedCommand::with_answer(command);
        self.queue.push(lane, queued).map_err(|_| StoreError::Busy)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Bug("the writer has stopped".to_owned())))
    }

    pub(crate) async fn read<Q: Query>(&self, query: Q) -> Result<Q::Output, StoreError> {
        self.readers.run(query).await
    }

    /// Lets the writer finish what is queued and stop.
    pub(crate) fn close(&self) {
        self.queue.close();
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens a connection that writes. `synchronous=FULL`: an answer given is on disk.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    create_for_its_owner(path);
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    write_ahead(&connection)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", WRITER_CACHE)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", LOGGED_PAGES, |_| Ok(()))?;
    read_mapped(&connection)?;
    keep_prepared(&connection)?;
    Ok(connection)
}

/// A new file is its owner's only, since it will hold what people owe; SQLite gives the files that
/// go with it the same permissions. Whatever is wrong with the path shows when it is opened.
fn create_for_its_owner(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// Of two processes that open a new file together one is refused this change at once, whatever the
/// timeout: it tries again for as long.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let mut waited = Duration::ZERO;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && waited < BUSY_TIMEOUT =>
            {
                std::thread::sleep(BUSY_PAUSE);
                waited = waited.saturating_add(BUSY_PAUSE);
            }
            done => return Ok(done?),
        }
    }
}

/// Opens a connection that only reads a file that is there.
pub(crate) fn connect_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", READER_CACHE)?;
    keep_prepared(&connection)?;
    Ok(connection)
}

/// Reads the file as mapped memory: the pages are the system's, neither copied nor kept twice.
fn read_mapped(connection: &Connection) -> Result<(), StoreError> {
    // The pragma answers with the size it has set.
    Ok(connection.pragma_update_and_check(None, "mmap_size", MAPPED, |_| Ok(()))?)
}

/// Statements are planned once, when they are prepared. Without the planner's stability guarantee
/// SQLite plans a statement anew whenever a value bound to it could have led to another plan, which
/// costs ten times the query itself.
fn keep_prepared(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(256);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Runs a future that awaits nothing but the transaction: on this engine every step is ready at
/// once, so a pending future is a defect.
pub(crate) fn run_to_end<T>(
    future: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(caught(future)).poll(&mut context) {
        Poll::Ready(result) => result,
        Poll::Pending => {
            Err(StoreError::Bug("a command awaited something else than its transaction".to_owned()))
        }
    }
}
