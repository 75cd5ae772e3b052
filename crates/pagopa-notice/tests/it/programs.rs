//! Programs that are not ours, which read what we print.

use std::path::Path;
use std::process::Command;

/// Runs a program and gives what it prints; a missing program fails the test, by its name.
pub(crate) fn output(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask setup` installs it"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
