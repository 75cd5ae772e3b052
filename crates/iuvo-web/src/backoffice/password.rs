//! Another password for oneself.

use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, HeaderValue, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use iuvo_app::{
    in_italy,
    sign_in::{ChangePasswordEnd, PasswordDefect, change_password},
};
use iuvo_domain::access::PasswordRefusal;

use super::{
    DeskFrame, Refusal, cookie,
    done::Done,
    session::{PROFILE, SignedIn},
};
use crate::{
    Edge,
    pages::{PageError, Texts, clock_time, form::Form, page},
};

#[derive(Template)]
#[template(path = "backoffice/password.html")]
struct PasswordPage {
    frame: DeskFrame,
    wrong: Option<Wrong>,
}

/// What is wrong, and in which field.
struct Wrong {
    field: &'static str,
    text: String,
}

const PRESENT: &str = "attuale";
const NEW: &str = "nuova";
const AGAIN: &str = "conferma";

pub(super) async fn show(signed_in: SignedIn) -> Response {
    answer(&signed_in, StatusCode::OK, None)
}

pub(super) async fn change(
    State(edge): State<Edge>,
    signed_in: SignedIn,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let form = Form::read(request).await?;
    let (present, new) = (form.whole(PRESENT).to_owned(), form.whole(NEW));
    let refused = |field, text| {
        let wrong = Some(Wrong { field, text });
        answer(&signed_in, StatusCode::UNPROCESSABLE_ENTITY, wrong)
    };
    if new != form.whole(AGAIN) {
        return Ok(refused(AGAIN, t.say("password-differs")));
    }
    Ok(match change_password(&edge.app, &signed_in.session, present, new).await? {
        ChangePasswordEnd::Changed(token) => {
            let cookie = cookie::keep(&edge, &token).ok_or(PageError::Internal)?;
            ([(header::SET_COOKIE, cookie)], Done::PasswordChanged.at(PROFILE)).into_response()
        }
        ChangePasswordEnd::NotTaken(defect) => {
            let (status, text, wait) = not_taken(&edge, defect);
            let wrong = Some(Wrong { field: PRESENT, text });
            (wait, answer(&signed_in, status, wrong)).into_response()
        }
        ChangePasswordEnd::Same => refused(NEW, t.say("password-same")),
        ChangePasswordEnd::Refused(refusal) => {
            let text = match refusal {
                PasswordRefusal::TooShort => t.say("password-short"),
                PasswordRefusal::TooLong => t.say("password-long"),
                PasswordRefusal::Common => t.say("password-common"),
                PasswordRefusal::Address => t.say("password-address"),
            };
            refused(NEW, text)
        }
    })
}

/// Why a password was not taken, and how long to wait.
pub(super) fn not_taken(
    edge: &Edge,
    defect: PasswordDefect,
) -> (StatusCode, String, Option<[(HeaderName, HeaderValue); 1]>) {
    let t = Texts::italian();
    match defect {
        PasswordDefect::Wrong => {
            (StatusCode::UNPROCESSABLE_ENTITY, t.say("password-now-wrong"), None)
        }
        PasswordDefect::Busy => (StatusCode::SERVICE_UNAVAILABLE, t.say("sign-in-busy"), None),
        PasswordDefect::Locked(until) => {
            let time = clock_time(in_italy(until));
            let text = t.fill("sign-in-locked", &[("time", &time)]);
            let wait = until.duration_since(edge.app.now()).as_secs().saturating_add(1);
            let wait = Some([(header::RETRY_AFTER, HeaderValue::from(wait))]);
            (StatusCode::TOO_MANY_REQUESTS, text, wait)
        }
    }
}

fn answer(signed_in: &SignedIn, status: StatusCode, wrong: Option<Wrong>) -> Response {
    let title = Texts::italian().say("password-change");
    let frame = DeskFrame::plain(Some(&signed_in.session.operator), title);
    page(status, &PasswordPage { frame, wrong })
}
