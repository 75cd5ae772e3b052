//! What was typed into a form that was not taken: it is there again after the sign-in, if the
//! session had ended, or can be sent again or corrected, if the fault was ours.
//!
//! Invariants: only forms of workspaces are kept, so no password ever is; an address names a draft
//! by an id, which says nothing and opens for its operator alone.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    StoreError,
    sign_in::{find_draft, keep_draft, keep_last_draft},
};
use iuvo_domain::OperatorId;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Refusal, cookie,
    desk::is_of_workspace,
    session::{Ending, SIGN_IN},
};
use crate::{
    Edge,
    pages::{PageError, form::Form},
};

/// The field of a form that was given back, and is wanted as it was to be corrected.
pub(super) const TO_CORRECT: &str = "correggi";

/// A form that was sent, for who turns the request away before it is read.
#[derive(Clone)]
struct Sent(Bytes);

/// Holds a form beside its request.
pub(super) async fn hold(request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !Form::is_one(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, Form::LARGEST).await else {
        return Refusal::from(PageError::TooLarge).into_response();
    };
    let sent = Sent(bytes.clone());
    let is_kept = is_of_workspace(parts.uri.path());
    parts.extensions.insert(sent.clone());
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if is_kept {
        response.extensions_mut().insert(sent);
    }
    response
}

/// The fields of the form that was answered so.
pub(super) fn sent(response: &Response) -> Option<Vec<(String, String)>> {
    let form = Form::parse(&response.extensions().get::<Sent>()?.0)?;
    Some(form.into_fields().into_iter().filter(|it| it.0 != TO_CORRECT).collect())
}

/// Leads back to the form of this address, filled in as it was sent, if that is what was asked for.
pub(super) async fn lead_to_correct(
    edge: &Edge,
    operator: OperatorId,
    parts: &Parts,
) -> Result<(), Refusal> {
    let is_wanted = |it: &&Sent| Form::parse(&it.0).is_some_and(|it| it.has(TO_CORRECT));
    let Some(sent) = parts.extensions.get::<Sent>().filter(is_wanted) else { return Ok(()) };
    let address = parts.uri.path();
    let id = keep_draft(&edge.app, operator, address, &sent.0).await?;
    let id = id.ok_or(PageError::Internal)?;
    Err(Redirect::to(&with_draft(address, id)).into_response().into())
}

/// Where a form is filled in with a draft.
fn with_draft(address: &str, id: Uuid) -> String {
    format!("{address}?bozza={id}")
}

/// Keeps the form of a session that has ended, and leads to the sign-in and then back to it.
pub(super) async fn kept(edge: &Edge, parts: &Parts) -> Option<Refusal> {
    let sent = parts.extensions.get::<Sent>()?;
    let token = cookie::shown(edge, &parts.headers)?;
    let address = parts.uri.path();
    let id = match keep_last_draft(&edge.app, &token, address, &sent.0).await {
        Ok(id) => id?,
        Err(error) => {
            tracing::warn!(%error, "a draft cannot be kept");
            return None;
        }
    };
    let back = with_draft(address, id);
    let query = [("da", back.as_str()), ("motivo", Ending::WithDraft.code())];
    let query = serde_urlencoded::to_string(query).ok()?;
    Some(Redirect::to(&format!("{SIGN_IN}?{query}")).into_response().into())
}

/// Which draft an address names.
#[derive(Deserialize)]
struct Named {
    bozza: String,
}

/// What the operator had typed into the form of this address, if it names a draft of theirs.
pub(super) async fn resumed(
    edge: &Edge,
    operator: OperatorId,
    parts: &Parts,
) -> Result<Option<Form>, StoreError> {
    let query = parts.uri.query().filter(|_| parts.method == Method::GET);
    let named: Option<Named> = query.and_then(|it| serde_urlencoded::from_str(it).ok());
    let id = named.and_then(|it| Uuid::parse_str(&it.bozza).ok());
    let Some(id) = id else { return Ok(None) };
    let found = find_draft(&edge.app, operator, (id, parts.uri.path())).await?;
    Ok(found.and_then(|it| Form::parse(&it)))
}
