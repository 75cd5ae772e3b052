//! `iuvo-bench`: the program beside the limits of the machine it runs on.
//!
//! In reading order: [`sample`] makes one body, one position and one receipt through the program's
//! doors; [`copies`] makes an archive of them; [`load`] calls the program; [`limits`] are what the
//! machine can do without it; [`pages`] are what a clerk looks at; [`measure`] puts them side by
//! side; [`report`] says it.
//! `cargo xtask bench` builds and starts it, with a PostgreSQL of its own.
//!
//! Invariant: a run whose answers do not match what is stored afterwards is an error, not a figure.
//! Absent on purpose: crates of the program other than those of the standards, so that what is
//! measured is the binary that is shipped.

mod copies;
mod database;
mod http;
mod limits;
mod load;
mod machine;
mod measure;
mod messages;
mod names;
mod pages;
mod program;
mod report;
mod roles;
mod sample;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};

use database::Database;
use measure::{Plan, Scene};
use program::Program;
use report::{Footprint, Report};

/// The allocator of the program: the gate without a database is to differ in nothing else.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the program against the limits of this machine.
#[derive(Parser)]
#[command(name = "iuvo-bench", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    limit: Option<Limit>,
    #[command(flatten)]
    wish: Wish,
}

#[derive(Subcommand)]
enum Limit {
    /// Serves the gate without a database.
    #[command(hide = true)]
    Gate {
        #[arg(long)]
        listen: SocketAddr,
    },
}

#[derive(clap::Args)]
struct Wish {
    /// What to measure; everything but growth and pages when nothing is named.
    what: Vec<What>,
    /// Small numbers, to see that it works: the figures mean nothing.
    #[arg(long)]
    quick: bool,
    /// Says everything in JSON.
    #[arg(long)]
    json: bool,
    /// Positions in the archive.
    #[arg(long)]
    positions: Option<u64>,
    /// Events in the archive when timelines are read.
    #[arg(long)]
    events: Option<u64>,
    /// Bodies they belong to.
    #[arg(long)]
    bodies: Option<u64>,
    /// Runs of each, limit and program in turns.
    #[arg(long)]
    rounds: Option<u32>,
    /// Seconds of each run.
    #[arg(long)]
    seconds: Option<f64>,
    /// Maintenance database of a PostgreSQL server, for a superuser.
    #[arg(long, env = "IUVO_BENCH_POSTGRES_URL", hide_env_values = true)]
    postgres_url: Option<String>,
    /// PostgreSQL's own bench.
    #[arg(long, env = "IUVO_BENCH_PGBENCH", default_value = "pgbench")]
    pgbench: PathBuf,
    /// The program to measure; the one built beside this when it is not given.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Where the databases are made; they are removed at the end.
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    VerifySqlite,
    ReceiptSqlite,
    VerifyPostgres,
    ReceiptPostgres,
    TimelineSqlite,
    TimelinePostgres,
    /// Pages of the back office, with all positions in one body unless bodies are named.
    Pages,
    /// Cost from 1 to 25,000 bodies and from 100,000 to 10,000,000 positions, or with as many
    /// bodies and positions as are named.
    Growth,
}

/// Positions up to which PostgreSQL is measured too when growth is and no size was named: it takes
/// longer to be filled.
const MOST_OF_POSTGRES: u64 = 1_000_000;

/// The smallest archives have not enough positions to be paid for longer.
const SECONDS_OF_GROWTH: Duration = Duration::from_secs(3);

