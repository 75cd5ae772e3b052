//! Who calls the archive, on which body, and whether they may.

use std::sync::Arc;

use axum::{
    RequestPartsExt,
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::{Method, request::Parts},
};
use iuvo_app::{
    App, access,
    debt_positions::PositionError,
    gpd::{Attempt, Verb},
};
use iuvo_domain::{
    access::Action,
    directory::{ApiClient, WorkspaceProfile},
};
use pagopa_gpd::ProblemJson;

use super::errors::Problem;
use crate::{
    Edge,
    gateway::{Client, GatewayRefusal, KEY_PARAMETER, parse_query},
};

/// A caller who may act on a body, and what it calls: the one extractor of the archive's handlers.
pub(super) struct Caller {
    edge: Edge,
    client: ApiClient,
    profile: Arc<WorkspaceProfile>,
    organization: String,
    named: String,
    query: Vec<(String, String)>,
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
        let Client(client) = Client::from_request_parts(parts, edge).await?;
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
        let attempt = Attempt { verb, organization: &self.organization, named, now };
        attempt.refusal(error).map_or_else(Problem::from, Problem::from)
    }
}
