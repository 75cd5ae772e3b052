//! Which notices may be paid, why the others may not, and to which accounts.

use pagopa_codes::{Metadata, MetadataEntry};
use proptest::prelude::*;

use super::*;
use crate::sample::{
    BANK, POSTAL, PROVINCE, Sample, TOWN, cells, code, days, micros, notice, now, receipt, stamp,
    transfer,
};

fn paid(mut position: DebtPosition, place: u64) -> DebtPosition {
    position.settle(&receipt("R1", &position, place), now()).unwrap();
    position
}

fn withdrawn(mut position: DebtPosition) -> DebtPosition {
    position.invalidate(now()).unwrap();
    position
}

/// The first item is asked for after six microseconds; what expires does so after five.
fn position_in(situation: &str) -> DebtPosition {
    let single = || Sample::new().single(100);
    let expired = || single().due(micros(5)).expiring();
    let later = || single().valid_from(days(1));
    let plan = || Sample::new().plan(&[50, 50]);
    match situation {
        "of another position" => {
            let mut draft = single().0;
            draft.options[0].installments[0].iuv = Some(notice(9).iuv());
            Sample(draft).published()
        }
        "paid" => paid(single().published(), 1),
        "paid, the rest of the plan is not" => paid(plan().published(), 1),
        "settled by another option" => paid(single().single(100).published(), 2),
        "withdrawn, paid all the same" => paid(withdrawn(single().published()), 1),
        "withdrawn" => withdrawn(single().published()),
        "withdrawn, another option begun" => {
            paid(withdrawn(single().plan(&[50, 50]).published()), 2)
        }
        "withdrawn before it was valid" => withdrawn(later().published()),
        "a draft" => single().written(),
        "a draft due long ago" => expired().written(),
        "published" => later().published(),
        "another option begun" => paid(single().plan(&[50, 50]).published(), 2),
        "another option begun, not yet valid" => paid(later().plan(&[50, 50]).published(), 2),
        "another option begun, expired" => paid(expired().plan(&[50, 50]).published(), 2),
        "not yet valid, another option is" => later().single(100).published(),
        "expired, with its position" => expired().published(),
        "expired, another option is not" => expired().single(100).published(),
        "late, not expiring" => single().due(micros(5)).published(),
        "valid" => single().published(),
        "valid since just now" => single().valid_from(micros(6)).published(),
        "due just now" => single().due(micros(6)).expiring().published(),
        "the next of a plan that is begun" => paid(plan().published(), 2),
        "the next of a plan that is begun, late" => {
            paid(plan().due(micros(5)).expiring().published(), 2)
        }
        "the next of a plan begun while a draft" => paid(plan().written(), 2),
        other => panic!("what is {other}?"),
    }
}

#[test]
fn the_first_reason_for_refusing_a_notice_is_told() {
    let table = "
        | of another position                     | NoticeUnknown        |
        | paid                                    | AlreadyPaid          |
        | paid, the rest of the plan is not       | AlreadyPaid          |
        | settled by another option               | AlreadyPaid          |
        | withdrawn, paid all the same            | AlreadyPaid          |
        | withdrawn                               | Invalidated          |
        | withdrawn, another option begun         | Invalidated          |
        | withdrawn before it was valid           | Invalidated          |
        | a draft                                 | NotYetPublished      |
        | a draft due long ago                    | NotYetPublished      |
        | another option begun                    | AnotherOptionStarted |
        | another option begun, not yet valid     | AnotherOptionStarted |
        | another option begun, expired           | AnotherOptionStarted |
        | published                               | NotYetValid          |
        | not yet valid, another option is        | NotYetValid          |
        | expired, with its position              | Expired              |
        | expired, another option is not          | Expired              |
        | late, not expiring                      | payable              |
        | valid                                   | payable              |
        | valid since just now                    | payable              |
        | due just now                            | payable              |
        | the next of a plan that is begun        | payable              |
        | the next of a plan that is begun, late  | payable              |
        | the next of a plan begun while a draft  | payable              |";
    let rows = cells(table);
    assert_eq!(rows.len(), 24);
    for row in rows {
        let [situation, expected] = row[..] else { panic!("{row:?}") };
        let position = position_in(situation);
        assert_openings_are_kept(&position);
        let found = match position.payable(notice(1), micros(6)) {
            Ok(payable) => {
                assert_eq!(payable.installment.notice_number.as_str(), notice(1).as_str());
                "payable".to_owned()
            }
            Err(refusal) => format!("{refusal:?}"),
        };
        assert_eq!(found, expected, "{situation}");
    }
}

