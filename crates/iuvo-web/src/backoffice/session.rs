//! Who asks: the operator of the session that the browser shows.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
    response::{IntoResponse, Redirect},
};
use iuvo_app::sign_in::{Lack, find_session, lack};
use iuvo_domain::{access::Session, directory::Directory};

use super::{Refusal, cookie};
use crate::{Edge, pages::Texts};

/// Longest address to which somebody is led back.
const LONGEST_ADDRESS: usize = 500;
pub(super) const HOME: &str = "/backoffice";
pub(super) const SIGN_IN: &str = "/backoffice/accedi";
pub(super) const CODE: &str = "/backoffice/accedi/codice";
pub(super) const PROFILE: &str = "/backoffice/profilo";
pub(super) const PASSWORD: &str = "/backoffice/profilo/password";
pub(super) const SECOND_FACTOR: &str = "/backoffice/profilo/secondo-fattore";

/// How a session has ended, as far as the browser can tell that still shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// By itself.
    Itself,
    /// By itself, with something typed that is kept.
    WithDraft,
    /// By its owner.
    SignOut,
    /// Perhaps with a new password.
    Password,
    /// Perhaps with a new second factor.
    SecondFactor,
}

impl Ending {
    const ALL: [Self; 5] =
        [Self::Itself, Self::WithDraft, Self::SignOut, Self::Password, Self::SecondFactor];

    /// How it stands in addresses.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Itself => "fine",
            Self::WithDraft => "bozza",
            Self::SignOut => "uscita",
            Self::Password => "password",
            Self::SecondFactor => "secondo-fattore",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What is said at the sign-in.
    pub(super) fn text(self, t: &Texts) -> String {
        match self {
            Self::Itself => t.say("session-ended"),
            Self::WithDraft => t.say("session-ended-typed"),
            Self::SignOut => t.say("signed-out"),
            Self::Password => t.say("session-ended-password"),
            Self::SecondFactor => t.say("session-ended-second-factor"),
        }
    }
}

/// The session that a browser shows, whatever it still lacks. Whoever shows none is led to the
/// sign-in, and then back.
pub(crate) struct AnySession(pub(crate) Session);

impl FromRequestParts<Edge> for AnySession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let shown = cookie::shown(edge, &parts.headers);
        let session = match &shown {
            Some(token) => find_session(&edge.app, token).await?,
            None => None,
        };
        if let Some(session) = session {
            return Ok(Self(session));
        }
        let reason = shown.is_some().then(|| ending(parts));
        Err(elsewhere(parts, SIGN_IN, reason))
    }
}

/// Somebody who has signed in, and shown all that is demanded of them.
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// The directory as it was when the request came.
    pub(crate) directory: Arc<Directory>,
}

impl FromRequestParts<Edge> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let AnySession(session) = AnySession::from_request_parts(parts, edge).await?;
        match lack(&edge.app, &session) {
            None => Ok(Self { session, directory: edge.app.directory() }),
            Some(Lack::Code) => Err(elsewhere(parts, CODE, None)),
            Some(Lack::SecondFactor) => Err(Redirect::to(SECOND_FACTOR).into_response().into()),
        }
    }
}

/// Why a session that was shown is none any more. Another password and another telephone give the
/// browser another session: of two clicks, the second still shows the one before.
fn ending(parts: &Parts) -> Ending {
    match parts.uri.path() {
        PASSWORD if parts.method == Method::POST => Ending::Password,
        SECOND_FACTOR if parts.method == Method::POST => Ending::SecondFactor,
        _ => Ending::Itself,
    }
}

/// Leads elsewhere, from where one is led back: to the page that was asked for, or to the one whose
/// form was sent, since forms go to the address of their page.
fn elsewhere(parts: &Parts, page: &str, reason: Option<Ending>) -> Refusal {
    let asked = parts.uri.path_and_query().map_or("", |it| it.as_str());
    let from = match reason {
        Some(Ending::Password | Ending::SecondFactor) => PROFILE,
        _ if parts.method == Method::GET => asked,
        _ => parts.uri.path(),
    };
    let from = own_address(from).filter(|it| *it != HOME);
    let reason = reason.map(|it| ("motivo", it.code()));
    let query: Vec<_> = from.map(|it| ("da", it)).into_iter().chain(reason).collect();
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    Redirect::to(&format!("{page}{mark}{query}")).into_response().into()
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
