//! Sign in, sign out.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    StoreError, in_italy,
    sign_in::{SignIn, SignInEnd, SignOut, find_session, sign_in, sign_out},
};
use iuvo_domain::access::Session;
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    DeskFrame, Refusal, cookie,
    session::{Ending, HOME, PROFILE, SIGN_IN, own_address},
};
use crate::{
    Edge,
    pages::{PageError, Query, Texts, clock_time, form::Form, page},
};

/// Longest text that is shown again.
const LONGEST: usize = 300;
/// Seconds after which to come back while too many sign in.
const BUSY_S: i64 = 5;

/// What led here.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Where to go then.
    da: String,
    /// Why one is here: the session has ended by itself, or by its owner.
    motivo: String,
}

#[derive(Template)]
#[template(path = "backoffice/sign_in.html")]
struct SignInPage {
    frame: DeskFrame,
    /// What has happened, if anything.
    news: News,
    /// Where to go then.
    next: String,
    email: String,
}

enum News {
    None,
    /// What is neither good nor bad.
    Told(String),
    /// What went wrong.
    Wrong(String),
}

impl News {
    const fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong(_))
    }
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let next = own_address(&asked.da).unwrap_or(HOME);
    if shown_session(&edge, &headers).await?.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let t = Texts::italian();
    let news = Ending::from_code(&asked.motivo).map_or(News::None, |it| News::Told(it.text(t)));
    Ok(answer(StatusCode::OK, news, next, String::new()))
}

pub(super) async fn enter(
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0);
    let origin = edge.guards.proxy.client(peer, request.headers());
    let held = cookie::shown(&edge, request.headers());
    let form = Form::read(request).await?;
    let next = own_address(form.field("da")).unwrap_or(HOME).to_owned();
    let email: String = form.field("email").chars().take(LONGEST).collect();
    let password = form.whole("password").to_owned();
    let t = Texts::italian();
    if email.is_empty() || password.is_empty() {
        let news = News::Wrong(t.say("sign-in-incomplete"));
        return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, news, &next, email));
    }
    let attempt = SignIn { email: email.clone(), password, origin, held };
    Ok(match sign_in(&edge.app, attempt).await? {
        SignInEnd::Opened(token) => {
            let cookie = cookie::keep(&edge, &token).ok_or(PageError::Internal)?;
            ([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response()
        }
        SignInEnd::Wrong => {
            let news = News::Wrong(t.say("sign-in-wrong"));
            answer(StatusCode::UNPROCESSABLE_ENTITY, news, &next, email)
        }
        SignInEnd::Locked(until) => locked(&edge, until, &next, email),
        SignInEnd::Busy => {
            let news = News::Wrong(t.say("sign-in-busy"));
            let page = answer(StatusCode::SERVICE_UNAVAILABLE, news, &next, email);
            ([(header::RETRY_AFTER, HeaderValue::from(BUSY_S))], page).into_response()
        }
    })
}

/// Whose session has ended by itself has left.
pub(super) async fn leave(
    State(edge): State<Edge>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if let Some(session) = shown_session(&edge, &headers).await? {
        sign_out(&edge.app, &session, SignOut::Here).await?;
    }
    left(&edge)
}

/// Of other sessions nothing is known before the sign-in, which leads to where they are ended.
pub(super) async fn leave_everywhere(
    State(edge): State<Edge>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let Some(session) = shown_session(&edge, &headers).await? else {
        return Ok(Redirect::to(PROFILE).into_response());
    };
    sign_out(&edge.app, &session, SignOut::Everywhere).await?;
    left(&edge)
}

async fn shown_session(edge: &Edge, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
    match cookie::shown(edge, headers) {
        Some(token) => find_session(&edge.app, &token).await,
        None => Ok(None),
    }
}

fn left(edge: &Edge) -> Result<Response, Refusal> {
    let cookie = cookie::forget(edge).ok_or(PageError::Internal)?;
    let away = Redirect::to(&format!("{SIGN_IN}?motivo={}", Ending::SignOut.code()));
    Ok(([(header::SET_COOKIE, cookie)], away).into_response())
}

fn locked(edge: &Edge, until: Timestamp, next: &str, email: String) -> Response {
    let time = clock_time(in_italy(until));
    let news = News::Wrong(Texts::italian().fill("sign-in-locked", &[("time", &time)]));
    let wait = until.duration_since(edge.app.now()).as_secs().saturating_add(1);
    let page = answer(StatusCode::TOO_MANY_REQUESTS, news, next, email);
    ([(header::RETRY_AFTER, HeaderValue::from(wait))], page).into_response()
}

fn answer(status: StatusCode, news: News, next: &str, email: String) -> Response {
    let frame = DeskFrame::plain(None, Texts::italian().say("sign-in-title"));
    page(status, &SignInPage { frame, news, next: next.to_owned(), email })
}
