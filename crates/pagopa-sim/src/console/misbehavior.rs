//! The part of the console that makes things go wrong, and mends them.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::body::Fields;
use super::notice;
use super::problem::Problem;
use super::views::ReceiptView;
use crate::ledger::{Delivery, IssuedReceipt};
use crate::misbehavior::{Misbehavior, Temper};
use crate::simulator::Simulator;

/// What is chosen for one payment.
pub(super) fn chosen(fields: &Fields) -> Result<Option<Misbehavior>, Problem> {
    let Some(word) = fields.text("misbehavior")? else { return Ok(None) };
    Misbehavior::from_word(word).map(Some).ok_or_else(|| {
        let words = Misbehavior::ALL.map(Misbehavior::as_str).join(", ");
        Problem::field("misbehavior", &format!("ammessi {words}"))
    })
}

pub(super) async fn temper(State(simulator): State<Simulator>) -> Json<Value> {
    Json(view(simulator.temper().as_ref()))
}

pub(super) async fn set_temper(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<Value>, Problem> {
    let words = Misbehavior::ALL.map(Misbehavior::as_str);
    fields.allow(&[&["seed"][..], &words].concat())?;
    let temper = read_temper(&fields)?;
    simulator.set_temper(temper.clone());
    Ok(Json(view(temper.as_ref())))
}

fn read_temper(fields: &Fields) -> Result<Option<Temper>, Problem> {
    let mut percent = Vec::new();
    for misbehavior in Misbehavior::ALL {
        let word = misbehavior.as_str();
        if let Some(given) = fields.integer(word)? {
            let given = u8::try_from(given).ok().filter(|it| *it <= 100);
            let given = given.ok_or_else(|| Problem::field(word, "attesa una parte di cento"))?;
            percent.push((misbehavior, given));
        }
    }
    let Some(seed) = fields.integer("seed")? else {
        let missing = Problem::field("seed", "campo obbligatorio mancante");
        return if percent.is_empty() { Ok(None) } else { Err(missing) };
    };
    let seed = u64::try_from(seed).map_err(|_| Problem::field("seed", "atteso un numero da 0"))?;
    if percent.is_empty() {
        return Ok(Some(Temper::capricious(seed)));
    }
    let temper = Temper { seed, percent };
    if temper.total() > 100 {
        return Err(Problem::bad_request("le parti di cento superano cento"));
    }
    Ok(Some(temper))
}

fn view(temper: Option<&Temper>) -> Value {
    let percent = |it: &Temper| -> Value {
        it.percent.iter().map(|(way, part)| (way.as_str().to_owned(), json!(part))).collect()
    };
    json!({ "seed": temper.map(|it| it.seed), "percent": temper.map(percent) })
}

pub(super) async fn copy(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<Value>, Problem> {
    fields.allow(&["fiscalCode", "noticeNumber"])?;
    let (organization, notice_number) = notice(&fields)?;
    let answer = match simulator.copy_for_stand_in(organization, notice_number).await {
        Ok(amount) => json!({ "outcome": "OK", "faultCode": null, "amount": amount.get() }),
        Err(fault) => json!({ "outcome": "KO", "faultCode": fault.fault_code(), "amount": null }),
    };
    Ok(Json(answer))
}

pub(super) async fn held(State(simulator): State<Simulator>) -> Json<Value> {
    let is_held = |it: &IssuedReceipt| it.deliveries.iter().any(Delivery::is_held);
    list(simulator.receipts().into_iter().filter(is_held))
}

pub(super) async fn stuck(State(simulator): State<Simulator>) -> Json<Value> {
    list(simulator.stuck().into_iter())
}

fn list(receipts: impl Iterator<Item = IssuedReceipt>) -> Json<Value> {
    let items: Vec<_> = receipts.map(|it| ReceiptView::from(&it)).collect();
    Json(json!({ "items": items }))
}

pub(super) async fn release(
    State(simulator): State<Simulator>,
    fields: Fields,
) -> Result<Json<Value>, Problem> {
    fields.allow(&[])?;
    Ok(Json(json!({ "receiptIds": simulator.release().await })))
}

pub(super) async fn restart(
    State(simulator): State<Simulator>,
    Path(receipt_id): Path<String>,
    fields: Fields,
) -> Result<Json<Value>, Problem> {
    fields.allow(&[])?;
    let restarted = simulator.restart(&receipt_id);
    let restarted = restarted.map_err(|error| Problem::not_found(&error.to_string()))?;
    Ok(Json(json!({ "receiptId": receipt_id, "deliveries": restarted })))
}
