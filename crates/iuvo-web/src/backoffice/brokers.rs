//! All the bodies of a broker, each in order or to be looked at.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_app::{
    directory::list_maintenance,
    journal::list_calls,
    overview::{Trouble, list_troubles},
};
use iuvo_domain::{
    Environment, WorkspaceId,
    access::{Operator, Scope, workspaces_of},
    directory::{
        Directory, WorkspaceProfile,
        maintenance::{MaintenanceState, MaintenanceWindow},
    },
};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::StationId;
use serde::Deserialize;

use super::{DeskFrame, Refusal, frame::environment_name, session::SignedIn, table};
use crate::{
    Edge,
    pages::{PageError, Query, SoughtName, Texts, moment, page, thousands},
};

/// Bodies on a page.
const ON_A_PAGE: usize = 50;
/// How far back the Node's last call is looked for.
const CALLS_SINCE: SignedDuration = SignedDuration::from_hours(24);

/// What is looked for. The name of a body is nobody's secret.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    nome: String,
    stato: String,
    pagina: usize,
}

#[derive(Template)]
#[template(path = "backoffice/brokers.html")]
struct BrokerPage {
    frame: DeskFrame,
    name: String,
    only_troubled: bool,
    summary: String,
    rows: Vec<BodyRow>,
    before: Option<String>,
    after: Option<String>,
}

struct BodyRow {
    name: String,
    fiscal_code: String,
    environment: String,
    home: String,
    /// When the Node last called one of its stations, in the last day.
    last_call: String,
    /// What there is to look at; nothing, if all is in order.
    reasons: Vec<String>,
}

/// What is known of all workspaces at a moment.
struct Watch {
    troubles: BTreeMap<WorkspaceId, Trouble>,
    stops: Vec<MaintenanceWindow>,
    calls: HashMap<(Environment, StationId), Timestamp>,
    now: Timestamp,
}

pub(super) async fn show(
    signed_in: SignedIn,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let operator = &signed_in.session.operator;
    let directory = &signed_in.directory;
    if !has_broker(operator) {
        return Err(PageError::NotFound.into());
    }
    let t = Texts::italian();
    let watch = Watch::of(&edge).await?;
    let only_troubled = asked.stato == "da-vedere";
    let sought = SoughtName::new(&asked.nome);
    let mut found: Vec<(String, &WorkspaceProfile, bool)> = workspaces_of(directory, operator)
        .map(|it| {
            let code = it.organization.fiscal_code;
            (format!("{} {code}", it.organization.name.to_lowercase()), it)
        })
        .filter(|(folded, _)| sought.is_in(folded))
        .map(|(folded, it)| (folded, it, watch.is_troubled(directory, it)))
        .filter(|it| !only_troubled || it.2)
        .collect();
    found.sort_by(|one, other| {
        let key = |it: &(String, &WorkspaceProfile, bool)| it.1.workspace.environment;
        (&one.0, key(one)).cmp(&(&other.0, key(other)))
    });
    let troubled = found.iter().filter(|it| it.2).count();
    let (count, troubled) = (thousands(found.len()), thousands(troubled));
    let summary = match found.len() {
        1 => t.fill("broker-summary-one", &[("troubled", &troubled)]),
        _ => t.fill("broker-summary", &[("count", &count), ("troubled", &troubled)]),
    };
    let first = asked.pagina.saturating_mul(ON_A_PAGE);
    let rows = found.iter().skip(first).take(ON_A_PAGE);
    let rows = rows.map(|it| watch.row(t, directory, it.1)).collect();
    let others = found.len().saturating_sub(first.saturating_add(ON_A_PAGE));
    let link = |number: usize| {
        let number = number.to_string();
        let query = [("nome", asked.nome.as_str()), ("stato", &asked.stato), ("pagina", &number)];
        format!("/backoffice/enti?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    };
    let template = BrokerPage {
        frame: DeskFrame::plain(Some(operator), t.say("broker-title")),
        only_troubled,
        summary,
        rows,
        before: asked.pagina.checked_sub(1).map(link),
        after: (others > 0).then(|| link(asked.pagina.saturating_add(1))),
        name: asked.nome.clone(),
    };
    Ok(page(StatusCode::OK, &template))
}

/// Whether somebody administers a broker.
pub(super) fn has_broker(operator: &Operator) -> bool {
    operator.grants().iter().any(|it| matches!(it.scope(), Scope::Broker(_)))
}

impl Watch {
    async fn of(edge: &Edge) -> Result<Self, Refusal> {
        let now = edge.app.now();
        let mut stops = Vec::new();
        for environment in Environment::ALL {
            stops.extend(list_maintenance(&edge.app, environment, now).await?);
        }
        stops.retain(|it| it.state_at(now) == MaintenanceState::InProgress);
        let since = now.saturating_sub(CALLS_SINCE).unwrap_or(Timestamp::MIN);
        let counted = list_calls(&edge.app, since, Timestamp::MAX).await?;
        // The last interval comes last.
        let calls =
            counted.into_iter().map(|(key, _)| ((key.environment, key.station), key.started_at));
        let calls = calls.collect();
        Ok(Self { troubles: list_troubles(&edge.app).await?, stops, calls, now })
    }

    fn is_troubled(&self, directory: &Directory, profile: &WorkspaceProfile) -> bool {
        self.troubles.contains_key(&profile.workspace.id)
            || !has_open_station(directory, profile)
            || self.is_stopped(profile)
    }

    fn is_stopped(&self, profile: &WorkspaceProfile) -> bool {
        let environment = profile.workspace.environment;
        self.stops.iter().any(|stop| {
            stop.environment == environment
                && profile.links.iter().any(|it| it.station == stop.station)
        })
    }

    fn row(&self, t: &Texts, directory: &Directory, profile: &WorkspaceProfile) -> BodyRow {
        let workspace = &profile.workspace;
        let environment = workspace.environment;
        let called =
            profile.links.iter().filter_map(|it| self.calls.get(&(environment, it.station)));
        let last_call = called.max().map(|it| moment((*it).min(self.now)));
        BodyRow {
            name: profile.organization.name.clone(),
            fiscal_code: profile.organization.fiscal_code.to_string(),
            environment: environment_name(t, environment),
            home: format!("/backoffice/{}/{environment}", workspace.slug),
            last_call: last_call.unwrap_or_else(|| t.say("no-call-lately")),
            reasons: self.reasons(t, directory, profile),
        }
    }

    fn reasons(&self, t: &Texts, directory: &Directory, profile: &WorkspaceProfile) -> Vec<String> {
        let mut reasons = Vec::new();
        if !has_open_station(directory, profile) {
            reasons.push(t.say("reason-no-station"));
        }
        if self.is_stopped(profile) {
            reasons.push(t.say("stop-now"));
        }
        let trouble = self.troubles.get(&profile.workspace.id).cloned().unwrap_or_default();
        if trouble.stuck_jobs > 0 {
            let count = table::count(trouble.stuck_jobs);
            reasons.push(t.fill("alert-jobs", &[("count", &count)]));
        }
        if trouble.cases > 0 {
            let count = table::count(trouble.cases);
            reasons.push(t.fill("reason-cases", &[("count", &count)]));
        }
        reasons
    }
}

fn has_open_station(directory: &Directory, profile: &WorkspaceProfile) -> bool {
    profile.links.iter().any(|it| {
        let station = directory.station(profile.workspace.environment, it.station);
        station.is_some_and(|it| it.enabled)
    })
}
