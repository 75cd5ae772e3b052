//! Receipts on their way.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use pagopa_codes::Cents;
use pagopa_node::{FaultCode, Operation, Request};
use tokio::sync::Notify;

use crate::stub::{BODY, OTHER_BODY, OTHER_STATION, Reply, STATION, Scene, honest};
use crate::{Alteration, Answer, CallError, DeliveryState, RepeatError, Settings};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The station refuses receipts with what `reply` gives, and is honest otherwise.
fn receipts_meet(scene: &Scene, reply: impl Fn() -> Reply + Send + Sync + 'static) {
    scene.station.play(move |request| match request {
        Request::SendRtV2(_) => reply(),
        other => honest(other).into(),
    });
}

fn states(scene: &Scene) -> Vec<(DeliveryState, u32)> {
    let issued = scene.simulator.receipts().pop().unwrap();
    issued.deliveries.iter().map(|it| (it.state, it.attempts)).collect()
}

#[tokio::test]
async fn every_organization_in_the_transfers_gets_its_broadcast_receipt_and_nobody_two() {
    let scene = Scene::set().await;
    scene.pay().await.unwrap();
    let own = scene.station.receipts();
    let broadcast = scene.other_station.receipts();
    assert_eq!((own.len(), broadcast.len()), (1, 1));
    assert_eq!(own[0].addressee.organization_fiscal_code.as_str(), BODY);
    assert_eq!(broadcast[0].addressee.organization_fiscal_code.as_str(), OTHER_BODY);
    assert_eq!(broadcast[0].addressee.station_id.as_str(), OTHER_STATION);
    assert_eq!(broadcast[0].addressee.broker_fiscal_code.as_str(), "99000000044");
    assert_eq!(broadcast[0].receipt, own[0].receipt);
    assert_eq!(states(&scene), [(DeliveryState::Notified, 1); 2]);
}

#[tokio::test]
async fn a_receipt_without_an_answer_is_sent_again_after_an_hour() {
    let scene = Scene::set().await;
    receipts_meet(&scene, || Reply::raw(503, ""));
    scene.pay().await.unwrap();
    let pending = (DeliveryState::Pending, 1);
    assert_eq!(states(&scene), [pending, (DeliveryState::Notified, 1)]);

    scene.station.play(|request| honest(request).into());
    assert_eq!(scene.simulator.deliver_due().await, 0, "the hour has not passed");
    scene.simulator.clock().advance(HOUR);
    assert_eq!(scene.simulator.deliver_due().await, 1);
    assert_eq!(states(&scene), [(DeliveryState::Notified, 2), (DeliveryState::Notified, 1)]);
    let sent = scene.station.receipts();
    assert_eq!(sent[0], sent[1], "the second is the first");
    scene.simulator.clock().advance(HOUR);
    assert_eq!(scene.simulator.deliver_due().await, 0);
}

#[tokio::test]
async fn a_garbled_a_late_and_no_answer_all_leave_the_receipt_pending() {
    let scene = Scene::impatient().await;
    receipts_meet(&scene, || Reply::raw(200, "<html/>"));
    scene.pay().await.unwrap();
    let answer_of = || scene.simulator.receipts().pop().unwrap().deliveries.remove(0).last_answer;
    assert!(matches!(answer_of(), Some(Answer::Failed(CallError::Malformed(_)))));

    let gate = Arc::new(Notify::new());
    receipts_meet(&scene, move || Reply::raw(200, "").held_by(&gate));
    scene.simulator.clock().advance(HOUR);
    scene.simulator.deliver_due().await;
    assert_eq!(answer_of(), Some(Answer::Failed(CallError::Timeout)));

    let nobody = "http://127.0.0.1:1/".parse().unwrap();
    scene.simulator.set_endpoint(STATION.parse().unwrap(), nobody).unwrap();
    scene.simulator.clock().advance(HOUR);
    scene.simulator.deliver_due().await;
    assert!(matches!(answer_of(), Some(Answer::Failed(CallError::Unreachable(_)))));
    assert_eq!(states(&scene)[0], (DeliveryState::Pending, 3));
}

#[tokio::test]
async fn after_48_attempts_the_node_gives_up_until_somebody_asks() {
    let scene = Scene::set().await;
    receipts_meet(&scene, || Reply::raw(500, ""));
    let paid = scene.pay().await.unwrap();
    for _ in 0..60 {
        scene.simulator.clock().advance(HOUR);
        scene.simulator.deliver_due().await;
    }
    assert_eq!(scene.station.receipts().len(), 48);
    assert_eq!(states(&scene)[0], (DeliveryState::Pending, 48));
    assert_eq!(scene.simulator.receipts()[0].deliveries[0].next_attempt_at, None);

    scene.station.play(|request| honest(request).into());
    let repeated = scene.simulator.repeat(&paid.receipt_id, None).await.unwrap();
    assert_eq!(repeated[0].answer, Answer::Accepted);
    assert_eq!(states(&scene)[0], (DeliveryState::Notified, 49));
}

