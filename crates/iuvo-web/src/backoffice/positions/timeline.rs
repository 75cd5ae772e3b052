//! "Cronologia": everything that happened to a notice number, day by day.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    debt_positions::find_position_of_notice,
    journal::{TimelineError, read_timeline},
};
use iuvo_domain::{
    DebtPositionId, Nav,
    access::{Action, Extent},
    debt_position::DebtPosition,
    journal::{Event, EventKind},
};
use jiff::{SignedDuration, Timestamp};

use super::{address_of, filters::Filters};
use crate::{
    Edge,
    backoffice::{Desk, DeskFrame, Refusal, Section},
    pages::{PageError, Texts, clock_seconds, local_date, long_date, page},
};

/// Events of a page of a story.
const MOST: u16 = 500;
/// Silence that is worth a word.
const LONG: SignedDuration = SignedDuration::from_hours(24);

/// A story, or a part of it.
pub(super) struct Story {
    /// Of which number.
    pub(super) number: String,
    pub(super) days: Vec<Day>,
    /// What to show of it, each with its count.
    pub(super) kinds: Vec<Kind>,
    /// Where the story goes on, if it does.
    pub(super) next: Option<String>,
    /// What happened last, and who did it.
    pub(super) last: Option<(Option<String>, String)>,
}

pub(super) struct Day {
    /// How long nothing happened before.
    pub(super) silence: Option<String>,
    pub(super) title: String,
    pub(super) entries: Vec<Entry>,
}

pub(super) struct Entry {
    pub(super) at: String,
    pub(super) time: String,
    pub(super) icon: &'static str,
    pub(super) sentence: String,
    /// Where the message is that came, if it is kept.
    pub(super) message: Option<String>,
}

pub(super) struct Kind {
    pub(super) name: String,
    pub(super) count: usize,
    pub(super) address: String,
    pub(super) is_shown: bool,
}

/// What events are about, for whoever looks for some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    States,
    Node,
    Receipts,
    Cases,
}

impl Theme {
    const ALL: [Self; 4] = [Self::States, Self::Node, Self::Receipts, Self::Cases];

    const fn of(kind: EventKind) -> Self {
        match kind {
            EventKind::PositionCreated
            | EventKind::PositionUpdated
            | EventKind::PositionPublished
            | EventKind::PositionInvalidated
            | EventKind::PositionExtended
            | EventKind::PositionDeleted
            | EventKind::PositionBecameValid
            | EventKind::PositionExpired
            | EventKind::NoticeWithdrawn
            | EventKind::PaidElsewhere
            | EventKind::IbanChanged => Self::States,
            EventKind::NoticeVerified
            | EventKind::VerificationRefused
            | EventKind::PaymentPrepared
            | EventKind::PaymentRefused
            | EventKind::OptionsListed
            | EventKind::OptionsRefused
            | EventKind::CartOpened
            | EventKind::CartReturned => Self::Node,
            EventKind::ReceiptRecorded
            | EventKind::ReceiptRepeated
            | EventKind::ReceiptAltered
            | EventKind::ReceiptApplied
            | EventKind::ReceiptMailed => Self::Receipts,
            EventKind::CaseOpened
            | EventKind::CaseTaken
            | EventKind::CaseReleased
            | EventKind::CaseClosed
            | EventKind::CaseReopened => Self::Cases,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::States => "stati",
            Self::Node => "pagopa",
            Self::Receipts => "ricevute",
            Self::Cases => "casi",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::States => "it-pencil",
            Self::Node => "it-exchange-circle",
            Self::Receipts => "it-check-circle",
            Self::Cases => "it-warning-circle",
        }
    }

    fn name(self, t: &Texts) -> String {
        match self {
            Self::States => t.say("story-states"),
            Self::Node => t.say("story-node"),
            Self::Receipts => t.say("story-receipts"),
            Self::Cases => t.say("story-cases"),
        }
    }
}

/// How a story is asked for.
pub(super) struct Asked<'a> {
    /// Of which number.
    pub(super) number: Nav,
    /// The address of the page that tells it, to be followed by more of its query.
    pub(super) address: String,
    /// Where messages are, if they may be seen.
    pub(super) messages: Option<String>,
    pub(super) query: &'a Filters,
}

/// Reads the story of a number; none if nothing is known of it.
pub(super) async fn read(
    edge: &Edge,
    desk: &Desk,
    asked: Asked<'_>,
) -> Result<Option<Story>, Refusal> {
    let after = cursor(asked.query.value("da"));
    let number = asked.number.clone();
    let found = match read_timeline(&edge.app, &desk.profile, number, after, MOST).await {
        Ok(found) => found,
        Err(TimelineError::NoticeUnknown) => return Ok(None),
        Err(TimelineError::Store(error)) => return Err(error.into()),
    };
    let t = Texts::italian();
    let theme = Theme::ALL.into_iter().find(|it| it.code() == asked.query.value("mostra"));
    let shown = found.events.iter().filter(|it| theme.is_none_or(|only| of(it) == only));
    let next =
        found.next.map(|(at, id)| format!("{}da={}.{id}#cronologia", asked.address, micros(at)));
    let last = found.events.last();
    Ok(Some(Story {
        days: days(t, shown, asked.messages.as_deref()),
        kinds: kinds(t, &found.events, theme, &asked.address),
        next,
        last: last.map(|it| (it.actor.clone(), it.summary())),
        number: asked.number.to_string(),
    }))
}

