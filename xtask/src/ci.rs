//! Everything a change must pass, in one command: the same for a person and for CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{command, conformance, fuzz, generate, setup, test, tidy};

/// The official files, beside the clone.
const SPECS: &str = "../shared/specs";

type Step = (&'static str, fn() -> Result<()>);

/// Cheapest first, so that a slip is told within seconds.
const STEPS: &[Step] = &[
    ("setup", setup::install_what_is_missing),
    ("formatting", formatting),
    ("tidy", tidy::run),
    ("generated files", generate::check),
    ("lints", lints),
    ("documentation", documentation),
    ("tests", tests),
    ("conformance", conformance),
    ("fuzz", fuzz),
];

/// Runs every step, also after a failure, so that one run tells everything.
pub(crate) fn run() -> ExitCode {
    let mut results = Vec::new();
    for (name, step) in STEPS {
        println!("\n=== {name}");
        let started = Instant::now();
        let result = step();
        let duration = started.elapsed();
        match &result {
            Ok(()) => println!("=== {name}: passed in {}", shown(duration)),
            Err(error) => println!("=== {name}: FAILED in {}: {error:#}", shown(duration)),
        }
        results.push((*name, result.is_ok(), duration));
    }
    summarize(&results)
}

fn summarize(results: &[(&str, bool, Duration)]) -> ExitCode {
    println!("\n{:<20}{:>10}  result", "step", "duration");
    for (name, passed, duration) in results {
        let result = if *passed { "passed" } else { "FAILED" };
        println!("{name:<20}{:>10}  {result}", shown(*duration));
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    println!("steps: {} passed, {failed} failed", results.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn shown(duration: Duration) -> String {
    format!("{}.{} s", duration.as_secs(), duration.subsec_millis() / 100)
}

fn formatting() -> Result<()> {
    command::run(command::cargo("fmt").args(["--all", "--check"]))
}

fn lints() -> Result<()> {
    command::run(
        command::cargo("clippy")
            .args(["--workspace", "--all-targets"])
            .args(["--", "--deny", "warnings"]),
    )
}

fn documentation() -> Result<()> {
    command::run(
        command::cargo("doc")
            .args(["--no-deps", "--workspace", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn tests() -> Result<()> {
    let code = test::run(&[], Some(&conformance::empty_folder(&recorded())?))?;
    ensure!(code == ExitCode::SUCCESS, "a test failed");
    Ok(())
}

/// Reads what the step before recorded, so that the stories run once.
fn conformance() -> Result<()> {
    conformance::check(&recorded(), Path::new(SPECS))
}

/// Seconds in all; hours are for nights and releases.
const FUZZ_SECONDS: &str = "60";

fn fuzz() -> Result<()> {
    let wishes = ["--seconds", FUZZ_SECONDS, "--specs", SPECS];
    fuzz::run(&wishes.map(str::to_owned))
}

fn recorded() -> PathBuf {
    conformance::RECORDED.into()
}
