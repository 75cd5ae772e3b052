//! What a person has to look at: work that is stuck.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use iuvo_app::overview::list_stuck_jobs;
use iuvo_domain::access::Action;

use super::{
    Desk, DeskFrame, Refusal, Section,
    table::{Cell, Table},
};
use crate::{
    Edge,
    pages::{Texts, moment, page},
};

/// Jobs that are shown, those that have waited longest.
const MOST_JOBS: i64 = 50;

#[derive(Template)]
#[template(path = "backoffice/jobs.html")]
struct JobsPage {
    frame: DeskFrame,
    lead: String,
    table: Table,
}

/// The work that is stuck.
pub(super) async fn jobs(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let found = list_stuck_jobs(&edge.app, desk.profile.workspace.id, MOST_JOBS).await?;
    let rows = found.into_iter().map(|it| {
        vec![
            Cell::number(format!("{} {}", it.kind, it.subject)),
            Cell::text(moment(it.due_at)),
            Cell::money(it.attempts.to_string()),
            Cell::text(it.last_error.unwrap_or_default()),
        ]
    });
    let table = Table {
        caption: t.say("menu-jobs"),
        columns: vec![t.say("job"), t.say("job-due"), t.say("job-attempts"), t.say("job-error")],
        rows: rows.collect(),
        empty: t.say("jobs-none"),
    };
    let frame = desk.frame(Section::Jobs, t.say("menu-jobs"));
    Ok(page(StatusCode::OK, &JobsPage { frame, lead: t.say("jobs-lead"), table }))
}
