//! The Node's calls as pagoPA counts them.

use iuvo_app::{App, journal::list_calls, rome};
use iuvo_domain::calls::{CallCount, CallKey, INTERVAL};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

#[derive(clap::Args)]
pub(super) struct CallsCommand {
    /// Primo giorno, in Italia; se manca, oggi
    #[arg(long, value_name = "AAAA-MM-GG")]
    from: Option<Date>,
    /// Ultimo giorno, compreso; se manca, il primo
    #[arg(long, value_name = "AAAA-MM-GG")]
    to: Option<Date>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

/// The fields of pagoPA's own records, and what else we know of an interval.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    environment: &'static str,
    station: String,
    method: String,
    start: String,
    end: String,
    tot_req: i64,
    req_ok: i64,
    req_ko: i64,
    req_timeout: i64,
    req_slow: i64,
    avg_time_us: i64,
}

pub(super) async fn run(app: &App, command: &CallsCommand) -> Result<(), Failure> {
    let first = command.from.unwrap_or_else(|| app.today());
    let last = command.to.unwrap_or(first);
    let (from, to) = (midnight(first)?, midnight(last.saturating_add(jiff::Span::new().days(1)))?);
    if to <= from {
        return Err(Failure::refused("Il giorno di --to viene prima di quello di --from."));
    }
    let counted = list_calls(app, from, to)
        .await
        .map_err(Failure::while_doing("Le chiamate non si leggono"))?;
    let shown: Vec<_> = counted.iter().map(|(key, count)| Shown::of(key, count)).collect();
    if command.json {
        return say_json(&shown);
    }
    if shown.is_empty() {
        say("Nessuna chiamata in questo periodo.");
    }
    for it in &shown {
        say(&it.line());
    }
    Ok(())
}

/// When a day begins in Italy.
fn midnight(day: Date) -> Result<Timestamp, Failure> {
    let start = day.to_zoned(rome()).map_err(Failure::while_doing("Il giorno non esiste"))?;
    Ok(start.timestamp())
}

impl Shown {
    fn of(key: &CallKey, count: &CallCount) -> Self {
        Self {
            environment: key.environment.slug(),
            station: key.station.to_string(),
            method: key.operation.clone(),
            start: key.started_at.to_string(),
            end: key.started_at.saturating_add(INTERVAL).unwrap_or(key.started_at).to_string(),
            tot_req: count.total,
            req_ok: count.ok,
            req_ko: count.ko,
            req_timeout: count.timeouts,
            req_slow: count.slow,
            avg_time_us: count.average_us(),
        }
    }

    fn line(&self) -> String {
        format!(
            "{}  {} {} {}: {} chiamate, {} OK, {} KO, {} oltre il tempo del Nodo, {} oltre 2 s, \
             media {} µs",
            self.start,
            self.environment,
            self.station,
            self.method,
            self.tot_req,
            self.req_ok,
            self.req_ko,
            self.req_timeout,
            self.req_slow,
            self.avg_time_us,
        )
    }
}
