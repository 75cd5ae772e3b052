//! The code of the telephone at the sign-in, and giving oneself a second factor.

use std::fmt::Write;

use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use fast_qr::{ECL, QRBuilder};
use iuvo_app::{
    in_italy,
    sign_in::{
        CodeEnd, ConfirmEnd, Lack, Offer, confirm_second_factor, lack, must_say_password,
        offer_second_factor, prove_second_factor, repeat_offer,
    },
};
use iuvo_domain::access::Session;
use serde::Deserialize;

use super::{
    DeskFrame, Refusal, cookie,
    defects::Defect,
    done::Done,
    password::not_taken,
    session::{AnySession, CODE, HOME, PROFILE, own_address},
};
use crate::{
    Edge,
    pages::{PageError, Query, Texts, clock_time, form::Form, grouped, page, short_date},
};

/// The fields of the first code, and of the password.
const CODE_FIELD: &str = "codice";
const PASSWORD_FIELD: &str = "attuale";

/// What led here.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Where to go then.
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
    wrong: Option<Defect>,
    offer: Offer,
    /// The secret in groups of four.
    secret: String,
    /// The modules of the QR code, as a path of squares, and how many there are on a side.
    modules: String,
    side: usize,
    /// Whether one cannot go on without.
    is_demanded: bool,
    must_say_password: bool,
    /// Whose codes they are and of which day, for the sheet of paper they are kept on.
    printed: String,
}

impl SecondFactorPage {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.as_ref().is_some_and(|it| it.is_of(field))
    }
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
    let offer = offer_second_factor(&edge.app, &session.operator).await?;
    let offer = offer.ok_or(PageError::NotFound)?;
    offer_page(&edge, &session, offer, None)
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
    let (sealed, code) = (form.field("segreto"), form.field(CODE_FIELD));
    let said = (code, form.whole(PASSWORD_FIELD).to_owned());
    let t = Texts::italian();
    let wrong = |field: &'static str, text| Some(Defect { field: field.into(), text });
    let (status, wait, wrong) =
        match confirm_second_factor(&edge.app, &session, sealed, said).await? {
            ConfirmEnd::Kept(token) => {
                let cookie = cookie::keep(&edge, &token).ok_or(PageError::Internal)?;
                let done = Done::SecondFactorSet.at(PROFILE);
                return Ok(([(header::SET_COOKIE, cookie)], done).into_response());
            }
            ConfirmEnd::WrongCode => {
                (StatusCode::UNPROCESSABLE_ENTITY, None, wrong(CODE_FIELD, t.say("code-wrong")))
            }
            ConfirmEnd::NotTaken(defect) => {
                let (status, text, wait) = not_taken(&edge, defect);
                (status, wait, wrong(PASSWORD_FIELD, text))
            }
            ConfirmEnd::Outdated => {
                let offer = offer_second_factor(&edge.app, &session.operator).await?;
                let offer = offer.ok_or(PageError::NotFound)?;
                let wrong = wrong(CODE_FIELD, t.say("second-factor-outdated"));
                let page = offer_page(&edge, &session, offer, wrong)?;
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
        };
    let offer = match repeat_offer(&edge.app, &session.operator, sealed) {
        Some(offer) => Some(offer),
        None => offer_second_factor(&edge.app, &session.operator).await?,
    };
    let page = offer_page(&edge, &session, offer.ok_or(PageError::NotFound)?, wrong)?;
    Ok((status, wait, page).into_response())
}

fn offer_page(
    edge: &Edge,
    session: &Session,
    offer: Offer,
    wrong: Option<Defect>,
) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let operator = &session.operator;
    let (side, modules) = drawn(&offer.uri)?;
    let day = short_date(edge.app.today());
    let values = [("name", &*operator.name), ("email", &*operator.email), ("day", &*day)];
    let template = SecondFactorPage {
        frame: DeskFrame::plain(Some(operator), t.say("second-factor-title")),
        wrong,
        secret: grouped(&offer.secret),
        offer,
        modules,
        side,
        is_demanded: lack(&edge.app, session) == Some(Lack::SecondFactor),
        must_say_password: must_say_password(session),
        printed: t.fill("recovery-codes-of", &values),
    };
    Ok(page(StatusCode::OK, &template))
}

/// A QR code: how many modules are on a side, and the dark ones as a path of squares.
fn drawn(text: &str) -> Result<(usize, String), PageError> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| PageError::Internal)?;
    let mut modules = String::new();
    let cells = code.data.iter().take(code.size.saturating_mul(code.size)).enumerate();
    for (place, _) in cells.filter(|(_, it)| it.value()) {
        let row = place.checked_div(code.size).unwrap_or_default();
        let column = place.checked_rem(code.size).unwrap_or_default();
        write!(modules, "M{column} {row}h1v1h-1z").map_err(|_| PageError::Internal)?;
    }
    Ok((code.size, modules))
}
