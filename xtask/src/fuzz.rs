//! Hostile input, by `iuvo-fuzz`: to the parsers, and to the program as it is shipped.

use anyhow::Result;

use crate::command;

/// Fuzzes parsers. Built without the optimizer, which checks arithmetic as the tests do.
pub(crate) fn run(wishes: &[String]) -> Result<()> {
    command::run(command::cargo("run").args(["--package", "iuvo-fuzz", "--", "fuzz"]).args(wishes))
}

/// Besieges the program.
pub(crate) fn besiege(wishes: &[String]) -> Result<()> {
    let build = ["--release", "--package", "iuvo", "--package", "iuvo-fuzz"];
    command::run(command::cargo("build").args(build))?;
    let run = ["--release", "--package", "iuvo-fuzz", "--", "siege"];
    let program = ["--program", "target/release/iuvo"];
    command::run(command::cargo("run").args(run).args(program).args(wishes))
}
