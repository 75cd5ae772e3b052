//! Which body do you have to pay?

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_domain::Environment;
use serde::Deserialize;

use super::{Defect, notice_at_hand::Filled};
use crate::{
    Edge,
    pages::{Frame, Query, SoughtName, Texts, page},
};

/// Bodies on a page; whoever has more is found by name.
const MOST_SHOWN: usize = 50;

/// What is searched for. The name of a body is nobody's secret.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    nome: String,
}

#[derive(Template)]
#[template(path = "portal/choose_body.html")]
struct ChooseBody {
    frame: Frame,
    name: String,
    bodies: Vec<Listed>,
    /// How many are not shown.
    others: usize,
    /// What was filled in of a notice.
    filled: Filled,
    defects: Vec<Defect>,
}

struct Listed {
    name: String,
    home: String,
    is_acceptance: bool,
}

pub(super) async fn show(State(edge): State<Edge>, Query(asked): Query<Asked>) -> Response {
    if let ([only], "") = (listed(&edge, &asked.nome).as_slice(), asked.nome.as_str()) {
        return Redirect::to(&only.home).into_response();
    }
    answer(&edge, asked.nome, <_>::default())
}

/// The page, with what was filled in of a notice and what is wrong with it.
pub(super) fn answer(
    edge: &Edge,
    name: String,
    (filled, defects): (Filled, Vec<Defect>),
) -> Response {
    let mut bodies = listed(edge, &name);
    let others = bodies.len().saturating_sub(MOST_SHOWN);
    bodies.truncate(MOST_SHOWN);
    let t = Texts::italian();
    let frame = Frame { t, title: t.say("choose-body-title"), body: None };
    let is_good = defects.is_empty();
    let status = if is_good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(status, &ChooseBody { frame, name, bodies, others, filled, defects })
}

/// The bodies whose name has all the words, A–Z.
fn listed(edge: &Edge, name: &str) -> Vec<Listed> {
    let sought = SoughtName::new(name);
    let directory = edge.app.directory();
    let mut found: Vec<(String, Listed)> = directory
        .workspaces()
        .filter(|it| it.workspace.enabled)
        .map(|it| (it.organization.name.to_lowercase(), it))
        .filter(|(folded, _)| sought.is_in(folded))
        .map(|(folded, it)| {
            let listed = Listed {
                name: it.organization.name.clone(),
                home: format!("/{}", it.workspace.slug),
                is_acceptance: it.workspace.environment == Environment::Acceptance,
            };
            (folded, listed)
        })
        .collect();
    found.sort_by(|one, other| (&one.0, &one.1.home).cmp(&(&other.0, &other.1.home)));
    found.into_iter().map(|it| it.1).collect()
}
