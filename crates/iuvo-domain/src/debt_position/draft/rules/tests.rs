//! Every rule of a draft, on both sides of its boundary, and the order in which they speak.

use pagopa_codes::{Metadata, MetadataEntry};
use proptest::prelude::*;

use super::{
    DraftDefect::{
        DestinationAmbiguous, DueDateTooEarly, ReservedMetadata, RetentionDateTooEarly,
        TooManyTransfers, TransfersDoNotAddUp, ValidityDateNotInFuture,
    },
    Writing::{Create, Update},
    *,
};
use crate::sample::{BANK, POSTAL, PROVINCE, Sample, TOWN, iuv, micros, now, stamp, transfer};

/// The only instalment of a draft that is alright.
fn only(draft: &mut PositionDraft) -> &mut InstallmentDraft {
    &mut draft.options[0].installments[0]
}

fn name(result: &Result<(), DraftDefect>) -> &'static str {
    match result {
        Ok(()) => "ok",
        Err(ValidityDateNotInFuture { .. }) => "validity",
        Err(DueDateTooEarly { .. }) => "due",
        Err(RetentionDateTooEarly { .. }) => "retention",
        Err(TooManyTransfers { .. }) => "transfers",
        Err(DestinationAmbiguous { .. }) => "destination",
        Err(TransfersDoNotAddUp { .. }) => "sum",
        Err(ReservedMetadata) => "metadata",
    }
}

/// Dates are microseconds from now.
fn dated(validity: Option<i64>, due: i64, retention: Option<i64>, expires: bool) -> PositionDraft {
    let mut draft = Sample::new().single(100).due(micros(due)).0;
    draft.options[0].validity_date = validity.map(micros);
    draft.options[0].switch_to_expired = expires;
    only(&mut draft).retention_date = retention.map(micros);
    draft
}

#[test]
fn dates_are_judged_on_both_sides_of_their_boundaries() {
    let cases = [
        // validity, due, expires: on creation, on update
        (None, 0, false, "ok", "ok"),
        (None, -1, false, "due", "due"),
        (None, -1, true, "due", "due"),
        (Some(-1), 5, false, "validity", "ok"),
        (Some(0), 5, false, "validity", "ok"),
        (Some(0), 0, true, "validity", "ok"),
        (Some(1), 5, false, "ok", "ok"),
        (Some(5), 5, false, "ok", "ok"),
        (Some(5), 4, false, "due", "due"),
        (Some(-5), -1, false, "validity", "ok"),
        (Some(-5), -1, true, "validity", "due"),
        (Some(-5), 0, true, "validity", "ok"),
        (Some(-5), -5, false, "validity", "ok"),
        (Some(-5), -6, false, "validity", "due"),
    ];
    for (validity, due, expires, on_creation, on_update) in cases {
        let draft = dated(validity, due, None, expires);
        for (writing, expected) in [(Create, on_creation), (Update, on_update)] {
            let found = draft.check(writing, now());
            assert_eq!(name(&found), expected, "{writing:?} {validity:?} {due} {expires}");
        }
    }
}

#[test]
fn the_retention_date_may_be_the_due_date_and_no_earlier() {
    for (retention, expected) in [(4, "retention"), (5, "ok"), (6, "ok")] {
        for writing in [Create, Update] {
            let found = dated(None, 5, Some(retention), false).check(writing, now());
            assert_eq!(name(&found), expected, "{writing:?} {retention}");
        }
    }
}

#[test]
fn a_defect_names_what_it_found() {
    let early = dated(Some(3), 2, None, false).check(Create, now());
    let (due_date, validity_date) = (micros(2), Some(micros(3)));
    assert_eq!(early, Err(DueDateTooEarly { due_date, validity_date }));
    let late = dated(None, 2, Some(1), false).check(Create, now());
    assert_eq!(late, Err(RetentionDateTooEarly { retention_date: micros(1), due_date }));
    let past = dated(Some(0), 2, None, false).check(Create, now());
    assert_eq!(past, Err(ValidityDateNotInFuture { validity_date: now() }));
}

#[test]
fn an_instalment_has_up_to_five_transfers() {
    for (count, expected) in [(1, Ok(())), (5, Ok(())), (6, Err(TooManyTransfers { count: 6 }))] {
        let mut draft = Sample::new().single(i64::from(count)).0;
        only(&mut draft).transfers = (1..=count).map(|it| transfer(it, TOWN, 1)).collect();
        assert_eq!(draft.check(Create, now()), expected, "{count}");
    }
}

