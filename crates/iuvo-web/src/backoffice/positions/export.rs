//! The list as a file for spreadsheets, as long as it may be.

use axum::{
    body::{Body, Bytes},
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
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
    list::{Asked, asked},
    words::{State as PositionState, service_name},
};
use crate::{
    Edge,
    backoffice::{Desk, Refusal},
    pages::{Texts, day, local_day},
};

/// Positions read at once.
const TOGETHER: usize = 500;
/// What tells spreadsheets that the text is UTF-8.
const MARK: &str = "\u{feff}";

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
    let Asked { search, is_sayable, .. } = asked(&edge, &desk, &extent, &filters).await?;
    note_download(&edge.app, &desk.profile, desk.operator().id, &search.selection).await?;
    let search = Search { limit: TOGETHER, place: Place::First, ..search };
    let environment = desk.profile.workspace.environment;
    let slug = &desk.profile.workspace.slug;
    let name = format!("posizioni-{slug}-{environment}-{}.csv", edge.app.today());
    let search = Some(search).filter(|_| is_sayable);
    let writing = Writing { edge, desk, extent, search, is_first: true };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let parts = stream::try_unfold(writing, Writing::next);
    Ok((headers, Body::from_stream(parts)).into_response())
}

impl Writing {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let t = Texts::italian();
        let mut text = String::new();
        if self.is_first {
            text.push_str(MARK);
            text.push_str(&line(&heads(t)));
        }
        let Some(search) = self.search.take() else {
            let is_first = std::mem::take(&mut self.is_first);
            return Ok(is_first.then(|| (text.into(), self)));
        };
        self.is_first = false;
        let found = search_positions(&self.edge.app, &self.extent, search.clone()).await?;
        for position in &found.positions {
            text.push_str(&line(&cells(t, &self.desk, position)));
        }
        self.search = found.next.map(|it| Search { place: Place::After(it), ..search });
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
        listed.map_or_else(String::new, |it| day(it.due_date())),
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

/// A line, as spreadsheets in Italy read it.
fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|it| cell(it)).collect();
    format!("{}\r\n", cells.join(";"))
}

/// A cell between quotes. What a spreadsheet would take for a formula begins with an apostrophe
/// (OWASP, "CSV injection"), the signs in their full-width forms too.
fn cell(text: &str) -> String {
    let one_line: String =
        text.chars().map(|it| if matches!(it, '\r' | '\n') { ' ' } else { it }).collect();
    let is_formula = |it: char| {
        matches!(
            it,
            '=' | '+' | '-' | '@' | '\t' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        )
    };
    let begins = one_line.chars().find(|it| !it.is_whitespace() || *it == '\t');
    let apostrophe = if begins.is_some_and(is_formula) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", one_line.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("TARI 2026", "\"TARI 2026\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("  @SUM(1)", "\"'  @SUM(1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"' =1\""),
            ("＝1", "\"'＝1\""),
            ("-5", "\"'-5\""),
            ("a \"b\"; c", "\"a \"\"b\"\"; c\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), written, "{text:?}");
        }
    }
}
