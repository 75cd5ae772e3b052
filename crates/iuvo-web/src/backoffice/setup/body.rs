//! The body's own data: what it says of itself on notices, in the portal and in letters.

use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::directory::DirectoryChange;
use iuvo_domain::{
    access::{Action, Extent},
    directory::{Particular, ParticularDefect, Particulars},
};

use super::{back_to, change, mark};
use crate::{
    Edge,
    backoffice::{Desk, DeskFrame, Refusal, Section, defects::Defect, done::Done},
    pages::{Texts, form::Form, page, particular_name},
};

#[derive(Template)]
#[template(path = "backoffice/setup/body.html")]
struct BodyPage {
    frame: DeskFrame,
    name: String,
    fiscal_code: String,
    portal: String,
    /// What it says of itself, and what it could.
    said: Vec<(String, Option<String>)>,
    /// Where that is written, by whom may.
    edit: Option<String>,
}

#[derive(Template)]
#[template(path = "backoffice/setup/body_editor.html")]
struct EditorPage {
    frame: DeskFrame,
    back: String,
    entries: Vec<Entry>,
    /// What was there when the form was read.
    seen: String,
    defects: Vec<Defect>,
    refusal: Option<String>,
}

/// A field of the form.
struct Entry {
    what: Particular,
    name: &'static str,
    label: String,
    hint: String,
    text: String,
}

pub(super) async fn show(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let may_change = desk.extent(Action::ChangeBody) == Extent::Everything;
    let own = &desk.profile.particulars;
    let said = |it: &Particular| (particular_name(t, *it), own.get(*it).map(str::to_owned));
    let template = BodyPage {
        frame: desk.frame(Section::Body, t.say("menu-body")),
        name: desk.profile.organization.name.clone(),
        fiscal_code: desk.profile.organization.fiscal_code.to_string(),
        portal: format!("/{}", desk.profile.workspace.slug),
        said: Particular::ALL.iter().map(said).collect(),
        edit: may_change.then(|| format!("{}/configurazione/ente/modifica", desk.base)),
    };
    Ok(page(StatusCode::OK, &template))
}

pub(super) async fn edit(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ChangeBody)?;
    let stored = || entries(|it| desk.profile.particulars.get(it).unwrap_or_default().to_owned());
    let entries = desk.typed.as_ref().map_or_else(stored, typed);
    Ok(EditorPage::new(&desk, entries).answer(StatusCode::OK))
}

/// Writes what was filled in, unless somebody else has written something else meanwhile.
pub(super) async fn save(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangeBody)?;
    let form = Form::read(request).await?;
    let entries = typed(&form);
    let (workspace, stored) = (desk.profile.workspace.id, &desk.profile.particulars);
    match read(&entries) {
        Ok(said) if said == *stored => Ok(back_to(&desk, "ente", Done::BodySaved)),
        Ok(_) if form.field("visto") != mark(stored) => {
            let refusal = Some(Texts::italian().say("body-changed-meanwhile"));
            let template = EditorPage { refusal, ..EditorPage::new(&desk, entries) };
            Ok(template.answer(StatusCode::CONFLICT))
        }
        Ok(said) => {
            change(&edge.app, &desk, DirectoryChange::SaveParticulars(workspace, said)).await?;
            Ok(back_to(&desk, "ente", Done::BodySaved))
        }
        Err(defects) => {
            let template = EditorPage { defects, ..EditorPage::new(&desk, entries) };
            Ok(template.answer(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

impl EditorPage {
    fn new(desk: &Desk, entries: Vec<Entry>) -> Self {
        Self {
            frame: desk.frame(Section::Body, Texts::italian().say("body-edit")),
            back: format!("{}/configurazione/ente", desk.base),
            entries,
            seen: mark(&desk.profile.particulars),
            defects: Vec::new(),
            refusal: None,
        }
    }

    fn answer(&self, status: StatusCode) -> Response {
        page(status, self)
    }
}

fn entries(text: impl Fn(Particular) -> String) -> Vec<Entry> {
    let t = Texts::italian();
    let entry = |it: &Particular| Entry {
        what: *it,
        name: field(*it),
        label: particular_name(t, *it),
        hint: hint(t, *it),
        text: text(*it),
    };
    Particular::ALL.iter().map(entry).collect()
}

/// What was filled in, bounded so that it can be shown again.
fn typed(form: &Form) -> Vec<Entry> {
    entries(|it| form.field(field(it)).chars().take(500).collect())
}

fn read(entries: &[Entry]) -> Result<Particulars, Vec<Defect>> {
    let t = Texts::italian();
    let mut said = Particulars::default();
    let mut defects = Vec::new();
    for entry in entries {
        match said.with(entry.what, &entry.text) {
            Ok(more) => said = more,
            Err(ParticularDefect(what)) => {
                defects.push(Defect { field: entry.name.into(), text: wrong(t, what) });
            }
        }
    }
    if defects.is_empty() { Ok(said) } else { Err(defects) }
}

const fn field(what: Particular) -> &'static str {
    match what {
        Particular::Cbill => "cbill",
        Particular::Address => "indirizzo",
        Particular::Office => "ufficio",
        Particular::Phone => "telefono",
        Particular::Email => "email",
        Particular::CertifiedEmail => "pec",
        Particular::Website => "sito",
        Particular::Accessibility => "accessibilita",
    }
}

fn hint(t: &Texts, what: Particular) -> String {
    match what {
        Particular::Cbill => t.say("body-cbill-hint"),
        Particular::Address => t.say("body-address-hint"),
        Particular::Office => t.say("body-office-hint"),
        Particular::Phone => t.say("body-phone-hint"),
        Particular::Email => t.say("body-email-hint"),
        Particular::CertifiedEmail => t.say("body-pec-hint"),
        Particular::Website => t.say("body-website-hint"),
        Particular::Accessibility => t.say("body-accessibility-hint"),
    }
}

/// What is wrong, and what it has to be.
fn wrong(t: &Texts, what: Particular) -> String {
    match what {
        Particular::Cbill => t.say("body-cbill-wrong"),
        Particular::Address => t.say("body-address-wrong"),
        Particular::Office => t.say("body-office-wrong"),
        Particular::Phone => t.say("body-phone-wrong"),
        Particular::Email => t.say("body-email-wrong"),
        Particular::CertifiedEmail => t.say("body-pec-wrong"),
        Particular::Website => t.say("body-website-wrong"),
        Particular::Accessibility => t.say("body-accessibility-wrong"),
    }
}
