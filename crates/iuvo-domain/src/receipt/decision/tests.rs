//! The table of receipts, as `docs/receipts.md` prints it, cell by cell.

use super::*;
use crate::{
    receipt::Settled,
    sample::{Sample, cells, days, micros, notice, now, receipt},
};

const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/receipts.md"));

const COLUMNS: [(&str, Arrival); 7] = [
    ("first receipt, as expected", Arrival::First),
    ("same receiptId, same content", Arrival::SameContent),
    ("same receiptId, other version", Arrival::OtherVersion),
    ("same receiptId, other content", Arrival::OtherContent),
    ("other receiptId", Arrival::OtherReceipt),
    ("first receipt, something differs", Arrival::First),
    ("outcome KO", Arrival::NotPaid),
];

/// The tables of the document, each for stations of one kind.
const TABLES: [(&str, RepeatedReceipts); 2] = [
    ("\n## The table\n", RepeatedReceipts::Accept),
    ("\n## The table of a station that refuses repetitions\n", RepeatedReceipts::Refuse),
];
const DIFFERING: usize = 5;

/// The table under a heading of the document, its header first.
fn printed(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, after) = DOCUMENT.split_once(heading).unwrap();
    cells(after.split("\n## ").next().unwrap())
}

fn word(status: PositionStatus) -> &'static str {
    match status {
        PositionStatus::Draft => "draft",
        PositionStatus::Published => "published",
        PositionStatus::Valid => "valid",
        PositionStatus::PartiallyPaid => "partly paid",
        PositionStatus::Paid => "paid",
        PositionStatus::Expired => "expired",
        PositionStatus::Invalidated => "invalidated",
    }
}

fn row_name(situation: Situation) -> &'static str {
    match situation {
        Situation::Position(status) => word(status),
        Situation::Unknown => "unknown",
        Situation::Broadcast => "broadcast",
    }
}

/// A cell, written from what was decided and from where the position stands then.
fn written(verdict: &Verdict, mismatches: &[Mismatch], after: Option<PositionStatus>) -> String {
    let outcome = match verdict.answer {
        Answer::Accepted => "OK",
        Answer::Repeated | Answer::Duplicate => "DUPLICATA",
    };
    let message = if verdict.store { "stored" } else { "known" };
    let arrow = after.map(|it| format!(" → {}", word(it))).unwrap_or_default();
    let of_mismatches: Vec<_> = mismatches.iter().map(|it| it.case()).collect();
    let (differing, others): (Vec<CaseKind>, Vec<CaseKind>) =
        verdict.cases.iter().copied().partition(|it| of_mismatches.contains(it));
    let mut cases: Vec<&str> = others.iter().map(|it| it.code()).collect();
    if !differing.is_empty() {
        assert_eq!(differing, of_mismatches, "all that differs is told, each once");
        cases.push("differs");
    }
    let cases = if cases.is_empty() { String::new() } else { format!(": {}", cases.join(", ")) };
    format!("{outcome}, {message}{arrow}{cases}")
}

/// A real position, with the first of its notices standing as the row says.
struct Standing {
    position: DebtPosition,
    /// Whether other instalments of the notice's plan are unpaid.
    has_rest: bool,
}

fn standing_so(status: PositionStatus) -> Vec<Standing> {
    let whole = |sample: Sample, change: fn(Sample) -> DebtPosition| Standing {
        position: change(sample),
        has_rest: false,
    };
    let part = |sample: Sample, change: fn(Sample) -> DebtPosition| Standing {
        position: change(sample),
        has_rest: true,
    };
    let single = || Sample::new().single(100);
    let plan = |count| Sample::new().plan(&[100, 100, 100][..count]);
    let both = |change| vec![whole(single(), change), part(plan(2), change)];
    match status {
        PositionStatus::Draft => both(Sample::written),
        PositionStatus::Published => both(|it| it.valid_from(days(1)).published()),
        PositionStatus::Valid => both(Sample::published),
        PositionStatus::PartiallyPaid => {
            vec![whole(plan(2), |it| paid(it, 2)), part(plan(3), |it| paid(it, 3))]
        }
        PositionStatus::Paid => vec![
            whole(single(), |it| paid(it, 1)),
            whole(single().single(100), |it| paid(it, 2)),
            part(plan(2), |it| paid(it, 1)),
        ],
        PositionStatus::Expired => both(|it| {
            let mut position = it.due(micros(5)).expiring().published();
            assert!(position.follow_calendar(micros(6)));
            position
        }),
        PositionStatus::Invalidated => both(|it| {
            let mut position = it.published();
            position.invalidate(now()).unwrap();
            position
        }),
    }
}

fn paid(sample: Sample, place: u64) -> DebtPosition {
    let mut position = sample.published();
    position.settle(&receipt("R1", &position, place), now()).unwrap();
    position
}

/// Where a position stands after a receipt of its first notice, judged so.
fn after(mut position: DebtPosition, verdict: &Verdict) -> PositionStatus {
    if verdict.pay {
        let was_paid = position.options[0].installments[0].is_paid();
        let settled = position.settle(&receipt("R2", &position, 1), now()).unwrap();
        assert_eq!(settled == Settled::Before, was_paid);
        assert!(position.options[0].installments[0].is_paid());
    }
    position.status
}

