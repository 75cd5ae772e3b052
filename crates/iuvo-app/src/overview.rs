//! The state of a workspace at a glance, the takings its figures are made of, and what a person has
//! to look at.

mod kept;

use std::{collections::BTreeMap, sync::Arc};

use iuvo_domain::{
    WorkspaceId,
    access::Extent,
    directory::{WorkspaceProfile, maintenance::MaintenanceWindow},
};
use iuvo_store::{
    StoreError,
    glance::{
        Glance, StuckJobs, Troubles,
        takings::{TakenPage, TakingsOf},
    },
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

pub use iuvo_store::glance::{
    Glanced, StuckJob, Trouble,
    takings::{Taken, Takings},
};

pub(crate) use kept::KeptGlances;
use kept::{Seen, Subject};

use crate::{App, in_italy, italy::beginning_of};

/// Days of takings that are read, today included: on its last day, all of a month.
const DAYS_READ: i64 = 31;
/// Days of takings that are drawn, today included.
const DAYS_DRAWN: usize = 30;
/// Days within which a PSP reports what was paid through it (SANP, "rendicontazione").
pub const REPORTED_WITHIN_DAYS: i64 = 2;
/// Days for which a file with refused items is told of, today included.
pub const FILES_TOLD_FOR_DAYS: i64 = 7;
/// Work that is due for longer is stuck: it comes again every few seconds.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// The state of a workspace.
pub struct Overview {
    /// Positions, work and cases.
    pub glanced: Arc<Glanced>,
    /// When they were counted, if they are very many and were counted before.
    pub counted_at: Option<Timestamp>,
    /// What was taken, on each of the last days, the first one first.
    pub days: Vec<(Date, Takings)>,
    /// The stops of its stations that are under way or planned.
    pub stops: Vec<MaintenanceWindow>,
}

impl Overview {
    /// The last days, as they are drawn.
    pub fn drawn(&self) -> &[(Date, Takings)] {
        let before = self.days.len().saturating_sub(DAYS_DRAWN);
        self.days.get(before..).unwrap_or_default()
    }

    /// What was taken in some of the days.
    pub fn taken(&self, days: impl Fn(Date) -> bool) -> Takings {
        let days = self.days.iter().filter(|it| days(it.0)).map(|it| it.1);
        days.fold(Takings::default(), Takings::plus)
    }
}

fn day_of_hour(hour: i64) -> Option<Date> {
    let at = Timestamp::from_second(hour.checked_mul(3_600)?).ok()?;
    Some(in_italy(at).date())
}

impl App {
    fn stuck_since(&self) -> Timestamp {
        self.now().saturating_sub(PATIENCE).unwrap_or(Timestamp::MIN)
    }
}

/// What was taken day by day, days without anything included.
fn by_day((first, last): (Date, Date), hours: &BTreeMap<i64, Takings>) -> Vec<(Date, Takings)> {
    let mut days: BTreeMap<Date, Takings> = BTreeMap::new();
    let mut day = first;
    while day <= last {
        days.insert(day, Takings::default());
        day = day.saturating_add(1.day());
    }
    for (hour, takings) in hours {
        if let Some(entry) = day_of_hour(*hour).and_then(|it| days.get_mut(&it)) {
            *entry = entry.plus(*takings);
        }
    }
    days.into_iter().collect()
}

/// Looks at a workspace, as far as somebody sees its positions.
pub async fn overview(
    app: &App,
    profile: &WorkspaceProfile,
    extent: &Extent,
) -> Result<Overview, StoreError> {
    let (glance, first) = glance_now(app, (profile.workspace.id, extent.services()));
    let (now, today) = (glance.now, app.today());
    let Seen { glanced, at } = app.glances.look(&app.store, glance).await?;
    let counted_at = (at != now).then_some(at);
    let stops = app.directory().coming_stops(profile, now).into_iter().copied().collect();
    let days = by_day((first, today), &glanced.takings);
    Ok(Overview { glanced, counted_at, days, stops })
}

fn glance_now(app: &App, (workspace, services): Subject) -> (Glance, Date) {
    let (now, today) = (app.now(), app.today());
    let first = today.saturating_sub(DAYS_READ.saturating_sub(1).days());
    let takings = (beginning_of(first), beginning_of(today.saturating_add(1.day())));
    let files_since = beginning_of(today.saturating_sub((FILES_TOLD_FOR_DAYS - 1).days()));
    let stuck_since = app.stuck_since();
    (Glance { workspace, services, now, stuck_since, takings, files_since }, first)
}

/// Counts one of the large archives anew that are looked at, before its figures are too old to be
/// shown.
pub(crate) async fn keep_overviews(app: &App) -> Result<(), StoreError> {
    let Some(subject) = app.glances.aged(app.now()) else { return Ok(()) };
    let (glance, _) = glance_now(app, subject);
    app.glances.count(&app.store, glance).await.map(drop)
}

/// The receipts of some days.
pub struct DayTakings {
    /// Some of them, the last first.
    pub receipts: Vec<Taken>,
    /// All of them.
    pub total: Takings,
}

/// Reads the receipts of some days, both included, as far as somebody sees their positions; those
/// before a receipt, if one is named.
pub async fn read_takings(
    app: &App,
    (workspace, extent): (WorkspaceId, &Extent),
    (first, last): (Date, Date),
    before: Option<(Timestamp, String)>,
    limit: i64,
) -> Result<DayTakings, StoreError> {
    let from = beginning_of(first);
    let to = beginning_of(last.saturating_add(1.day()));
    let hours =
        app.store().read(TakingsOf { workspace, services: extent.services(), from, to }).await?;
    let total = hours.into_values().fold(Takings::default(), Takings::plus);
    // Of the moment at which the next day begins nothing comes before the empty id.
    let before = before.unwrap_or((to, String::new()));
    let page = TakenPage { workspace, services: extent.services(), from, before, limit };
    let receipts = app.store().read(page).await?;
    Ok(DayTakings { receipts, total })
}

/// The work of a workspace that is stuck, what has waited longest first.
pub async fn list_stuck_jobs(
    app: &App,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<StuckJob>, StoreError> {
    app.store().read(StuckJobs { workspace, stuck_since: app.stuck_since(), limit }).await
}

/// Where there is something to look at, by workspace.
pub async fn list_troubles(app: &App) -> Result<BTreeMap<WorkspaceId, Trouble>, StoreError> {
    app.store().read(Troubles { stuck_since: app.stuck_since() }).await
}
