//! A command: one unit of change, written once for both engines.

use crate::{StoreError, Tx};

/// A unit of change with everything it needs (inputs, ids, times), so that running it again is
/// natural: a commit conflict, a failover or a lost answer to COMMIT is met by doing so, and the
/// natural keys of what it writes make that harmless.
///
/// `Err` rolls everything back. A refusal that leaves a trace is an output. Nothing but `tx` may
/// be awaited.
pub trait Command: Send + Sync + 'static {
    /// What the caller is told.
    type Output: Send + 'static;

    /// Runs the command in a transaction.
    fn run(&self, tx: &mut Tx<'_>)
    -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

/// A question to the database: like a command, but on a connection that cannot write and outside
/// of a transaction. It should be a single statement, or not mind changes between two.
pub trait Query: Send + Sync + 'static {
    /// What is found.
    type Output: Send + 'static;

    /// How much of the database it looks at.
    const REACH: Reach = Reach::Wide;

    /// Runs the query.
    fn run(&self, tx: &mut Tx<'_>)
    -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

/// How much of the database a query looks at, and so where it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Few rows, all found by a key: answered in microseconds, so that going elsewhere for it would
    /// cost more than the answer. It shares what it runs on with others.
    Point,
    /// Any number of rows: it has a thread or a connection to itself.
    Wide,
}

/// How urgent a command is. A full lane refuses at once instead of making everybody wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Somebody is waiting for the answer: the Node, a person, a body's software.
    Interactive,
    /// Files, jobs, reconcilers.
    Bulk,
}
