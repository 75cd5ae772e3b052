//! A receipt changed a detail at a time, and the differences that are told.

use pagopa_codes::{Metadata, MetadataEntry};

use super::*;
use crate::{
    debt_position::DebtPosition,
    sample::{BANK, POSTAL, PROVINCE, Sample, TOWN, code, notice, receipt, stamp, transfer},
};

/// The position of the comparisons: a bank and a postal account for the town, one for the
/// province, a stamp, and a fee.
fn compared() -> DebtPosition {
    let mut draft = Sample::new().single(3_600).0;
    let mut shares =
        vec![transfer(1, TOWN, 1_000), transfer(2, PROVINCE, 1_000), transfer(3, TOWN, 1_600)];
    shares[0].postal_iban = Some(POSTAL.to_owned());
    let entry = MetadataEntry::new("IBANAPPOGGIO", "IT11SUPPORTING").unwrap();
    shares[0].metadata = Metadata::new(vec![entry]).unwrap();
    shares[1].iban = Some("IT22PROVINCE".to_owned());
    (shares[2].iban, shares[2].stamp) = (None, Some(stamp()));
    draft.options[0].installments[0].transfers = shares;
    let mut position = Sample(draft).published();
    position.options[0].installments[0].notification_fee = Cents::new(9);
    position
}

#[test]
fn a_receipt_is_compared_with_what_was_asked_for() {
    use Mismatch::{Amount, Debtor, Iban};
    type Change = fn(&mut Receipt);
    let cases: [(&str, Change, &[Mismatch]); 17] = [
        ("as expected", |_| (), &[]),
        ("a cent more", |it| it.amount = Cents::new(3_610), &[Amount]),
        ("without the fee", |it| it.amount = Cents::new(3_600), &[Amount]),
        ("another share", |it| it.transfers[0].amount = Cents::new(1_000), &[Amount]),
        ("a share less", |it| drop(it.transfers.pop()), &[Amount]),
        ("no shares", |it| it.transfers.clear(), &[Amount]),
        ("another order", |it| it.transfers.reverse(), &[]),
        ("another debtor", |it| it.debtor_fiscal_code = "01234567890".to_owned(), &[Debtor]),
        ("nobody", |it| it.debtor_fiscal_code = "ANONIMO".to_owned(), &[Debtor]),
        ("lower case", |it| it.debtor_fiscal_code = "rssmra80a01h501u".to_owned(), &[]),
        ("postal", |it| it.transfers[0].iban = Some(POSTAL.to_owned()), &[]),
        ("supporting", |it| it.transfers[0].iban = Some("it11supporting".to_owned()), &[]),
        ("elsewhere", |it| it.transfers[0].iban = Some("IT33ELSEWHERE".to_owned()), &[Iban]),
        ("another's", |it| it.transfers[0].iban = Some("IT22PROVINCE".to_owned()), &[Iban]),
        ("lower account", |it| it.transfers[0].iban = Some(BANK.to_lowercase()), &[]),
        ("all to the town", |it| it.transfers[1].organization = code(TOWN), &[Amount, Iban]),
        (
            "all at once",
            |it| {
                it.amount = Cents::ZERO;
                it.debtor_fiscal_code.clear();
                it.transfers[1].iban = Some(BANK.to_owned());
            },
            &[Amount, Debtor, Iban],
        ),
    ];
    let position = compared();
    for (name, change, expected) in cases {
        let mut receipt = receipt("R1", &position, 1);
        change(&mut receipt);
        let (option, installment) = position.find(notice(1).as_str()).unwrap();
        assert_eq!(mismatches(&receipt, option, installment), expected, "{name}");
    }
}

#[test]
fn a_debtor_the_node_could_not_be_told_comes_back_anonymous() {
    let mut position = Sample::new().single(100).published();
    position.options[0].debtor.fiscal_code = "CODICE-TROPPO-LUNGO".to_owned();
    let mut receipt = receipt("R1", &position, 1);
    let differs = |receipt: &Receipt| {
        let (option, installment) = position.find(notice(1).as_str()).unwrap();
        mismatches(receipt, option, installment)
    };
    assert_eq!(differs(&receipt), [Mismatch::Debtor]);
    receipt.debtor_fiscal_code = "ANONIMO".to_owned();
    assert_eq!(differs(&receipt), []);
}

#[test]
fn a_fee_without_a_place_makes_the_amount_differ() {
    let mut draft = Sample::new().single(100).0;
    draft.options[0].installments[0].transfers = vec![transfer(1, PROVINCE, 100)];
    let mut position = Sample(draft).published();
    let mut receipt = receipt("R1", &position, 1);
    position.options[0].installments[0].notification_fee = Cents::new(9);
    receipt.amount = Cents::new(109);
    let (option, installment) = position.find(notice(1).as_str()).unwrap();
    assert_eq!(mismatches(&receipt, option, installment), [Mismatch::Amount]);
}

#[test]
fn a_receipt_is_printed_without_the_people_in_it() {
    let receipt = receipt("R1", &compared(), 1);
    let printed = format!("{receipt:?}");
    assert!(printed.contains("R1"), "{printed}");
    assert!(!printed.contains("RSSMRA80A01H501U"), "{printed}");
}
