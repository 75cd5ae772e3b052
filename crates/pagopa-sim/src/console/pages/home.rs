//! What is running, what time it is, and what was said lately.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Span;

use super::{Message, Sent, field, moment, refused};
use crate::console::step;
use crate::pages::page;
use crate::simulator::Simulator;

/// Messages that are shown.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "console/home.html")]
struct HomePage {
    now: String,
    psp: String,
    receipts: usize,
    messages: Vec<Message>,
}

pub(in crate::console) fn show(simulator: &Simulator) -> Response {
    let messages = simulator.exchanges().iter().rev().take(SHOWN).map(Message::of).collect();
    let template = HomePage {
        now: moment(simulator.clock().now()),
        psp: simulator.psp().name.to_string(),
        receipts: simulator.receipts().len(),
        messages,
    };
    page(StatusCode::OK, &template)
}

/// Moves the clock.
pub(super) async fn advance(
    State(simulator): State<Simulator>,
    Form(sent): Form<Sent>,
) -> Response {
    let span = match field(&sent, "avanza") {
        "ora" => Span::new().hours(1),
        "giorno" => Span::new().days(1),
        _ => return refused("L’orologio va avanti di un’ora o di un giorno."),
    };
    if let Some(step) = step(simulator.clock(), span) {
        simulator.clock().advance(step);
    }
    Redirect::to("/").into_response()
}
