//! Who asks: the operator of the session that the browser shows.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
    response::{IntoResponse, Redirect},
};
use iuvo_app::sign_in::find_session;
use iuvo_domain::{access::Session, directory::Directory};

use super::{Refusal, cookie};
use crate::Edge;

/// Longest address to which somebody is led back.
const LONGEST_ADDRESS: usize = 500;
pub(super) const SIGN_IN: &str = "/backoffice/accedi";

/// Somebody who has signed in. Whoever has not is led to do so, and then back.
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// The directory as it was when the request came.
    pub(crate) directory: Arc<Directory>,
}

impl FromRequestParts<Edge> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let shown = cookie::shown(edge, &parts.headers);
        let session = match &shown {
            Some(token) => find_session(&edge.app, token).await?,
            None => None,
        };
        let directory = edge.app.directory();
        let ended = shown.is_some();
        session.map(|session| Self { session, directory }).ok_or_else(|| to_sign_in(parts, ended))
    }
}

/// Leads to the sign-in, which leads back: to the page that was asked for, or to the one whose form
/// was sent, since forms go to the address of their page.
fn to_sign_in(parts: &Parts, ended: bool) -> Refusal {
    let asked = parts.uri.path_and_query().map_or("", |it| it.as_str());
    let from = if parts.method == Method::GET { asked } else { parts.uri.path() };
    let from = own_address(from).filter(|it| !matches!(*it, "/backoffice"));
    let reason = ended.then_some(("motivo", "fine"));
    let query: Vec<_> = from.map(|it| ("da", it)).into_iter().chain(reason).collect();
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    Redirect::to(&format!("{SIGN_IN}{mark}{query}")).into_response().into()
}

/// An address of the back office, and of nobody else.
pub(super) fn own_address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("/backoffice")?;
    let is_ours = rest.is_empty() || rest.starts_with(['/', '?']);
    let is_plain = |it: u8| it.is_ascii_graphic() && it != b'\\';
    let is_short = text.len() <= LONGEST_ADDRESS;
    (is_ours && is_short && text.bytes().all(is_plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for (text, is_ours) in [
            ("/backoffice", true),
            ("/backoffice/comune-di-esempio/collaudo?stato=aperta", true),
            ("/backoffice.example.org/", false),
            ("https://example.org/backoffice", false),
            ("//example.org", false),
            ("/backoffice/\\example.org", false),
            ("/backoffice/\r\nset-cookie:a=b", false),
            ("", false),
        ] {
            assert_eq!(own_address(text).is_some(), is_ours, "{text}");
        }
        assert_eq!(own_address(&format!("/backoffice/{}", "a".repeat(500))), None);
    }
}