/// At every moment around those of the situations, what is open is payable, and nothing else.
fn assert_openings_are_kept(position: &DebtPosition) {
    let openings: Vec<Opening> = position.openings().collect();
    for moment in (0..12).map(micros).chain([days(1), days(2), days(31)]) {
        for installment in position.installments() {
            let number = installment.notice_number.notice_number().unwrap();
            let opening = openings.iter().find(|it| it.installment == installment.id);
            let holds = opening.is_some_and(|it| {
                it.from.is_none_or(|from| from <= moment)
                    && it.until.is_none_or(|until| moment < until)
            });
            let payable = position.payable(number, moment);
            assert_eq!(holds, payable.is_ok(), "{payable:?} at {moment}, open {opening:?}");
            if let (Ok(payable), Some(opening)) = (payable, opening) {
                assert_eq!(payable.is_all_postal(), opening.is_all_postal);
            }
        }
    }
}

/// A share of one hundred cents with these accounts, told to a caller who makes that choice.
fn told(
    iban: &str,
    postal_iban: Option<&str>,
    choice: AccountChoice,
) -> (Option<String>, Option<String>) {
    let mut draft = Sample::new().single(100).0;
    let share = &mut draft.options[0].installments[0].transfers[0];
    share.iban = Some(iban.to_owned());
    share.postal_iban = postal_iban.map(str::to_owned);
    let position = Sample(draft).published();
    let payable = position.payable(notice(1), now()).unwrap();
    let transfers = payable.transfers(code(TOWN), choice).unwrap();
    let [due] = &transfers[..] else { panic!("one share") };
    (due.iban.map(str::to_owned), due.supporting_iban.map(str::to_owned))
}

#[test]
fn the_account_suits_who_asks() {
    use AccountChoice::{Any, Bank, Postal};
    let cases = [
        (BANK, None, Any, BANK, None),
        (BANK, None, Bank, BANK, None),
        (BANK, None, Postal, BANK, None),
        (BANK, Some(POSTAL), Any, BANK, None),
        (BANK, Some(POSTAL), Bank, BANK, Some(POSTAL)),
        (BANK, Some(POSTAL), Postal, POSTAL, None),
        (POSTAL, None, Any, POSTAL, None),
        (POSTAL, None, Bank, POSTAL, None),
        (POSTAL, None, Postal, POSTAL, None),
    ];
    for (iban, postal_iban, choice, account, supporting) in cases {
        let expected = (Some(account.to_owned()), supporting.map(str::to_owned));
        assert_eq!(told(iban, postal_iban, choice), expected, "{iban} {postal_iban:?} {choice:?}");
    }
}

#[test]
fn a_stamp_is_on_no_account() {
    let mut draft = Sample::new().single(1_600).0;
    let share = &mut draft.options[0].installments[0].transfers[0];
    (share.iban, share.stamp) = (None, Some(stamp()));
    let position = Sample(draft).published();
    let payable = position.payable(notice(1), now()).unwrap();
    for choice in [AccountChoice::Any, AccountChoice::Postal, AccountChoice::Bank] {
        let due = payable.transfers(code(TOWN), choice).unwrap();
        assert_eq!((due[0].iban, due[0].supporting_iban), (None, None));
    }
    assert!(!payable.is_all_postal());
}

#[test]
fn a_slip_is_for_notices_that_the_post_can_credit_in_full() {
    type Account = (&'static str, Option<&'static str>);
    let cases: [(&[Account], bool); 6] = [
        (&[(BANK, Some(POSTAL))], true),
        (&[(POSTAL, None)], true),
        (&[(BANK, None)], false),
        (&[("IT00POSTE", None)], false),
        (&[(BANK, Some(POSTAL)), (POSTAL, None)], true),
        (&[(BANK, Some(POSTAL)), (BANK, None)], false),
    ];
    for (accounts, expected) in cases {
        let mut draft = Sample::new().single(100).0;
        let shares = (1..).zip(accounts).map(|(index, (iban, postal_iban))| {
            let mut share = transfer(index, TOWN, 50);
            share.iban = Some((*iban).to_owned());
            share.postal_iban = postal_iban.map(str::to_owned);
            share
        });
        draft.options[0].installments[0].transfers = shares.collect();
        let position = Sample(draft).published();
        let payable = position.payable(notice(1), now()).unwrap();
        assert_eq!(payable.is_all_postal(), expected, "{accounts:?}");
    }
}

