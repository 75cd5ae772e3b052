//! A Node that misbehaves.

use std::sync::Arc;

use jiff::SignedDuration;
use pagopa_codes::Cents;
use pagopa_node::{Operation, PaymentOutcome, Request, Response};
use tokio::sync::Notify;

use crate::stub::{BODY, NOTICE, Reply, Scene, honest, payment, transfer};
use crate::{
    Asked, DeliveryState, Misbehavior, PayOptions, PayOutcome, Registry, RepeatError, Settings,
    SimClock, Simulator, Station, StationLink, Temper,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn so(misbehavior: Misbehavior) -> PayOptions {
    PayOptions { misbehavior: Some(misbehavior), ..PayOptions::default() }
}

/// The station asks for that much from now on.
fn asks(scene: &Scene, cents: i64) {
    scene.station.play(move |request| match request {
        Request::GetPaymentV2(_) => {
            let mut prepared = payment(vec![transfer(1, cents, BODY)]);
            prepared.amount = crate::stub::amount(cents);
            let prepared = pagopa_node::PreparedPayment { payment: prepared };
            Response::GetPaymentV2(Ok(Box::new(prepared))).into()
        }
        other => honest(other).into(),
    });
}

fn amounts(scene: &Scene) -> Vec<i64> {
    scene.station.receipts().iter().map(|it| it.receipt.amount.cents().get()).collect()
}

#[tokio::test]
async fn a_duplicate_is_the_same_message_twice() {
    let scene = Scene::set().await;
    scene.pay_with(so(Misbehavior::Duplicate)).await.unwrap();
    let sent: Vec<_> = scene.station.seen().into_iter().skip(2).map(|it| it.body).collect();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert_eq!(scene.other_station.receipts().len(), 2);
}

#[tokio::test]
async fn an_early_receipt_comes_while_the_answer_to_the_activation_is_held_back() {
    let scene = Scene::set().await;
    // The station itself keeps back its second answer until the receipt has come.
    let (gate, activations) = (Arc::new(Notify::new()), Arc::new(std::sync::Mutex::new(0)));
    scene.station.play(move |request| match request {
        Request::GetPaymentV2(_) => {
            let mut count = activations.lock().unwrap();
            *count += 1;
            let reply = Reply::from(honest(request));
            if *count == 2 { reply.held_by(&gate) } else { reply }
        }
        Request::SendRtV2(_) => {
            gate.notify_one();
            honest(request).into()
        }
        _ => honest(request).into(),
    });
    scene.pay_with(so(Misbehavior::Early)).await.unwrap();
    let log = scene.simulator.exchanges();
    let ended: Vec<_> = log.iter().map(|it| it.operation).collect();
    let at_the_station = [
        Operation::VerifyPaymentNotice,
        Operation::GetPaymentV2,
        Operation::SendRtV2,
        Operation::SendRtV2,
        Operation::GetPaymentV2,
    ];
    assert_eq!(ended, at_the_station.map(Asked::Soap));
    assert!(log.iter().all(|it| it.error.is_none()));
}

#[tokio::test]
async fn a_held_receipt_says_what_was_activated_although_the_debt_has_changed() {
    let scene = Scene::set().await;
    asks(&scene, 5_000);
    let id = scene.pay_with(so(Misbehavior::Held)).await.unwrap().receipt_id;
    assert!(scene.station.receipts().is_empty());
    scene.simulator.clock().advance(HOUR.saturating_mul(100));
    assert_eq!(scene.simulator.deliver_due().await, 0, "only a release sends it");
    asks(&scene, 7_000);
    assert_eq!(scene.simulator.release().await, [id]);
    assert_eq!(amounts(&scene), [5_000]);
    assert!(scene.simulator.release().await.is_empty());
}

#[tokio::test]
async fn held_receipts_are_released_in_an_order_that_the_seed_decides() {
    let order = async |seed| {
        let scene = Scene::set().await;
        scene.simulator.set_temper(Some(Temper { seed, percent: Vec::new() }));
        let mut paid = Vec::new();
        for number in 0..6 {
            let notice = format!("30200000000000000{number}").parse().unwrap();
            // The draws of the temper are the same each time.
            let held = so(Misbehavior::Held);
            paid.push(scene.simulator.pay(BODY.parse().unwrap(), notice, held).await);
        }
        scene.simulator.release().await;
        let place =
            |id: &str| paid.iter().position(|it| it.as_ref().unwrap().receipt_id == id).unwrap();
        let sent = scene.station.receipts();
        sent.iter().map(|it| place(it.receipt.receipt_id.as_str())).collect::<Vec<_>>()
    };
    let first = order(1).await;
    assert_eq!(first.len(), 6);
    assert_eq!(order(1).await, first);
    assert_ne!(first, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_late_receipt_comes_hours_later() {
    let scene = Scene::set().await;
    scene.pay_with(so(Misbehavior::Late)).await.unwrap();
    assert!(scene.station.receipts().is_empty());
    let due = scene.simulator.receipts()[0].deliveries[0].next_attempt_at.unwrap();
    let wait = due.duration_since(scene.simulator.clock().now());
    assert!(wait > HOUR.saturating_mul(0) && wait <= HOUR.saturating_mul(72), "{wait}");
    scene.simulator.clock().advance(HOUR.saturating_mul(72));
    assert_eq!(scene.simulator.deliver_due().await, 2);
    assert_eq!(scene.station.receipts().len(), 1);
}

#[tokio::test]
async fn a_garbled_receipt_is_followed_by_the_whole_one_whatever_was_answered() {
    let scene = Scene::set().await;
    // The station cannot read the first, and answers so.
    scene.station.play(|request| honest(request).into());
    let id = scene.pay_with(so(Misbehavior::Garbled)).await.unwrap().receipt_id;
    assert!(scene.station.receipts().is_empty(), "no damaged message can be read");
    let issued = scene.simulator.receipt(&id).unwrap();
    assert_eq!(issued.deliveries[0].state, DeliveryState::Pending);
    scene.simulator.clock().advance(HOUR);
    assert_eq!(scene.simulator.deliver_due().await, 2);
    let sent = scene.station.receipts();
    assert_eq!((sent.len(), sent[0].receipt.receipt_id.as_str()), (1, id.as_str()));
    assert_eq!(scene.simulator.receipt(&id).unwrap().deliveries[0].state, DeliveryState::Notified);
}

#[tokio::test]
async fn two_psps_make_two_receipts_of_one_notice() {
    let scene = Scene::set().await;
    scene.pay_with(so(Misbehavior::TwoPsps)).await.unwrap();
    assert_eq!(scene.station.activations().len(), 2);
    let sent = scene.station.receipts();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].receipt.notice_number, sent[1].receipt.notice_number);
    assert_ne!(sent[0].receipt.receipt_id, sent[1].receipt.receipt_id);
    assert_ne!(sent[0].receipt.psp_id, sent[1].receipt.psp_id);
}

#[tokio::test]
async fn stand_in_pays_by_the_copy_and_says_so() {
    let scene = Scene::set().await;
    asks(&scene, 5_000);
    let (body, notice) = (BODY.parse().unwrap(), NOTICE.parse().unwrap());
    let copied = scene.simulator.copy_for_stand_in(body, notice).await;
    assert_eq!(copied, Ok(Cents::new(5_000)));
    asks(&scene, 7_000);
    let asked = scene.station.seen().len();
    let paid = scene.pay_with(so(Misbehavior::StandIn)).await.unwrap();
    assert_eq!(paid.amount, Cents::new(5_000));
    assert_eq!(scene.station.seen().len(), asked + 1, "the station is not asked");
    let receipt = &scene.station.receipts()[0].receipt;
    assert_eq!((receipt.stand_in, receipt.amount.cents().get()), (Some(true), 5_000));
}

#[tokio::test]
async fn stand_in_without_a_copy_pays_what_is_owed_now() {
    let scene = Scene::set().await;
    asks(&scene, 7_000);
    let paid = scene.pay_with(so(Misbehavior::StandIn)).await.unwrap();
    assert_eq!(paid.amount, Cents::new(7_000));
    assert_eq!(scene.station.receipts()[0].receipt.stand_in, Some(true));
}

#[tokio::test]
async fn a_receipt_of_a_failed_payment_leaves_the_notice_to_be_paid() {
    let scene = Scene::set().await;
    scene.pay_with(so(Misbehavior::NotPaid)).await.unwrap();
    assert_eq!(scene.station.receipts()[0].receipt.outcome, PaymentOutcome::Ko);
    scene.pay().await.unwrap();
    assert_eq!(scene.station.receipts()[1].receipt.outcome, PaymentOutcome::Ok);
}

#[tokio::test]
async fn a_receipt_that_got_nowhere_is_listed_until_it_is_restarted() {
    let scene = Scene::set().await;
    scene.station.play(|request| match request {
        Request::SendRtV2(_) => Reply::raw(500, ""),
        other => honest(other).into(),
    });
    let id = scene.pay().await.unwrap().receipt_id;
    for attempt in 1..48 {
        assert!(scene.simulator.stuck().is_empty(), "{attempt}");
        scene.simulator.clock().advance(HOUR);
        scene.simulator.deliver_due().await;
    }
    assert_eq!(scene.simulator.stuck().len(), 1);
    scene.simulator.clock().advance(HOUR.saturating_mul(100));
    assert_eq!(scene.simulator.deliver_due().await, 0);
    assert_eq!(scene.simulator.restart("nessuna"), Err(RepeatError::UnknownReceipt));
    assert_eq!(scene.simulator.restart(&id), Ok(1));
    assert_eq!(scene.simulator.deliver_due().await, 1);
    let issued = scene.simulator.receipt(&id).unwrap();
    assert_eq!(issued.deliveries[0].attempts, 1);
    assert_eq!(scene.station.receipts().len(), 49);
}

/// 48 attempts an hour apart, in some five seconds.
#[tokio::test]
async fn on_a_fast_clock_the_node_comes_48_times_and_gives_up() {
    let scene = Scene::set().await;
    scene.station.play(|request| match request {
        Request::SendRtV2(_) => Reply::raw(500, ""),
        other => honest(other).into(),
    });
    scene.pay().await.unwrap();
    scene.simulator.clock().set_rate(SimClock::FASTEST);
    let work = tokio::spawn({
        let simulator = scene.simulator.clone();
        async move { simulator.work().await }
    });
    for _ in 0..3_000 {
        if !scene.simulator.stuck().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    work.abort();
    assert_eq!(scene.station.receipts().len(), 48);
    let times: Vec<_> = {
        let log = scene.simulator.exchanges();
        let own = log.iter().filter(|it| it.station_id.as_str() == crate::stub::STATION);
        own.filter(|it| it.operation == Asked::Soap(Operation::SendRtV2)).map(|it| it.at).collect()
    };
    let apart = times.windows(2).map(|it| it[1].duration_since(it[0]));
    // The clock shows less than two hours between two looks.
    assert!(apart.clone().all(|it| it >= HOUR && it < HOUR.saturating_mul(4)), "{times:?}");
}

/// A Node on a clock that stands still, whose tokens and whims come from seeds.
async fn messages_of(seed: u64) -> (Vec<String>, Vec<PayOutcome>) {
    let scene = Scene::set().await;
    let station = |id: &str, endpoint| Station {
        endpoint: Some(endpoint),
        ..Station::new(id.parse().unwrap())
    };
    let registry = Registry {
        stations: vec![station(crate::stub::STATION, scene.station.endpoint.clone())],
        links: vec![StationLink {
            organization_fiscal_code: BODY.parse().unwrap(),
            station_id: crate::stub::STATION.parse().unwrap(),
            broadcast: false,
            segregation_code: None,
        }],
        seed: Some(seed),
        ..Registry::default()
    };
    let clock = SimClock::standing(Arc::new(1_780_000_000_000_000.into()));
    let settings = Settings { exchanges_kept: 10_000, ..Settings::default() };
    let simulator = Simulator::with_settings(registry, clock, settings).unwrap();
    simulator.set_temper(Some(Temper::capricious(seed)));
    let mut outcomes = Vec::new();
    for number in 0..60 {
        let notice = format!("3020000000000000{number:02}").parse().unwrap();
        let options = PayOptions::default();
        outcomes.push(simulator.pay(BODY.parse().unwrap(), notice, options).await);
        simulator.clock().advance(HOUR);
        simulator.deliver_due().await;
    }
    simulator.release().await;
    (simulator.exchanges().into_iter().map(|it| it.request).collect(), outcomes)
}

#[tokio::test]
async fn the_same_seed_and_the_same_answers_give_the_same_messages() {
    let first = messages_of(7).await;
    assert!(first.0.len() > 200, "{}", first.0.len());
    assert!(first.0.iter().any(|it| it.contains("<standIn>true</standIn>")));
    assert!(first == messages_of(7).await);
    assert!(first != messages_of(8).await);
}
