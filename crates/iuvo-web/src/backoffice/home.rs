//! "Panoramica", the state of a workspace at a glance. Every figure leads to its rows.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::Response,
};
use iuvo_app::{
    in_italy,
    overview::{FILES_TOLD_FOR_DAYS, Overview, REPORTED_WITHIN_DAYS, Takings, overview},
};
use iuvo_domain::{
    access::{Action, Extent},
    directory::maintenance::MaintenanceState,
};
use jiff::{ToSpan, civil::Date};

use super::{
    Desk, DeskFrame, Refusal, Section,
    chart::{Chart, day_of},
    files,
    first_steps::{self, Step},
    positions::words::service_name,
    recent, table,
};
use crate::{
    Edge,
    pages::{Texts, amount, clock_time, long_date, page, short_date, weekday_date},
};

/// Days before its end from which on a certificate is somebody's business.
const CERTIFICATE_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "backoffice/home.html")]
struct Home {
    frame: DeskFrame,
    today: String,
    /// What a person has to look at.
    alerts: Vec<Alert>,
    /// What the body needs before it can be paid, if it lacks any of it.
    steps: Vec<Step>,
    figures: Vec<Figure>,
    chart: Option<Chart>,
    /// When the figures were counted, if that was not now.
    counted: Option<String>,
    /// What is not shown, and why.
    note: Option<String>,
}

struct Alert {
    text: String,
    leads_to: Option<String>,
}

struct Figure {
    label: String,
    value: String,
    detail: String,
    leads_to: String,
}

pub(super) async fn show(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let extent = desk.extent(Action::ReadPositions);
    let found = overview(&edge.app, &desk.profile, &extent).await?;
    let reads = extent != Extent::Nothing;
    let today = edge.app.today();
    let note = match &extent {
        Extent::Everything => None,
        Extent::Nothing => Some(t.say("home-no-figures")),
        Extent::Services(own) => {
            let names: Vec<_> = own.iter().map(|it| service_name(&desk.profile, *it)).collect();
            Some(t.fill("home-only-services", &[("services", &names.join(", "))]))
        }
    };
    let days = if reads { found.drawn() } else { &[] };
    let template = Home {
        frame: desk.frame(Section::Home, t.say("menu-home")),
        today: weekday_date(today),
        alerts: alerts(t, &edge, &desk, &found),
        steps: first_steps::of_desk(t, &desk, today),
        figures: if reads { figures(t, &desk, &found, today) } else { Vec::new() },
        chart: (!days.is_empty()).then(|| Chart::of(&desk.base, days)),
        counted: found
            .counted_at
            .map(|it| t.fill("home-counted-at", &[("time", &clock_time(in_italy(it)))])),
        note,
    };
    let mut response = page(StatusCode::OK, &template);
    if let Some(cookie) = recent::kept(&edge, &desk) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn figures(t: &Texts, desk: &Desk, found: &Overview, today: Date) -> Vec<Figure> {
    let base = &desk.base;
    let span = |first: Date, last: Date| {
        format!("{base}/incassi?dal={}&al={}", day_of(first), day_of(last))
    };
    let money = |label, takings: Takings, leads_to| Figure {
        label,
        value: amount(takings.amount),
        detail: receipts(t, takings.receipts),
        leads_to,
    };
    let first = found.days.first().map_or(today, |it| it.0);
    let late = today.saturating_sub((REPORTED_WITHIN_DAYS + 1).days());
    let count = |label, value: i64, detail, path: &str| Figure {
        label,
        value: table::count(value),
        detail,
        leads_to: format!("{base}{path}"),
    };
    let (since, until) = (short_date(first), short_date(late));
    let period = [("first", since.as_str()), ("last", &until)];
    let unreported = Figure {
        detail: t.fill("figure-unreported-days", &period),
        ..money(t.say("figure-unreported"), found.taken(|it| it <= late), span(first, late))
    };
    let month = |it: Date| (it.year(), it.month()) == (today.year(), today.month());
    let of_month = found.taken(month);
    let first_of_month = today.first_of_month().max(first);
    vec![
        money(t.say("figure-today"), found.taken(|it| it == today), span(today, today)),
        money(t.say("figure-month"), of_month, span(first_of_month, today)),
        count(t.say("figure-open"), found.glanced.open, t.say("figure-open-why"), OPEN),
        count(t.say("figure-expired"), found.glanced.expired, t.say("figure-expired-why"), EXPIRED),
        unreported,
    ]
}

/// Where the list of positions is limited to those that may be paid, and to those that expired.
const OPEN: &str = "/posizioni?stato=valida&stato=in-parte-pagata";
const EXPIRED: &str = "/posizioni?stato=scaduta";

fn receipts(t: &Texts, count: i64) -> String {
    if count == 1 {
        t.say("one-receipt")
    } else {
        t.fill("receipts", &[("count", &table::count(count))])
    }
}

fn alerts(t: &Texts, edge: &Edge, desk: &Desk, found: &Overview) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let mut tell = |text, leads_to: Option<&str>| {
        let leads_to = leads_to.map(|it| format!("{}{it}", desk.base));
        alerts.push(Alert { text, leads_to });
    };
    let (cases, jobs) = (found.glanced.cases, found.glanced.stuck_jobs);
    if cases > 0 && desk.extent(Action::ReadPositions) != Extent::Nothing {
        let count = table::count(cases);
        let text = if cases == 1 {
            t.say("alert-one-case")
        } else {
            t.fill("alert-cases", &[("count", &count)])
        };
        tell(text, Some("/anomalie"));
    }
    let with_rejects = found.glanced.files_with_rejects;
    if with_rejects > 0 && files::are_shown(desk) {
        let values =
            [("count", &*table::count(with_rejects)), ("days", &FILES_TOLD_FOR_DAYS.to_string())];
        let text = if with_rejects == 1 {
            t.fill("alert-one-file", &values)
        } else {
            t.fill("alert-files", &values)
        };
        tell(text, Some(files::WITH_REJECTS));
    }
    if desk.extent(Action::ReadSetup) == Extent::Nothing {
        return alerts;
    }
    if jobs > 0 {
        tell(t.fill("alert-jobs", &[("count", &table::count(jobs))]), Some("/esercizio/lavori"));
    }
    for stop in &found.stops {
        let (from, to) = (in_italy(stop.starts_at), in_italy(stop.ends_at));
        let station = stop.station.to_string();
        let key = match stop.state_at(edge.app.now()) {
            MaintenanceState::InProgress => t.say("stop-now"),
            MaintenanceState::Planned | MaintenanceState::Finished => t.say("stop-planned"),
        };
        let values = [
            ("state", key.as_str()),
            ("station", &station),
            ("from-day", &long_date(from.date())),
            ("from", &clock_time(from)),
            ("to-day", &long_date(to.date())),
            ("to", &clock_time(to)),
        ];
        tell(t.fill("alert-stop", &values), Some("/configurazione/stazioni"));
    }
    if let Some(ends_at) = edge.certificate_ends_at {
        let days = ends_at.duration_since(edge.app.now()).as_hours().div_euclid(24);
        if days < CERTIFICATE_DAYS {
            tell(t.fill("alert-certificate", &[("days", &days.max(0).to_string())]), None);
        }
    }
    alerts
}
