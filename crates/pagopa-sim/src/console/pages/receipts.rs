//! The receipts that were issued, and what can be done with them.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::plan::{self, Plan};
use super::{Sent, field, refused};
use crate::delivery::Alteration;
use crate::ledger::{Answer, Delivery, DeliveryState, IssuedReceipt};
use crate::pages::{euros, page};
use crate::simulator::Simulator;

/// Receipts that are shown, the latest.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "console/receipts.html")]
struct ReceiptsPage {
    receipts: Vec<Row>,
    others: usize,
    has_held: bool,
    plan: Plan,
}

struct Row {
    id: String,
    number: String,
    body: String,
    amount: String,
    deliveries: Vec<String>,
    is_stuck: bool,
}

pub(super) async fn show(State(simulator): State<Simulator>) -> Response {
    answer(&simulator, Plan::of(simulator.temper().as_ref()))
}

fn answer(simulator: &Simulator, plan: Plan) -> Response {
    let receipts = simulator.receipts();
    let has_held = receipts.iter().any(|it| it.deliveries.iter().any(Delivery::is_held));
    let template = ReceiptsPage {
        others: receipts.len().saturating_sub(SHOWN),
        receipts: receipts.iter().rev().take(SHOWN).map(Row::of).collect(),
        has_held,
        plan,
    };
    let is_good = template.plan.defect.is_none();
    page(if is_good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &template)
}

/// From now on the Node misbehaves by itself, or no more.
pub(super) async fn plan(State(simulator): State<Simulator>, Form(sent): Form<Sent>) -> Response {
    let temper = match field(&sent, "azione") {
        "smetti" => None,
        _ => match plan::read(&sent) {
            Ok(temper) => Some(temper),
            Err(defect) => {
                let is_on = simulator.temper().is_some();
                return answer(&simulator, Plan::of_form(&sent, is_on, defect));
            }
        },
    };
    simulator.set_temper(temper);
    Redirect::to("/ricevute").into_response()
}

pub(super) async fn act(State(simulator): State<Simulator>, Form(sent): Form<Sent>) -> Response {
    let receipt = field(&sent, "ricevuta");
    let is_known = match field(&sent, "azione") {
        "rilascia" => {
            simulator.release().await;
            true
        }
        "ripeti" => simulator.repeat(receipt, None).await.is_ok(),
        "altera" => simulator.repeat(receipt, Some(Alteration::Amount)).await.is_ok(),
        "riscrivi" => simulator.repeat(receipt, Some(Alteration::Content)).await.is_ok(),
        "riavvia" => simulator.restart(receipt).is_ok(),
        _ => false,
    };
    if is_known {
        Redirect::to("/ricevute").into_response()
    } else {
        refused("La ricevuta non c’è più, o l’azione non esiste.")
    }
}

impl Row {
    fn of(issued: &IssuedReceipt) -> Self {
        let receipt = &issued.receipt;
        Self {
            id: receipt.receipt_id.to_string(),
            number: receipt.notice_number.to_string(),
            body: receipt.organization_fiscal_code.to_string(),
            amount: euros(receipt.amount.cents()),
            deliveries: issued.deliveries.iter().map(delivery).collect(),
            is_stuck: issued.deliveries.iter().any(Delivery::is_stuck),
        }
    }
}

fn delivery(delivery: &Delivery) -> String {
    let state = match delivery.state {
        _ if delivery.is_held() => "trattenuta",
        _ if delivery.is_stuck() => "non consegnata dopo tutti i tentativi",
        DeliveryState::Generated => "da inviare",
        DeliveryState::Sent => "inviata, senza risposta",
        DeliveryState::Notified => "accettata",
        DeliveryState::Pending => "da inviare di nuovo",
        DeliveryState::Refused => "rifiutata",
    };
    let answer = match &delivery.last_answer {
        Some(Answer::Refused(fault)) => format!(" ({})", fault.code().as_str()),
        Some(Answer::Failed(error)) => format!(" ({error})"),
        Some(Answer::Accepted) | None => String::new(),
    };
    let (organization, attempts) = (delivery.recipient.organization_fiscal_code, delivery.attempts);
    format!("a {organization}: {state}{answer}, tentativi {attempts}")
}
