//! The simulation: random steps on the real server over real HTTP, audited after each.
//! `docs/simulation.md` says what is simulated, and how a failing seed is replayed.

mod faults;
mod plans;
mod run;
mod step;
mod workload;
mod world;

use iuvo_tests::Engine;

use crate::{run::run_seeds, step::Step};

/// From that many steps on every kind of step must have been met.
const ENOUGH_FOR_KINDS: u64 = 5_000;
/// From that many on, every cell of the table of receipts that can be reached.
const ENOUGH_FOR_CELLS: u64 = 30_000;

/// Runs the seeds that a person asks for, or those of CI.
fn simulate(engine: Engine, seeds: u64, steps: u64) {
    let first = given("IUVO_SIMULATION_SEED").unwrap_or(1);
    let seeds = given("IUVO_SIMULATION_SEEDS").unwrap_or(seeds);
    let steps = given("IUVO_SIMULATION_STEPS").unwrap_or(steps);
    let met = run_seeds(engine, first, seeds, steps);
    let mut kinds = Step::KINDS.to_vec();
    if engine == Engine::Postgres {
        kinds.extend(Step::KINDS_ON_POSTGRES);
    }
    let (kinds, cells) = met.missing(&kinds);
    run::tell(&format!("{engine:?}: never met: {kinds:?}, of the table {cells:?}"));
    assert!(seeds * steps < ENOUGH_FOR_KINDS || kinds.is_empty(), "never met: {kinds:?}");
    assert!(seeds * steps < ENOUGH_FOR_CELLS || cells.is_empty(), "never met: {cells:?}");
}

#[expect(clippy::disallowed_methods, reason = "how a person asks for other runs")]
fn given(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn no_money_is_lost_on_sqlite() {
    simulate(Engine::Sqlite, 64, 1_000);
}

#[test]
fn no_money_is_lost_on_postgres() {
    simulate(Engine::Postgres, 16, 500);
}

/// The first lines that differ.
fn difference(one: &str, other: &str) -> Option<(String, String)> {
    let (ones, others) = (one.lines().chain(["(end)"]), other.lines().chain(["(end)"]));
    let differ = ones.zip(others).find(|(one, other)| one != other);
    differ.map(|(one, other)| (one.to_owned(), other.to_owned()))
}

/// Two runs of a seed say the same, hear the same, and leave the same rows.
#[tokio::test]
async fn a_seed_replays_to_the_letter() {
    let first = run::run(Engine::Sqlite, 4_711, 300).await.unwrap_or_else(|it| panic!("{it}"));
    let second = run::run(Engine::Sqlite, 4_711, 300).await.unwrap_or_else(|it| panic!("{it}"));
    assert!(first.log.len() > 100_000, "{}", first.log.len());
    assert_eq!(difference(&first.log, &second.log), None, "said or heard");
    assert_eq!(difference(&first.rows, &second.rows), None, "left in the database");
    let other = run::run(Engine::Sqlite, 4_712, 300).await.unwrap_or_else(|it| panic!("{it}"));
    assert!(first.log != other.log);
}
