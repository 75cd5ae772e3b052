//! What the bodies' software does.

use iuvo_tests::ids;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    step::{Shape, Step, Writing},
    world::{Call, HOUR_US, Known, World, body},
};

/// Days until a position is due.
const DUE_IN_DAYS: i64 = 30;
/// From the bank account to the postal one, and back.
const AWAY: (&str, &str) = (ids::IBAN, ids::POSTAL_IBAN);
const BACK: (&str, &str) = (ids::POSTAL_IBAN, ids::IBAN);
/// More transfers than there are: which ones fewer would be, is for the chance in identities.
const MOST_MOVED: u64 = 1_000;

pub(super) async fn perform(world: &mut World, step: Step) {
    match step {
        Step::Create { slot, shape, writing } => create(world, slot, shape, writing).await,
        Step::CreateAgain { slot } => {
            if let Some(known) = known(world, slot).filter(|it| it.exists) {
                write(world, slot, &known, "create", true).await;
            }
        }
        Step::CreateWrong { slot } => wrong(world, slot, "create").await,
        Step::UpdateWrong { slot } => wrong(world, slot, "update").await,
        Step::Update { slot, writing } => {
            if let Some(known) = known(world, slot) {
                let known = Known { model: renewed(world, &known.model, writing), ..known };
                write(world, slot, &known, "update", writing.publish).await;
            }
        }
        Step::Rewrite { slot, writing } => {
            if let Some(known) = known(world, slot).filter(|it| !it.exists) {
                let known = Known { model: renewed(world, &known.model, writing), ..known };
                write(world, slot, &known, "create", writing.publish).await;
            }
        }
        Step::Publish { slot } => act(world, slot, "publish", Method::POST, "/publish").await,
        Step::Invalidate { slot } => {
            act(world, slot, "invalidate", Method::POST, "/invalidate").await;
        }
        Step::Delete { slot } => act(world, slot, "delete", Method::DELETE, "").await,
        Step::Mark { slot, part } => mark(world, slot, part).await,
        Step::Move { slot, back } => {
            move_accounts(world, slot, if back { BACK } else { AWAY }).await;
        }
        Step::Read { slot } => act(world, slot, "read", Method::GET, "").await,
        Step::List { slot } => list(world, slot).await,
        Step::Trespass { slot } => trespass(world, slot).await,
        _ => unreachable!("the other steps are performed elsewhere"),
    }
}

fn known(world: &World, slot: usize) -> Option<Known> {
    world.known.get(&slot).cloned()
}

async fn create(world: &mut World, slot: usize, shape: Shape, writing: Writing) {
    let (organization, key, _) = body(slot);
    let iupd = format!("IUPD-{slot}");
    let items = match shape {
        Shape::Single | Shape::Expiring => vec![item(writing.cents, false, 0)],
        Shape::Shared => vec![item(writing.cents, false, 500)],
        Shape::Plan => (0..3).map(|_| item(writing.cents, true, 0)).collect(),
        Shape::SingleAndPlan => vec![
            item(writing.cents * 2, false, 0),
            item(writing.cents, true, 0),
            item(writing.cents, true, 0),
        ],
    };
    let model = json!({
        "iupd": iupd, "type": "F", "fiscalCode": ids::DEBTOR, "fullName": "Mario Rossi",
        "companyName": "Comune di Esempio", "switchToExpired": shape == Shape::Expiring,
        "paymentOption": items,
    });
    let model = renewed(world, &model, Writing { cents: 0, ..writing });
    let known = Known { organization, key, iupd, model, notices: Vec::new(), exists: false };
    write(world, slot, &known, "create", writing.publish).await;
}

fn item(cents: i64, is_part: bool, share: i64) -> Value {
    let mut transfers = vec![json!({
        "idTransfer": "1", "amount": cents, "remittanceInformation": "TARI 2026",
        "category": "9/0101101IM/", "iban": ids::IBAN,
    })];
    if share > 0 {
        transfers.push(json!({
            "idTransfer": "2", "amount": share, "organizationFiscalCode": ids::PROVINCE,
            "remittanceInformation": "TEFA 2026", "category": "9/0201102IM/",
            "iban": "IT60X0542811101000000999999",
        }));
    }
    json!({
        "amount": cents + share, "description": "TARI 2026", "isPartialPayment": is_part,
        "transfer": transfers,
    })
}