/// What is measured when nothing is named.
const USUAL: [What; 6] = [
    What::VerifySqlite,
    What::ReceiptSqlite,
    What::TimelineSqlite,
    What::VerifyPostgres,
    What::ReceiptPostgres,
    What::TimelinePostgres,
];

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|it| it.block_on(perform(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("iuvo-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(cli: Cli) -> Result<()> {
    if let Some(Limit::Gate { listen }) = cli.limit {
        return limits::gate::serve(listen).await;
    }
    let wish = cli.wish;
    let what = if wish.what.is_empty() { USUAL.to_vec() } else { wish.what.clone() };
    let mut report = Report::default();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        engine.compare(&wish, &what, &mut report).await?;
    }
    if what.contains(&What::Pages) {
        let plan = Plan { bodies: wish.bodies.unwrap_or(1), ..wish.plan() };
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let folder = wish.folder()?;
            let mut scene = engine.scene(&wish, &plan, folder.path()).await?;
            report.pages.extend(scene.pages().await?);
        }
    }
    if what.contains(&What::Growth) {
        grow(&wish, &mut report).await?;
    }
    if wish.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        report.print();
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    async fn compare(self, wish: &Wish, what: &[What], report: &mut Report) -> Result<()> {
        let figures = match self {
            Self::Sqlite => [What::VerifySqlite, What::ReceiptSqlite, What::TimelineSqlite],
            Self::Postgres => [What::VerifyPostgres, What::ReceiptPostgres, What::TimelinePostgres],
        };
        let [verify, receipt, timeline] = figures.map(|it| what.contains(&it));
        if !verify && !receipt && !timeline {
            return Ok(());
        }
        let folder = wish.folder()?;
        let mut scene = self.scene(wish, &wish.plan(), folder.path()).await?;
        let idle = scene.private_memory()?;
        if verify {
            report.comparisons.push(scene.verify().await?);
        }
        if receipt {
            report.comparisons.push(scene.receive().await?);
        }
        let (engine, loaded) = (scene.engine(), scene.private_memory()?);
        if timeline {
            let (next, read) = scene.timeline().await?;
            scene = next;
            report.timelines.push(read);
        }
        let ready = scene.start_again().await?;
        report.footprints.push(Footprint { engine, idle, loaded, ready });
        Ok(())
    }

    async fn scene(self, wish: &Wish, plan: &Plan, folder: &std::path::Path) -> Result<Scene> {
        let database = match self {
            Self::Sqlite => Database::sqlite(folder.join("iuvo.db"))?,
            Self::Postgres => {
                let url = wish.postgres_url.as_deref().context("no --postgres-url")?;
                Database::postgres(url, "iuvo_bench").await?
            }
        };
        let binary = wish.program.clone().map_or_else(program::beside_us, Ok)?;
        let (database_url, folder) = (database.url(), folder.to_owned());
        Scene::set(plan, database, Program { binary, database_url, folder }).await
    }
}

/// One size after the other: the sizes of bodies and of positions, or the one that was named.
async fn grow(wish: &Wish, report: &mut Report) -> Result<()> {
    let usual = wish.plan();
    let named = [(usual.bodies, usual.positions)];
    let is_named = wish.bodies.is_some() || wish.positions.is_some();
    let sizes: &[(u64, u64)] = if is_named {
        &named
    } else if wish.quick {
        &[(1, 6_000), (20, 6_000)]
    } else {
        &[
            (1, 200_000),
            (1_000, 200_000),
            (25_000, 200_000),
            (10, 100_000),
            (10, 1_000_000),
            (10, 10_000_000),
        ]
    };
    for (bodies, positions) in sizes {
        eprintln!("growth: {positions} positions, {bodies} bodies");
        let seconds = wish.seconds.map_or(usual.seconds.min(SECONDS_OF_GROWTH), |_| usual.seconds);
        let plan = Plan { bodies: *bodies, positions: *positions, seconds, ..usual.clone() };
        let folder = wish.folder()?;
        report.growth.push(Engine::Sqlite.scene(wish, &plan, folder.path()).await?.growth().await?);
        if wish.postgres_url.is_some() && (is_named || *positions <= MOST_OF_POSTGRES) {
            let mut scene = Engine::Postgres.scene(wish, &plan, folder.path()).await?;
            report.growth.push(scene.growth().await?);
        }
    }
    Ok(())
}

impl Wish {
    fn plan(&self) -> Plan {
        let quick = self.quick;
        let seconds = self.seconds.unwrap_or(if quick { 0.3 } else { 5.0 });
        Plan {
            positions: self.positions.unwrap_or(if quick { 20_000 } else { 1_000_000 }),
            events: self.events.unwrap_or(if quick { 100_000 } else { 10_000_000 }),
            bodies: self.bodies.unwrap_or(10),
            rounds: self.rounds.unwrap_or(if quick { 1 } else { 3 }),
            seconds: Duration::from_secs_f64(seconds),
            connections: 64,
            pgbench: self.pgbench.clone(),
        }
    }

    /// A folder of its own, removed with everything in it.
    fn folder(&self) -> Result<tempfile::TempDir> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("iuvo-bench-");
        Ok(match &self.folder {
            Some(parent) => builder.tempdir_in(parent)?,
            None => builder.tempdir()?,
        })
    }
}
