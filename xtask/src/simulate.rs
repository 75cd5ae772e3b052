//! The simulation by hand: longer than in CI, or one seed again.

use std::process::ExitCode;

use anyhow::Result;

use crate::{command, setup, test};

/// What is simulated, and how long.
#[derive(clap::Args)]
pub(crate) struct Simulate {
    /// The engine: without it, both in turn.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seeds.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// Steps of each seed.
    #[arg(long, default_value_t = 1_000)]
    steps: u64,
    /// Builds as for operation: it takes longer to build, and runs faster.
    #[arg(long)]
    release: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) fn run(simulate: &Simulate) -> Result<ExitCode> {
    setup::refuse_what_is_missing()?;
    let mut simulation = command::cargo("test");
    simulation.args(["--package", "iuvo-tests", "--test", "simulation"]);
    if simulate.release {
        simulation.arg("--release");
    }
    let name = match simulate.engine {
        None => "no_money_is_lost",
        Some(Engine::Sqlite) => "no_money_is_lost_on_sqlite",
        Some(Engine::Postgres) => "no_money_is_lost_on_postgres",
    };
    // One engine after the other: each uses all cores by itself.
    simulation.args(["--", name, "--test-threads", "1"]);
    simulation
        .env("IUVO_SIMULATION_SEED", simulate.seed.to_string())
        .env("IUVO_SIMULATION_SEEDS", simulate.seeds.to_string())
        .env("IUVO_SIMULATION_STEPS", simulate.steps.to_string());
    test::run_with_postgres(&mut simulation, None)
}
