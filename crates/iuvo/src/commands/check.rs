//! `iuvo check`: what would keep `serve` from starting or working well.
//!
//! Opening a database brings its schema up to date, here as in every other command.

use iuvo_app::Clock;
use iuvo_store::{DatabaseUrl, Store, prepare_all};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{
    certificates,
    config::{
        Config,
        given::{Every, Given},
    },
    failure::{Failure, causes},
    logs::Logs,
    terminal::{say, say_json},
};

/// How long before its end a certificate is reported.
const NOTICE: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    given: Given<Every>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Finding {
    ok: bool,
    what: &'static str,
    text: String,
}

impl Finding {
    fn new(what: &'static str, found: Result<String, String>) -> Self {
        let ok = found.is_ok();
        Self { ok, what, text: found.unwrap_or_else(|it| it) }
    }
}

pub(crate) async fn run(check: Check) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let findings = match Config::read(check.given.resolve()) {
        Ok(config) => examine(&config).await,
        Err(defects) => defects
            .iter()
            .map(|it| Finding::new("configurazione", Err(format!("{}: {}", it.key, it.reason))))
            .collect(),
    };
    if check.json {
        say_json(&findings)?;
    } else {
        for Finding { ok, what, text } in &findings {
            say(&format!("{}  {what}: {text}", if *ok { "OK" } else { "KO" }));
        }
    }
    match findings.iter().filter(|it| !it.ok).count() {
        0 => Ok(()),
        1 => Err(Failure::refused("Un controllo non è passato.")),
        count => Err(Failure::refused(format!("{count} controlli non sono passati."))),
    }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::new("configurazione", Ok("valida".to_owned()))];
    findings.extend(certificate(config, Clock::system().now()));
    let url = config.database_url.expose();
    let opened = open(url).await;
    let is_open = opened.is_ok();
    findings.push(Finding::new("base di dati", opened));
    if is_open {
        let prepared = prepare_all(url).await;
        let prepared = prepared
            .map(|count| format!("{count} istruzioni accettate"))
            .map_err(|error| causes(&error));
        findings.push(Finding::new("SQL", prepared));
    }
    findings
}

async fn open(url: &DatabaseUrl) -> Result<String, String> {
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Err(format!("il file {} non esiste", path.display()));
    }
    let (store, migrated) = Store::open(url).await.map_err(|error| causes(&error))?;
    store.close();
    Ok(format!("raggiungibile, schema alla versione {}", migrated.to))
}

/// The certificate we show. Those of clients are pagoPA's to renew: when they end, pagoPA
/// publishes new ones, which are added beside the old.
fn certificate(config: &Config, now: Timestamp) -> Option<Finding> {
    let ours = config.identity.as_ref()?.chain().first()?;
    let found = certificates::ends_at(ours)
        .ok_or_else(|| "non se ne legge la scadenza".to_owned())
        .and_then(|end| judge(end, now));
    Some(Finding::new("certificato TLS", found))
}

fn judge(end: Timestamp, now: Timestamp) -> Result<String, String> {
    let day = end.to_zoned(jiff::tz::TimeZone::UTC).date();
    if end <= now {
        Err(format!("è scaduto il {day}"))
    } else if end.duration_since(now) < NOTICE {
        Err(format!("scade il {day}, fra meno di 30 giorni"))
    } else {
        Ok(format!("vale fino al {day}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_reported_thirty_days_before_its_end() {
        let end: Timestamp = "2026-12-31T00:00:00Z".parse().unwrap();
        for (now, text, ok) in [
            ("2026-11-30T00:00:00Z", "vale fino al 2026-12-31", true),
            ("2026-12-02T00:00:00Z", "scade il 2026-12-31, fra meno di 30 giorni", false),
            ("2026-12-31T00:00:00Z", "è scaduto il 2026-12-31", false),
        ] {
            let finding = Finding::new("certificato TLS", judge(end, now.parse().unwrap()));
            assert_eq!((finding.text.as_str(), finding.ok), (text, ok));
        }
    }
}
