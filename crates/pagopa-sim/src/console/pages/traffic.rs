//! What was said between the Node and the stations.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{Message, Sent, field};
use crate::exchange::Exchange;
use crate::pages::page;
use crate::simulator::Simulator;

/// Messages that are shown, the latest; they are large.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "console/traffic.html")]
struct TrafficPage {
    /// All that is remembered.
    total: usize,
    /// Which operation is shown; none for all.
    chosen: String,
    operations: Vec<(&'static str, usize)>,
    messages: Vec<Message>,
    /// How many of them are not shown.
    others: usize,
}

pub(super) async fn show(
    State(simulator): State<Simulator>,
    Query(asked): Query<Sent>,
) -> Response {
    let exchanges = simulator.exchanges();
    let mut operations = BTreeMap::<_, usize>::new();
    for it in &exchanges {
        let count = operations.entry(it.operation.name()).or_default();
        *count = count.saturating_add(1);
    }
    let chosen = field(&asked, "operazione");
    let is_chosen = |it: &&Exchange| chosen.is_empty() || it.operation.name() == chosen;
    let found: Vec<&Exchange> = exchanges.iter().rev().filter(is_chosen).collect();
    let template = TrafficPage {
        total: exchanges.len(),
        others: found.len().saturating_sub(SHOWN),
        messages: found.into_iter().take(SHOWN).map(Message::of).collect(),
        operations: operations.into_iter().collect(),
        chosen: chosen.to_owned(),
    };
    page(StatusCode::OK, &template)
}
