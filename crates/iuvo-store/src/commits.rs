//! How many commands share a commit: what group commit gains, told to whoever watches.

use std::sync::atomic::{AtomicU64, Ordering};

static COMMITS: AtomicU64 = AtomicU64::new(0);
static COMMANDS: AtomicU64 = AtomicU64::new(0);

/// What this process has committed so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commits {
    /// Transactions committed.
    pub commits: u64,
    /// Commands run in them.
    pub commands: u64,
}

/// What this process has committed so far.
pub fn commits() -> Commits {
    Commits { commits: COMMITS.load(Ordering::Relaxed), commands: COMMANDS.load(Ordering::Relaxed) }
}

/// Counts a commit of so many commands.
pub(crate) fn count(commands: usize) {
    COMMITS.fetch_add(1, Ordering::Relaxed);
    COMMANDS.fetch_add(u64::try_from(commands).unwrap_or_default(), Ordering::Relaxed);
}
