//! The stations that speak for the body, and their stops.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_domain::{
    access::Action,
    directory::{StationLink, maintenance::MaintenanceState},
};

use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        table::{Cell, Table},
    },
    pages::{Texts, moment, page},
};

#[derive(Template)]
#[template(path = "backoffice/setup/stations.html")]
struct StationsPage {
    frame: DeskFrame,
    stations: Table,
    stops: Table,
}

pub(super) async fn list(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let environment = desk.profile.workspace.environment;
    let stops = desk.directory.coming_stops(&desk.profile, edge.app.now());
    let yes_or_no = |it| if it { t.say("yes") } else { t.say("no") };
    let row = |it: &StationLink| {
        let station = desk.directory.station(environment, it.station);
        let state = if station.is_some_and(|it| it.enabled) {
            t.say("station-enabled")
        } else {
            t.say("station-disabled")
        };
        vec![
            Cell::number(it.station.to_string()),
            Cell::number(it.segregation_code.as_str()),
            Cell::text(state),
            Cell::text(yes_or_no(it.broadcast)),
            Cell::text(yes_or_no(it.spontaneous)),
            Cell::text(yes_or_no(it.stand_in)),
        ]
    };
    let stations = Table {
        caption: t.say("menu-stations"),
        columns: vec![
            t.say("station"),
            t.say("segregation-code"),
            t.say("state"),
            t.say("broadcast"),
            t.say("spontaneous-demands"),
            t.say("stand-in"),
        ],
        rows: desk.profile.links.iter().map(row).collect(),
        empty: t.say("stations-none"),
    };
    let rows = stops.iter().map(|it| {
        let state = match it.state_at(edge.app.now()) {
            MaintenanceState::InProgress => t.say("stop-now"),
            MaintenanceState::Planned | MaintenanceState::Finished => t.say("stop-planned"),
        };
        vec![
            Cell::number(it.station.to_string()),
            Cell::text(moment(it.starts_at)),
            Cell::text(moment(it.ends_at)),
            Cell::text(state),
        ]
    });
    let stops = Table {
        caption: t.say("stops"),
        columns: vec![t.say("station"), t.say("from-day"), t.say("to-day"), t.say("state")],
        rows: rows.collect(),
        empty: t.say("stops-none"),
    };
    let frame = desk.frame(Section::Stations, t.say("menu-stations"));
    Ok(page(StatusCode::OK, &StationsPage { frame, stations, stops }))
}