fn of(event: &Event) -> Theme {
    Theme::of(event.entry.kind)
}

fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

fn cursor(text: &str) -> Option<(Timestamp, iuvo_domain::EventId)> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some((at, iuvo_domain::EventId::new(uuid::Uuid::parse_str(id).ok()?)))
}

fn kinds(t: &Texts, events: &[Event], shown: Option<Theme>, address: &str) -> Vec<Kind> {
    let all = Kind {
        name: t.say("story-all"),
        count: events.len(),
        address: format!("{address}#cronologia"),
        is_shown: shown.is_none(),
    };
    let themes = Theme::ALL.into_iter().map(|theme| Kind {
        name: theme.name(t),
        count: events.iter().filter(|it| of(it) == theme).count(),
        address: format!("{address}mostra={}#cronologia", theme.code()),
        is_shown: shown == Some(theme),
    });
    std::iter::once(all).chain(themes.filter(|it| it.count > 0 || it.is_shown)).collect()
}

fn days<'a>(
    t: &Texts,
    events: impl Iterator<Item = &'a Event>,
    messages: Option<&str>,
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut before: Option<Timestamp> = None;
    for event in events {
        let title = long_date(local_date(event.at));
        if days.last().is_none_or(|it| it.title != title) {
            let passed = before.map(|it| event.at.duration_since(it)).filter(|it| *it > LONG);
            let silence = passed.map(|it| silence(t, it));
            days.push(Day { silence, title, entries: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.entries.push(entry(event, messages));
        }
        before = Some(event.at);
    }
    days
}

fn silence(t: &Texts, passed: SignedDuration) -> String {
    let days = passed.as_hours().checked_div(24).unwrap_or(0);
    if days == 1 { t.say("one-day") } else { t.fill("some-days", &[("count", &days.to_string())]) }
}

fn entry(event: &Event, messages: Option<&str>) -> Entry {
    let is_kept = event.entry.kind == EventKind::ReceiptRecorded;
    Entry {
        at: event.at.to_string(),
        time: clock_seconds(event.at),
        icon: of(event).icon(),
        sentence: event.summary(),
        message: messages.filter(|_| is_kept).map(str::to_owned),
    }
}

#[derive(Template)]
#[template(path = "backoffice/positions/notice.html")]
struct NoticePage {
    frame: DeskFrame,
    number: String,
    is_unknown: bool,
    story: Option<Story>,
}

/// Looks for a number, for whoever may see what happened but not to whom.
pub(super) async fn look(desk: Desk, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    desk.demand(Action::ReadTimeline)?;
    let query = Filters::read(query.as_deref());
    let typed: String = query.value("numero").chars().filter(|it| !it.is_whitespace()).collect();
    match Nav::parse(&typed).filter(|it| it.as_str().bytes().all(|it| it.is_ascii_alphanumeric())) {
        Some(number) => Ok(Redirect::to(&format!("{}/avvisi/{number}", desk.base)).into_response()),
        None => Ok(answer(&desk, query.value("numero"), None, !typed.is_empty())),
    }
}

/// The story of a number, without its debtor; whoever may see the position is led there.
pub(super) async fn of_notice(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<std::collections::HashMap<String, String>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadTimeline)?;
    let written = params.get("nav").map_or("", String::as_str);
    let number = Nav::parse(written).ok_or(PageError::NotFound)?;
    let position = find_position_of_notice(&edge.app, &desk.profile, &number).await?;
    if !reaches(&extent, position.as_ref()) {
        return Ok(answer(&desk, written, None, true));
    }
    if let Some(id) = seen(&desk, position.as_ref()) {
        return Ok(Redirect::to(&address_of(&desk, id)).into_response());
    }
    let query = Filters::read(query.as_deref());
    let address = format!("{}/avvisi/{number}?", desk.base);
    let asked = Asked { number, address, messages: None, query: &query };
    let story = read(&edge, &desk, asked).await?;
    let is_unknown = story.is_none();
    Ok(answer(&desk, written, story, is_unknown))
}

/// A number that has left its position belongs to no service: whoever reaches all may see it.
fn reaches(extent: &Extent, position: Option<&DebtPosition>) -> bool {
    match position {
        Some(position) => extent.covers(position.service),
        None => *extent == Extent::Everything,
    }
}

fn seen(desk: &Desk, position: Option<&DebtPosition>) -> Option<DebtPositionId> {
    let extent = desk.extent(Action::ReadPositions);
    position.filter(|it| extent.covers(it.service)).map(|it| it.id)
}

fn answer(desk: &Desk, number: &str, story: Option<Story>, is_unknown: bool) -> Response {
    let t = Texts::italian();
    let status = if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let template = NoticePage {
        frame: desk.frame(Section::Stories, t.say("notice-story-title")),
        number: number.chars().take(Nav::MAX_LENGTH).collect(),
        is_unknown,
        story,
    };
    page(status, &template)
}
