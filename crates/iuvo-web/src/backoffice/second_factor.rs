//! The code of the telephone at the sign-in, and giving oneself a second factor.

use std::fmt::Write;

use askama::Template;
use axum::{
    body::Body,
    extract::{Query, State},
    http::{HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use fast_qr::{ECL, QRBuilder};
use iuvo_app::{
    in_italy,
    sign_in::{
        CodeEnd, Lack, Offer, confirm_second_factor, lack, offer_second_factor,
        prove_second_factor, repeat_offer,
    },
};
use iuvo_domain::access::Operator;
use serde::Deserialize;

use super::{
    DeskFrame, Refusal, cookie,
    done::Done,
    session::{AnySession, CODE, HOME, PROFILE, own_address},
};
use crate::{
    Edge,
    pages::{PageError, Texts, clock_time, form::Form, grouped, page},
};

/// What led here.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// Where to go then.
    #[serde(default)]
    da: String,
}

#[derive(Template)]
#[template(path = "backoffice/code.html")]
struct CodePage {
    frame: DeskFrame,
    wrong: Option<String>,
    next: String,
}

#[derive(Template)]
#[template(path = "backoffice/second_factor.html")]
struct SecondFactorPage {
    frame: DeskFrame,
    wrong: Option<String>,
    offer: Offer,
    /// The secret in groups of four.
    secret: String,
    /// The modules of the QR code, as a path of squares, and how many there are on a side.
    modules: String,
    side: usize,
    /// Whether one cannot go on without.
    is_demanded: bool,
}

/// Asks for the code.
pub(super) async fn ask(
    State(edge): State<Edge>,
    AnySession(session): AnySession,
    Query(asked): Query<Asked>,
) -> Response {
    let next = own_address(&asked.da).unwrap_or(HOME);
    if lack(&edge.app, &session) != Some(Lack::Code) {
        return Redirect::to(next).into_response();
    }
    code_page(StatusCode::OK, None, next)
}

/// Takes the code.
pub(super) async fn take(
    State(edge): State<Edge>,
    AnySession(session): AnySession,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let form = Form::read(request).await?;
    let next = own_address(form.field("da")).unwrap_or(HOME);
    if lack(&edge.app, &session) != Some(Lack::Code) {
        return Ok(Redirect::to(next).into_response());
    }
    let t = Texts::italian();
    Ok(match prove_second_factor(&edge.app, &session, form.field("codice")).await? {
        CodeEnd::Right(token) => {
            let cookie = cookie::keep(&edge, &token).ok_or(PageError::Internal)?;
            ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
        }
        CodeEnd::Wrong => {
            code_page(StatusCode::UNPROCESSABLE_ENTITY, Some(t.say("code-wrong")), next)
        }
        CodeEnd::Locked(until) => {
            let time = clock_time(in_italy(until));
            let text = t.fill("sign-in-locked", &[("time", &time)]);
            let wait = until.duration_since(edge.app.now()).as_secs().saturating_add(1);
            let page = code_page(StatusCode::TOO_MANY_REQUESTS, Some(text), next);
            ([(header::RETRY_AFTER, HeaderValue::from(wait))], page).into_response()
        }
    })
}

fn code_page(status: StatusCode, wrong: Option<String>, next: &str) -> Response {
    let frame = DeskFrame::plain(None, Texts::italian().say("code-title"));
    page(status, &CodePage { frame, wrong, next: next.to_owned() })
}

/// Offers a secret.
pub(super) async fn offer(
    State(edge): State<Edge>,
    AnySession(session): AnySession,
) -> Result<Response, Refusal> {
    let lacks = lack(&edge.app, &session);
    if lacks == Some(Lack::Code) {
        return Ok(Redirect::to(CODE).into_response());
    }
    let offer = offer_second_factor(&edge.app, &session.operator).ok_or(PageError::NotFound)?;
    let is_demanded = lacks == Some(Lack::SecondFactor);
    offer_page(StatusCode::OK, &session.operator, offer, None, is_demanded)
}

/// Keeps the secret, if the telephone has it.
pub(super) async fn confirm(
    State(edge): State<Edge>,
    AnySession(session): AnySession,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let lacks = lack(&edge.app, &session);
    if lacks == Some(Lack::Code) {
        return Ok(Redirect::to(CODE).into_response());
    }
    let form = Form::read(request).await?;
    let t = Texts::italian();
    let (sealed, code) = (form.field("segreto"), form.field("codice"));
    let confirmed = confirm_second_factor(&edge.app, &session, sealed, code).await?;
    let Some(token) = confirmed else {
        let operator = &session.operator;
        let offer = repeat_offer(&edge.app, operator, sealed)
            .or_else(|| offer_second_factor(&edge.app, operator))
            .ok_or(PageError::NotFound)?;
        let is_demanded = lacks == Some(Lack::SecondFactor);
        let wrong = Some(t.say("code-wrong"));
        return offer_page(StatusCode::UNPROCESSABLE_ENTITY, operator, offer, wrong, is_demanded);
    };
    let cookie = cookie::keep(&edge, &token).ok_or(PageError::Internal)?;
    Ok(([(header::SET_COOKIE, cookie)], Done::SecondFactorSet.at(PROFILE)).into_response())
}

fn offer_page(
    status: StatusCode,
    operator: &Operator,
    offer: Offer,
    wrong: Option<String>,
    is_demanded: bool,
) -> Result<Response, Refusal> {
    let code = QRBuilder::new(offer.uri.as_str()).ecl(ECL::M).build();
    let code = code.map_err(|_| PageError::Internal)?;
    let mut modules = String::new();
    let cells = code.data.iter().take(code.size.saturating_mul(code.size)).enumerate();
    for (place, _) in cells.filter(|(_, it)| it.value()) {
        let row = place.checked_div(code.size).unwrap_or_default();
        let column = place.checked_rem(code.size).unwrap_or_default();
        write!(modules, "M{column} {row}h1v1h-1z").map_err(|_| PageError::Internal)?;
    }
    let frame = DeskFrame::plain(Some(operator), Texts::italian().say("second-factor-title"));
    let secret = grouped(&offer.secret);
    let side = code.size;
    let template = SecondFactorPage { frame, wrong, offer, secret, modules, side, is_demanded };
    Ok(page(status, &template))
}
