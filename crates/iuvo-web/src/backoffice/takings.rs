//! "Incassi": the receipts of some days, whose sum is the figure of the overview.

use std::cmp::Ordering;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_app::overview::{Taken, read_takings};
use iuvo_domain::access::{Action, Extent};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;

use super::{
    Desk, DeskFrame, Refusal, Section,
    chart::day_of,
    days::{DayField, day_in, wrong_days},
    defects::Defect,
    table::{self, Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{Query, Texts, amount, grouped, moment, page, short_date},
};

/// Days that are added up at most.
const MOST_DAYS: i64 = 92;

/// Which days, and from which receipt on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    dal: String,
    al: String,
    prima: String,
}

#[derive(Template)]
#[template(path = "backoffice/takings.html")]
struct TakingsPage {
    frame: DeskFrame,
    defects: Vec<Defect>,
    period: [DayField; 2],
    /// That other days are shown than those asked for, and why.
    correction: Option<String>,
    /// How many days are shown at most.
    limit: String,
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
    let [from, to] = [&asked.dal, &asked.al].map(|it| day_in(it, today, -1));
    let last = to.unwrap_or(today);
    let earliest = last.saturating_sub((MOST_DAYS - 1).days());
    let wanted = from.unwrap_or(last);
    let first = wanted.clamp(earliest, last);
    let before = read_cursor(&asked.prima);
    let id = desk.profile.workspace.id;
    let mut found =
        read_takings(&edge.app, (id, &extent), (first, last), before, READ_FOR_A_PAGE).await?;
    let has_more = cut(&mut found.receipts);
    let days = format!("{}/incassi?dal={}&al={}", desk.base, day_of(first), day_of(last));
    let next = found.receipts.last().filter(|_| has_more);
    let total = found.total;
    let (count, sum) = (table::count(total.receipts), amount(total.amount));
    let summary = match total.receipts {
        1 => t.fill("takings-summary-one", &[("amount", &sum)]),
        _ => t.fill("takings-summary", &[("count", &count), ("amount", &sum)]),
    };
    let period = [
        DayField::new(("dal", t.say("from-day")), &asked.dal, from).showing(first),
        DayField::new(("al", t.say("to-day")), &asked.al, to).showing(last),
    ];
    let template = TakingsPage {
        frame: desk.frame(Section::Takings, t.say("menu-takings")),
        defects: wrong_days(t, &period),
        period,
        correction: correction(t, wanted, first),
        limit: t.fill("takings-days", &[("most", &MOST_DAYS.to_string())]),
        summary,
        next: next.map(|it| format!("{days}&prima={}", cursor(it))),
        table: receipts(t, &desk, &found.receipts),
    };
    Ok(page(StatusCode::OK, &template))
}

/// Says why the days begin on another than was asked for.
fn correction(t: &Texts, wanted: Date, first: Date) -> Option<String> {
    let day = short_date(first);
    match wanted.cmp(&first) {
        Ordering::Equal => None,
        Ordering::Less => {
            Some(t.fill("takings-cut", &[("most", &MOST_DAYS.to_string()), ("day", &day)]))
        }
        Ordering::Greater => Some(t.fill("takings-turned", &[("day", &day)])),
    }
}

/// The receipts, each with its notice, which leads to its position.
fn receipts(t: &Texts, desk: &Desk, receipts: &[Taken]) -> Table {
    let may_tell = desk.extent(Action::ReadTimeline) != Extent::Nothing;
    let notice = |number: &str| {
        let address = format!("{}/avvisi/{number}", desk.base);
        let leads_to = Some(address).filter(|_| may_tell);
        Cell { leads_to, ..Cell::number(grouped(number)) }
    };
    let row = |it: &Taken| {
        vec![
            Cell::text(moment(it.at)),
            notice(&it.notice_number),
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
