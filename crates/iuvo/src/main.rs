//! The `iuvo` program: configuration and commands.
//!
//! In reading order: [`cli`] is what can be asked; [`config`] is how a server is set up;
//! [`commands`] do what is asked; [`demo`] is the world of the demonstration.
//!
//! Absent on purpose: logic, which belongs to the other crates.

mod audit_log;
mod certificates;
mod cli;
mod commands;
mod config;
mod copies;
mod demo;
mod edge;
mod failure;
mod http;
mod logs;
mod progress;
mod terminal;
mod tls;

use std::process::ExitCode;

/// Many small objects live shortly on many threads: the system's allocator is the slower one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let command = cli::parse();
    tls::install_provider();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(failure::Failure::from)
        .and_then(|runtime| runtime.block_on(commands::run(command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::complain(&failure.to_string());
            failure.exit_code()
        }
    }
}
