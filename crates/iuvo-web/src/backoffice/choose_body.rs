//! The bodies for which somebody works; whoever has only one goes there at once.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_domain::{Environment, access::workspaces_of, directory::WorkspaceProfile};
use serde::Deserialize;

use super::{DeskFrame, brokers::has_broker, frame::environment_name, session::SignedIn};
use crate::pages::{Query, SoughtName, Texts, page};

/// Bodies on a page; whoever has more is found by name.
const MOST_SHOWN: usize = 50;

/// What is searched for. The name of a body is nobody's secret.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    nome: String,
}

#[derive(Template)]
#[template(path = "backoffice/choose_body.html")]
struct ChooseBody {
    frame: DeskFrame,
    name: String,
    /// Whether one administers a broker, and has a page of all its bodies.
    has_broker: bool,
    /// Whether there is anything to choose from at all.
    has_any: bool,
    bodies: Vec<Listed>,
    /// How many are not shown.
    others: usize,
}

struct Listed {
    name: String,
    environments: Vec<(String, String)>,
}

pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Response {
    let operator = &signed_in.session.operator;
    let all: Vec<_> = workspaces_of(&signed_in.directory, operator).collect();
    if let [only] = all.as_slice() {
        return Redirect::to(&home_of(only)).into_response();
    }
    let t = Texts::italian();
    let mut bodies = listed(t, &all, &asked.nome);
    let others = bodies.len().saturating_sub(MOST_SHOWN);
    bodies.truncate(MOST_SHOWN);
    let frame = DeskFrame::plain(Some(operator), t.say("your-bodies"));
    let has_any = !all.is_empty();
    page(
        StatusCode::OK,
        &ChooseBody {
            frame,
            name: asked.nome,
            has_broker: has_broker(operator),
            has_any,
            bodies,
            others,
        },
    )
}

fn home_of(profile: &WorkspaceProfile) -> String {
    format!("/backoffice/{}/{}", profile.workspace.slug, profile.workspace.environment)
}

/// The bodies whose name has all the words, A–Z, each with its environments.
fn listed(t: &Texts, all: &[&WorkspaceProfile], name: &str) -> Vec<Listed> {
    let sought = SoughtName::new(name);
    let mut found: BTreeMap<_, Vec<&WorkspaceProfile>> = BTreeMap::new();
    for profile in all {
        let folded = profile.organization.name.to_lowercase();
        if sought.is_in(&folded) {
            let key = (folded, profile.workspace.organization);
            found.entry(key).or_default().push(profile);
        }
    }
    let listed = found.into_values().filter_map(|profiles| {
        let name = profiles.first()?.organization.name.clone();
        let of = |it: Environment| profiles.iter().find(|p| p.workspace.environment == it);
        let environments = Environment::ALL
            .into_iter()
            .filter_map(|it| Some((environment_name(t, it), home_of(of(it)?))));
        Some(Listed { name, environments: environments.collect() })
    });
    listed.collect()
}
