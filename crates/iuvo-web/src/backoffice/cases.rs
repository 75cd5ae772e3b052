//! "Anomalie", payments that a person must decide on: their list, the page of one, and what is
//! done with it after asking once more.

mod detail;
mod step;
mod words;

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_app::review_cases::{CaseError, CaseFound, CaseRead, CasesShown, list_cases, read_case};
use iuvo_domain::{
    ReviewCaseId,
    access::{Action, Extent},
};
use serde::Deserialize;
use uuid::Uuid;

pub(super) use words::case_name;

use super::{
    Desk, DeskFrame, Refusal, Section,
    frame::Choice,
    table::{Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{PageError, Query, Texts, amount, grouped, moment, page},
    routes::Routes,
};

/// Below `/backoffice/{body}/{environment}`.
const LIST: &str = "/anomalie";
/// How the list of what has ended stands in addresses.
const CLOSED: &str = "chiuse";

pub(super) fn routes() -> Routes {
    let at = |path: &str| format!("/backoffice/{{body}}/{{environment}}{LIST}{path}");
    Routes::default()
        .get(&at(""), list)
        .get(&at("/{id}"), detail::show)
        .get(&at("/{id}/{step}"), step::ask)
        .post(&at("/{id}/{step}"), step::act)
}

/// Which cases, and from which one on.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    stato: String,
    prima: String,
}

#[derive(Template)]
#[template(path = "backoffice/cases/list.html")]
struct CasesListPage {
    frame: DeskFrame,
    shown: Vec<Choice>,
    table: Table,
    next: Option<String>,
}

/// The cases within reach.
async fn list(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let t = Texts::italian();
    let shown = if asked.stato == CLOSED { CasesShown::Closed } else { CasesShown::Open };
    let before = ReviewCaseId::new(Uuid::parse_str(&asked.prima).unwrap_or(Uuid::max()));
    let id = desk.profile.workspace.id;
    let mut found = list_cases(&edge.app, id, &extent, (shown, before), READ_FOR_A_PAGE).await?;
    let has_more = cut(&mut found);
    let base = format!("{}{LIST}", desk.base);
    let here = if shown == CasesShown::Open { String::new() } else { format!("stato={CLOSED}&") };
    let next = found.last().filter(|_| has_more);
    let template = CasesListPage {
        frame: desk.frame(Section::Cases, t.say("menu-cases")),
        shown: vec![
            Choice {
                text: t.say("cases-open"),
                leads_to: base.clone(),
                is_here: shown == CasesShown::Open,
            },
            Choice {
                text: t.say("cases-closed"),
                leads_to: format!("{base}?stato={CLOSED}"),
                is_here: shown == CasesShown::Closed,
            },
        ],
        next: next.map(|it| format!("{base}?{here}prima={}", it.case.id)),
        table: table(t, &desk, &found, shown),
    };
    Ok(page(StatusCode::OK, &template))
}

fn table(t: &Texts, desk: &Desk, found: &[CaseFound], shown: CasesShown) -> Table {
    let row = |it: &CaseFound| {
        vec![
            Cell::text(moment(it.case.opened_at)),
            Cell::link(case_name(t, it.case.kind), address_of(desk, it.case.id)),
            Cell::number(grouped(it.case.notice_number.as_str())),
            Cell::money(it.amount.map(amount).unwrap_or_default()),
            Cell::text(words::standing(t, it)),
        ]
    };
    Table {
        caption: t.say("menu-cases"),
        columns: vec![
            t.say("opened-at"),
            t.say("what-happened"),
            t.say("notice-code"),
            t.say("amount"),
            t.say("state"),
        ],
        rows: found.iter().map(row).collect(),
        empty: match shown {
            CasesShown::Open => t.say("cases-none"),
            CasesShown::Closed => t.say("cases-none-closed"),
        },
    }
}

/// Where the page of a case is.
pub(super) fn address_of(desk: &Desk, id: ReviewCaseId) -> String {
    format!("{}{LIST}/{id}", desk.base)
}

/// The case of an address, if it is within reach.
async fn case(
    edge: &Edge,
    desk: &Desk,
    extent: &Extent,
    params: &HashMap<String, String>,
) -> Result<CaseRead, Refusal> {
    let id = params.get("id").map_or("", String::as_str);
    let id = ReviewCaseId::new(Uuid::parse_str(id).map_err(|_| PageError::NotFound)?);
    match read_case(&edge.app, desk.profile.workspace.id, extent, id).await {
        Ok(read) => Ok(read),
        Err(CaseError::Store(error)) => Err(error.into()),
        Err(_) => Err(PageError::NotFound.into()),
    }
}
