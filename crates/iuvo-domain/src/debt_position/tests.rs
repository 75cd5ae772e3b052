//! What follows from a position as it stands: reported, found, printed.

use super::*;
use crate::sample::{Sample, TOWN, notice, now, receipt, transfer};

/// Two instalments with two transfers each, of which some are paid and some reported.
fn plan(paid: [bool; 2], reported: [[bool; 2]; 2]) -> DebtPosition {
    let mut draft = Sample::new().plan(&[2, 2]).0;
    for installment in &mut draft.options[0].installments {
        installment.transfers = vec![transfer(1, TOWN, 1), transfer(2, TOWN, 1)];
    }
    let mut position = Sample(draft).published();
    for (place, is_paid) in (1_u64..).zip(paid) {
        if is_paid {
            position.settle(&receipt("R", &position, place), now()).unwrap();
        }
    }
    for (installment, reported) in position.options[0].installments.iter_mut().zip(reported) {
        for (transfer, is_reported) in installment.transfers.iter_mut().zip(reported) {
            if is_reported {
                transfer.status = transfer.status.apply(TransferEvent::Report).unwrap();
            }
        }
    }
    position
}

#[test]
fn reported_follows_from_payments_and_transfers() {
    let (all, some, none) = ([true, true], [false, true], [false, false]);
    let cases = [
        // paid, reported: the first instalment (partly, wholly), the position
        ([true, true], [all, all], (false, true), true),
        ([true, true], [all, some], (false, true), false),
        ([true, true], [some, all], (true, false), false),
        ([true, true], [none, none], (false, false), false),
        ([true, false], [all, all], (false, true), false),
        ([false, false], [all, all], (false, false), false),
        ([false, true], [some, all], (false, false), false),
    ];
    for (paid, reported, first, whole) in cases {
        let position = plan(paid, reported);
        let installment = &position.options[0].installments[0];
        let found = (installment.is_partially_reported(), installment.is_reported());
        assert_eq!((found, position.is_reported()), (first, whole), "{paid:?} {reported:?}");
    }
}

#[test]
fn one_paid_and_reported_option_is_enough() {
    let mut position = Sample::new().plan(&[1, 1]).single(2).published();
    position.settle(&receipt("R", &position, 3), now()).unwrap();
    position.options[1].installments[0].transfers[0].status = TransferStatus::Reported;
    assert!(position.is_reported());
    assert!(!Sample::new().published().is_reported());
}

#[test]
fn a_notice_is_found_with_its_option() {
    let position = Sample::new().plan(&[1, 1]).single(2).published();
    let (option, installment) = position.find(notice(3).as_str()).unwrap();
    assert_eq!((option.kind, installment.amount), (OptionKind::Single, Cents::new(2)));
    assert_eq!(position.find("3"), None);
    assert_eq!(position.installments().count(), 3);
}

#[test]
fn an_option_without_instalments_is_neither_begun_nor_paid() {
    let position = Sample::new().plan(&[]).published();
    let option = &position.options[0];
    assert!(!option.is_paid() && !option.is_started());
    assert_eq!(option.last_due_date(), None);
}

#[test]
fn a_debtor_is_printed_without_personal_data() {
    let position = Sample::new().single(1).written();
    let printed = format!("{position:?}");
    for secret in ["RSSMRA80A01H501U", "Rossi"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