/// The model with new dates and, unless there are none, more cents.
fn renewed(world: &World, model: &Value, writing: Writing) -> Value {
    let mut model = model.clone();
    let moment = |us: i64| {
        let moment = jiff::Timestamp::from_microsecond(us).expect("a moment");
        json!(moment.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    };
    let valid_us = writing.valid_in.map(|hours| world.now_us() + hours * HOUR_US);
    model["validityDate"] = valid_us.map_or(Value::Null, moment);
    let from_us = valid_us.unwrap_or_else(|| world.now_us());
    let items = model["paymentOption"].as_array_mut().expect("items");
    let more = writing.cents % 100;
    for item in items.iter_mut() {
        item["dueDate"] = moment(from_us + DUE_IN_DAYS * 24 * HOUR_US);
        let amount = item["amount"].as_i64().expect("an amount") + more;
        item["amount"] = json!(amount);
        let own = item["transfer"][0]["amount"].as_i64().expect("an amount") + more;
        item["transfer"][0]["amount"] = json!(own);
    }
    model
}

/// Writes a position, and learns its numbers.
async fn write(
    world: &mut World,
    slot: usize,
    known: &Known,
    operation: &'static str,
    publish: bool,
) {
    let (method, place) = match operation {
        "create" => (Method::POST, String::new()),
        _ => (Method::PUT, format!("/{}", known.iupd)),
    };
    let path = format!("/debtpositions{place}?toPublish={publish}");
    let call = Call::of(operation, method, known, path).with_body(known.model.clone());
    let (status, answer) = world.call(call).await;
    if status >= 300 {
        return;
    }
    let mut known = Known { exists: true, ..known.clone() };
    let items = known.model["paymentOption"].as_array_mut().expect("items");
    known.notices.clear();
    for (item, answered) in items.iter_mut().zip(answer["paymentOption"].as_array().expect("items"))
    {
        item["iuv"] = answered["iuv"].clone();
        item["nav"] = answered["nav"].clone();
        known.notices.push(answered["nav"].as_str().expect("a notice number").to_owned());
    }
    world.known.insert(slot, known);
}

/// Transfers that do not add up.
async fn wrong(world: &mut World, slot: usize, operation: &'static str) {
    let Some(mut known) = known(world, slot) else { return };
    if operation == "create" {
        known.iupd.push_str("-sbagliata");
        known.model["iupd"] = json!(known.iupd);
    }
    let amount = &mut known.model["paymentOption"][0]["amount"];
    *amount = json!(amount.as_i64().expect("an amount") + 1);
    let (method, place) = match operation {
        "create" => (Method::POST, String::new()),
        _ => (Method::PUT, format!("/{}", known.iupd)),
    };
    let path = format!("/debtpositions{place}?toPublish=true");
    let call = Call::of(operation, method, &known, path).with_body(known.model.clone());
    let (status, answer) = world.call(call).await;
    assert!(status >= 400, "transfers that do not add up: {status} {answer}");
}

async fn act(world: &mut World, slot: usize, operation: &'static str, method: Method, verb: &str) {
    let Some(known) = known(world, slot) else { return };
    let path = format!("/debtpositions/{}{verb}", known.iupd);
    let (status, _) = world.call(Call::of(operation, method, &known, path)).await;
    // A deletion of which nothing was heard may have happened.
    if operation == "delete" && (status < 300 || status == 404) {
        world.known.get_mut(&slot).expect("it is known").exists = false;
    }
}

/// It was paid at the counter.
async fn mark(world: &mut World, slot: usize, part: usize) {
    let Some(known) = known(world, slot) else { return };
    let notice = &known.notices[part % known.notices.len()];
    let path = format!("/paymentoptions/paids/{notice}");
    let call = Call::of("mark", Method::POST, &known, path).about(notice).with_body(json!({}));
    world.call(call).await;
}

/// What is unpaid gets from one account to another.
async fn move_accounts(world: &mut World, slot: usize, (old, new): (&str, &str)) {
    let Some(known) = known(world, slot) else { return };
    let path = format!("/debtpositions/transfers?oldIban={old}&limit={MOST_MOVED}");
    let call = Call::of("move", Method::PATCH, &known, path)
        .with_body(json!({ "newIban": new }))
        .asking(json!({ "oldIban": old, "newIban": new, "limit": MOST_MOVED }));
    world.call(call).await;
}

async fn list(world: &mut World, slot: usize) {
    let Some(known) = known(world, slot) else { return };
    let path = "/debtpositions?limit=50&page=0".to_owned();
    world.call(Call::of("list", Method::GET, &known, path)).await;
}

/// The neighbour's software looks, and tries to change.
async fn trespass(world: &mut World, slot: usize) {
    let Some(known) = known(world, slot) else { return };
    let (_, _, foreign) = body(slot);
    let path = format!("/debtpositions/{}", known.iupd);
    for (operation, method) in [("read", Method::GET), ("delete", Method::DELETE)] {
        let path = path.clone();
        let call = Call::of(operation, method, &known, path).with_key(foreign);
        let (status, answer) = world.call(call).await;
        assert!([401, 403, 404].contains(&status), "{operation}: {status} {answer}");
    }
}
