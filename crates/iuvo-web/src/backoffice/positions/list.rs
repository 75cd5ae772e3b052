//! The list.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::debt_positions::{
    Direction, Effort, Found, Meaning, Onward, Search, Selection, SortBy, Sought, Tally,
    open_search, recognize, search_positions,
};
use iuvo_domain::{
    access::{Action, Extent},
    debt_position::DebtPosition,
    directory::Service,
};
use jiff::civil::Date;

use super::{
    LIST,
    filters::{Filters, WrongDate, day_of},
    words::{Badge, State as PositionState, service_name},
};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        days::{DayField, wrong_days},
        defects::Defect,
    },
    pages::{Texts, amount, due_day, grouped, local_day, page, short_date, thousands},
};

/// Rows of a page.
const ROWS: usize = 25;

#[derive(Template)]
#[template(path = "backoffice/positions/list.html")]
pub(super) struct ListPage {
    frame: DeskFrame,
    /// Where the list and what belongs to it is.
    base: String,
    /// What was typed, if the list is of a search.
    text: String,
    defects: Vec<Defect>,
    is_ended: bool,
    states: Vec<Choice>,
    services: Vec<Choice>,
    dates: Vec<DayField>,
    /// What narrows the list, each with the address without it.
    chips: Vec<Chip>,
    columns: Vec<Column>,
    tally: String,
    rows: Vec<Row>,
    before: Option<Way>,
    next: Option<Way>,
    /// Whether the page ends although nobody knows whether something follows.
    is_cut: bool,
    csv: String,
    may_write: bool,
    /// Fields of the address that the form of the filters keeps.
    kept: Vec<(&'static str, String)>,
}

struct Choice {
    code: String,
    name: String,
    is_chosen: bool,
}

/// Where the list goes on.
struct Way {
    /// That something is there, or that one may go on looking.
    text: String,
    leads_to: String,
}

struct Chip {
    text: String,
    without: String,
}

struct Column {
    name: String,
    /// Where it sorts by it; none if it does not.
    sorts: Option<String>,
    /// `ascending` or `descending`, if the list is sorted by it.
    order: Option<&'static str>,
    is_money: bool,
}

struct Row {
    address: String,
    description: String,
    debtor: String,
    service: String,
    badge: Badge,
    due: String,
    amount: String,
    notice_code: String,
    others: usize,
    entered: String,
}

/// What a list is of.
pub(super) struct Asked {
    pub(super) search: Search,
    pub(super) text: String,
    pub(super) wrong: Vec<WrongDate>,
    /// Whether what was typed can be looked for at all.
    pub(super) is_sayable: bool,
    /// Whether the address names a search that does not open any more.
    is_ended: bool,
    /// The day on which it is asked.
    pub(super) today: Date,
}

/// Reads what a list is asked for.
pub(super) async fn asked(
    edge: &Edge,
    desk: &Desk,
    extent: &Extent,
    filters: &Filters,
) -> Result<Asked, Refusal> {
    let today = edge.app.today();
    let (mut selection, wrong) = filters.selection(&desk.profile, today);
    let sealed = filters.value("cerca");
    let opened = open_search(&edge.app, &desk.profile, sealed);
    let is_ended = opened.is_none() && !sealed.is_empty();
    let text = opened.unwrap_or_default();
    let mut is_sayable = !is_ended;
    if !text.is_empty() {
        match recognize(&edge.app, &desk.profile, extent, &text).await? {
            Meaning::Sought(sought) => selection.sought = Some(sought),
            // It was nobody's name when it was typed.
            Meaning::Position(_) | Meaning::Nothing => is_sayable = false,
        }
    }
    let (by, direction) = match unsorted(&selection) {
        Some(by) if filters.value("ordina").is_empty() => (by, Direction::Ascending),
        _ => filters.sort(),
    };
    let search = Search {
        workspace: desk.profile.workspace.id,
        now: edge.app.now(),
        selection,
        by,
        direction,
        place: filters.place(),
        limit: ROWS,
        effort: Effort::default(),
    };
    Ok(Asked { search, text, wrong, is_sayable, is_ended, today })
}

impl Asked {
    /// Whether something of it cannot be read, so that the list is not what was meant.
    pub(super) const fn is_unreadable(&self) -> bool {
        self.is_ended || !self.wrong.is_empty()
    }
}

/// The order in which what is sought stands together, where nobody asked for another.
fn unsorted(selection: &Selection) -> Option<SortBy> {
    match &selection.sought {
        Some(Sought::Name(_)) => Some(SortBy::Name),
        Some(Sought::Amount(..)) => Some(SortBy::Amount),
        Some(Sought::Debtor(_)) => None,
        None => selection.due.map(|_| SortBy::DueDate),
    }
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let filters = Filters::read(query.as_deref());
    let asked = asked(&edge, &desk, &extent, &filters).await?;
    let template = list(&edge, &desk, &extent, &filters, &asked).await?;
    Ok(page(StatusCode::OK, &template))
}

/// The page with the list, and with what cannot be read.
pub(super) async fn list(
    edge: &Edge,
    desk: &Desk,
    extent: &Extent,
    filters: &Filters,
    asked: &Asked,
) -> Result<ListPage, Refusal> {
    let found = if asked.is_sayable {
        search_positions(&edge.app, extent, asked.search.clone()).await?
    } else {
        Found::nothing()
    };
    Ok(listed(desk, extent, filters, asked, &found))
}

fn listed(
    desk: &Desk,
    extent: &Extent,
    filters: &Filters,
    asked: &Asked,
    found: &Found,
) -> ListPage {
    let t = Texts::italian();
    let base = format!("{}{LIST}", desk.base);
    let way = |sure: String, unsure: String, onward: Onward, name| {
        let id = onward.from()?.to_string();
        let text = if matches!(onward, Onward::Perhaps(_)) { unsure } else { sure };
        Some(Way { text, leads_to: format!("{base}{}", filters.with(&[], &[(name, &id)])) })
    };
    let dates = dates(t, filters, &asked.wrong);
    ListPage {
        frame: desk.frame(Section::Positions, t.say("positions-title")),
        text: asked.text.clone(),
        defects: defects(t, asked, &dates),
        is_ended: asked.is_ended,
        states: states(t, filters),
        services: services(desk, extent, filters),
        dates,
        chips: chips(t, desk, filters, asked),
        columns: columns(t, filters, &base, &asked.search),
        tally: tally(t, found.tally),
        before: way(t.say("page-before"), t.say("search-back"), found.before, "prima"),
        next: way(t.say("page-next"), t.say("search-on"), found.next, "dopo"),
        is_cut: [found.before, found.next].iter().any(|it| matches!(it, Onward::Perhaps(_))),
        rows: found.positions.iter().map(|it| row(t, desk, it)).collect(),
        csv: format!("{base}/elenco.csv{}", filters.with(&[], &[])),
        may_write: desk.extent(Action::WritePositions) != Extent::Nothing,
        kept: ["cerca", "ordina", "verso"]
            .into_iter()
            .filter(|it| *it != "cerca" || !asked.is_ended)
            .map(|it| (it, filters.value(it).to_owned()))
            .filter(|it| !it.1.is_empty())
            .collect(),
        base,
    }
}

/// What cannot be read, each with the field where it is written again.
fn defects(t: &Texts, asked: &Asked, dates: &[DayField]) -> Vec<Defect> {
    let ended = asked
        .is_ended
        .then(|| Defect { field: "cerca-posizioni".into(), text: t.say("search-ended") });
    ended.into_iter().chain(wrong_days(t, dates)).collect()
}

fn row(t: &Texts, desk: &Desk, position: &DebtPosition) -> Row {
    let listed = position.listed();
    let installment = listed.map(|it| it.installment);
    let notices = position.installments().count();
    Row {
        address: format!("{}{LIST}/{}", desk.base, position.id),
        description: installment.map_or_else(|| position.iupd.clone(), |it| it.description.clone()),
        debtor: listed.map_or_else(String::new, |it| it.option.debtor.full_name.clone()),
        service: service_name(&desk.profile, position.service),
        badge: Badge::of(t, PositionState::of(position)),
        due: listed.map_or_else(String::new, |it| due_day(t, it.due_date())),
        amount: listed.map_or_else(String::new, |it| amount(it.amount())),
        notice_code: installment.map_or_else(String::new, |it| grouped(it.notice_number.as_str())),
        others: notices.saturating_sub(1),
        entered: local_day(position.inserted_at),
    }
}

/// How many there are, in words.
fn tally(t: &Texts, tally: Tally) -> String {
    match tally {
        Tally::Exactly(0, _) => t.say("positions-none"),
        Tally::Exactly(1, sum) => t.fill("positions-one", &[("sum", &amount(sum))]),
        Tally::Exactly(count, sum) => {
            let count = thousands(count);
            t.fill("positions-some", &[("count", &count), ("sum", &amount(sum))])
        }
        Tally::Many => t.say("positions-many"),
        Tally::Some => t.say("positions-uncounted"),
    }
}

fn states(t: &Texts, filters: &Filters) -> Vec<Choice> {
    let choice = |it: PositionState| Choice {
        code: it.code().to_owned(),
        name: it.word(t),
        is_chosen: filters.has("stato", it.code()),
    };
    PositionState::ALL.into_iter().map(choice).collect()
}

/// The services within reach.
fn services(desk: &Desk, extent: &Extent, filters: &Filters) -> Vec<Choice> {
    let services = desk.profile.services.iter();
    let reached = services.filter(|it| extent.covers(it.id));
    let choice = |it: &Service| Choice {
        code: it.code.clone(),
        name: it.name.clone(),
        is_chosen: filters.has("servizio", &it.code),
    };
    reached.map(choice).collect()
}

fn dates(t: &Texts, filters: &Filters, wrong: &[WrongDate]) -> Vec<DayField> {
    let field = |name: &'static str, label| {
        let wrong = wrong.iter().find(|it| it.field == name);
        let written = wrong.map_or(filters.value(name), |it| &it.written);
        DayField::written(name, label, written, wrong.is_some())
    };
    vec![
        field("scadenza_dal", t.say("due-from")),
        field("scadenza_al", t.say("due-to")),
        field("pagata_dal", t.say("paid-from")),
        field("pagata_al", t.say("paid-to")),
        field("creata_dal", t.say("entered-from")),
        field("creata_al", t.say("entered-to")),
    ]
}

