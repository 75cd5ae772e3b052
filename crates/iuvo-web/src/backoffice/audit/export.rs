//! The log as a file for spreadsheets; taking it away is told in it.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use futures_util::stream;
use iuvo_app::{
    StoreError,
    audit::{AuditAsked, name_operators, note_audit_download, read_audit},
};

use super::{
    asked::Asked,
    author,
    content::content,
    demand, listed,
    words::{self, act_of, columns, subject},
};
use crate::{
    Edge,
    backoffice::{Desk, Refusal, csv},
    pages::{Query, Texts, page},
};

/// Entries read at once.
const TOGETHER: i64 = 500;

/// Where a download has come.
struct Writing {
    edge: Edge,
    desk: Desk,
    /// The next part; none after the last one.
    asked: Option<AuditAsked>,
    is_first: bool,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    demand(&desk)?;
    let today = edge.app.today();
    let days = asked.days(today);
    // A file shows nothing of what was meant: it is made of no other part of the log than that.
    if asked.is_unreadable(days) {
        let template = listed(&edge, &desk, &asked).await?;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
    }
    let asked = AuditAsked { before: None, ..asked.read(days) };
    let workspace = desk.profile.workspace.id;
    note_audit_download(&edge.app, workspace, desk.operator().id, &asked).await?;
    let name = csv::name(&desk, "registro", today);
    let writing = Writing { edge, desk, asked: Some(asked), is_first: true };
    Ok(csv::file(&name, stream::try_unfold(writing, Writing::next)))
}

impl Writing {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let Some(asked) = self.asked.take() else { return Ok(None) };
        let t = Texts::italian();
        let mut text = String::new();
        if std::mem::take(&mut self.is_first) {
            text.push_str(csv::MARK);
            text.push_str(&csv::line(&columns(t)));
        }
        let workspace = self.desk.profile.workspace.id;
        let found = read_audit(&self.edge.app, workspace, asked.clone(), TOGETHER).await?;
        let names = name_operators(&self.edge.app, &[], &found).await?;
        for entry in &found {
            text.push_str(&csv::line(&[
                entry.number.to_string(),
                words::at(entry.at),
                author(&self.desk, &names, &entry.author),
                act_of(t, entry),
                subject(t, &self.desk, &names, entry),
                content(t, &entry.content),
            ]));
        }
        let is_full = i64::try_from(found.len()).is_ok_and(|it| it >= TOGETHER);
        let last = found.last().filter(|_| is_full);
        self.asked = last.map(|it| AuditAsked { before: Some((it.at, it.number)), ..asked });
        Ok(Some((text.into(), self)))
    }
}
