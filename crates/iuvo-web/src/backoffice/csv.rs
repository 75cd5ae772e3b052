//! Lists as files for spreadsheets.

use std::fmt::Display;

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::TryStream;
use iuvo_app::StoreError;
use jiff::civil::Date;

use super::Desk;

/// What tells spreadsheets that the text is UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// The name of a file: what it holds, of whom, of which environment, of which day.
pub(super) fn name(desk: &Desk, of: impl Display, today: Date) -> String {
    let workspace = &desk.profile.workspace;
    format!("{of}-{}-{}-{today}.csv", workspace.slug, workspace.environment)
}

/// A file that is sent while it is written.
pub(super) fn file<S>(name: &str, parts: S) -> Response
where
    S: TryStream<Ok = Bytes, Error = StoreError> + Send + 'static,
{
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, Body::from_stream(parts)).into_response()
}

/// A line, as spreadsheets in Italy read it.
pub(super) fn line(cells: &[String]) -> String {
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