/// What narrows the list, in words.
fn chips(t: &Texts, desk: &Desk, filters: &Filters, asked: &Asked) -> Vec<Chip> {
    let day = |name: &str, value: &str| day_of(name, value, asked.today).map(short_date);
    let chip = |(name, value): (&str, &str)| {
        let text = match name {
            "cerca" => asked.text.clone(),
            "stato" => PositionState::from_code(value)?.word(t),
            "servizio" => desk.profile.services.iter().find(|it| it.code == value)?.name.clone(),
            "scadenza_dal" => t.fill("chip-due-from", &[("day", &day(name, value)?)]),
            "scadenza_al" => t.fill("chip-due-to", &[("day", &day(name, value)?)]),
            "scadenza_il" => t.fill("chip-due-on", &[("day", &day(name, value)?)]),
            "pagata_dal" => t.fill("chip-paid-from", &[("day", &day(name, value)?)]),
            "pagata_al" => t.fill("chip-paid-to", &[("day", &day(name, value)?)]),
            "pagata_il" => t.fill("chip-paid-on", &[("day", &day(name, value)?)]),
            "creata_dal" => t.fill("chip-entered-from", &[("day", &day(name, value)?)]),
            "creata_al" => t.fill("chip-entered-to", &[("day", &day(name, value)?)]),
            "creata_il" => t.fill("chip-entered-on", &[("day", &day(name, value)?)]),
            _ => return None,
        };
        let without = filters.with(&[(name, Some(value))], &[]);
        (!text.is_empty()).then(|| Chip {
            text: text.chars().take(80).collect(),
            without: format!("{}{LIST}{without}", desk.base),
        })
    };
    // A date that cannot be read narrows nothing.
    filters.narrowing().filter_map(chip).collect()
}

fn columns(t: &Texts, filters: &Filters, base: &str, search: &Search) -> Vec<Column> {
    let sorting = |name: String, by: SortBy, code: &str| {
        let is_here = search.by == by;
        let turns = is_here && search.direction == Direction::Ascending;
        let way = if turns { "decrescente" } else { "crescente" };
        let query =
            filters.with(&[("ordina", None), ("verso", None)], &[("ordina", code), ("verso", way)]);
        let order = match search.direction {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        };
        Column {
            name,
            sorts: Some(format!("{base}{query}")),
            order: is_here.then_some(order),
            is_money: by == SortBy::Amount,
        }
    };
    let plain = |name: String| Column { name, sorts: None, order: None, is_money: false };
    vec![
        plain(t.say("description")),
        sorting(t.say("debtor"), SortBy::Name, "nome"),
        plain(t.say("service")),
        plain(t.say("state")),
        sorting(t.say("due-date"), SortBy::DueDate, "scadenza"),
        sorting(t.say("amount"), SortBy::Amount, "importo"),
        plain(t.say("notice-code")),
        sorting(t.say("entered"), SortBy::Entry, "creata"),
    ]
}
