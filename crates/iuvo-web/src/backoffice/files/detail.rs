//! One file: how far it is, how it went, what was refused and why.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::files::{ListRejected, find_file, list_rejected};
use iuvo_domain::{
    FileId,
    file::{File, FileItem, FileState},
};
use serde::Deserialize;

use super::{LIST, address_of, demand, words};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        positions::words::Badge,
        table::{Cell, READ_FOR_A_PAGE, Table, count, cut},
    },
    pages::{PageError, Query, Texts, moment, page},
};

/// From which refused item on.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    dopo: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/detail.html")]
struct FilePage {
    frame: DeskFrame,
    list: String,
    here: String,
    badge: Badge,
    /// How much of it has been done, and in words; none, if all of it.
    progress: Option<Progress>,
    facts: Vec<(String, String)>,
    rejected: Table,
    has_rejected: bool,
    next: Option<String>,
}

struct Progress {
    done: i64,
    of: i64,
    text: String,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let file = file(&edge, &desk, &params).await?;
    let t = Texts::italian();
    let which = ListRejected {
        workspace: file.workspace,
        file: file.id,
        after: asked.dopo.parse().unwrap_or(-1),
        limit: READ_FOR_A_PAGE,
    };
    let mut rejected = list_rejected(&edge.app, which).await?;
    let has_more = cut(&mut rejected);
    let here = address_of(&desk, file.id);
    let next = rejected.last().filter(|_| has_more);
    let template = FilePage {
        frame: desk.frame(Section::Files, words::name(t, &file)),
        list: format!("{}{LIST}", desk.base),
        badge: words::badge(t, &file),
        progress: progress(t, &file),
        facts: facts(t, &file),
        has_rejected: file.rejected > 0,
        next: next.map(|(last, _)| format!("{here}?dopo={}", last.ordinal)),
        rejected: table(t, rejected.iter().map(|(item, _)| item)),
        here,
    };
    Ok(page(StatusCode::OK, &template))
}

/// The file of an address, if there is one and its reader may see it.
pub(super) async fn file(
    edge: &Edge,
    desk: &Desk,
    params: &HashMap<String, String>,
) -> Result<File, Refusal> {
    demand(desk)?;
    let id = params.get("id").and_then(|it| FileId::parse(it)).ok_or(PageError::NotFound)?;
    let found = find_file(&edge.app, desk.profile.workspace.id, id).await?;
    found.ok_or_else(|| PageError::NotFound.into())
}

fn progress(t: &Texts, file: &File) -> Option<Progress> {
    let (done, of) = (file.processed(), file.submitted);
    let values = [("done", &*count(done)), ("of", &*count(of))];
    let text = t.fill("file-progress", &values);
    (file.state != FileState::Ended).then_some(Progress { done, of, text })
}

fn facts(t: &Texts, file: &File) -> Vec<(String, String)> {
    let mut facts = vec![
        (t.say("file-operation"), words::operation(t, file.operation)),
        (t.say("file-client"), file.client.clone()),
        (t.say("received-at"), moment(file.received_at)),
        (t.say("ended-at"), file.ended_at.map(moment).unwrap_or_default()),
        (t.say("file-rows"), count(file.submitted)),
        (t.say("file-accepted"), count(file.accepted)),
        (t.say("file-rejected"), count(file.rejected)),
        (t.say("file-id"), file.id.to_string()),
    ];
    facts.retain(|it| !it.1.is_empty());
    facts
}

fn table<'a>(t: &Texts, rejected: impl Iterator<Item = &'a FileItem>) -> Table {
    let row = |it: &FileItem| {
        vec![
            Cell::count(it.ordinal.saturating_add(1)),
            Cell::text(it.iupd.clone()),
            Cell::text(words::reason(t, it)),
            Cell::english(it.message.clone()),
        ]
    };
    Table {
        caption: t.say("rejected-rows"),
        columns: vec![t.say("row-number"), t.say("iupd"), t.say("why"), t.say("told-to-software")],
        rows: rejected.map(row).collect(),
        empty: t.say("rejected-none"),
    }
}
