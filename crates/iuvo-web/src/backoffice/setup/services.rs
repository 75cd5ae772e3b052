//! Services for which people pay: their list, and each of them written, followed by another, ended
//! and accounted for.

mod accounting;
mod editor;
mod ending;
mod filled;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_domain::{
    access::{Action, Extent},
    directory::{Service, ServiceKind, taxonomy::CategoryStanding},
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        table::{Cell, Table},
    },
    pages::{PageError, Texts, page, short_date},
    routes::Routes,
};

pub(super) fn routes() -> Routes {
    let at =
        |path: &str| format!("/backoffice/{{body}}/{{environment}}/configurazione/servizi{path}");
    Routes::default()
        .get(&at(""), list)
        .get(&at("/nuovo"), editor::show_new)
        .post(&at("/nuovo"), editor::create)
        .get(&at("/{service}"), editor::show)
        .post(&at("/{service}"), editor::revise)
        .get(&at("/{service}/nuova-versione"), editor::show_next)
        .post(&at("/{service}/nuova-versione"), editor::follow)
        .get(&at("/{service}/chiudi"), ending::ask)
        .post(&at("/{service}/chiudi"), ending::end)
        .get(&at("/{service}/contabilita"), accounting::show)
        .post(&at("/{service}/contabilita"), accounting::save)
        .get(&at("/{service}/contabilita/{year}/togli"), accounting::ask_to_delete)
        .post(&at("/{service}/contabilita/{year}/togli"), accounting::delete)
}

#[derive(Template)]
#[template(path = "backoffice/setup/services/list.html")]
struct ServicesPage {
    frame: DeskFrame,
    table: Table,
    /// Where a new one is written, by whom may.
    add: Option<String>,
}

async fn list(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let today = edge.app.today();
    let may_change = desk.extent(Action::ChangePayments) == Extent::Everything;
    let row = |it: &Service| {
        let category = it.transfer_category.as_ref().map(|it| it.as_str().to_owned());
        let name = if may_change {
            Cell::link(it.name.clone(), address_of(&desk, it))
        } else {
            Cell::text(it.name.clone())
        };
        vec![
            Cell::number(it.code.clone()),
            name,
            Cell::text(kind(t, it.kind)),
            Cell::number(category.unwrap_or_default()),
            Cell::text(standing(t, &desk, it, today)),
            Cell::text(it.valid_from.map(short_date).unwrap_or_default()),
            Cell::text(it.valid_to.map(short_date).unwrap_or_default()),
            Cell::text(accounting::in_words(&desk, it)),
        ]
    };
    let mut services: Vec<&Service> = desk.profile.services.iter().collect();
    services.sort_by(|one, other| one.code.cmp(&other.code));
    let table = Table {
        caption: t.say("menu-services"),
        columns: vec![
            t.say("service-code"),
            t.say("service"),
            t.say("service-kind"),
            t.say("taxonomy-code"),
            t.say("state"),
            t.say("valid-from"),
            t.say("valid-to"),
            t.say("accounting"),
        ],
        rows: services.into_iter().map(row).collect(),
        empty: String::new(),
    };
    let frame = desk.frame(Section::Services, t.say("menu-services"));
    let add = may_change.then(|| format!("{}/configurazione/servizi/nuovo", desk.base));
    Ok(page(StatusCode::OK, &ServicesPage { frame, table, add }))
}

fn kind(t: &Texts, kind: ServiceKind) -> String {
    match kind {
        ServiceKind::Precalculated => t.say("service-precalculated"),
        ServiceKind::Spontaneous => t.say("service-spontaneous"),
    }
}

/// Whether it claims debts today, and whether its category may be used.
fn standing(t: &Texts, desk: &Desk, it: &Service, today: Date) -> String {
    if it.valid_from.is_some_and(|first| today < first) {
        return t.say("service-to-come");
    }
    if it.valid_to.is_some_and(|last| last < today) {
        return t.say("service-ended");
    }
    let category = it.transfer_category.as_ref();
    match category.map(|it| desk.directory.taxonomy().standing(it, today)) {
        None | Some(CategoryStanding::InForce) => t.say("service-in-use"),
        Some(CategoryStanding::Unknown) => t.say("service-category-unknown"),
        Some(CategoryStanding::NotOnThatDay) => t.say("service-category-expired"),
    }
}

/// Where the page of a service is.
fn address_of(desk: &Desk, service: &Service) -> String {
    format!("{}/configurazione/servizi/{}", desk.base, service.id)
}

/// The service of an address, for whoever may change it.
fn find<'a>(desk: &'a Desk, id: &str) -> Result<&'a Service, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let id = Uuid::parse_str(id).map_err(|_| PageError::NotFound)?;
    let found = desk.profile.services.iter().find(|it| it.id.as_bytes() == id.as_bytes());
    found.ok_or_else(|| PageError::NotFound.into())
}
