//! The letters that were sent, to be read.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{moment, wants_page};
use crate::console::problem::Problem;
use crate::mail::{File, Mail};
use crate::pages::page;
use crate::simulator::Simulator;

/// A letter has its style within, as mail readers want it; it is somebody else's, and so in a
/// sandbox.
const LETTER_HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (
        header::CONTENT_SECURITY_POLICY,
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

#[derive(Template)]
#[template(path = "console/mailbox.html")]
struct MailboxPage {
    mails: Vec<Row>,
}

struct Row {
    id: u64,
    subject: String,
    to: String,
    at: String,
    files: usize,
}

#[derive(Template)]
#[template(path = "console/mail.html")]
struct MailPage {
    id: u64,
    subject: String,
    from: String,
    to: String,
    reply_to: Option<String>,
    at: String,
    text: String,
    /// Whether it is written as a page, too.
    has_html: bool,
    files: Vec<(usize, String, usize)>,
}

/// The list, newest first; a page, if one is asked for.
pub(super) async fn list(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let mails = simulator.mails();
    if wants_page(&headers) {
        let mails = mails.iter().rev().map(|it| Row::of(it)).collect();
        return page(StatusCode::OK, &MailboxPage { mails });
    }
    let items: Vec<Value> = mails.iter().rev().map(|it| view(it)).collect();
    Json(json!({ "items": items })).into_response()
}

pub(super) async fn read(
    State(simulator): State<Simulator>,
    Path(id): Path<u64>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mail = simulator.mailbox().find(id).ok_or_else(unknown)?;
    if !wants_page(&headers) {
        return Ok(Json(view(&mail)).into_response());
    }
    let files = (1..).zip(&mail.files).map(|(place, it)| (place, it.name.clone(), kilobytes(it)));
    let template = MailPage {
        id,
        subject: titled(&mail),
        from: mail.from.clone(),
        to: mail.to.join(", "),
        reply_to: mail.reply_to.clone(),
        at: moment(mail.at),
        text: mail.text.clone(),
        has_html: mail.html.is_some(),
        files: files.collect(),
    };
    Ok(page(StatusCode::OK, &template))
}

/// What a letter says as a page, for a frame of ours: it runs nothing and loads nothing.
pub(super) async fn html(
    State(simulator): State<Simulator>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let mail = simulator.mailbox().find(id).ok_or_else(unknown)?;
    let html = mail.html.clone().ok_or_else(unknown)?;
    Ok((LETTER_HEADERS, html).into_response())
}

/// A file of a letter, to be kept and never to be shown here: it is somebody else's.
pub(super) async fn file(
    State(simulator): State<Simulator>,
    Path((id, place)): Path<(u64, usize)>,
) -> Result<Response, Problem> {
    let mail = simulator.mailbox().find(id).ok_or_else(unknown)?;
    let file = place.checked_sub(1).and_then(|it| mail.files.get(it)).ok_or_else(unknown)?;
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    let name: String = file.name.chars().filter(|it| plain(*it)).collect();
    let headers = [
        (header::CONTENT_TYPE, media_type(file).to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.bytes.clone()).into_response())
}

fn unknown() -> Problem {
    Problem::not_found("lettera o allegato sconosciuti: l’elenco è in /mailbox")
}

fn media_type(file: &File) -> &str {
    if file.media_type == "application/pdf" {
        "application/pdf"
    } else {
        "application/octet-stream"
    }
}

fn view(mail: &Mail) -> Value {
    let files: Vec<Value> = (1_usize..)
        .zip(&mail.files)
        .map(|(place, it)| {
            json!({
                "name": it.name, "mediaType": it.media_type, "bytes": it.bytes.len(),
                "path": format!("/mailbox/{}/allegati/{place}", mail.id),
            })
        })
        .collect();
    json!({
        "id": mail.id, "at": mail.at.to_string(), "from": mail.from, "to": mail.to,
        "replyTo": mail.reply_to, "subject": mail.subject, "messageId": mail.message_id,
        "text": mail.text, "html": mail.html, "attachments": files,
    })
}

fn titled(mail: &Mail) -> String {
    if mail.subject.is_empty() { "Senza oggetto".to_owned() } else { mail.subject.clone() }
}

/// At least one.
fn kilobytes(file: &File) -> usize {
    file.bytes.len().div_ceil(1000)
}

impl Row {
    fn of(mail: &Mail) -> Self {
        Self {
            id: mail.id,
            subject: titled(mail),
            to: mail.to.join(", "),
            at: moment(mail.at),
            files: mail.files.len(),
        }
    }
}
