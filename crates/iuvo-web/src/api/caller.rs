//! Who calls, and for which body.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Path, rejection::PathRejection},
    http::{header, request::Parts},
};
use iuvo_app::{App, access};
use iuvo_domain::{
    Nav,
    access::Action,
    directory::{ApiClient, WorkspaceProfile},
};

use super::problem::Problem;
use crate::Edge;

/// A caller and its parameters: the one extractor of the API's handlers.
pub(super) struct Caller {
    edge: Edge,
    client: ApiClient,
    query: Vec<(String, String)>,
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Problem> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let key = given.and_then(bearer);
        let directory = edge.app.directory();
        let client = access::authenticate(&directory, key).map_err(|_| Problem::KeyUnknown)?;
        let query = serde_urlencoded::from_str(parts.uri.query().unwrap_or_default());
        Ok(Self { edge: edge.clone(), client: client.clone(), query: query.unwrap_or_default() })
    }
}

/// The key after `Bearer`, in any case (RFC 9110 §11.1).
fn bearer(given: &str) -> Option<&str> {
    let (scheme, key) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

impl Caller {
    pub(super) fn app(&self) -> &App {
        &self.edge.app
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    /// The notice number of a path, and its body, where the caller may do something with it. What
    /// it does not reach is told as if it did not exist.
    pub(super) fn notice(
        &self,
        action: Action,
        named: Result<Path<String>, PathRejection>,
    ) -> Result<(Arc<WorkspaceProfile>, Nav), Problem> {
        let Path(number) = named.map_err(|_| Problem::NoticeUnknown)?;
        let number = Nav::parse(&number).ok_or(Problem::NoticeUnknown)?;
        let profile = self.workspace(action)?.ok_or(Problem::NoticeUnknown)?;
        let directory = self.edge.app.directory();
        if access::reaches_notice(&directory, &self.client, action, (&profile, &number)) {
            Ok((profile, number))
        } else {
            Err(Problem::NoticeUnknown)
        }
    }

    /// The body meant, where the caller wants to do something: the only one of the key, or the one
    /// the call names. `None` if the caller does not reach it, which is told as if what is asked
    /// for did not exist.
    pub(super) fn workspace(
        &self,
        action: Action,
    ) -> Result<Option<Arc<WorkspaceProfile>>, Problem> {
        let directory = self.app().directory();
        match self.parameter("organization") {
            Some(named) => {
                Ok(access::authorize(&directory, &self.client, named, action).ok().map(Arc::clone))
            }
            None => access::only_workspace(&directory, &self.client, action)
                .map(Arc::clone)
                .map(Some)
                .ok_or(Problem::OrganizationMissing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_follows_its_scheme() {
        for (given, key) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("Bearerabc", None),
            ("", None),
        ] {
            assert_eq!(bearer(given), key, "{given}");
        }
    }
}
