//! Installs the design system from the committed lock file and prepares its files, or takes a
//! folder that was prepared elsewhere (`ITALIA_ASSETS_DIR`), where there is no network.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const WHAT_TO_DO: &str = "The pages need Node.js and npm to fetch Bootstrap Italia: install them \
    (Debian: apt-get install nodejs npm), or name a prepared folder in ITALIA_ASSETS_DIR.";

#[expect(clippy::print_stderr, reason = "so a build script tells why it failed")]
fn main() -> ExitCode {
    for input in ["build.rs", "package.json", "package-lock.json", "prepare.mjs"] {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rerun-if-env-changed=ITALIA_ASSETS_DIR");
    match prepared_folder() {
        Ok(folder) => {
            println!("cargo::rustc-env=ITALIA_ASSETS={}", folder.display());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}\n{WHAT_TO_DO}");
            ExitCode::FAILURE
        }
    }
}

fn prepared_folder() -> Result<PathBuf, String> {
    if let Some(folder) = env::var_os("ITALIA_ASSETS_DIR") {
        let folder = PathBuf::from(folder);
        return fs::canonicalize(&folder).map_err(|error| format!("{}: {error}", folder.display()));
    }
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest folder")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no folder for what is built")?);
    let (npm, assets) = (out.join("npm"), out.join("assets"));
    for folder in [&npm, &assets] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(source.join(file), npm.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(Command::new("npm").arg("ci").args(quiet).current_dir(&npm))?;
    run(Command::new("node").arg(source.join("prepare.mjs")).args([&npm, &assets]))?;
    remove(&npm.join("node_modules"))?;
    Ok(assets)
}

/// What was installed is not needed any more, and is large.
fn remove(folder: &Path) -> Result<(), String> {
    fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program} does not run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program} failed: {}", said.trim()))
}
