//! The console as pages, for people: the same as the JSON API, by forms.
//!
//! Where a path serves both, whoever asks for HTML gets the page. Forms of other sites are turned
//! away.

mod home;
mod mailbox;
mod plan;
mod psp;
mod receipts;
mod traffic;

use std::collections::HashMap;

use axum::Router;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tower_http::csrf::CsrfLayer;

use crate::exchange::{Asked, Exchange};
use crate::misbehavior::Misbehavior;
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
        .route("/ricevute/piano", post(receipts::plan))
        .route("/traffico", get(traffic::show))
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
    /// In real time.
    took: String,
    request: String,
    response: Option<String>,
}

impl Message {
    fn of(exchange: &Exchange) -> Self {
        let outcome = match (&exchange.error, &exchange.fault_code, exchange.operation) {
            (Some(error), _, _) => error.clone(),
            (None, Some(code), _) => format!("KO {code}"),
            (None, None, Asked::Soap(_)) => "OK".to_owned(),
            (None, None, Asked::PaymentOptions) => {
                exchange.status.map_or_else(String::new, |it| format!("HTTP {it}"))
            }
        };
        let damage = if exchange.is_damaged { ", guastato in viaggio" } else { "" };
        Self {
            at: moment(exchange.at),
            what: exchange.operation.name(),
            station: exchange.station_id.to_string(),
            outcome: format!("{outcome}{damage}"),
            took: format!("{} ms", exchange.duration.as_millis()),
            request: exchange.request.clone(),
            response: exchange.response.clone(),
        }
    }
}

/// What goes wrong, in words.
const fn in_words(misbehavior: Misbehavior) -> &'static str {
    match misbehavior {
        Misbehavior::Duplicate => "la ricevuta arriva due volte insieme",
        Misbehavior::Early => "la ricevuta arriva prima della risposta all’attivazione",
        Misbehavior::Held => "la ricevuta è trattenuta finché non la rilasci",
        Misbehavior::Late => "la ricevuta parte ore dopo",
        Misbehavior::Garbled => "la ricevuta arriva guasta, e dopo un’ora intera",
        Misbehavior::TwoPsps => "due PSP incassano lo stesso avviso",
        Misbehavior::StandIn => "pagoPA risponde al posto dell’ente, con dati forse vecchi",
        Misbehavior::NotPaid => "la ricevuta dice che il pagamento non è riuscito",
    }
}

fn refused(text: &'static str) -> Response {
    problem_page(StatusCode::BAD_REQUEST, "Richiesta non leggibile", text)
}
