//! What the program does when asked, one command a file.

pub(crate) mod admin;
pub(crate) mod backup;
pub(crate) mod check;
mod config;
pub(crate) mod db;
pub(crate) mod demo;
pub(crate) mod migrate;
pub(crate) mod restore;
mod serve;
pub(crate) mod sim;

use crate::{cli::Command, failure::Failure};

/// Does it.
pub(crate) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(given) => serve::run(given).await,
        Command::Demo(demo) => demo::run(demo).await,
        Command::Sim(sim) => sim::run(sim).await,
        Command::Migrate(migrate) => migrate::run(migrate).await,
        Command::Check(check) => check::run(check).await,
        Command::Backup(backup) => backup::run(backup).await,
        Command::Restore(restore) => restore::run(restore).await,
        Command::Db(command) => db::run(command).await,
        Command::Config(command) => config::run(command),
        Command::Admin(command) => admin::run(command).await,
    }
}
