//! Commands of the real program, as an operator gives them.

use std::process::Stdio;

use serde_json::Value;
use tokio::{io::AsyncWriteExt, process::Command};

use crate::program::binary;

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it wrote for whoever asked.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Ran {
    /// Fails unless it ended with that code.
    #[track_caller]
    pub fn assert_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless it did what was asked.
    #[track_caller]
    pub fn assert_done(self) -> Self {
        self.assert_code(0)
    }

    /// Fails unless it refused with a text that says so.
    #[track_caller]
    pub fn assert_refused(self, text: &str) -> Self {
        let refused = matches!(self.code, Some(1 | 2)) && self.stderr.contains(text);
        assert!(refused, "{text}: {self:?}");
        self
    }

    /// What it wrote, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs `iuvo` to its end, in a folder without a configuration file.
pub async fn iuvo(arguments: &[&str]) -> Ran {
    iuvo_typing(arguments, "").await
}

/// Runs `iuvo` to its end, with a text on its standard input.
pub(crate) async fn iuvo_typing(arguments: &[&str], typed: &str) -> Ran {
    let folder = tempfile::tempdir().expect("a folder to run in");
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("its standard input");
    // Whoever does not read it has ended before.
    drop(input.write_all(typed.as_bytes()).await);
    drop(input);
    let output = child.wait_with_output().await.expect("the program ends");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}
