//! What receipts do to a position, one by one and in any sequence.

use jiff::Timestamp;
use pagopa_codes::Cents;
use proptest::{prelude::*, sample::Index};

use super::*;
use crate::{
    debt_position::{InstallmentStatus, PositionStatus},
    sample::{Sample, days, micros, notice, now, receipt},
};

#[test]
fn a_receipt_says_how_an_instalment_was_paid() {
    let mut position = Sample::new().single(100).published();
    let mut receipt = receipt("R1", &position, 1);
    receipt.paid_at = Some(micros(-5));
    let settled = position.settle(&receipt, micros(7)).unwrap();
    let installment = &position.options[0].installments[0];
    assert_eq!(settled, Settled::Now(installment.id));
    let expected = Payment {
        receipt_id: "R1".to_owned(),
        paid_at: micros(-5),
        method: Some("creditCard".to_owned()),
        psp_name: "Banca di Prova".to_owned(),
        fee: Cents::new(150),
    };
    assert_eq!(installment.payment, Some(expected));
    assert_eq!(installment.status, InstallmentStatus::Paid);
    assert_eq!(position.status, PositionStatus::Paid);
    assert_eq!((position.paid_at, position.updated_at), (Some(micros(-5)), micros(7)));
}

#[test]
fn what_a_receipt_leaves_out_is_its_arrival_and_no_fee() {
    let mut position = Sample::new().single(100).published();
    let mut receipt = receipt("R1", &position, 1);
    (receipt.paid_at, receipt.fee, receipt.payment_method) = (None, None, None);
    position.settle(&receipt, micros(7)).unwrap();
    let payment = position.options[0].installments[0].payment.as_ref().unwrap();
    assert_eq!((payment.paid_at, payment.fee), (micros(7), Cents::ZERO));
    assert_eq!((&payment.method, position.paid_at), (&None, Some(micros(7))));
}

#[test]
fn a_position_tells_its_latest_payment_in_whatever_order_receipts_come() {
    let mut position = Sample::new().plan(&[50, 50]).published();
    for (place, paid_at) in [(1, days(2)), (2, days(1))] {
        let mut receipt = receipt("R", &position, place);
        receipt.paid_at = Some(paid_at);
        position.settle(&receipt, days(3)).unwrap();
    }
    assert_eq!(position.paid_at, Some(days(2)));
}

#[test]
fn a_receipt_of_another_notice_changes_nothing() {
    let mut position = Sample::new().single(100).published();
    let mut stray = receipt("R1", &position, 1);
    stray.notice_number = notice(2);
    let before = position.clone();
    assert_eq!(position.settle(&stray, days(1)), Ok(Settled::Elsewhere));
    assert_eq!(position, before);
}

#[test]
fn a_position_is_settled_when_one_of_its_options_is() {
    // The items are a single payment (1), a plan (2, 3) and another single payment (4).
    let cases: [(&[u64], PositionStatus); 7] = [
        (&[1], PositionStatus::Paid),
        (&[2], PositionStatus::PartiallyPaid),
        (&[2, 3], PositionStatus::Paid),
        (&[3, 2], PositionStatus::Paid),
        (&[2, 1], PositionStatus::Paid),
        (&[4, 2], PositionStatus::Paid),
        (&[1, 2, 3, 4], PositionStatus::Paid),
    ];
    for (places, expected) in cases {
        let mut position = Sample::new().single(100).plan(&[50, 50]).single(90).published();
        for place in places {
            position.settle(&receipt("R", &position, *place), now()).unwrap();
        }
        assert_eq!(position.status, expected, "{places:?}");
        let paid: Vec<_> = position.installments().filter(|it| it.is_paid()).collect();
        assert_eq!(paid.len(), places.len());
    }
}

/// A position of one to four options in any state in which a receipt may find it.
fn any_position() -> impl Strategy<Value = DebtPosition> {
    let option = (any::<bool>(), proptest::collection::vec(1..1_000_i64, 1..4));
    let state = proptest::sample::select(vec![
        PositionStatus::Draft,
        PositionStatus::Published,
        PositionStatus::Valid,
        PositionStatus::Expired,
        PositionStatus::Invalidated,
    ]);
    (proptest::collection::vec(option, 1..5), state).prop_map(|(options, state)| {
        let sample = options.iter().fold(Sample::new(), |sample, (is_plan, cents)| {
            if *is_plan { sample.plan(cents) } else { sample.single(cents[0]) }
        });
        let mut position = sample.written();
        position.status = state;
        position
    })
}

/// What must be true of every position, however many receipts it has seen.
fn check(
    position: &DebtPosition,
    first: &[(u64, String, Cents)],
    start: PositionStatus,
) -> Result<(), TestCaseError> {
    let paid: Vec<_> = position.installments().filter(|it| it.is_paid()).collect();
    prop_assert_eq!(paid.len(), first.len());
    let sum = Cents::checked_sum(paid.iter().map(|it| it.amount_due().unwrap()));
    prop_assert_eq!(sum, Cents::checked_sum(first.iter().map(|it| it.2)));
    for installment in position.installments() {
        prop_assert_eq!(installment.is_paid(), installment.payment.is_some());
    }
    for (place, receipt_id, _) in first {
        let (_, installment) = position.find(notice(*place).as_str()).unwrap();
        prop_assert_eq!(&installment.payment.as_ref().unwrap().receipt_id, receipt_id);
    }
    let expected = if start == PositionStatus::Invalidated || paid.is_empty() {
        start
    } else if position.options.iter().any(PaymentOption::is_paid) {
        PositionStatus::Paid
    } else {
        PositionStatus::PartiallyPaid
    };
    prop_assert_eq!(position.status, expected);
    prop_assert_eq!(
        position.status_at(Timestamp::MAX) == PositionStatus::Paid,
        position.status == PositionStatus::Paid
    );
    Ok(())
}

proptest! {
    /// No sequence of receipts leads back from paid; what the paid instalments add up to is what
    /// their first receipts add up to; a second receipt of a notice changes nothing at all.
    #[test]
    fn receipts_pay_each_notice_once_in_any_sequence(
        start in any_position(),
        arrivals in proptest::collection::vec(any::<Index>(), 0..12),
    ) {
        let mut position = start.clone();
        let places: Vec<u64> = (1..).zip(start.installments()).map(|it| it.0).collect();
        let mut first: Vec<(u64, String, Cents)> = Vec::new();
        for (arrival, pick) in arrivals.iter().enumerate() {
            let place = places[pick.index(places.len())];
            let receipt = receipt(&format!("R{arrival}"), &start, place);
            let before = position.clone();
            let settled = position.settle(&receipt, days(1)).unwrap();
            if first.iter().any(|it| it.0 == place) {
                prop_assert_eq!(settled, Settled::Before);
                prop_assert_eq!(&position, &before);
            } else {
                prop_assert!(matches!(settled, Settled::Now(_)));
                first.push((place, receipt.receipt_id, receipt.amount));
            }
            if before.status == PositionStatus::Paid {
                prop_assert_eq!(position.status, PositionStatus::Paid);
            }
            check(&position, &first, start.status)?;
        }
    }
}
