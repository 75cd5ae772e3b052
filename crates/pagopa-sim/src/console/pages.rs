//! The console as pages, for people: the same as the JSON API, by forms.
//!
//! Where a path serves both, whoever asks for HTML gets the page. Forms of other sites are turned
//! away.

mod home;
mod mailbox;
mod psp;
mod receipts;

use std::collections::HashMap;

use axum::Router;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tower_http::csrf::CsrfLayer;

use crate::exchange::Exchange;
use crate::pages::problem_page;
use crate::simulator::Simulator;

pub(super) use home::show as home;

/// What a form sends, by the names of its fields.
type Sent = HashMap<String, String>;

pub(super) fn routes() -> Router<Simulator> {
    let forged = |_| {
        let text = "Il modulo è stato inviato da un altro sito.";
        problem_page(StatusCode::FORBIDDEN, "Richiesta non accettata", text).into_response()
    };
    Router::new()
        .route("/orologio", post(home::advance))
        .route("/psp", get(psp::show).post(psp::ask))
        .route("/ricevute", get(receipts::show).post(receipts::act))
        .route("/mailbox", get(mailbox::list))
        .route("/mailbox/{id}", get(mailbox::read))
        .route("/mailbox/{id}/html", get(mailbox::html))
        .route("/mailbox/{id}/allegati/{place}", get(mailbox::file))
        .layer(CsrfLayer::new().with_rejection_response(forged))
}

/// Whether a page is asked for, rather than JSON.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|it| it.to_str().ok());
    accepted.is_some_and(|it| it.contains("text/html"))
}

/// Nothing is there.
pub(super) fn nowhere() -> Response {
    let text = "A questo indirizzo del simulatore non c’è nessuna pagina.";
    problem_page(StatusCode::NOT_FOUND, "Pagina non trovata", text)
}

fn field<'a>(sent: &'a Sent, name: &str) -> &'a str {
    sent.get(name).map_or("", |it| it.trim())
}

/// `20/11/2026 10:32:04`, as clocks in Italy show it.
fn moment(at: Timestamp) -> String {
    let rome = TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC);
    at.to_zoned(rome).strftime("%d/%m/%Y %H:%M:%S").to_string()
}

/// A message between the Node and a station.
struct Message {
    at: String,
    what: &'static str,
    station: String,
    outcome: String,
    request: String,
    response: Option<String>,
}

impl Message {
    fn of(exchange: &Exchange) -> Self {
        let outcome = match (&exchange.error, exchange.status) {
            (Some(error), _) => error.clone(),
            (None, Some(status)) => format!("HTTP {status}"),
            (None, None) => "senza risposta".to_owned(),
        };
        Self {
            at: moment(exchange.at),
            what: exchange.operation.name(),
            station: exchange.station_id.to_string(),
            outcome,
            request: exchange.request.clone(),
            response: exchange.response.clone(),
        }
    }
}

fn refused(text: &'static str) -> Response {
    problem_page(StatusCode::BAD_REQUEST, "Richiesta non leggibile", text)
}
