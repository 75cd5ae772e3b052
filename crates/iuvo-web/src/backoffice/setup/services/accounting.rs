//! How a service is accounted for, year by year.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::directory::DirectoryChange;
use iuvo_domain::directory::{Accounting, AccountingDefect, Service};

use super::{address_of, find};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        defects::Defect,
        done::Done,
        setup::{ConfirmPage, change},
        table::{Cell, Table},
    },
    pages::{PageError, Texts, form::Form, page},
};

#[derive(Template)]
#[template(path = "backoffice/setup/services/accounting.html")]
struct AccountingPage {
    frame: DeskFrame,
    back: String,
    service: String,
    table: Table,
    filled: Filled,
    defects: Vec<Defect>,
}

#[derive(Default)]
struct Filled {
    year: String,
    chapter: String,
    assessment: String,
}

impl Filled {
    fn of(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(300).collect::<String>();
        Self { year: field("anno"), chapter: field("capitolo"), assessment: field("accertamento") }
    }
}

/// The codes of a service, year by year.
fn codes<'a>(desk: &'a Desk, service: &Service) -> Vec<&'a Accounting> {
    let id = service.id;
    let own = desk.profile.accounting.iter().filter(|it| it.0 == id);
    let mut codes: Vec<_> = own.map(|it| &it.1).collect();
    codes.sort_by_key(|it| it.year());
    codes
}

/// The codes of a service, in a line.
pub(super) fn in_words(desk: &Desk, service: &Service) -> String {
    let codes = codes(desk, service).into_iter().map(|codes| {
        let assessment = codes.assessment().map(|it| format!(" / {it}")).unwrap_or_default();
        format!("{}: {}{assessment}", codes.year(), codes.chapter())
    });
    codes.collect::<Vec<_>>().join("; ")
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let empty = || Filled { year: edge.app.today().year().to_string(), ..Filled::default() };
    let filled = desk.typed.as_ref().map_or_else(empty, Filled::of);
    Ok(answer(&desk, service, filled, Vec::new()))
}

fn answer(desk: &Desk, service: &Service, filled: Filled, defects: Vec<Defect>) -> Response {
    let t = Texts::italian();
    let address = address_of(desk, service);
    let row = |it: &&Accounting| {
        let delete = format!("{address}/contabilita/{}/togli", it.year());
        vec![
            Cell::number(it.year().to_string()),
            Cell::number(it.chapter().to_owned()),
            Cell::number(it.assessment().unwrap_or_default().to_owned()),
            Cell::link(t.fill("accounting-delete", &[("year", &it.year().to_string())]), delete),
        ]
    };
    let table = Table {
        caption: t.say("accounting"),
        columns: vec![
            t.say("budget-year"),
            t.say("chapter"),
            t.say("assessment"),
            t.say("actions"),
        ],
        rows: codes(desk, service).iter().map(row).collect(),
        empty: t.say("accounting-none"),
    };
    let status = if defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = AccountingPage {
        frame: desk.frame(Section::Services, t.say("accounting")),
        back: address,
        service: service.name.clone(),
        table,
        filled,
        defects,
    };
    page(status, &template)
}

/// Writes the codes of a year; those it had give way.
pub(super) async fn save(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let form = Form::read(request).await?;
    let filled = Filled::of(&form);
    let assessment = Some(filled.assessment.as_str()).filter(|it| !it.is_empty());
    let year = filled.year.parse().unwrap_or(0);
    let t = Texts::italian();
    let defect = match Accounting::new(year, &filled.chapter, assessment) {
        Ok(codes) => {
            let workspace = desk.profile.workspace.id;
            let saving = DirectoryChange::SaveAccounting(workspace, service.id, codes);
            change(&edge.app, &desk, saving).await?;
            let address = format!("{}/contabilita", address_of(&desk, service));
            return Ok(Done::AccountingSaved.at(&address));
        }
        Err(AccountingDefect::Year) => ("anno", t.say("budget-year-wrong")),
        Err(AccountingDefect::Chapter) => ("capitolo", t.say("chapter-wrong")),
        Err(AccountingDefect::Assessment) => ("accertamento", t.say("assessment-wrong")),
    };
    let (field, text) = defect;
    Ok(answer(&desk, service, filled, vec![Defect { field: field.into(), text }]))
}

/// The codes of a service in the year of an address.
fn of_year<'a>(desk: &'a Desk, service: &Service, year: &str) -> Result<&'a Accounting, Refusal> {
    let found = codes(desk, service).into_iter().find(|it| it.year().to_string() == year);
    found.ok_or_else(|| PageError::NotFound.into())
}

pub(super) async fn ask_to_delete(
    desk: Desk,
    Path((_, _, id, year)): Path<(String, String, String, String)>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let codes = of_year(&desk, service, &year)?;
    let t = Texts::italian();
    let values = [("year", year.as_str()), ("chapter", codes.chapter()), ("name", &service.name)];
    let template = ConfirmPage {
        frame: desk.frame(Section::Services, t.say("accounting-delete-title")),
        lead: t.fill("accounting-delete-lead", &values),
        consequences: vec![t.say("accounting-delete-now")],
        word: None,
        defects: Vec::new(),
        verb: t.fill("accounting-delete", &[("year", &year)]),
        back: format!("{}/contabilita", address_of(&desk, service)),
    };
    Ok(page(StatusCode::OK, &template))
}

pub(super) async fn delete(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id, year)): Path<(String, String, String, String)>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let address = format!("{}/contabilita", address_of(&desk, service));
    // The second of two clicks finds them gone, as was asked.
    let Ok(codes) = of_year(&desk, service, &year) else {
        return Ok(Done::AccountingDeleted.at(&address));
    };
    let year = codes.year();
    let workspace = desk.profile.workspace.id;
    let deleting = DirectoryChange::DeleteAccounting(workspace, service.id, year);
    change(&edge.app, &desk, deleting).await?;
    Ok(Done::AccountingDeleted.at(&address))
}
