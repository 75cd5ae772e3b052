//! What people ask most, and where the notice code stands.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{Voice, frame, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, page},
};

#[derive(Template)]
#[template(path = "portal/help.html")]
struct HelpPage {
    frame: Frame,
    /// Where the body's pages are.
    home: String,
    questions: Vec<Question>,
}

/// A question and what is to be said.
struct Question {
    /// Its place in the page, for who points somebody to it.
    id: &'static str,
    asked: String,
    answer: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/notice_code.html")]
struct NoticeCodePage {
    frame: Frame,
    /// Where the body's pages are.
    home: String,
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let t = Texts::italian();
    let frame = frame(&edge, &profile, Voice::Help, t.say("help-title"));
    let template = HelpPage { frame, home: format!("/{slug}"), questions: questions(t) };
    Ok(page(StatusCode::OK, &template))
}

/// Where the notice code stands on a notice.
pub(super) async fn show_notice_code(
    State(edge): State<Edge>,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let title = Texts::italian().say("where-is-code");
    let frame = frame(&edge, &profile, Voice::Help, title);
    Ok(page(StatusCode::OK, &NoticeCodePage { frame, home: format!("/{slug}") }))
}

fn questions(t: &Texts) -> Vec<Question> {
    let question = |id, asked, answer: &[String]| Question { id, asked, answer: answer.to_vec() };
    vec![
        question(
            "come-pagare",
            t.say("how-to-pay"),
            &[t.say("help-pay-here"), t.say("how-to-pay-answer")],
        ),
        question(
            "quando",
            t.say("help-when"),
            &[t.say("help-when-here"), t.say("help-when-elsewhere")],
        ),
        question("commissione", t.say("help-fee"), &[t.say("how-to-pay-fee")]),
        question(
            "due-dati",
            t.say("help-two-facts"),
            &[t.say("help-two-facts-answer"), t.say("help-two-facts-kept")],
        ),
        question(
            "non-trovo",
            t.say("help-not-found"),
            &[t.say("help-not-found-answer"), t.say("help-not-found-day")],
        ),
        question(
            "ho-pagato",
            t.say("help-paid"),
            &[t.say("help-paid-answer"), t.say("help-paid-twice")],
        ),
        question("quietanza", t.say("help-receipt"), &[t.say("help-receipt-answer")]),
        question("rate", t.say("help-plan"), &[t.say("help-plan-answer")]),
        question("scaduto", t.say("help-expired"), &[t.say("help-expired-answer")]),
        question("errato", t.say("help-wrong"), &[t.say("help-wrong-answer")]),
    ]
}
