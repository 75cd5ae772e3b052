//! `GET /api/v1/notices/{nav}/timeline`: everything that happened to a notice number.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use iuvo_app::journal::{TimelineError, read_timeline as read};
use iuvo_domain::{access::Action, journal::Event};
use serde::Serialize;

use super::{
    caller::Caller,
    list::{List, limit, read_cursor, write_cursor},
    problem::Problem,
};

/// Something that happened.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// When, UTC.
    at: String,
    /// What, by its stable code.
    kind: &'static str,
    /// What, in a sentence.
    summary: String,
}

pub(super) async fn read_timeline(
    caller: Caller,
    nav: Result<Path<String>, PathRejection>,
) -> Result<Json<List<Item>>, Problem> {
    let limit = limit(caller.parameter("limit"))?;
    let after = caller.parameter("cursor").map(read_cursor).transpose()?;
    let (profile, nav) = caller.notice(Action::ReadTimeline, nav)?;
    let found = read(caller.app(), &profile, nav, after, limit).await;
    let page = found.map_err(|error| match error {
        TimelineError::NoticeUnknown => Problem::NoticeUnknown,
        TimelineError::Store(error) => error.into(),
    })?;
    let next = page.next.map(|(at, id)| write_cursor(at, id));
    Ok(Json(List { items: page.events.iter().map(item).collect(), next }))
}

fn item(event: &Event) -> Item {
    Item { at: event.at.to_string(), kind: event.entry.kind.code(), summary: event.summary() }
}
