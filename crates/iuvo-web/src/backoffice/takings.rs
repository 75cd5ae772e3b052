//! "Incassi": the receipts of some days, whose sum is the figure of the overview.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_app::overview::{Taken, read_takings};
use iuvo_domain::access::Action;
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;

use super::{
    Desk, DeskFrame, Refusal, Section,
    chart::day_of,
    table::{Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{Texts, amount, grouped, moment, page},
};

/// Days that are added up at most.
const MOST_DAYS: i64 = 92;

/// Which days, and from which receipt on.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    dal: String,
    #[serde(default)]
    al: String,
    #[serde(default)]
    prima: String,
}

#[derive(Template)]
#[template(path = "backoffice/takings.html")]
struct TakingsPage {
    frame: DeskFrame,
    first: String,
    last: String,
    summary: String,
    table: Table,
    next: Option<String>,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let t = Texts::italian();
    let today = edge.app.today();
    let last = read_day(&asked.al).unwrap_or(today);
    let earliest = last.saturating_sub((MOST_DAYS - 1).days());
    let first = read_day(&asked.dal).unwrap_or(last).clamp(earliest, last);
    let before = read_cursor(&asked.prima);
    let id = desk.profile.workspace.id;
    let mut found =
        read_takings(&edge.app, (id, &extent), (first, last), before, READ_FOR_A_PAGE).await?;
    let has_more = cut(&mut found.receipts);
    let days = format!("{}/incassi?dal={}&al={}", desk.base, day_of(first), day_of(last));
    let next = found.receipts.last().filter(|_| has_more);
    let total = found.total;
    let (count, sum) = (total.receipts.to_string(), amount(total.amount));
    let summary = match total.receipts {
        1 => t.fill("takings-summary-one", &[("amount", &sum)]),
        _ => t.fill("takings-summary", &[("count", &count), ("amount", &sum)]),
    };
    let template = TakingsPage {
        frame: desk.frame(Section::Takings, t.say("menu-takings")),
        first: day_of(first),
        last: day_of(last),
        summary,
        next: next.map(|it| format!("{days}&prima={}", cursor(it))),
        table: table(t, &found.receipts),
    };
    Ok(page(StatusCode::OK, &template))
}

fn table(t: &Texts, receipts: &[Taken]) -> Table {
    let row = |it: &Taken| {
        vec![
            Cell::text(moment(it.at)),
            Cell::number(grouped(&it.notice_number)),
            Cell::text(it.psp_name.clone()),
            Cell::number(it.receipt_id.clone()),
            Cell::money(amount(it.amount)),
        ]
    };
    Table {
        caption: t.say("menu-takings"),
        columns: vec![
            t.say("paid-at"),
            t.say("notice-code"),
            t.say("psp"),
            t.say("receipt-id"),
            t.say("amount"),
        ],
        rows: receipts.iter().map(row).collect(),
        empty: t.say("takings-none"),
    }
}

/// `2026-11-22`, or as people write it: `22/11/2026`.
fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse().ok().or_else(|| Date::strptime("%d/%m/%Y", text).ok())
}

/// Where the page after this one begins.
fn cursor(last: &Taken) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{} {}", last.at.as_microsecond(), last.receipt_id))
}

fn read_cursor(text: &str) -> Option<(Timestamp, String)> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (at, receipt) = text.split_once(' ')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, receipt.to_owned()))
}
