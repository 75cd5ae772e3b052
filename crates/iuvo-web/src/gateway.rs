//! The gateway in front of pagoPA's APIs (Azure API Management), as which ours answer: keys, and
//! how often they may be used.

use std::sync::{Arc, OnceLock};

use axum::{
    Json,
    extract::{FromRequestParts, Request},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use iuvo_app::{Admission, access};
use iuvo_domain::directory::ApiClient;
use serde_json::json;

use crate::Edge;

const KEY_HEADER: &str = "ocp-apim-subscription-key";
pub(crate) const KEY_PARAMETER: &str = "subscription-key";
/// Named after a minute by pagoPA, whose gateway counts ten seconds under it.
const REMAINING: HeaderName = HeaderName::from_static("x-remaining-calls-per-min");

/// The gateway's own refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GatewayRefusal {
    KeyMissing,
    KeyUnknown,
    TooManyCalls { retry_after_s: i64 },
    Forbidden,
}

impl IntoResponse for GatewayRefusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::TooManyCalls { retry_after_s } => return too_many_calls(retry_after_s),
            Self::KeyMissing => (
                StatusCode::UNAUTHORIZED,
                "Access denied due to missing subscription key. Make sure to include \
                 subscription key when making requests to an API.",
            ),
            Self::KeyUnknown => (
                StatusCode::UNAUTHORIZED,
                "Access denied due to invalid subscription key. Make sure to provide a valid key \
                 for an active subscription.",
            ),
            Self::Forbidden => {
                (StatusCode::FORBIDDEN, "You are not allowed to access this organization.")
            }
        };
        said(status, message)
    }
}

fn said(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "statusCode": status.as_u16(), "message": message }))).into_response()
}

fn too_many_calls(retry_after_s: i64) -> Response {
    let message = format!("Rate limit is exceeded. Try again in {retry_after_s} seconds.");
    let mut response = said(StatusCode::TOO_MANY_REQUESTS, &message);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
    response
}

/// How many calls the caller has left, once it is known who calls.
#[derive(Debug, Clone, Default)]
struct Remaining(Arc<OnceLock<u32>>);

/// Tells the caller how many calls it has left, if they are counted.
pub(crate) async fn with_remaining_calls(mut request: Request, next: Next) -> Response {
    let remaining = Remaining::default();
    request.extensions_mut().insert(remaining.clone());
    let mut response = next.run(request).await;
    if let Some(calls) = remaining.0.get() {
        response.headers_mut().insert(REMAINING, HeaderValue::from(*calls));
    }
    response
}

/// Who calls: a client that has a key and calls left.
pub(crate) struct Client(pub(crate) ApiClient);

impl FromRequestParts<Edge> for Client {
    type Rejection = GatewayRefusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, GatewayRefusal> {
        let client = authenticate(parts, edge)?;
        let remaining = match edge.app.admit(&client) {
            Admission::Unlimited => return Ok(Self(client)),
            Admission::Admitted { remaining } => Ok(remaining),
            Admission::Refused { retry_after_s } => Err(retry_after_s),
        };
        if let Some(told) = parts.extensions.get::<Remaining>() {
            told.0.get_or_init(|| remaining.unwrap_or(0));
        }
        match remaining {
            Ok(_) => Ok(Self(client)),
            Err(retry_after_s) => Err(GatewayRefusal::TooManyCalls { retry_after_s }),
        }
    }
}

fn authenticate(parts: &Parts, edge: &Edge) -> Result<ApiClient, GatewayRefusal> {
    let query = parse_query(parts.uri.query());
    let in_header = parts.headers.get(KEY_HEADER).and_then(|it| it.to_str().ok());
    let in_query = || query.iter().find(|(name, _)| name == KEY_PARAMETER).map(|it| it.1.as_str());
    let key = in_header.or_else(in_query).ok_or(GatewayRefusal::KeyMissing)?;
    let directory = edge.app.directory();
    access::authenticate(&directory, Some(key)).cloned().map_err(|_| GatewayRefusal::KeyUnknown)
}

pub(crate) fn parse_query(query: Option<&str>) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default()
}
