//! What the gateway in front of GPD does: keys.

use std::sync::Arc;

use axum::{
    Json, RequestPartsExt,
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use iuvo_app::{App, access, debt_positions::PositionError};
use iuvo_domain::directory::{ApiClient, Directory, WorkspaceProfile};
use pagopa_gpd::ProblemJson;
use serde_json::json;

use super::errors::{Attempt, Problem, Verb};
use crate::Edge;

const KEY_HEADER: &str = "ocp-apim-subscription-key";
const KEY_PARAMETER: &str = "subscription-key";

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
    Forbidden,
}

impl IntoResponse for GatewayRefusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
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
        (status, Json(json!({ "statusCode": status.as_u16(), "message": message }))).into_response()
    }
}

/// Finds who calls.
pub(super) fn authenticate(
    directory: &Directory,
    headers: &HeaderMap,
    query: &[(String, String)],
) -> Result<ApiClient, GatewayRefusal> {
    let in_header = headers.get(KEY_HEADER).and_then(|it| it.to_str().ok());
    let in_query = || query.iter().find(|(name, _)| name == KEY_PARAMETER).map(|it| it.1.as_str());
    let key = in_header.or_else(in_query).ok_or(GatewayRefusal::KeyMissing)?;
    access::authenticate(directory, Some(key)).cloned().map_err(|_| GatewayRefusal::KeyUnknown)
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Problem> {
        let query = parse_query(parts.uri.query());
        let directory = edge.app.directory();
        let client = authenticate(&directory, &parts.headers, &query)?;
        let path: Path<PositionPath> = parts
            .extract()
            .await
            .map_err(|_: PathRejection| ProblemJson::bad_request("the path is not text"))?;
        let Path(PositionPath { organization, named }) = path;
        let profile = access::authorize(&directory, &client, &organization)
            .map(Arc::clone)
            .map_err(|_| GatewayRefusal::Forbidden)?;
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
