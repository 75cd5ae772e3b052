//! The list as a file for spreadsheets, as long as it may be.

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use futures_util::stream;
use iuvo_app::{
    StoreError,
    debt_positions::{Place, Search, note_download, search_positions},
};
use iuvo_domain::{
    access::{Action, Extent},
    debt_position::DebtPosition,
};
use pagopa_codes::Cents;

use super::{
    filters::Filters,
    list::{Asked, asked, list},
    words::{State as PositionState, service_name},
};
use crate::{
    Edge,
    backoffice::{Desk, Refusal, csv},
    pages::{Texts, due_day, local_day, page},
};

/// Positions read at once.
const TOGETHER: usize = 500;

/// Where a download has come.
struct Writing {
    edge: Edge,
    desk: Desk,
    extent: Extent,
    /// The next part; none after the last one.
    search: Option<Search>,
    is_first: bool,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let filters = Filters::read(query.as_deref());
    let asked = asked(&edge, &desk, &extent, &filters).await?;
    // A file shows nothing of what was meant: it is made of no other list than that.
    if asked.is_unreadable() {
        let template = list(&edge, &desk, &extent, &filters, &asked).await?;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
    }
    let Asked { search, is_sayable, .. } = asked;
    note_download(&edge.app, &desk.profile, desk.operator().id, &search.selection).await?;
    let search = Search { limit: TOGETHER, place: Place::First, ..search };
    let name = csv::name(&desk, "posizioni", edge.app.today());
    let search = Some(search).filter(|_| is_sayable);
    let writing = Writing { edge, desk, extent, search, is_first: true };
    Ok(csv::file(&name, stream::try_unfold(writing, Writing::next)))
}

impl Writing {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let t = Texts::italian();
        let mut text = String::new();
        if self.is_first {
            text.push_str(csv::MARK);
            text.push_str(&csv::line(&heads(t)));
        }
        let Some(search) = self.search.take() else {
            let is_first = std::mem::take(&mut self.is_first);
            return Ok(is_first.then(|| (text.into(), self)));
        };
        self.is_first = false;
        let found = search_positions(&self.edge.app, &self.extent, search.clone()).await?;
        for position in &found.positions {
            text.push_str(&csv::line(&cells(t, &self.desk, position)));
        }
        self.search = found.next.from().map(|it| Search { place: Place::After(it), ..search });
        Ok(Some((text.into(), self)))
    }
}

fn heads(t: &Texts) -> Vec<String> {
    vec![
        t.say("iupd"),
        t.say("description"),
        t.say("debtor"),
        t.say("fiscal-code"),
        t.say("service"),
        t.say("state"),
        t.say("due-date"),
        t.say("amount"),
        t.say("notice-code"),
        t.say("iuv"),
        t.say("entered"),
        t.say("paid-on"),
    ]
}

fn cells(t: &Texts, desk: &Desk, position: &DebtPosition) -> Vec<String> {
    let listed = position.listed();
    let installment = listed.map(|it| it.installment);
    let debtor = listed.map(|it| &it.option.debtor);
    vec![
        position.iupd.clone(),
        installment.map_or_else(String::new, |it| it.description.clone()),
        debtor.map_or_else(String::new, |it| it.full_name.clone()),
        debtor.map_or_else(String::new, |it| it.fiscal_code.clone()),
        service_name(&desk.profile, position.service),
        PositionState::of(position).word(t),
        listed.map_or_else(String::new, |it| due_day(t, it.due_date())),
        listed.map_or_else(String::new, |it| decimal(it.amount())),
        // As text, so that no spreadsheet takes it for a number and rounds it.
        installment.map_or_else(String::new, |it| it.notice_number.to_string()),
        installment.map_or_else(String::new, |it| it.iuv.to_string()),
        local_day(position.inserted_at),
        position.paid_at.map_or_else(String::new, local_day),
    ]
}

fn decimal(amount: Cents) -> String {
    amount.to_decimal().replace('.', ",")
}
