//! "File ricevuti", the files of positions that a body's software has sent: their list, the page of
//! one with what was refused, and what was refused as files to be corrected.
//!
//! A file belongs to no service: whoever works on some services only is shown none.

mod detail;
mod rejected;
mod words;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_app::files::{FilesOfDays, list_files};
use iuvo_domain::{
    FileId,
    access::{Action, Extent},
    file::File,
};
use serde::Deserialize;

use super::{
    Desk, DeskFrame, Refusal, Section,
    frame::Choice,
    table::{Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{Query, Texts, moment, page},
    routes::Routes,
};

/// Below `/backoffice/{body}/{environment}`.
const LIST: &str = "/file";
/// Where the list holds only files of which something was refused.
pub(super) const WITH_REJECTS: &str = "/file?stato=scarti";
/// The same, as it stands in addresses.
const REJECTS: &str = "scarti";

pub(super) fn routes() -> Routes {
    let at = |path: &str| format!("/backoffice/{{body}}/{{environment}}{LIST}{path}");
    Routes::default()
        .get(&at(""), list)
        .get(&at("/{id}"), detail::show)
        .get(&at("/{id}/scarti.csv"), rejected::table)
        .get(&at("/{id}/scarti.json"), rejected::document)
}

/// Whether somebody sees the files of a workspace.
pub(super) fn are_shown(desk: &Desk) -> bool {
    desk.extent(Action::ReadPositions) == Extent::Everything
}

fn demand(desk: &Desk) -> Result<(), Refusal> {
    if are_shown(desk) { Ok(()) } else { Err(desk.forbidden(Action::ReadPositions)) }
}

/// Which files, and from which one on.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    stato: String,
    #[serde(default)]
    prima: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/list.html")]
struct FilesPage {
    frame: DeskFrame,
    shown: Vec<Choice>,
    table: Table,
    next: Option<String>,
}

async fn list(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    demand(&desk)?;
    let t = Texts::italian();
    let only_with_rejects = asked.stato == REJECTS;
    let which = FilesOfDays {
        workspace: desk.profile.workspace.id,
        days: (None, None),
        only_with_rejects,
        before: FileId::parse(&asked.prima),
        limit: READ_FOR_A_PAGE,
    };
    let mut found = list_files(&edge.app, which).await?;
    let has_more = cut(&mut found);
    let (all, with_rejects) =
        (format!("{}{LIST}", desk.base), format!("{}{WITH_REJECTS}", desk.base));
    let here = if only_with_rejects { format!("{with_rejects}&") } else { format!("{all}?") };
    let next = found.last().filter(|_| has_more);
    let next = next.map(|it| format!("{here}prima={}", it.id));
    let choice = |text, leads_to, is_here| Choice { text, leads_to, is_here };
    let template = FilesPage {
        frame: desk.frame(Section::Files, t.say("menu-files")),
        shown: vec![
            choice(t.say("files-all"), all, !only_with_rejects),
            choice(t.say("files-with-rejects"), with_rejects, only_with_rejects),
        ],
        table: table(t, &desk, &found, only_with_rejects),
        next,
    };
    Ok(page(StatusCode::OK, &template))
}

fn table(t: &Texts, desk: &Desk, found: &[File], only_with_rejects: bool) -> Table {
    let row = |it: &File| {
        vec![
            Cell::text(moment(it.received_at)),
            Cell::link(words::name(t, it), address_of(desk, it.id)),
            Cell::text(words::operation(t, it.operation)),
            Cell::text(it.client.clone()),
            Cell::count(it.submitted),
            Cell::count(it.accepted),
            Cell::count(it.rejected),
            Cell::text(words::badge(t, it).word),
        ]
    };
    Table {
        caption: t.say("menu-files"),
        columns: vec![
            t.say("received-at"),
            t.say("file-name"),
            t.say("file-operation"),
            t.say("file-client"),
            t.say("file-rows"),
            t.say("file-accepted"),
            t.say("file-rejected"),
            t.say("state"),
        ],
        rows: found.iter().map(row).collect(),
        empty: if only_with_rejects { t.say("files-none-rejected") } else { t.say("files-none") },
    }
}

/// Where the page of a file is.
fn address_of(desk: &Desk, id: FileId) -> String {
    format!("{}{LIST}/{id}", desk.base)
}
