//! The cookie in which a browser keeps its session.
//!
//! Behind `https` its name begins with `__Host-`, which browsers take only as a secure cookie of
//! this very host. Without TLS, which is served on the own machine alone, browsers would not keep
//! such a cookie everywhere, and it goes without.

use axum::http::{HeaderMap, HeaderValue, header};
use iuvo_app::sign_in::SessionToken;

use crate::Edge;

const SECURE_NAME: &str = "__Host-iuvo";
const PLAIN_NAME: &str = "iuvo";

/// What the browser shows.
pub(super) fn shown(edge: &Edge, headers: &HeaderMap) -> Option<SessionToken> {
    value(headers, name(edge)).and_then(SessionToken::shown)
}

/// The value of a cookie.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|it| it.0 == name).map(|it| it.1)
}

/// The header by which the browser keeps a session until it is closed.
pub(super) fn keep(edge: &Edge, token: &SessionToken) -> Option<HeaderValue> {
    HeaderValue::from_str(&written(edge, token.expose(), "")).ok()
}

/// The header by which the browser forgets its session.
pub(super) fn forget(edge: &Edge) -> Option<HeaderValue> {
    HeaderValue::from_str(&written(edge, "", "; Max-Age=0")).ok()
}

fn written(edge: &Edge, value: &str, until: &str) -> String {
    let secure = if is_secure(edge) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{until}", name(edge))
}

fn name(edge: &Edge) -> &'static str {
    if is_secure(edge) { SECURE_NAME } else { PLAIN_NAME }
}

/// The address that people know says whether they reach us through TLS, ours or a proxy's.
pub(super) fn is_secure(edge: &Edge) -> bool {
    edge.public_url.starts_with("https://")
}
