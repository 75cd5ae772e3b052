//! `iuvo check`: what would keep `serve` from starting or working well, and whether the data are
//! as they must be.
//!
//! In reading order: `preflight` looks at the configuration and the database, `invariants` at the
//! data, `audit` at the log of who changed what. A further check is a function that gives findings.
//!
//! Invariant: nothing is changed, the schema included.

mod audit;
mod invariants;
mod preflight;

use iuvo_store::Snapshot;
use serde::Serialize;

use crate::{
    config::{
        Config,
        given::{Every, Given},
    },
    failure::Failure,
    logs::Logs,
    terminal::{say, say_json},
};

#[derive(clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    given: Given<Every>,
    /// Quante violazioni mostrare di ogni controllo
    #[arg(long, value_name = "NUMERO", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Finding {
    ok: bool,
    what: String,
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Violation>,
    /// There are violations beyond those listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more: bool,
}

/// A piece of data that is not as it must be.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Violation {
    /// The body and the environment, if the piece is in a workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace: Option<String>,
    /// Its identifier.
    subject: String,
}

impl Finding {
    fn new(what: impl Into<String>, found: Result<String, String>) -> Self {
        let ok = found.is_ok();
        let text = found.unwrap_or_else(|it| it);
        Self { ok, what: what.into(), text, violations: Vec::new(), more: false }
    }

    /// Writes it for a person.
    fn say(&self) {
        let Self { ok, what, text, violations, more } = self;
        say(&format!("{}  {what}: {text}", if *ok { "OK" } else { "KO" }));
        for Violation { workspace, subject } in violations {
            let workspace = workspace.as_deref().unwrap_or("base di dati");
            say(&format!("      {workspace}: {subject}"));
        }
        if *more {
            say("      e altre: --limit ne mostra di più");
        }
    }
}

pub(crate) async fn run(check: Check) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let findings = match Config::read(check.given.resolve()) {
        Ok(config) => examine(&config, check.limit.into()).await,
        Err(defects) => defects
            .iter()
            .map(|it| Finding::new("configurazione", Err(format!("{}: {}", it.key, it.reason))))
            .collect(),
    };
    if check.json {
        say_json(&findings)?;
    } else {
        findings.iter().for_each(Finding::say);
    }
    match findings.iter().filter(|it| !it.ok).count() {
        0 => Ok(()),
        1 => Err(Failure::refused("Un controllo non è passato.")),
        count => Err(Failure::refused(format!("{count} controlli non sono passati."))),
    }
}

/// The names of the checks on the data that a snapshot does not pass.
pub(crate) async fn failed_invariants(snapshot: &mut Snapshot) -> Vec<String> {
    let findings = invariants::examine(snapshot, 1).await;
    findings.into_iter().filter(|it| !it.ok).map(|it| it.what).collect()
}

async fn examine(config: &Config, limit: usize) -> Vec<Finding> {
    let mut findings = preflight::configuration(config);
    let (opened, snapshot) = preflight::database(config.database_url.expose()).await;
    findings.push(opened);
    if let Some(mut snapshot) = snapshot {
        findings.push(preflight::statements(&snapshot).await);
        findings.extend(invariants::examine(&mut snapshot, limit).await);
        findings.push(audit::examine(&mut snapshot).await);
    }
    findings
}
