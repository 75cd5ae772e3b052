//! Are the messages that we and the simulators write the ones the official files describe?
//!
//! The stories leave every message they exchange in a folder; each is validated against the
//! official schemas, the XML by two independent validators that must agree.
//!
//! Invariant: a run that saw too little fails. For each operation there must be an exchange that
//! ended well and one that was refused.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{setup, test};

mod json;
mod recorded;
mod soap;
mod xsd;

/// Where the messages of the last run are.
pub(crate) const RECORDED: &str = "target/conformance/recorded";

/// Runs the stories, then judges what they exchanged.
pub(crate) fn run(specs: &Path) -> Result<ExitCode> {
    setup::install_what_is_missing()?;
    ensure!(specs.is_dir(), "there is no folder {}", specs.display());
    let folder = empty_folder(Path::new(RECORDED))?;
    let code = test::run_stories(&folder)?;
    ensure!(code == ExitCode::SUCCESS, "a story failed: its messages are not judged");
    check(&folder, specs).map(|()| ExitCode::SUCCESS)
}

/// Judges the messages of a folder. Everything wrong is printed; the error counts it.
pub(crate) fn check(folder: &Path, specs: &Path) -> Result<()> {
    ensure!(specs.is_dir(), "there is no folder {}", specs.display());
    let recorded = recorded::read(folder)?;
    let mut findings = soap::check(&recorded.soap, specs)?;
    findings.extend(json::check(&recorded.json, specs)?);
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(findings.is_empty(), "{} conformance finding(s)", findings.len());
    Ok(())
}

/// The folder, new and empty, as an absolute path: the stories run elsewhere.
pub(crate) fn empty_folder(path: &Path) -> Result<PathBuf> {
    if path.exists() {
        std::fs::remove_dir_all(path).with_context(|| format!("emptying {}", path.display()))?;
    }
    std::fs::create_dir_all(path).with_context(|| format!("making {}", path.display()))?;
    Ok(path.canonicalize()?)
}
