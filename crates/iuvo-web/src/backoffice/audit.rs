//! "Registro attività": who did what, when, on what, as the audit log tells it; and how far its
//! chain holds, which is said only after following it.

mod asked;
mod content;
mod export;
mod words;

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_app::audit::{
    Followed, count_audit, follow_audit, list_audit_authors, name_operators, read_audit,
};
use iuvo_domain::{
    OperatorId,
    access::{Action, Extent},
    audit::{Act, Entry},
};

use self::{asked::Asked, content::content};
use super::{
    Desk, DeskFrame, Refusal, Section,
    days::{DayField, wrong_days},
    defects::Defect,
    table::{Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{Query, Texts, grouped_iban, page, thousands},
    routes::Routes,
};

/// Below `/backoffice/{body}/{environment}`.
const LIST: &str = "/registro";

pub(super) fn routes() -> Routes {
    let at = |path: &str| format!("/backoffice/{{body}}/{{environment}}{LIST}{path}");
    Routes::default()
        .get(&at(""), list)
        .get(&at("/elenco.csv"), export::show)
        .get(&at("/verifica"), verify)
}

#[derive(Template)]
#[template(path = "backoffice/audit/list.html")]
struct AuditPage {
    frame: DeskFrame,
    base: String,
    /// How many entries there are in all.
    count: String,
    period: [DayField; 2],
    authors: Vec<Choice>,
    acts: Vec<Choice>,
    defects: Vec<Defect>,
    table: Table,
    next: Option<String>,
    csv: String,
}

/// One of a list to choose from.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "backoffice/audit/chain.html")]
struct ChainPage {
    frame: DeskFrame,
    back: String,
    is_broken: bool,
    found: String,
    /// What was not looked at, if anything was not.
    rest: Option<String>,
}

/// Who sees the log of a workspace sees all of it.
fn demand(desk: &Desk) -> Result<(), Refusal> {
    match desk.demand(Action::ReadAudit)? {
        Extent::Everything => Ok(()),
        Extent::Services(_) | Extent::Nothing => Err(desk.forbidden(Action::ReadAudit)),
    }
}

async fn list(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    demand(&desk)?;
    Ok(page(StatusCode::OK, &listed(&edge, &desk, &asked).await?))
}

/// The page with the log, and with what cannot be read.
async fn listed(edge: &Edge, desk: &Desk, asked: &Asked) -> Result<AuditPage, Refusal> {
    let t = Texts::italian();
    let (workspace, days) = (desk.profile.workspace.id, asked.days(edge.app.today()));
    let mut found = read_audit(&edge.app, workspace, asked.read(days), READ_FOR_A_PAGE).await?;
    let has_more = cut(&mut found);
    let authors = list_audit_authors(&edge.app, workspace).await?;
    let names = name_operators(&edge.app, &authors, &found).await?;
    let count = count_audit(&edge.app, workspace).await?;
    let base = format!("{}{LIST}", desk.base);
    let next = found.last().filter(|_| has_more);
    let period = asked.period(t, days);
    Ok(AuditPage {
        frame: desk.frame(Section::Audit, t.say("audit-title")),
        count: thousands(usize::try_from(count).unwrap_or_default()),
        authors: choices(authors.iter().map(|it| (it, author(desk, &names, it))), &asked.chi),
        acts: choices(Act::ALL.iter().map(|it| (it.code(), words::act(t, *it))), &asked.cosa),
        defects: wrong_days(t, &period),
        period,
        next: next.map(|it| format!("{base}{}", asked.address(Some(it)))),
        csv: format!("{base}/elenco.csv{}", asked.address(None)),
        table: table(t, desk, &names, (&base, &found)),
        base,
    })
}

fn author(desk: &Desk, names: &BTreeMap<OperatorId, String>, text: &str) -> String {
    words::author(Texts::italian(), &desk.directory, names, text)
}

/// Choices in the order of what they say.
fn choices<T: ToString>(all: impl Iterator<Item = (T, String)>, chosen: &str) -> Vec<Choice> {
    let choice = |(value, text): (T, String)| {
        let value = value.to_string();
        Choice { is_chosen: value == chosen, value, text }
    };
    let mut all: Vec<Choice> = all.map(choice).collect();
    all.sort_by_cached_key(|it| it.text.to_lowercase());
    all
}

fn table(
    t: &Texts,
    desk: &Desk,
    names: &BTreeMap<OperatorId, String>,
    (base, found): (&str, &[Entry]),
) -> Table {
    let row = |it: &Entry| {
        let theirs = Asked { chi: it.author.clone(), ..Asked::default() }.address(None);
        vec![
            Cell::money(it.number.to_string()),
            Cell::text(words::at(it.at)),
            Cell::link(author(desk, names, &it.author), format!("{base}{theirs}")),
            Cell::text(words::act_of(t, it)),
            subject(t, desk, names, it),
            Cell::text(content(t, &it.content)),
        ]
    };
    Table {
        caption: t.say("audit-title"),
        columns: words::columns(t),
        rows: found.iter().map(row).collect(),
        empty: t.say("audit-none"),
    }
}

/// On what it was done: accounts are written as on their own page.
fn subject(t: &Texts, desk: &Desk, names: &BTreeMap<OperatorId, String>, entry: &Entry) -> Cell {
    if entry.act == Act::AccountSaved.code() {
        return Cell::number(grouped_iban(&entry.subject));
    }
    Cell::text(words::subject(t, desk, names, entry))
}

/// Follows the chain now, and says how far it holds.
async fn verify(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    demand(&desk)?;
    let t = Texts::italian();
    let followed = follow_audit(&edge.app, desk.profile.workspace.id).await?;
    let Followed { is_whole, broken, .. } = followed;
    let template = ChainPage {
        frame: desk.frame(Section::Audit, t.say("chain-title")),
        back: format!("{}{LIST}", desk.base),
        is_broken: broken.is_some(),
        found: words::followed(t, &followed),
        rest: (!is_whole && broken.is_none()).then(|| t.say("chain-not-whole")),
    };
    Ok(page(StatusCode::OK, &template))
}
