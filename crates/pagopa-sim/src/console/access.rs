//! Who may use the console.

use std::fmt;

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::problem::Problem;

/// Who may use the console.
#[derive(Clone)]
pub enum Access {
    /// Whoever reaches it: for a console that only this machine reaches.
    Open,
    /// Whoever knows the credential, sent as Bearer, or as the password that a browser asks for. An
    /// empty one opens to nobody.
    Token(String),
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Token(_) => "Token(•••)",
        })
    }
}

pub(super) async fn check(State(access): State<Access>, request: Request, next: Next) -> Response {
    if let Access::Token(token) = &access
        && !credential(&request).is_some_and(|it| is_same_secret(&it, token))
    {
        return Problem::unauthorized().into_response();
    }
    next.run(request).await
}

/// What is sent as Bearer (RFC 6750), or as the password of anybody (Basic, RFC 7617).
fn credential(request: &Request) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = header.split_once(' ')?;
    let credential = credential.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(credential.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(credential).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.to_owned())
}

/// Takes the same time wherever the two differ, so that the time tells nothing.
fn is_same_secret(given: &str, secret: &str) -> bool {
    let difference = given.bytes().zip(secret.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    !secret.is_empty() && given.len() == secret.len() && difference == 0
}
