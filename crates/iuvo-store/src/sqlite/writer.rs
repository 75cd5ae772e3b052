//! The writer thread: whatever is queued is committed together.
//!
//! Each command of a batch runs in its own savepoint, so that one that fails or panics takes
//! nothing with it. Answers leave only after COMMIT. When a whole batch is lost (a full disk makes
//! SQLite roll everything back), its commands are run again one by one, so that only those that
//! cannot be kept are refused.

use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{held::HeldMoment, queue::Queue, run_to_end};
use crate::{Command, StoreError, Tx, commits, defects};

/// A queued command with its type erased.
pub(super) trait Job: Send {
    /// Runs the command and keeps its result; returns whether its changes are to be kept.
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// Replaces the result: the changes could not be committed.
    fn fail(&mut self, error: StoreError);
    /// Gives the answer to whoever is still waiting for it.
    fn answer(self: Box<Self>);
}

pub(super) struct QueuedCommand<C: Command> {
    command: C,
    result: Option<Result<C::Output, StoreError>>,
    reply: oneshot::Sender<Result<C::Output, StoreError>>,
}

type Answer<C> = oneshot::Receiver<Result<<C as Command>::Output, StoreError>>;

impl<C: Command> QueuedCommand<C> {
    pub(super) fn with_answer(command: C) -> (Box<dyn Job>, Answer<C>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { command, result: None, reply }), answer)
    }
}

impl<C: Command> Job for QueuedCommand<C> {
    fn run(&mut self, connection: &mut Connection) -> bool {
        let mut tx = Tx::sqlite(connection);
        let result = run_to_end(self.command.run(&mut tx));
        let (keep, result) = tx.keeps(result);
        defects::note(&result);
        self.result = Some(result);
        keep
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error));
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(StoreError::Bug("never run".to_owned())));
        // A client that hung up does not want the answer; what it asked for is done all the same.
        drop(self.reply.send(result));
    }
}

/// Starts the thread; it stops when the queue is closed and empty.
pub(super) fn start(
    mut connection: Connection,
    held: HeldMoment,
    queue: Arc<Queue>,
) -> Result<(), StoreError> {
    std::thread::Builder::new()
        .name("iuvo-writer".to_owned())
        .spawn(move || {
            while let Some(batch) = queue.take(|| held.release()) {
                held.release();
                run_batch(&mut connection, batch);
                held.hold();
            }
        })
        .map(drop)
        .map_err(|error| StoreError::Bug(format!("the writer thread does not start: {error}")))
}

fn run_batch(connection: &mut Connection, mut batch: Vec<Box<dyn Job>>) {
    match batch.as_mut_slice() {
        [_] => run_singly(connection, &mut batch),
        several => match run_together(connection, several) {
            Ok(Together::Kept) => (),
            Ok(Together::Lost) => run_singly(connection, several),
            Err(error) => refuse(several, error),
        },
    }
    for job in batch {
        job.answer();
    }
}

/// What became of a batch committed as one.
enum Together {
    Kept,
    /// Nothing of it was kept.
    Lost,
}

/// Commits the batch as one; `Err` means that it could not even begin.
fn run_together(
    connection: &mut Connection,
    batch: &mut [Box<dyn Job>],
) -> Result<Together, StoreError> {
    begin(connection)?;
    let done =
        run_in_savepoints(connection, batch).and_then(|()| Ok(connection.execute_batch("commit")?));
    match done {
        Ok(()) => {
            commits::count(batch.len());
            Ok(Together::Kept)
        }
        Err(error) => {
            tracing::warn!(%error, "a batch was lost: its commands are run one by one");
            abandon(connection);
            Ok(Together::Lost)
        }
    }
}

fn run_in_savepoints(
    connection: &mut Connection,
    batch: &mut [Box<dyn Job>],
) -> Result<(), StoreError> {
    for job in batch {
        connection.prepare_cached("savepoint command")?.execute([])?;
        let keep = job.run(connection);
        if connection.is_autocommit() {
            return Err(StoreError::Bug("the whole batch was rolled back".to_owned()));
        }
        if !keep {
            connection.prepare_cached("rollback to command")?.execute([])?;
        }
        connection.prepare_cached("release command")?.execute([])?;
    }
    Ok(())
}

/// Runs each command in a transaction of its own.
fn run_singly(connection: &mut Connection, mut jobs: &mut [Box<dyn Job>]) {
    while !jobs.is_empty() {
        if let Err(error) = begin(connection) {
            refuse(jobs, error);
            return;
        }
        let Some((job, rest)) = jobs.split_first_mut() else { return };
        if let Err(error) = run_alone(connection, job.as_mut()) {
            job.fail(error);
        }
        jobs = rest;
    }
}

/// Runs a command in the transaction that has begun for it.
fn run_alone(connection: &mut Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    if !job.run(connection) {
        abandon(connection);
        return Ok(());
    }
    let committed = connection.execute_batch("commit");
    match committed {
        Ok(()) => commits::count(1),
        Err(_) => abandon(connection),
    }
    Ok(committed?)
}

fn begin(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch("begin immediate")?)
}

/// No transaction could begin: another process has held the file for as long as we wait. The first
/// command is told so; those behind it are not made to wait as long again.
fn refuse(jobs: &mut [Box<dyn Job>], error: StoreError) {
    if let Some((first, behind)) = jobs.split_first_mut() {
        first.fail(error);
        for job in behind {
            job.fail(StoreError::Busy);
        }
    }
}

/// Rolls back whatever is open; some failures have already done so.
fn abandon(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("rollback")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
}
