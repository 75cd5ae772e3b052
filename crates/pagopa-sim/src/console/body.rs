//! The body of a request: a flat JSON object, each field read with a sentence for who got it wrong.
//!
//! Invariant: JSON must announce itself (`Content-Type`), which a page of another site cannot make
//! a browser do without asking; so no page can play with a console that is open to its machine.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::problem::Problem;

/// What was sent; nothing at all counts as an object without fields.
pub(super) struct Fields(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_json = content_type.is_some_and(is_json);
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::bad_request("corpo illeggibile o troppo grande"))?;
        if body.is_empty() {
            return Ok(Self(Map::new()));
        }
        if !is_json {
            return Err(Problem::not_json());
        }
        serde_json::from_slice(&body)
            .map(Self)
            .map_err(|_| Problem::bad_request("il corpo non è un oggetto JSON"))
    }
}

fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

impl Fields {
    /// Refuses what nobody will read: more often than not, a slip of the pen.
    pub(super) fn allow(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.keys().find(|it| !known.contains(&it.as_str())) {
            Some(field) => Err(Problem::field(field, "campo non previsto")),
            None => Ok(()),
        }
    }

    /// A text; `null` counts as absent.
    pub(super) fn text(&self, field: &str) -> Result<Option<&str>, Problem> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Problem::field(field, "atteso un testo tra virgolette")),
        }
    }

    /// A whole number; `null` counts as absent.
    pub(super) fn integer(&self, field: &str) -> Result<Option<i64>, Problem> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_i64() {
                Some(number) => Ok(Some(number)),
                None => Err(Problem::field(field, "atteso un numero intero")),
            },
        }
    }

    /// A text that must be there and be read as a `T`; `expected` says how it should look.
    pub(super) fn required<T: FromStr>(&self, field: &str, expected: &str) -> Result<T, Problem> {
        let text = self.text(field)?;
        let text = text.ok_or_else(|| Problem::missing(field))?;
        text.parse().map_err(|_| Problem::field(field, expected))
    }
}
