//! Everything a change must pass, in one command: the same for a person and for CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{command, conformance, fuzz, generate, setup, test, tidy};

/// Where the official files are unless another folder is named: beside the clone.
pub(crate) const SPECS: &str = "../shared/specs";

/// Its name, and what it does with the folder of the official files.
type Step = (&'static str, fn(&Path) -> Result<()>);

/// Cheapest first, so that a slip is told within seconds.
const STEPS: &[Step] = &[
    ("setup", |_| setup::install_what_is_missing()),
    ("formatting", |_| formatting()),
    ("tidy", |_| tidy::run()),
    ("generated files", |_| generate::check()),
    ("lints", |_| lints()),
    ("documentation", |_| documentation()),
    ("tests", |_| tests()),
    ("conformance", conformance),
    ("fuzz", fuzz),
];

/// Runs every step, also after a failure, so that one run tells everything.
pub(crate) fn run(specs: &Path) -> ExitCode {
    let mut results = Vec::new();
    for (name, step) in STEPS {
        println!("\n=== {name}");
        let started = Instant::now();
        let result = step(specs);
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
fn conformance(specs: &Path) -> Result<()> {
    conformance::check(&recorded(), specs)
}

/// Seconds in all; hours are for nights and releases.
const FUZZ_SECONDS: &str = "60";

fn fuzz(specs: &Path) -> Result<()> {
    let specs = specs.to_string_lossy();
    let wishes = ["--seconds", FUZZ_SECONDS, "--specs", &*specs];
    fuzz::run(&wishes.map(str::to_owned))
}

fn recorded() -> PathBuf {
    conformance::RECORDED.into()
}
