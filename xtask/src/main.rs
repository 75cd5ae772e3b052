//! The habits of the house: what `cargo xtask` can do; `cargo xtask help` lists it.
//!
//! Invariant: what a person runs and what CI runs are the same functions.
//! Absent on purpose: any crate of ours — the tool must build when the product does not.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

mod bench;
mod browser;
mod ci;
mod command;
mod conformance;
mod fuzz;
mod generate;
mod postgres;
mod setup;
mod simulate;
mod test;
mod tidy;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The habits of the house")]
enum Habit {
    /// Names what the tests need and this machine lacks, and installs it.
    Setup,
    /// Runs every test: the stories on SQLite and on a throwaway PostgreSQL, the journeys through
    /// the pages in Chromium.
    Test {
        /// Refuses, instead of installing, when something is missing.
        #[arg(long)]
        no_setup: bool,
        /// Parts of test names: only the tests that match one of them are run. Those of journeys
        /// begin with `browser::`, which alone means all of them.
        filters: Vec<String>,
    },
    /// Measures the program beside the limits of this machine; `docs/performance.md` explains.
    Bench {
        /// What `iuvo-bench` takes; `--help` says it.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        wishes: Vec<String>,
    },
    /// Runs the simulation longer, or replays a seed of it.
    Simulate(simulate::Simulate),
    /// Gives every parser mutated samples; `docs/hostile-input.md` explains.
    Fuzz {
        /// What `iuvo-fuzz fuzz` takes; `--help` says it.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        wishes: Vec<String>,
    },
    /// Sends hostile messages, slow clients and huge bodies to the program as it is shipped.
    Hostile {
        /// What `iuvo-fuzz siege` takes; `--help` says it.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        wishes: Vec<String>,
    },
    /// Takes the pictures of the README anew, of the demonstration on a fixed day.
    Screenshots,
    /// Runs everything a change must pass.
    Ci {
        /// The folder that holds the official files; without it, one beside the clone.
        #[arg(long)]
        specs: Option<PathBuf>,
    },
    /// Validates the messages that the stories exchange against the official schemas.
    Conformance {
        /// The folder that holds the official files.
        #[arg(long)]
        specs: PathBuf,
    },
    /// Checks the rules of the house that no compiler knows; `docs/tidy.md` lists them.
    Tidy,
    /// Writes the files that are made from code.
    Generate {
        /// Fails, instead of writing, when a file is not up to date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match perform(Habit::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(habit: Habit) -> Result<ExitCode> {
    // A folder is named from where the caller stands, not from the repository's root.
    let called_from = std::env::current_dir()?;
    enter_repository()?;
    match habit {
        Habit::Setup => setup::install_what_is_missing().map(|()| ExitCode::SUCCESS),
        Habit::Test { no_setup, filters } => {
            if no_setup {
                setup::refuse_what_is_missing()?;
            } else {
                setup::install_what_is_missing()?;
            }
            test::run(&filters, None)
        }
        Habit::Bench { wishes } => bench::run(&wishes),
        Habit::Simulate(simulate) => simulate::run(&simulate),
        Habit::Fuzz { wishes } => fuzz::run(&wishes).map(|()| ExitCode::SUCCESS),
        Habit::Hostile { wishes } => fuzz::besiege(&wishes).map(|()| ExitCode::SUCCESS),
        Habit::Screenshots => {
            setup::refuse_what_is_missing()?;
            browser::take_pictures().map(|()| ExitCode::SUCCESS)
        }
        Habit::Ci { specs } => {
            let specs = specs.map_or_else(|| ci::SPECS.into(), |it| called_from.join(it));
            Ok(ci::run(&specs))
        }
        Habit::Conformance { specs } => conformance::run(&called_from.join(specs)),
        Habit::Tidy => tidy::run().map(|()| ExitCode::SUCCESS),
        Habit::Generate { check: true } => generate::check().map(|()| ExitCode::SUCCESS),
        Habit::Generate { check: false } => generate::write().map(|()| ExitCode::SUCCESS),
    }
}

/// Every habit works on the repository it was built from, wherever it is called.
fn enter_repository() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(&root).with_context(|| format!("entering {}", root.display()))
}
