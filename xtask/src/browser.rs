//! Journeys through the pages of the program as it is built, in Chromium, and pictures of them.
//!
//! Invariant: the browser is the distribution's, and npm brings only what the lock file names, none
//! of whose scripts is run: no browser is ever downloaded.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};

use crate::{command, test::run_with_postgres};

/// Where Debian puts it; `browser/playwright.config.mjs` says the same.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

/// What the name of a browser test begins with, as a filter: `browser::a_debt`.
const PREFIX: &str = "browser::";

const FOLDER: &str = "browser";
const LOCK: &str = "package-lock.json";
const PICTURES: &str = "docs/images";
/// The lock file whose packages are installed.
const INSTALLED: &str = "node_modules/installed-lock.json";

/// Filters of browser tests, and those of all others.
pub(crate) fn split(filters: &[String]) -> (Vec<String>, Vec<String>) {
    let (browser, others): (Vec<_>, Vec<_>) =
        filters.iter().partition(|filter| filter.starts_with(PREFIX));
    (browser.into_iter().map(|it| pattern(it)).collect(), others.into_iter().cloned().collect())
}

/// Titles of journeys are sentences: a filter may write them like names of functions.
fn pattern(filter: &str) -> String {
    filter.trim_start_matches(PREFIX).replace('_', "[ _]")
}

/// Runs the journeys whose titles match one of the patterns, or all of them.
pub(crate) fn test(patterns: &[String]) -> Result<()> {
    install()?;
    let mut tests = node("node_modules/@playwright/test/cli.js")?;
    tests.arg("test");
    let wanted: Vec<_> = patterns.iter().filter(|it| !it.is_empty()).cloned().collect();
    if !wanted.is_empty() {
        tests.args(["--grep", &wanted.join("|")]);
    }
    // One of them takes a database server away.
    let code = run_with_postgres(&mut tests, None)?;
    ensure!(code == ExitCode::SUCCESS, "journeys have failed");
    Ok(())
}

/// Takes the pictures of the README anew.
pub(crate) fn take_pictures() -> Result<()> {
    command::run(command::cargo("build").args(["--package", "iuvo"]))?;
    install()?;
    command::run(node("pictures.mjs")?.arg(Path::new("..").join(PICTURES)))
}

fn node(script: &str) -> Result<Command> {
    // Built beside this tool, by the same cargo.
    let program = std::env::current_exe()?.with_file_name("iuvo");
    let mut node = Command::new("node");
    node.arg(script).env("IUVO_PROGRAM", program).current_dir(FOLDER);
    Ok(node)
}

/// Brings the packages of the lock file, unless they are there.
fn install() -> Result<()> {
    let folder = Path::new(FOLDER);
    let wanted = fs::read(folder.join(LOCK)).context("reading the lock file")?;
    if fs::read(folder.join(INSTALLED)).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(FOLDER);
    command::run(&mut npm)?;
    fs::write(folder.join(INSTALLED), wanted).context("noting what is installed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_browser_tests_are_told_from_the_others() {
        let filters = ["paying::", "browser::a_debt", "browser::"].map(str::to_owned);
        let (browser, others) = split(&filters);
        assert_eq!(browser, ["a[ _]debt", ""]);
        assert_eq!(others, ["paying::"]);
    }
}
