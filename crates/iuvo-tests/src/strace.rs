//! The calls of the system the program makes, one of which is made the moment of its death. The
//! program knows nothing of this, and has no switch for it.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use crate::Program;

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
