//! What the gateway in front of GPD does: keys, and the identifier of a request.

use std::sync::Arc;

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use iuvo_app::access::{self, AccessRefusal};
use iuvo_domain::{
    WorkspaceId,
    directory::{ApiClient, Directory, WorkspaceProfile},
};
use serde_json::json;

use super::errors::Problem;
use crate::Edge;

const KEY_HEADER: &str = "ocp-apim-subscription-key";
const KEY_PARAMETER: &str = "subscription-key";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A caller who may act on a body.
pub(super) struct Caller {
    directory: Arc<Directory>,
    client: ApiClient,
    workspace: WorkspaceId,
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
    edge: &Edge,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<ApiClient, GatewayRefusal> {
    let pairs = parse_query(query);
    let in_header = headers.get(KEY_HEADER).and_then(|it| it.to_str().ok());
    let in_query = || pairs.iter().find(|(name, _)| name == KEY_PARAMETER).map(|it| it.1.as_str());
    let key = in_header.or_else(in_query).ok_or(GatewayRefusal::KeyMissing)?;
    let directory = edge.app.directory();
    access::authenticate(&directory, Some(key)).cloned().map_err(|_| GatewayRefusal::KeyUnknown)
}

impl Caller {
    /// Admits a caller to a body.
    pub(super) fn admit(
        edge: &Edge,
        headers: &HeaderMap,
        query: Option<&str>,
        organization: &str,
    ) -> Result<Self, GatewayRefusal> {
        let client = authenticate(edge, headers, query)?;
        let directory = edge.app.directory();
        let workspace = access::authorize(&directory, &client, organization)
            .map(|profile| profile.workspace.id)
            .map_err(|refusal| match refusal {
                AccessRefusal::KeyUnknown => GatewayRefusal::KeyUnknown,
                AccessRefusal::OrganizationForbidden => GatewayRefusal::Forbidden,
            })?;
        Ok(Self { directory, client, workspace, query: parse_query(query) })
    }

    pub(super) fn client(&self) -> &ApiClient {
        &self.client
    }

    pub(super) fn profile(&self) -> Result<&WorkspaceProfile, Problem> {
        self.directory.workspace(self.workspace).ok_or_else(Problem::internal)
    }

    /// The parameters of the query, the key left out.
    pub(super) fn query(&self) -> Vec<(&str, &str)> {
        let own = self.query.iter().filter(|(name, _)| name != KEY_PARAMETER);
        own.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

fn parse_query(query: Option<&str>) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default()
}

/// Echoes `X-Request-Id`, or makes one up.
pub(super) async fn with_request_id(request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).cloned();
    let id = given.or_else(|| HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()).ok());
    let mut response = next.run(request).await;
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
