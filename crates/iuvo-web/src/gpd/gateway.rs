//! What the gateway in front of GPD does: keys, and how often they may be used.

use std::sync::{Arc, OnceLock};

use axum::{
    Json, RequestPartsExt,
    extract::{FromRequestParts, Path, Request, rejection::PathRejection},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use iuvo_app::{Admission, App, access, debt_positions::PositionError};
use iuvo_domain::{
    access::Action,
    directory::{ApiClient, WorkspaceProfile},
};
use pagopa_gpd::ProblemJson;
use serde_json::json;

use super::errors::{Attempt, Problem, Verb};
use crate::Edge;

const KEY_HEADER: &str = "ocp-apim-subscription-key";
const KEY_PARAMETER: &str = "subscription-key";
/// Named after a minute by pagoPA, whose gateway counts ten seconds under it.
const REMAINING: HeaderName = HeaderName::from_static("x-remaining-calls-per-min");

/// A caller who may act on a body, and what it calls: the one extractor of the archive's handlers.
pub(super) struct Caller {
    edge: Edge,
    client: ApiClient,
    profile: Arc<WorkspaceProfile>,
    organization: String,
    named: String,
    query: Vec<(String, String)>,
}

/// The gateway's own refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GatewayRefusal {
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
pub(super) async fn with_remaining_calls(mut request: Request, next: Next) -> Response {
    let remaining = Remaining::default();
    request.extensions_mut().insert(remaining.clone());
    let mut response = next.run(request).await;
    if let Some(calls) = remaining.0.get() {
        response.headers_mut().insert(REMAINING, HeaderValue::from(*calls));
    }
    response
}

/// Who calls: a client that has a key and calls left.
pub(super) struct Client(pub(super) ApiClient);

impl FromRequestParts<Edge> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Problem> {
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
            Err(retry_after_s) => Err(GatewayRefusal::TooManyCalls { retry_after_s }.into()),
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

/// What a call of the archive wants to do with the positions of a body.
fn action(parts: &Parts) -> Action {
    match parts.method {
        Method::GET => Action::ReadPositions,
        Method::DELETE => Action::WithdrawPositions,
        _ if parts.uri.path().ends_with("/invalidate") => Action::WithdrawPositions,
        _ => Action::WritePositions,
    }
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Problem> {
        let Client(client) = parts.extract_with_state(edge).await?;
        let action = action(parts);
        let path: Path<PositionPath> = parts
            .extract()
            .await
            .map_err(|_: PathRejection| ProblemJson::bad_request("the path is not text"))?;
        let Path(PositionPath { organization, named }) = path;
        let directory = edge.app.directory();
        let profile = access::authorize(&directory, &client, &organization, action)
            .map(Arc::clone)
            .map_err(|_| GatewayRefusal::Forbidden)?;
        let query = parse_query(parts.uri.query());
        Ok(Self { edge: edge.clone(), client, profile, organization, named, query })
    }
}

/// What the path of a call names.
#[derive(serde::Deserialize)]
struct PositionPath {
    organization: String,
    #[serde(default, alias = "iupd", alias = "nav")]
    named: String,
}

impl Caller {
    pub(super) fn app(&self) -> &App {
        &self.edge.app
    }

    pub(super) fn client(&self) -> &ApiClient {
        &self.client
    }

    pub(super) fn profile(&self) -> &WorkspaceProfile {
        &self.profile
    }

    pub(super) fn organization(&self) -> &str {
        &self.organization
    }

    /// The IUPD or the notice number in the path; empty if there is neither.
    pub(super) fn named(&self) -> &str {
        &self.named
    }

    /// The parameters of the query, the key left out.
    pub(super) fn query(&self) -> Vec<(&str, &str)> {
        let own = self.query.iter().filter(|(name, _)| name != KEY_PARAMETER);
        own.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// GPD's refusal for what a use-case refused of the position the path names.
    pub(super) fn problem(&self, verb: Verb, error: PositionError) -> Problem {
        self.problem_of(verb, &self.named, error)
    }

    /// GPD's refusal for what a use-case refused of a position the body of the call names.
    pub(super) fn problem_of(&self, verb: Verb, named: &str, error: PositionError) -> Problem {
        let now = self.app().now();
        Attempt { verb, organization: &self.organization, named, now }.problem(error)
    }
}

pub(super) fn parse_query(query: Option<&str>) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default()
}
