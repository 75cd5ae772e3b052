//! A service ends.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::directory::DirectoryChange;
use iuvo_domain::directory::{Service, ServiceDefect};

use super::{address_of, filled::day, find};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        defects::Defect,
        done::Done,
        setup::{back_to, change},
    },
    pages::{PageError, Texts, form::Form, page, short_date},
};

#[derive(Template)]
#[template(path = "backoffice/setup/services/ending.html")]
struct EndingPage {
    frame: DeskFrame,
    back: String,
    lead: String,
    last: String,
    defects: Vec<Defect>,
}

pub(super) async fn ask(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let service = ending(&desk, &id)?;
    let stored = || short_date(service.valid_to.unwrap_or_else(|| edge.app.today()));
    let last = desk.typed.as_ref().map_or_else(stored, typed_day);
    Ok(show(&desk, service, last, Vec::new()))
}

/// The service that takes the rest does not end.
fn ending<'a>(desk: &'a Desk, id: &str) -> Result<&'a Service, Refusal> {
    let service = find(desk, id)?;
    Some(service).filter(|it| it.code != Service::OTHER).ok_or_else(|| PageError::NotFound.into())
}

fn show(desk: &Desk, service: &Service, last: String, defects: Vec<Defect>) -> Response {
    let t = Texts::italian();
    let status = if defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = EndingPage {
        frame: desk.frame(Section::Services, t.say("service-end-title")),
        back: address_of(desk, service),
        lead: t.fill("service-end-lead", &[("name", &service.name), ("code", &service.code)]),
        last,
        defects,
    };
    page(status, &template)
}

fn typed_day(form: &Form) -> String {
    form.field("ultimo-giorno").chars().take(40).collect()
}

pub(super) async fn end(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let service = ending(&desk, &id)?;
    let form = Form::read(request).await?;
    let t = Texts::italian();
    let typed = typed_day(&form);
    let wrong = |text| vec![Defect { field: "ultimo-giorno".into(), text }];
    let Some(last) = day(&typed) else {
        return Ok(show(&desk, service, typed, wrong(t.say("day-wrong"))));
    };
    let ended = Service { valid_to: Some(last), ..service.clone() };
    if ended.defects(&desk.profile.services).contains(&ServiceDefect::DatesInDisorder) {
        return Ok(show(&desk, service, typed, wrong(t.say("service-dates-disorder"))));
    }
    let workspace = desk.profile.workspace.id;
    if ended != *service {
        change(&edge.app, &desk, DirectoryChange::SaveService(workspace, ended)).await?;
    }
    Ok(back_to(&desk, "servizi", Done::ServiceEnded))
}
