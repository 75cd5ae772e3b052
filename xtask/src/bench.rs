//! The program measured beside the limits of this machine: `iuvo-bench`, built as it is shipped,
//! with a throwaway PostgreSQL that is set up as for production.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::command;
use crate::postgres::{self, Throwaway};

/// An archive that fits into memory, and checkpoints far from each other. Nothing here makes a
/// commit less durable.
const SETTINGS: &str = "shared_buffers = 2GB\n\
                        max_wal_size = 8GB\n\
                        checkpoint_timeout = 15min\n\
                        wal_compression = lz4\n\
                        wal_buffers = 64MB\n\
                        maintenance_work_mem = 256MB\n\
                        effective_cache_size = 8GB\n\
                        random_page_cost = 1.1";

pub(crate) fn run(wishes: &[String]) -> Result<ExitCode> {
    let packages = ["--package", "iuvo", "--package", "iuvo-bench"];
    command::run(command::cargo("build").arg("--release").args(packages))?;
    let programs = postgres::binaries().context("no PostgreSQL server on this machine")?;
    let mut bench = Command::new("target/release/iuvo-bench");
    bench.args(wishes).env("IUVO_BENCH_PGBENCH", programs.join("pgbench"));
    let server = Throwaway::start_with(SETTINGS)?;
    let status = command::status(bench.env("IUVO_BENCH_POSTGRES_URL", server.url()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