#[tokio::test]
async fn a_refused_receipt_is_not_sent_again() {
    let scene = Scene::set().await;
    receipts_meet(&scene, || Reply::refusal(Operation::SendRtV2, FaultCode::PaymentUnknown));
    scene.pay().await.unwrap();
    scene.simulator.clock().advance(HOUR);
    assert_eq!(scene.simulator.deliver_due().await, 0);
    let issued = scene.simulator.receipts().pop().unwrap();
    assert_eq!(issued.deliveries[0].state, DeliveryState::Refused);
    assert!(matches!(&issued.deliveries[0].last_answer, Some(Answer::Refused(fault))
        if fault.code() == &FaultCode::PaymentUnknown));
}

#[tokio::test]
async fn an_identical_receipt_is_repeated_and_stays_notified_whatever_the_answer() {
    let scene = Scene::set().await;
    let paid = scene.pay().await.unwrap();
    receipts_meet(&scene, || Reply::refusal(Operation::SendRtV2, FaultCode::ReceiptDuplicate));
    let repeated = scene.simulator.repeat(&paid.receipt_id, None).await.unwrap();
    assert!(matches!(&repeated[0].answer, Answer::Refused(fault)
        if fault.code() == &FaultCode::ReceiptDuplicate));
    assert_eq!(repeated[1].answer, Answer::Accepted);
    assert_eq!(states(&scene), [(DeliveryState::Notified, 1); 2]);
    let seen = scene.station.seen();
    let bodies: Vec<_> = seen.iter().rev().take(2).map(|it| &it.body).collect();
    assert_eq!(bodies[0], bodies[1], "byte by byte");
}

#[tokio::test]
async fn an_altered_receipt_keeps_its_id_and_changes_the_amount_or_the_content() {
    let scene = Scene::set().await;
    let id = scene.pay().await.unwrap().receipt_id;
    scene.simulator.repeat(&id, Some(Alteration::Amount)).await.unwrap();
    scene.simulator.repeat(&id, Some(Alteration::Content)).await.unwrap();
    let sent = scene.station.receipts();
    let [first, dearer, other] = [&sent[0].receipt, &sent[1].receipt, &sent[2].receipt];
    assert!(sent.iter().all(|it| it.receipt.receipt_id.as_str() == id));
    assert_eq!(dearer.amount.cents(), Cents::new(12_001));
    let sum = Cents::checked_sum(dearer.transfers.iter().map(|it| it.amount.cents()));
    assert_eq!(sum, Some(Cents::new(12_001)));
    assert_ne!(other.description, first.description);
    assert_eq!(other.amount, first.amount);
    assert_eq!(states(&scene), [(DeliveryState::Notified, 1); 2]);

    let unknown = scene.simulator.repeat("nessuna", None).await;
    assert_eq!(unknown, Err(RepeatError::UnknownReceipt));
}

#[tokio::test]
async fn a_delivery_that_is_cut_off_is_tried_again() {
    let scene = Scene::set().await;
    let gate = Arc::new(Notify::new());
    receipts_meet(&scene, move || Reply::raw(200, "").held_by(&gate));
    let brief = Duration::from_millis(200);
    assert!(tokio::time::timeout(brief, scene.pay()).await.is_err());
    assert_eq!(states(&scene)[0], (DeliveryState::Sent, 1));
    scene.station.play(|request| honest(request).into());
    scene.simulator.clock().advance(HOUR);
    scene.simulator.deliver_due().await;
    assert_eq!(states(&scene)[0], (DeliveryState::Notified, 2));
}

#[tokio::test]
async fn the_background_work_follows_the_clock() {
    let scene = Scene::set().await;
    receipts_meet(&scene, || Reply::raw(500, ""));
    scene.pay().await.unwrap();
    scene.station.play(|request| honest(request).into());
    let work = tokio::spawn({
        let simulator = scene.simulator.clone();
        async move { simulator.work().await }
    });
    scene.simulator.clock().advance(HOUR);
    for _ in 0..300 {
        if states(&scene)[0].0 == DeliveryState::Notified {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(states(&scene)[0], (DeliveryState::Notified, 2));
    work.abort();
}

#[tokio::test]
async fn concluded_receipts_are_forgotten_before_those_on_their_way() {
    let scene = Scene::with_settings(Settings { receipts_kept: 2, ..Settings::default() }).await;
    let pay = async |notice: &str| {
        let options = crate::PayOptions::default();
        scene.simulator.pay(BODY.parse().unwrap(), notice.parse().unwrap(), options).await
    };
    let numbers = ["302000000000000000", "302000000000000001", "302000000000000002"];
    receipts_meet(&scene, || Reply::raw(500, ""));
    pay(numbers[0]).await.unwrap();
    scene.station.play(|request| honest(request).into());
    pay(numbers[1]).await.unwrap();
    pay(numbers[2]).await.unwrap();
    let kept = scene.simulator.receipts();
    let kept: Vec<_> = kept.iter().map(|it| it.receipt.notice_number.to_string()).collect();
    assert_eq!(kept, [numbers[0], numbers[2]]);
    assert!(pay(numbers[0]).await.is_err());
    pay(numbers[1]).await.unwrap();
}
