//! The calls of the system the program makes, one of which is made the moment of its death. The
//! program knows nothing of this, and has no switch for it.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use crate::Program;

/// So many points at which a program lives, one after the other, are beyond the last: which thread
/// makes a call, and how much one call reads, is not always the same.
const BEYOND: usize = 3;

/// Points at which a program dies: the first call of a kind that one of its threads makes, then
/// later ones, until there is none to die at any more; and then the first again, since such a walk
/// may step over a moment, as that after a commit.
pub struct Deathwalk {
    calls: &'static str,
    every: usize,
    nth: usize,
    lived: usize,
    turns: usize,
    is_whole: bool,
}

impl Deathwalk {
    /// More turns than a few walks along the calls of any kind take.
    pub const MOST_TURNS: usize = 240;

    /// Along all the calls of a kind, or every third.
    pub const fn along(calls: &'static str, every: usize) -> Self {
        Self { calls, every, nth: 1, lived: 0, turns: 0, is_whole: false }
    }

    /// Where it dies now: `calls` for the `nth` time.
    pub const fn point(&self) -> (&'static str, usize) {
        (self.calls, self.nth)
    }

    /// How often it was there to die.
    pub const fn turns(&self) -> usize {
        self.turns
    }

    /// Whether it was at all points there are.
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Goes on to the next point.
    pub fn step(&mut self, has_died: bool) {
        self.turns += 1;
        assert!(self.turns < Self::MOST_TURNS, "{}: it goes on without an end", self.calls);
        self.nth += self.every;
        self.lived = if has_died { 0 } else { self.lived + 1 };
        if self.lived == BEYOND {
            (self.nth, self.lived, self.is_whole) = (1, 0, true);
        }
    }
}

/// Why there may be no looking at another program.
const NOT_PERMITTED: &str = "strace may not look at the program. Somebody who is not root needs \
    `sysctl kernel.yama.ptrace_scope=0`, a container the capability SYS_PTRACE";

impl Program {
    /// From now on it dies, as of a power cut, when one of its threads begins one of these calls
    /// (`fsync,fdatasync`) for the nth time, each of them counted by itself; that call is not made
    /// any more.
    pub async fn die_at(&self, calls: &str, nth: usize) {
        let mut strace = Command::new("strace")
            .args(["-f", "-p", &self.id().await, "-o", "/dev/null", "-e", "signal=none"])
            .args(["-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:signal=SIGKILL:when={nth}")])
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace is there: `cargo xtask setup` installs it");
        let said = strace.stderr.take().expect("what it says");
        let mut said = BufReader::new(said).lines();
        let first = said.next_line().await.expect("it can be read").unwrap_or_default();
        assert!(first.contains("attached"), "{NOT_PERMITTED}: {first}");
        tokio::spawn(async move {
            // It names every thread that begins; unread, it would stop. It ends with the program.
            while let Ok(Some(_)) = said.next_line().await {}
            strace.wait().await
        });
    }
}
