//! A service is written, corrected, or followed by another from some day on.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::directory::DirectoryChange;
use iuvo_domain::{ServiceId, access::Action, directory::Service};
use jiff::ToSpan;

use super::{
    address_of,
    filled::{Filled, day},
    find,
};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        defects::Defect,
        done::Done,
        setup::{back_to, change, change_together, mark},
    },
    pages::{Texts, form::Form, page},
};

#[derive(Template)]
#[template(path = "backoffice/setup/services/editor.html")]
struct EditorPage {
    frame: DeskFrame,
    list: String,
    lead: String,
    filled: Filled,
    /// The service as it was read, if there is one.
    seen: String,
    /// Whether the code is still to be chosen: positions and roles name the service by it.
    is_new: bool,
    /// What else can be done with it.
    links: Vec<(String, String)>,
    defects: Vec<Defect>,
    refusal: Option<String>,
}

/// What is written.
#[derive(Clone, Copy)]
enum Writing<'a> {
    /// A new service.
    New,
    /// One that is there.
    Again(&'a Service),
    /// What follows one that is there.
    After(&'a Service),
}

impl EditorPage {
    fn new(desk: &Desk, writing: Writing<'_>, filled: Filled) -> Self {
        let t = Texts::italian();
        let (title, lead) = match writing {
            Writing::New => (t.say("service-new"), t.say("service-new-why")),
            Writing::Again(it) => (it.name.clone(), t.say("service-edit-why")),
            Writing::After(it) => {
                let values = [("name", it.name.as_str())];
                (t.fill("service-next", &values), t.say("service-next-why"))
            }
        };
        let links = match writing {
            Writing::New | Writing::After(_) => Vec::new(),
            Writing::Again(it) => links(t, desk, it),
        };
        Self {
            frame: desk.frame(Section::Services, title),
            list: format!("{}/configurazione/servizi", desk.base),
            lead,
            filled,
            seen: match writing {
                Writing::New => String::new(),
                Writing::Again(it) | Writing::After(it) => mark(it),
            },
            is_new: !matches!(writing, Writing::Again(_)),
            links,
            defects: Vec::new(),
            refusal: None,
        }
    }

    fn answer(&self) -> Response {
        let status = match (&self.refusal, self.defects.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, true) => StatusCode::OK,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        page(status, self)
    }
}

fn links(t: &Texts, desk: &Desk, it: &Service) -> Vec<(String, String)> {
    let address = address_of(desk, it);
    let mut links = vec![(t.say("accounting"), format!("{address}/contabilita"))];
    if it.code != Service::OTHER {
        links.push((t.say("service-follow"), format!("{address}/nuova-versione")));
        links.push((t.say("service-end"), format!("{address}/chiudi")));
    }
    links
}

pub(super) async fn show_new(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let filled = desk.typed.as_ref().map_or_else(Filled::default, Filled::of_form);
    Ok(EditorPage::new(&desk, Writing::New, filled).answer())
}

pub(super) async fn create(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangePayments)?;
    let filled = Filled::of_form(&Form::read(request).await?);
    if filled.written_before(&desk.profile.services).is_some() {
        return Ok(back_to(&desk, "servizi", Done::ServiceSaved));
    }
    let id = ServiceId::new(edge.app.ids().new_id());
    match filled.read(id, &desk.profile.services) {
        Ok(service) => {
            let workspace = desk.profile.workspace.id;
            change(&edge.app, &desk, DirectoryChange::SaveService(workspace, service)).await?;
            Ok(back_to(&desk, "servizi", Done::ServiceSaved))
        }
        Err(defects) => {
            Ok(EditorPage { defects, ..EditorPage::new(&desk, Writing::New, filled) }.answer())
        }
    }
}

pub(super) async fn show(
    desk: Desk,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let stored = || Filled::of(service);
    let filled = desk.typed.as_ref().map_or_else(stored, Filled::of_form);
    let filled = Filled { code: service.code.clone(), ..filled };
    Ok(EditorPage::new(&desk, Writing::Again(service), filled).answer())
}

