//! What was refused of a file, to be looked through, and to be corrected and sent again.

use std::collections::HashMap;

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use iuvo_app::{
    StoreError,
    files::{ListRejected, list_rejected, note_rejected_download},
};
use iuvo_domain::file::{File, FileItem, FileOperation};
use pagopa_gpd::upload::Listed;

use super::{detail::file, words};
use crate::{
    Edge,
    backoffice::{Desk, Refusal, csv},
    pages::Texts,
};

/// Items read at once.
const TOGETHER: i64 = 500;

/// As a table.
pub(super) async fn table(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let writing = Writing::begin(edge, &desk, &params, Form::Table).await?;
    let name = csv::name(&desk, "scarti", writing.edge.app.today());
    Ok(csv::file(&name, stream::try_unfold(writing, Writing::next)))
}

/// As they were sent, in the form in which they can be sent again.
pub(super) async fn document(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let writing = Writing::begin(edge, &desk, &params, Form::Document).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"scarti-{}.json\"", writing.file.id),
        ),
    ];
    let body = Body::from_stream(stream::try_unfold(writing, Writing::next));
    Ok((headers, body).into_response())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    Document,
}

/// Where a download has come.
struct Writing {
    edge: Edge,
    file: File,
    form: Form,
    /// The place of the last item that was written; none after the last one of all.
    after: Option<i64>,
}

impl Writing {
    /// What somebody takes away is told in the audit log before.
    async fn begin(
        edge: Edge,
        desk: &Desk,
        params: &HashMap<String, String>,
        form: Form,
    ) -> Result<Self, Refusal> {
        let file = file(&edge, desk, params).await?;
        note_rejected_download(&edge.app, desk.operator().id, &file).await?;
        Ok(Self { edge, file, form, after: Some(BEFORE_ALL) })
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let Some(after) = self.after else { return Ok(None) };
        let which = ListRejected {
            workspace: self.file.workspace,
            file: self.file.id,
            after,
            limit: TOGETHER,
        };
        let found = list_rejected(&self.edge.app, which).await?;
        let is_full = i64::try_from(found.len()).is_ok_and(|it| it >= TOGETHER);
        self.after = found.last().filter(|_| is_full).map(|(last, _)| last.ordinal);
        let mut bytes = self.head(after);
        for (at, (item, content)) in found.iter().enumerate() {
            match self.form {
                Form::Table => bytes.extend_from_slice(line(item).as_bytes()),
                Form::Document => {
                    if at > 0 || after != BEFORE_ALL {
                        bytes.push(b',');
                    }
                    bytes.extend_from_slice(content);
                }
            }
        }
        if self.after.is_none() && self.form == Form::Document {
            bytes.extend_from_slice(b"]}");
        }
        Ok(Some((bytes.into(), self)))
    }

    /// What stands before the first item.
    fn head(&self, after: i64) -> Vec<u8> {
        if after != BEFORE_ALL {
            return Vec::new();
        }
        let text = match self.form {
            Form::Table => format!("{}{}", csv::MARK, csv::line(&heads())),
            Form::Document => {
                let listed = match self.file.operation {
                    FileOperation::Create | FileOperation::Update => Listed::Positions,
                    FileOperation::Delete => Listed::Iupds,
                };
                format!("{{\"{}\":[", listed.field())
            }
        };
        text.into_bytes()
    }
}

/// The place before all others.
const BEFORE_ALL: i64 = -1;

fn heads() -> [String; 4] {
    let t = Texts::italian();
    [t.say("row-number"), t.say("iupd"), t.say("why"), t.say("told-to-software")]
}

fn line(item: &FileItem) -> String {
    let number = item.ordinal.saturating_add(1).to_string();
    let reason = words::reason(Texts::italian(), item);
    csv::line(&[number, item.iupd.clone(), reason, item.message.clone()])
}