#[test]
fn a_transfer_goes_to_an_account_or_into_a_stamp() {
    let cases = [
        // account, postal account, stamp
        (true, false, false, true),
        (true, true, false, true),
        (false, false, true, true),
        (false, false, false, false),
        (false, true, false, false),
        (true, false, true, false),
        (false, true, true, false),
        (true, true, true, false),
    ];
    for (account, postal, into_stamp, is_fine) in cases {
        let mut draft = Sample::new().single(100).0;
        let transfer = &mut only(&mut draft).transfers[0];
        transfer.iban = account.then(|| BANK.to_owned());
        transfer.postal_iban = postal.then(|| POSTAL.to_owned());
        transfer.stamp = into_stamp.then(stamp);
        let defect = DestinationAmbiguous { iuv: Some(iuv(1)), index: 1 };
        let expected = if is_fine { Ok(()) } else { Err(defect) };
        let found = draft.check(Create, now());
        assert_eq!(found, expected, "{account} {postal} {into_stamp}");
    }
}

#[test]
fn the_transfers_add_up_to_the_amount() {
    let shares = |cents: &[i64]| {
        let mut draft = Sample::new().single(100).0;
        let transfers = (1..).zip(cents).map(|(index, it)| transfer(index, PROVINCE, *it));
        only(&mut draft).transfers = transfers.collect();
        draft.check(Create, now())
    };
    let differs = |sum: Option<i64>| TransfersDoNotAddUp {
        amount: Cents::new(100),
        sum: sum.map(Cents::new),
    };
    assert_eq!(shares(&[60, 40]), Ok(()));
    assert_eq!(shares(&[60, 39]), Err(differs(Some(99))));
    assert_eq!(shares(&[60, 41]), Err(differs(Some(101))));
    assert_eq!(shares(&[]), Err(differs(Some(0))));
    assert_eq!(shares(&[i64::MAX, 1]), Err(differs(None)));
}

#[test]
fn the_notification_fee_is_no_ones_metadata_but_ours() {
    for (key, expected) in [("NOTIFICATION_FEE", "metadata"), ("notification_fee", "ok")] {
        let metadata = || Metadata::new(vec![MetadataEntry::new(key, "100").unwrap()]).unwrap();
        let mut draft = Sample::new().single(100).0;
        only(&mut draft).metadata = metadata();
        assert_eq!(name(&draft.check(Create, now())), expected, "{key}");
        let mut draft = Sample::new().single(100).0;
        only(&mut draft).transfers[0].metadata = metadata();
        assert_eq!(name(&draft.check(Create, now())), "ok", "{key} of a transfer");
    }
}

#[test]
fn the_first_rule_that_is_broken_speaks() {
    let mut draft = dated(Some(0), -2, Some(-3), true);
    let fee = MetadataEntry::new("NOTIFICATION_FEE", "100").unwrap();
    only(&mut draft).metadata = Metadata::new(vec![fee]).unwrap();
    only(&mut draft).transfers = (1..=6).map(|it| transfer(it, TOWN, 1)).collect();
    only(&mut draft).transfers[1].iban = None;
    let mut expect = |expected: &str, repair: &dyn Fn(&mut PositionDraft)| {
        assert_eq!(name(&draft.check(Create, now())), expected);
        repair(&mut draft);
    };
    expect("validity", &|it| it.options[0].validity_date = None);
    expect("due", &|it| only(it).due_date = now());
    expect("retention", &|it| only(it).retention_date = None);
    expect("transfers", &|it| only(it).transfers.truncate(5));
    expect("destination", &|it| only(it).transfers[1].iban = Some(BANK.to_owned()));
    expect("sum", &|it| only(it).amount = Cents::new(5));
    expect("metadata", &|it| only(it).metadata = Metadata::default());
    expect("ok", &|_| ());
}

#[test]
fn instalments_are_judged_as_listed_and_metadata_after_all() {
    let mut draft = Sample::new().plan(&[1, 1]).single(1).0;
    let (plan, single) = draft.options.split_at_mut(1);
    let [first, last] = &mut plan[0].installments[..] else { panic!("a plan of two") };
    let middle = &mut single[0].installments[0];
    (middle.ordinal, last.ordinal) = (2, 3);
    let fee = MetadataEntry::new("NOTIFICATION_FEE", "100").unwrap();
    first.metadata = Metadata::new(vec![fee]).unwrap();
    middle.due_date = micros(-1);
    last.amount = Cents::new(2);
    assert_eq!(name(&draft.check(Create, now())), "due");
    draft.options[1].installments[0].due_date = now();
    assert_eq!(name(&draft.check(Create, now())), "sum");
    draft.options[0].installments[1].amount = Cents::new(1);
    assert_eq!(name(&draft.check(Create, now())), "metadata");
}

#[test]
fn a_position_without_options_breaks_no_rule() {
    assert_eq!(Sample::new().0.check(Create, now()), Ok(()));
}

proptest! {
    /// An update never refuses what a creation would have taken at the same moment.
    #[test]
    fn an_update_is_the_milder_writing(
        validity in proptest::option::of(-3..3_i64),
        due in -3..3_i64,
        retention in proptest::option::of(-3..3_i64),
        expires: bool,
    ) {
        let draft = dated(validity, due, retention, expires);
        if draft.check(Create, now()).is_ok() {
            prop_assert_eq!(draft.check(Update, now()), Ok(()));
        }
    }
}