/// Corrects a service; its code stays, by which positions and roles know it.
pub(super) async fn revise(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let form = Form::read(request).await?;
    let filled = Filled { code: service.code.clone(), ..Filled::of_form(&form) };
    let writing = Writing::Again(service);
    let defects = match filled.read(service.id, &desk.profile.services) {
        Ok(written) if written == *service => {
            return Ok(back_to(&desk, "servizi", Done::ServiceSaved));
        }
        Ok(_) if form.field("visto") != mark(service) => {
            return Ok(changed_meanwhile(&desk, writing, filled));
        }
        Ok(written) => {
            let workspace = desk.profile.workspace.id;
            change(&edge.app, &desk, DirectoryChange::SaveService(workspace, written)).await?;
            return Ok(back_to(&desk, "servizi", Done::ServiceSaved));
        }
        Err(defects) => defects,
    };
    Ok(EditorPage { defects, ..EditorPage::new(&desk, writing, filled) }.answer())
}

fn changed_meanwhile(desk: &Desk, writing: Writing<'_>, filled: Filled) -> Response {
    let refusal = Some(Texts::italian().say("service-changed-meanwhile"));
    EditorPage { refusal, ..EditorPage::new(desk, writing, filled) }.answer()
}

pub(super) async fn show_next(
    desk: Desk,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let next = || Filled {
        code: String::new(),
        valid_from: String::new(),
        valid_to: String::new(),
        ..Filled::of(service)
    };
    let filled = desk.typed.as_ref().map_or_else(next, Filled::of_form);
    Ok(EditorPage::new(&desk, Writing::After(service), filled).answer())
}

/// Writes what follows a service from some day on; the day before is the last one of the service.
pub(super) async fn follow(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let service = find(&desk, &id)?;
    let form = Form::read(request).await?;
    let filled = Filled::of_form(&form);
    if let Some(written) = filled.written_before(&desk.profile.services) {
        return Ok(Done::ServiceSaved.at(&address_of(&desk, written)));
    }
    let writing = Writing::After(service);
    let next = ServiceId::new(edge.app.ids().new_id());
    let passage = match Passage::read(&desk, service, next, &filled) {
        Ok(passage) => passage,
        Err(defects) => {
            return Ok(EditorPage { defects, ..EditorPage::new(&desk, writing, filled) }.answer());
        }
    };
    if form.field("visto") != mark(service) {
        return Ok(changed_meanwhile(&desk, writing, filled));
    }
    change_together(&edge.app, &desk, passage.changes(&desk)).await?;
    Ok(Done::ServiceSaved.at(&address_of(&desk, &passage.written)))
}

/// A service ends, and another begins on the day after.
struct Passage {
    ended: Service,
    written: Service,
}

impl Passage {
    /// What was filled in, or what is wrong with it.
    fn read(
        desk: &Desk,
        service: &Service,
        next: ServiceId,
        filled: &Filled,
    ) -> Result<Self, Vec<Defect>> {
        let ended = ended_before(service, &filled.valid_from);
        let mut others = desk.profile.services.clone();
        for it in others.iter_mut().filter(|it| it.id == service.id) {
            it.clone_from(ended.as_ref().unwrap_or(service));
        }
        let t = Texts::italian();
        let wrong_day = |text| Defect { field: "valido-dal".into(), text };
        let mut defects = Vec::new();
        match &ended {
            None if filled.valid_from.is_empty() => {
                defects.push(wrong_day(t.say("service-next-day-missing")));
            }
            Some(ended) if !ended.defects(&others).is_empty() => {
                defects.push(wrong_day(t.say("service-next-day-early")));
            }
            _ => (),
        }
        match (filled.read(next, &others), ended) {
            (Ok(written), Some(ended)) if defects.is_empty() => Ok(Self { ended, written }),
            (read, _) => {
                defects.extend(read.err().unwrap_or_default());
                Err(defects)
            }
        }
    }

    /// The other service takes the accounting codes of its years over.
    fn changes(&self, desk: &Desk) -> Vec<DirectoryChange> {
        let workspace = desk.profile.workspace.id;
        let Self { ended, written } = self;
        let first_year = written.valid_from.map_or(i16::MIN, jiff::civil::Date::year);
        let codes = desk.profile.accounting.iter();
        let codes = codes.filter(|(id, it)| *id == ended.id && it.year() >= first_year);
        let codes = codes.map(|(_, codes)| {
            DirectoryChange::SaveAccounting(workspace, written.id, codes.clone())
        });
        let services = [ended, written];
        let services = services.map(|it| DirectoryChange::SaveService(workspace, it.clone()));
        services.into_iter().chain(codes).collect()
    }
}

/// A service that ends on the day before that one, if it is a day. Two at once have no place in the
/// catalog: it passes on.
fn ended_before(service: &Service, first: &str) -> Option<Service> {
    let last = day(first)?.checked_sub(1.day()).ok()?;
    Some(Service { valid_to: Some(last), catalog: None, ..service.clone() })
}
