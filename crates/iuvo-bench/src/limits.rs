//! What this machine can do at best, with the same rows and without the program.

pub(crate) mod gate;
pub(crate) mod pgbench;
pub(crate) mod raw_sqlite;
