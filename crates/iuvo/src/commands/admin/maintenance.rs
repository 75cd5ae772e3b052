//! Planned stops of stations, within the year's 36 hours.

use clap::Subcommand;
use iuvo_app::{
    App,
    directory::{DirectoryChange, hours_of_maintenance, list_maintenance},
    rome,
};
use iuvo_domain::{
    Environment,
    directory::maintenance::{
        MaintenanceHours, MaintenanceRefusal, MaintenanceState, MaintenanceWindow, begins_at,
    },
};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::{OrganizationFiscalCode, StationId};
use serde::Serialize;

use super::{change, values};
use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

#[derive(Subcommand)]
pub(super) enum MaintenanceCommand {
    /// Registra un fermo programmato, come comunicato nel Back Office almeno 72 ore prima
    Add {
        #[command(flatten)]
        station: StationChoice,
        /// Inizio, ora di Roma, al quarto d'ora: per esempio 2026-12-31T22:00
        #[arg(long, value_name = "DATA E ORA", value_parser = values::instant)]
        start: Timestamp,
        /// Fine, ora di Roma, al quarto d'ora
        #[arg(long, value_name = "DATA E ORA", value_parser = values::instant)]
        end: Timestamp,
        /// Il Nodo può rispondere al posto della stazione; obbligatorio oltre le 36 ore dell'anno
        #[arg(long)]
        stand_in: bool,
    },
    /// Mostra i fermi di un anno, con le ore usate, programmate e rimaste
    List {
        /// Codice fiscale dell'intermediario
        #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
        broker: OrganizationFiscalCode,
        /// Ambiente: collaudo o produzione
        #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
        environment: Environment,
        /// Anno; se manca, quello in corso
        #[arg(long, value_name = "ANNO",
              value_parser = clap::value_parser!(i16).range(2000..=9998))]
        year: Option<i16>,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
    /// Toglie un fermo non ancora iniziato; uno in corso finisce adesso
    Cancel {
        #[command(flatten)]
        station: StationChoice,
        /// Inizio del fermo, ora di Roma
        #[arg(long, value_name = "DATA E ORA", value_parser = values::instant)]
        start: Timestamp,
    },
}

#[derive(clap::Args)]
pub(super) struct StationChoice {
    /// Codice della stazione
    #[arg(long, value_name = "CODICE", value_parser = values::station)]
    station: StationId,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    environment: Environment,
}

pub(super) async fn run(app: &App, command: MaintenanceCommand) -> Result<(), Failure> {
    match command {
        MaintenanceCommand::Add { station, start, end, stand_in } => {
            let StationChoice { station, environment } = station;
            let (starts_at, ends_at) = (start, end);
            add(app, MaintenanceWindow { environment, station, starts_at, ends_at, stand_in }).await
        }
        MaintenanceCommand::List { broker, environment, year, json } => {
            let year = year.unwrap_or_else(|| app.today().year());
            let shown = Shown::read(app, broker, environment, year).await?;
            if json {
                return say_json(&shown);
            }
            shown.lines().iter().for_each(|line| say(line));
            Ok(())
        }
        MaintenanceCommand::Cancel { station, start } => cancel(app, &station, start).await,
    }
}

async fn add(app: &App, window: MaintenanceWindow) -> Result<(), Failure> {
    let directory = app.directory();
    let Some(station) = directory.station(window.environment, window.station) else {
        return Err(Failure::refused(format!(
            "La stazione {} non c'è in {}: si aggiunge con «iuvo admin station add».",
            window.station, window.environment
        )));
    };
    change(app, DirectoryChange::PlanMaintenance(window)).await?;
    say(&format!("Fermo della stazione {} registrato: {}.", window.station, period(&window)));
    if window.stand_in && !station.features.stand_in {
        say("Attenzione: per la stazione lo Stand-In non risulta attivo.");
    }
    let year = in_rome(window.starts_at).year();
    let hours = hours(app, window.broker(), window.environment, year).await?;
    say(&format!("Ore rimaste nel {year}: {} su 36.", hours_text(hours.left())));
    Ok(())
}

async fn cancel(app: &App, station: &StationChoice, start: Timestamp) -> Result<(), Failure> {
    let StationChoice { station, environment } = *station;
    let windows = list_maintenance(app, environment, start)
        .await
        .map_err(Failure::while_doing("I fermi non si leggono"))?;
    let found = windows.into_iter().find(|it| it.station == station && it.starts_at == start);
    let window = found.ok_or_else(|| {
        Failure::refused(format!("La stazione {station} non ha un fermo che inizia allora."))
    })?;
    let state = window.state_at(app.now());
    change(app, DirectoryChange::CancelMaintenance(window)).await?;
    match state {
        MaintenanceState::Planned => say("Fermo tolto: le sue ore tornano disponibili."),
        MaintenanceState::InProgress | MaintenanceState::Finished => say("Fermo finito adesso."),
    }
    Ok(())
}