#[test]
fn the_accounts_of_a_transfer_are_all_those_it_names() {
    let mut draft = Sample::new().single(100).0;
    let share = &mut draft.options[0].installments[0].transfers[0];
    share.postal_iban = Some(POSTAL.to_owned());
    let entry = MetadataEntry::new("IBANAPPOGGIO", "IT00X").unwrap();
    share.metadata = Metadata::new(vec![entry]).unwrap();
    let position = Sample(draft).published();
    let accounts: Vec<_> = position.options[0].installments[0].transfers[0].accounts().collect();
    assert_eq!(accounts, [BANK, POSTAL, "IT00X"]);
}

#[test]
fn the_fee_goes_to_the_first_transfer_of_the_body() {
    // index, beneficiary: the amount with a fee of 9 on shares of 50.
    type Share = (u8, &'static str);
    let cases: [(&[Share], Option<&[i64]>); 5] = [
        (&[(1, TOWN)], Some(&[59])),
        (&[(1, PROVINCE), (2, TOWN)], Some(&[50, 59])),
        (&[(3, TOWN), (2, TOWN), (1, PROVINCE)], Some(&[50, 59, 50])),
        (&[(1, PROVINCE), (2, PROVINCE)], None),
        (&[(1, TOWN), (1, PROVINCE)], Some(&[59, 50])),
    ];
    for (shares, expected) in cases {
        let mut draft = Sample::new().single(50).0;
        let shares = shares.iter().map(|(index, it)| transfer(*index, it, 50));
        draft.options[0].installments[0].transfers = shares.collect();
        let mut position = Sample(draft).published();
        position.options[0].installments[0].notification_fee = Cents::new(9);
        let payable = position.payable(notice(1), now()).unwrap();
        assert_eq!(payable.amount(), Some(Cents::new(59)));
        let due = payable.transfers(code(TOWN), AccountChoice::Any);
        let amounts = due.map(|it| it.iter().map(|it| it.amount.get()).collect::<Vec<_>>());
        assert_eq!(amounts.as_deref(), expected);
    }
}

#[test]
fn an_amount_beyond_every_range_is_not_told() {
    let mut position = Sample::new().single(i64::MAX).published();
    position.options[0].installments[0].notification_fee = Cents::new(1);
    let payable = position.payable(notice(1), now()).unwrap();
    assert_eq!(payable.amount(), None);
    assert_eq!(payable.transfers(code(TOWN), AccountChoice::Any), None);
}

proptest! {
    /// What the Node checks of an activation: the transfers add up to the amount.
    #[test]
    fn the_transfers_add_up_to_what_is_asked_for(
        cents in proptest::collection::vec((1..1_000_000_i64, any::<bool>()), 1..6),
        fee in 0..2_000_i64,
    ) {
        let mut draft = Sample::new().single(0).0;
        let shares = (1..).zip(&cents).map(|(index, (cents, is_ours))| {
            transfer(index, if *is_ours { TOWN } else { PROVINCE }, *cents)
        });
        draft.options[0].installments[0].transfers = shares.collect();
        let sum = Cents::checked_sum(cents.iter().map(|it| Cents::new(it.0))).unwrap();
        draft.options[0].installments[0].amount = sum;
        let mut position = Sample(draft).published();
        position.options[0].installments[0].notification_fee = Cents::new(fee);
        let payable = position.payable(notice(1), now()).unwrap();
        let has_place = fee == 0 || cents.iter().any(|it| it.1);
        let due = payable.transfers(code(TOWN), AccountChoice::Bank);
        prop_assert_eq!(due.is_some(), has_place);
        if let Some(due) = due {
            let sum = Cents::checked_sum(due.iter().map(|it| it.amount));
            prop_assert_eq!(sum, payable.amount());
        }
    }
}
