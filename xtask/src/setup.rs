//! What the tests need from the machine, beyond the Rust toolchain.
//!
//! Invariant: only what is missing is installed, and each thing is named with its reason.
//! Absent on purpose: downloads of any kind other than the distribution's own packages.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{browser, command, postgres};

/// A program the tests start.
struct Tool {
    name: &'static str,
    purpose: &'static str,
    /// The Debian package that holds it.
    package: &'static str,
    is_present: fn() -> bool,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "PostgreSQL server",
        purpose: "the stories run on a throwaway one",
        package: "postgresql",
        is_present: || postgres::binaries().is_some(),
    },
    Tool {
        name: "npm",
        purpose: "the style, fonts and icons of the pages come from it",
        package: "npm",
        is_present: || Command::new("npm").arg("--version").output().is_ok(),
    },
    Tool {
        name: "Chromium",
        purpose: "the journeys through the pages are made with it",
        package: "chromium",
        is_present: || Path::new(browser::CHROMIUM).exists(),
    },
    Tool {
        name: "xmllint",
        purpose: "conformance asks it for a second opinion on every message",
        package: "libxml2-utils",
        is_present: || Command::new("xmllint").arg("--version").output().is_ok(),
    },
    Tool {
        name: "strace",
        purpose: "the program is killed at each of its calls of the system",
        package: "strace",
        is_present: || Command::new("strace").arg("--version").output().is_ok(),
    },
    Tool {
        name: "pdftoppm",
        purpose: "pages of notices are drawn with it, so that others can read them",
        package: "poppler-utils",
        is_present: || Command::new("pdftoppm").arg("-v").output().is_ok(),
    },
    Tool {
        name: "zbarimg",
        purpose: "it reads the QR codes of notices",
        package: "zbar-tools",
        is_present: || Command::new("zbarimg").arg("--version").output().is_ok(),
    },
    Tool {
        name: "dmtxread",
        purpose: "it reads the Data Matrix of notices",
        package: "dmtx-utils",
        is_present: || Command::new("dmtxread").arg("--version").output().is_ok(),
    },
    Tool {
        name: "ZXingReader",
        purpose: "it reads both codes of notices a second time",
        package: "zxing-cpp-tools",
        is_present: || Command::new("ZXingReader").arg("-version").output().is_ok(),
    },
];

/// Debian creates and starts a database cluster when a server package is installed, unless this
/// file says otherwise (README.Debian of `postgresql-common`). We want the programs alone.
const CLUSTER_POLICY: &str = "/etc/postgresql-common/createcluster.conf";
const NO_CLUSTER: &str = "# Written by `cargo xtask setup`: the tests start their own servers.\n\
                          create_main_cluster = false\n";

/// Installs the missing tools when we may; otherwise says the one command that does.
pub(crate) fn install_what_is_missing() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        println!("setup: nothing is missing");
        return Ok(());
    }
    for tool in &missing {
        println!("setup: {} is missing: {}", tool.name, tool.purpose);
    }
    ensure!(is_root()?, "run this, then try again:\n\n    {}\n", advice(&missing));
    install(&missing)?;
    refuse_what_is_missing()
}

/// Fails, naming them, when tools are missing.
pub(crate) fn refuse_what_is_missing() -> Result<()> {
    let missing = missing();
    let names: Vec<_> = missing.iter().map(|tool| tool.name).collect();
    ensure!(
        missing.is_empty(),
        "missing: {}; `cargo xtask setup` installs it, or this does:\n\n    {}\n",
        names.join(", "),
        advice(&missing)
    );
    Ok(())
}

fn missing() -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| !(tool.is_present)()).collect()
}

fn packages<'a>(tools: &[&'a Tool]) -> Vec<&'a str> {
    tools.iter().map(|tool| tool.package).collect()
}

fn advice(missing: &[&Tool]) -> String {
    let packages = packages(missing).join(" ");
    format!("sudo apt-get update && sudo apt-get install --no-install-recommends {packages}")
}

fn install(missing: &[&Tool]) -> Result<()> {
    let packages = packages(missing);
    if packages.contains(&"postgresql") && !Path::new(CLUSTER_POLICY).exists() {
        keep_debian_from_starting_a_cluster()?;
    }
    command::run(apt_get().arg("update"))?;
    command::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn keep_debian_from_starting_a_cluster() -> Result<()> {
    let policy = Path::new(CLUSTER_POLICY);
    let folder = policy.parent().context("the policy file has a folder")?;
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(policy, NO_CLUSTER))
        .with_context(|| format!("writing {CLUSTER_POLICY}"))
}

fn apt_get() -> Command {
    let mut apt_get = Command::new("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
    apt_get
}

/// Whether we may install packages, and whether PostgreSQL would refuse to run as us.
pub(crate) fn is_root() -> Result<bool> {
    Ok(command::output(Command::new("id").arg("-u"))?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_is_one_command_with_every_missing_package() {
        let all: Vec<_> = TOOLS.iter().collect();
        assert_eq!(
            advice(&all),
            "sudo apt-get update && sudo apt-get install --no-install-recommends \
             postgresql npm chromium libxml2-utils strace poppler-utils zbar-tools \
             dmtx-utils zxing-cpp-tools"
        );
    }
}