async fn hours(
    app: &App,
    broker: OrganizationFiscalCode,
    environment: Environment,
    year: i16,
) -> Result<MaintenanceHours, Failure> {
    hours_of_maintenance(app, environment, broker, year)
        .await
        .map_err(Failure::while_doing("Le ore dei fermi non si leggono"))
}

/// Why a stop cannot be planned, for the operator.
pub(super) fn reason(refusal: &MaintenanceRefusal) -> String {
    match refusal {
        MaintenanceRefusal::NoticeTooShort => {
            "Il fermo va comunicato almeno 72 ore prima che inizi.".to_owned()
        }
        MaintenanceRefusal::NotOnQuarter => {
            "Inizio e fine cadono su un quarto d'ora (00, 15, 30, 45).".to_owned()
        }
        MaintenanceRefusal::EndsBeforeStart => "--end non viene dopo --start.".to_owned(),
        MaintenanceRefusal::Overlaps(other) => {
            format!("La stazione è già ferma in quel tempo: {}.", period(other))
        }
        MaintenanceRefusal::HoursExhausted(hours) => format!(
            "Nel {} restano {} ore di fermo su 36: oltre, pagoPA vuole lo Stand-In acceso \
             (--stand-in).",
            hours.year,
            hours_text(hours.left())
        ),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    year: i16,
    used_hours: String,
    planned_hours: String,
    left_hours: String,
    extra_hours: String,
    windows: Vec<ShownWindow>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownWindow {
    station: String,
    start: String,
    end: String,
    stand_in: bool,
    state: &'static str,
}

impl Shown {
    async fn read(
        app: &App,
        broker: OrganizationFiscalCode,
        environment: Environment,
        year: i16,
    ) -> Result<Self, Failure> {
        let hours = hours(app, broker, environment, year).await?;
        let (from, to) = (begins_at(year, &rome()), begins_at(year.saturating_add(1), &rome()));
        let windows = list_maintenance(app, environment, from)
            .await
            .map_err(Failure::while_doing("I fermi non si leggono"))?;
        let of_year = |it: &&MaintenanceWindow| it.broker() == broker && it.starts_at < to;
        Ok(Self {
            year,
            used_hours: hours_text(hours.used),
            planned_hours: hours_text(hours.planned),
            left_hours: hours_text(hours.left()),
            extra_hours: hours_text(hours.extra()),
            windows: windows
                .iter()
                .filter(of_year)
                .map(|it| ShownWindow::of(it, app.now()))
                .collect(),
        })
    }

    fn lines(&self) -> Vec<String> {
        let Self { year, used_hours, planned_hours, left_hours, extra_hours, windows } = self;
        let mut lines = vec![format!(
            "Anno {year}: ore usate {used_hours}, programmate {planned_hours}, \
             rimaste {left_hours} su 36, oltre il limite {extra_hours}"
        )];
        for ShownWindow { station, start, end, stand_in, state } in windows {
            let stand_in = if *stand_in { "  con Stand-In" } else { "" };
            lines.push(format!("stazione {station}  dal {start} al {end}  {state}{stand_in}"));
        }
        lines
    }
}

impl ShownWindow {
    fn of(window: &MaintenanceWindow, now: Timestamp) -> Self {
        Self {
            station: window.station.to_string(),
            start: civil(window.starts_at),
            end: civil(window.ends_at),
            stand_in: window.stand_in,
            state: match window.state_at(now) {
                MaintenanceState::Planned => "programmato",
                MaintenanceState::InProgress => "in corso",
                MaintenanceState::Finished => "finito",
            },
        }
    }
}

fn period(window: &MaintenanceWindow) -> String {
    format!("dal {} al {}", civil(window.starts_at), civil(window.ends_at))
}

/// What a clock in Rome shows, with its offset, so that the repeated hour is told apart.
fn civil(instant: Timestamp) -> String {
    in_rome(instant).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

fn in_rome(instant: Timestamp) -> jiff::Zoned {
    instant.to_zoned(rome())
}

/// Hours and minutes: `4:15`.
fn hours_text(duration: SignedDuration) -> String {
    let minutes = duration.as_mins();
    format!("{}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}
