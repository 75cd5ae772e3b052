//! Who sends files, for which body, by which broker.

use std::sync::Arc;

use axum::{
    RequestPartsExt,
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use iuvo_app::{App, access};
use iuvo_domain::{
    access::Action,
    directory::{ApiClient, WorkspaceProfile},
    file::File,
};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_gpd::{ProblemJson, upload::Version};

use crate::{
    Edge,
    gateway::{Client, GatewayRefusal, parse_query},
    gpd::Problem,
};

/// A caller who may act on a body, and what it calls.
pub(super) struct Caller {
    edge: Edge,
    query: Vec<(String, String)>,
    pub(super) client: ApiClient,
    pub(super) profile: Arc<WorkspaceProfile>,
    pub(super) version: Version,
    pub(super) path: UploadPath,
}

/// What the path of a call names.
#[derive(serde::Deserialize)]
pub(super) struct UploadPath {
    version: String,
    pub(super) broker: String,
    pub(super) organization: String,
    #[serde(default)]
    pub(super) file: String,
}

/// What is demanded of whoever calls.
fn action(method: &Method) -> Action {
    match *method {
        Method::GET => Action::ReadPositions,
        Method::DELETE => Action::WithdrawPositions,
        _ => Action::WritePositions,
    }
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Response> {
        let path: Path<UploadPath> = parts.extract().await.map_err(|_: PathRejection| {
            Problem::from(ProblemJson::bad_request("the path is not text")).into_response()
        })?;
        let Path(path) = path;
        let version = version(&path.version).map_err(IntoResponse::into_response)?;
        let Client(client) =
            Client::from_request_parts(parts, edge).await.map_err(IntoResponse::into_response)?;
        let directory = edge.app.directory();
        let profile =
            access::authorize(&directory, &client, &path.organization, action(&parts.method))
                .ok()
                .filter(|it| {
                    let broker = OrganizationFiscalCode::parse(&path.broker);
                    broker.is_ok_and(|broker| directory.is_served_by(it, broker))
                })
                .map(Arc::clone)
                .ok_or_else(|| GatewayRefusal::Forbidden.into_response())?;
        let query = parse_query(parts.uri.query());
        Ok(Self { edge: edge.clone(), query, client, profile, version, path })
    }
}

impl Caller {
    pub(super) fn app(&self) -> &App {
        &self.edge.app
    }

    pub(super) fn query(&self) -> Vec<(&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// A key that is limited to some codes knows only of files that were limited to them too.
    pub(super) fn may_know(&self, file: &File) -> bool {
        let own = &self.client.segregation_codes;
        let of_file = &file.segregation_codes;
        own.is_empty() || (!of_file.is_empty() && of_file.iter().all(|it| own.contains(it)))
    }
}

fn version(text: &str) -> Result<Version, StatusCode> {
    match text {
        "v1" => Ok(Version::V1),
        "v2" => Ok(Version::V2),
        _ => Err(StatusCode::NOT_FOUND),
    }
}

/// A version that there is.
pub(super) struct PathVersion;

impl FromRequestParts<Edge> for PathVersion {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Response> {
        let path: Result<Path<String>, PathRejection> = parts.extract().await;
        let Path(text) = path.map_err(IntoResponse::into_response)?;
        version(&text).map(|_| Self).map_err(IntoResponse::into_response)
    }
}
