//! The planned stops of the stations that speak for a body: told while they are near.

use iuvo_app::in_italy;
use iuvo_domain::directory::{
    WorkspaceProfile,
    maintenance::{MaintenanceState, NOTICE},
};
use jiff::Timestamp;

use crate::{
    Edge,
    pages::{Texts, clock_time, local_date, long_date},
};

/// The next stop, or the one that runs, in words; none if there is none within three days.
pub(super) fn told(t: &Texts, edge: &Edge, profile: &WorkspaceProfile) -> Option<String> {
    let (now, directory) = (edge.app.now(), edge.app.directory());
    // Stops are told to pagoPA three days before: to citizens too.
    let next = directory.coming_stops(profile, now).into_iter().next()?;
    if next.starts_at.duration_since(now) > NOTICE {
        return None;
    }
    let (from, to) = (moment(t, next.starts_at), moment(t, next.ends_at));
    Some(match next.state_at(now) {
        MaintenanceState::InProgress => t.fill("payments-stopped", &[("to", &to)]),
        MaintenanceState::Planned | MaintenanceState::Finished => {
            t.fill("payments-stop-soon", &[("from", &from), ("to", &to)])
        }
    })
}

/// `27 novembre 2026 alle 22:00`, in Italy.
fn moment(t: &Texts, at: Timestamp) -> String {
    let (day, time) = (long_date(local_date(at)), clock_time(in_italy(at)));
    t.fill("day-and-time", &[("day", &day), ("time", &time)])
}
