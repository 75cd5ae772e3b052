//! What `serve` needs: a configuration, a certificate that lasts, a database it understands.

use iuvo_app::Clock;
use iuvo_store::{DatabaseUrl, Snapshot, prepare_all};
use jiff::{SignedDuration, Timestamp};

use super::Finding;
use crate::{certificates, config::Config, failure::causes};

/// How long before its end a certificate is reported.
const NOTICE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The configuration, which has been read, and the certificate it names.
pub(super) fn configuration(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::new("configurazione", Ok("valida".to_owned()))];
    findings.extend(certificate(config, Clock::system().now()));
    findings
}

/// Opens the database; what is found there can be examined if its schema is up to date.
pub(super) async fn database(url: &DatabaseUrl) -> (Finding, Option<Snapshot>) {
    match open(url).await {
        Ok(snapshot) => {
            let text = format!("raggiungibile, schema alla versione {}", snapshot.schema());
            (Finding::new("base di dati", Ok(text)), Some(snapshot))
        }
        Err(reason) => (Finding::new("base di dati", Err(reason)), None),
    }
}

async fn open(url: &DatabaseUrl) -> Result<Snapshot, String> {
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Err(format!("il file {} non esiste", path.display()));
    }
    let snapshot = Snapshot::open(url).await.map_err(|error| causes(&error))?;
    if let Some(damage) = snapshot.damage().map_err(|error| causes(&error))? {
        return Err(format!("il file è danneggiato: {damage}"));
    }
    if snapshot.is_up_to_date() {
        Ok(snapshot)
    } else {
        let found = snapshot.schema();
        Err(format!("lo schema è alla versione {found}, da aggiornare con iuvo migrate"))
    }
}

/// Whether the engine understands what we will ask.
pub(super) async fn statements(snapshot: &Snapshot) -> Finding {
    let prepared = prepare_all(snapshot).await;
    let prepared = prepared
        .map(|count| format!("{count} istruzioni accettate"))
        .map_err(|error| causes(&error));
    Finding::new("SQL", prepared)
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
