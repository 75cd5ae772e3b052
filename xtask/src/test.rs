//! Every test, on both engines.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::command;
use crate::postgres::Throwaway;

/// Where the stories find the throwaway server.
const POSTGRES_URL: &str = "IUVO_TEST_POSTGRES_URL";
/// Where the stories leave the messages they exchanged, when somebody wants them.
const RECORD_DIR: &str = "IUVO_RECORD_DIR";

/// Runs the tests whose names match a filter, or all of them, and passes their exit code on.
pub(crate) fn run(filters: &[String], record_dir: Option<&Path>) -> Result<ExitCode> {
    // The stories start the real program, built as it is shipped.
    command::run(command::cargo("build").args(["--package", "iuvo"]))?;
    let mut tests = command::cargo("test");
    // One run tells of every failure, in whichever crate.
    tests.args(["--workspace", "--no-fail-fast"]);
    run_with_postgres(tests.arg("--").args(filters), record_dir)
}

/// Runs the stories alone: what `conformance` needs, and no more.
pub(crate) fn run_stories(record_dir: &Path) -> Result<ExitCode> {
    command::run(command::cargo("build").args(["--package", "iuvo"]))?;
    let mut stories = command::cargo("test");
    run_with_postgres(stories.args(["--package", "iuvo-tests"]), Some(record_dir))
}

pub(crate) fn run_with_postgres(
    tests: &mut std::process::Command,
    record_dir: Option<&Path>,
) -> Result<ExitCode> {
    let server = Throwaway::start()?;
    tests.env(POSTGRES_URL, server.url());
    if let Some(folder) = record_dir {
        tests.env(RECORD_DIR, folder);
    }
    let status = command::status(tests)?;
    // A test run ended by a signal has no code of its own.
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
