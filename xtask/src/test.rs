//! Every test: on both engines, and in a browser.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::postgres::Throwaway;
use crate::{browser, command};

/// Where the stories find the throwaway server.
const POSTGRES_URL: &str = "IUVO_TEST_POSTGRES_URL";
/// Where the stories leave the messages they exchanged, when somebody wants them.
const RECORD_DIR: &str = "IUVO_RECORD_DIR";

/// Runs the tests whose names match a filter, or all of them, and passes their exit code on.
pub(crate) fn run(filters: &[String], record_dir: Option<&Path>) -> Result<ExitCode> {
    // The stories and the journeys start the real program, built as it is shipped.
    command::run(command::cargo("build").args(["--package", "iuvo"]))?;
    let (journeys, others) = browser::split(filters);
    let mut code = ExitCode::SUCCESS;
    if filters.is_empty() || !others.is_empty() {
        let mut tests = command::cargo("test");
        // One run tells of every failure, in whichever crate.
        tests.args(["--workspace", "--no-fail-fast"]);
        code = run_with_postgres(tests.arg("--").args(others), record_dir)?;
    }
    if filters.is_empty() || !journeys.is_empty() {
        // Also after a failure: one run tells of every one.
        if let Err(error) = browser::test(&journeys) {
            eprintln!("xtask: {error:#}");
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
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
