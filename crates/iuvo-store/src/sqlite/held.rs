//! A lock that readers share instead of taking it.
//!
//! A read transaction locks its moment of the log, with a system call at its begin and another at
//! its end, both under a mutex of all connections. As long as one connection of the process has
//! that lock the others only count: a connection that reads nothing holds it for them.
//!
//! Invariants: it never holds a moment while the writer writes, so that the log can begin anew; it
//! holds none for long when nobody writes, so that other processes can bring theirs into the file.

use std::path::Path;

use rusqlite::Connection;

use super::connect_reader;
use crate::StoreError;

/// Whoever reads looks at the schema first: one page, which every reader has.
const LOOK: &str = "select version from schema_version where id = 1";

pub(super) struct HeldMoment(Connection);

impl HeldMoment {
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(connect_reader(path)?))
    }

    /// Holds the newest moment. Without it readers take their locks themselves.
    pub(super) fn hold(&self) {
        let looked = self
            .execute("begin")
            .and_then(|_| self.0.prepare_cached(LOOK)?.query_row([], |row| row.get::<_, i64>(0)));
        if looked.is_err() {
            self.release();
        }
    }

    pub(super) fn release(&self) {
        if !self.0.is_autocommit() {
            // What was only read has nothing to lose.
            drop(self.execute("rollback"));
        }
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<usize> {
        self.0.prepare_cached(sql)?.execute([])
    }
}