/// Nothing, or each combination of what may differ.
fn differences(column: usize) -> Vec<Vec<Mismatch>> {
    use Mismatch::{Amount, Debtor, Iban};
    if column != DIFFERING {
        return vec![Vec::new()];
    }
    vec![
        vec![Amount],
        vec![Debtor],
        vec![Iban],
        vec![Amount, Debtor],
        vec![Amount, Iban],
        vec![Debtor, Iban],
        vec![Amount, Debtor, Iban],
    ]
}

fn check_cell(situation: Situation, column: usize, cell: &str, repeated: RepeatedReceipts) {
    let (name, arrival) = COLUMNS[column];
    for mismatches in differences(column) {
        let verdict = judge(situation, arrival, &mismatches, repeated);
        let Situation::Position(status) = situation else {
            assert!(!verdict.pay);
            assert_eq!(written(&verdict, &mismatches, None), cell, "{situation:?}, {name}");
            continue;
        };
        for standing in standing_so(status) {
            assert_eq!(Situation::of(&standing.position, notice(1)), situation);
            let after = after(standing.position, &verdict);
            let expected = if standing.has_rest {
                cell.replace("→ paid", "→ partly paid")
            } else {
                cell.to_owned()
            };
            let found = written(&verdict, &mismatches, Some(after));
            assert_eq!(found, expected, "{situation:?}, {name}, {mismatches:?}");
        }
    }
}

#[test]
fn every_cell_of_the_printed_tables_is_what_happens() {
    for (heading, repeated) in TABLES {
        check_table(&printed(heading), repeated);
    }
}

/// A table holds the columns in which the stations differ, or all of them.
fn check_table(table: &[Vec<&str>], repeated: RepeatedReceipts) {
    let (header, rows) = table.split_first().unwrap();
    let differs = |arrival| matches!(arrival, Arrival::SameContent | Arrival::OtherVersion);
    let is_printed = |it: &usize| repeated == RepeatedReceipts::Accept || differs(COLUMNS[*it].1);
    let columns: Vec<usize> = (0..COLUMNS.len()).filter(is_printed).collect();
    let names = columns.iter().map(|it| COLUMNS[*it].0);
    assert_eq!(*header, ["notice"].into_iter().chain(names).collect::<Vec<_>>());
    assert_eq!(rows.len(), 9);
    let mut checked = 0_usize;
    for (situation, row) in Situation::ALL.into_iter().zip(rows) {
        let (name, row) = row.split_first().unwrap();
        assert_eq!(*name, row_name(situation));
        assert_eq!(row.len(), columns.len());
        for (column, cell) in columns.iter().zip(row) {
            check_cell(situation, *column, cell, repeated);
            checked = checked.checked_add(1).unwrap();
        }
    }
    assert_eq!(checked, columns.len().checked_mul(9).unwrap());
}

#[test]
fn stations_differ_only_in_what_they_answer_to_repetitions() {
    for situation in Situation::ALL {
        for (name, arrival) in COLUMNS {
            let accepting = judge(situation, arrival, &[], RepeatedReceipts::Accept);
            let refusing = judge(situation, arrival, &[], RepeatedReceipts::Refuse);
            let is_repetition = matches!(arrival, Arrival::SameContent | Arrival::OtherVersion);
            assert_eq!(accepting.answer != refusing.answer, is_repetition, "{name}");
            assert_eq!(Verdict { answer: accepting.answer, ..refusing }, accepting, "{name}");
        }
    }
}

#[test]
fn every_case_is_explained_in_the_order_of_its_declaration() {
    let table = printed("\n## The cases\n");
    let explained: Vec<_> = table[1..].iter().map(|row| row[0].trim_matches('`')).collect();
    let declared: Vec<_> = CaseKind::ALL.iter().map(|it| it.code()).collect();
    assert_eq!(explained, declared);
    for row in &table {
        assert!(row.len() == 4 && row.iter().all(|it| !it.is_empty()), "{row:?}");
    }
}

#[test]
fn a_case_is_read_as_it_is_written() {
    for kind in CaseKind::ALL {
        assert_eq!(CaseKind::from_code(kind.code()), Some(*kind));
    }
    assert_eq!(CaseKind::from_code("unknown"), None);
}

#[test]
fn a_notice_counts_as_paid_when_its_debt_is_being_paid_by_another_option() {
    let begun = paid(Sample::new().single(200).plan(&[100, 100]), 2);
    let so = Situation::Position;
    assert_eq!(Situation::of(&begun, notice(1)), so(PositionStatus::Paid));
    assert_eq!(Situation::of(&begun, notice(2)), so(PositionStatus::Paid));
    assert_eq!(Situation::of(&begun, notice(3)), so(PositionStatus::PartiallyPaid));
    assert_eq!(Situation::of(&begun, notice(4)), Situation::Unknown);

    let verdict = judge(so(PositionStatus::Paid), Arrival::First, &[], RepeatedReceipts::Accept);
    assert_eq!(verdict.cases, [CaseKind::DoublePayment]);
    assert_eq!(after(begun, &verdict), PositionStatus::Paid);

    let mut withdrawn = Sample::new().single(200).single(200).published();
    withdrawn.invalidate(now()).unwrap();
    assert_eq!(Situation::of(&withdrawn, notice(1)), so(PositionStatus::Invalidated));
    withdrawn.settle(&receipt("R1", &withdrawn, 2), now()).unwrap();
    assert_eq!(Situation::of(&withdrawn, notice(1)), so(PositionStatus::Paid));
}
