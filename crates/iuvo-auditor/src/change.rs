//! What may happen between two readings, whoever did it.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use crate::{
    archive::Archive,
    database::{Rows, Table, Value},
    position::{Position, status},
    rule::{Finding, Rule, demand},
    step::{Heard, Jobs, Step},
};

/// Tables that a refused operation may write: numbers are taken in blocks that may be lost, and the
/// journal tells what was refused and keeps its message.
const WRITTEN_BY_REFUSALS: [&str; 5] =
    ["number_space", "event", "question", "call_count", "refused_message"];

pub(crate) fn check(
    step: &Step,
    (rows, rows_after): (&Rows, &Rows),
    (before, after): (&Archive, &Archive),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_what_only_grows(&mut findings, rows, rows_after);
    check_payments(&mut findings, before, after);
    if was_refused(step) {
        check_unchanged(&mut findings, rows, rows_after);
    }
    if step.jobs == Jobs::Done {
        check_jobs(&mut findings, step.now_us, before, after);
    }
    findings
}

/// Whether everything that was asked for in the step was a question, or was refused.
fn was_refused(step: &Step) -> bool {
    let is_refused = |status: u16| (400..500).contains(&status);
    let is_question = |operation: &str| ["read", "list"].contains(&operation);
    let receipts = step.delivered.iter();
    step.jobs == Jobs::Untouched
        && receipts.clone().all(|it| it.damaged && it.heard != Heard::Nothing)
        && step.called.iter().all(|it| is_refused(it.status) || is_question(it.operation))
}

fn check_unchanged(findings: &mut Vec<Finding>, rows: &Rows, rows_after: &Rows) {
    for (name, _) in rows.tables() {
        let is_exempt = WRITTEN_BY_REFUSALS.contains(&name);
        let is_same = rows_after.table(name) == rows.table(name);
        demand(findings, is_exempt || is_same, Rule::RefusedChangesNothing, || {
            format!("table {name} changed")
        });
    }
}

/// What people decide of a case, and the service of whatever position has its notice.
const DECIDED: &[&str] = &[
    "version",
    "closed",
    "operator_id",
    "changed_at",
    "outcome",
    "reason",
    "assigned_notice",
    "service_id",
];

/// Receipts, their messages and transfers, and cases are only ever added to. A receipt may find
/// its position later, and a case is decided.
fn check_what_only_grows(findings: &mut Vec<Finding>, rows: &Rows, rows_after: &Rows) {
    let grown = [
        ("receipt", Rule::AcknowledgedIsKept, &["debt_position_id", "service_id"][..]),
        ("receipt_message", Rule::KeptByteForByte, &[]),
        ("receipt_transfer", Rule::ReceiptAddsUp, &[]),
        ("review_case", Rule::CasesStay, DECIDED),
    ];
    for (name, rule, may_change) in grown {
        let (Some(old), Some(new)) = (rows.table(name), rows_after.table(name)) else {
            continue;
        };
        // The same rows need not be compared.
        let there: HashSet<_> = new.rows.iter().map(Arc::as_ptr).collect();
        let mut gone = old.rows.iter().filter(|it| !there.contains(&Arc::as_ptr(it))).peekable();
        if gone.peek().is_none() {
            continue;
        }
        let found: BTreeSet<_> = new.rows.iter().map(|it| lasting(new, it, may_change)).collect();
        let lost = gone.filter(|it| !found.contains(&lasting(old, it, may_change))).count();
        demand(findings, lost == 0, rule, || {
            format!("{lost} row(s) of {name} have gone or changed")
        });
    }
}

/// A row without what it is given later.
fn lasting<'a>(table: &'a Table, row: &'a [Value], may_change: &[&str]) -> Vec<&'a Value> {
    let values = table.columns.iter().zip(row);
    values
        .filter(|(name, _)| !may_change.contains(&name.as_str()))
        .map(|(_, value)| value)
        .collect()
}

/// What has been paid stays paid, by the same receipt, with the same amounts.
fn check_payments(findings: &mut Vec<Finding>, before: &Archive, after: &Archive) {
    for old in &before.positions {
        let new = after.positions.iter().find(|it| it.id == old.id);
        let allowed: &[i64] = match old.status {
            status::PAID => &[status::PAID],
            status::PARTLY_PAID => &[status::PARTLY_PAID, status::PAID],
            _ => &[],
        };
        let is_lawful = allowed.is_empty() || new.is_some_and(|it| allowed.contains(&it.status));
        demand(findings, is_lawful, Rule::NothingBackFromPaid, || {
            format!("{} went from {} to {:?}", old.iupd, old.status, new.map(|it| it.status))
        });
        for paid in old.installments().filter(|it| it.is_paid) {
            let is_same = new.is_some_and(|it| it.installments().any(|part| part == paid));
            demand(findings, is_same, Rule::NothingBackFromPaid, || {
                format!("the paid notice {} of {} has changed", paid.notice, old.iupd)
            });
        }
    }
}

/// Jobs bring statuses up to date and receipts to their positions, tell of second payments that
/// were not seen as they came, and do nothing else.
fn check_jobs(findings: &mut Vec<Finding>, now_us: i64, before: &Archive, after: &Archive) {
    for position in &after.positions {
        let is_up_to_date = position.status_at(now_us) == position.status;
        demand(findings, is_up_to_date, Rule::JobsReachTheirGoal, || {
            format!("{} is still {}", position.iupd, position.status)
        });
    }
    let waiting = after.receipts.iter().filter(|it| it.is_paid && !it.is_broadcast);
    for receipt in waiting {
        let of_workspace = after.positions.iter().filter(|it| it.workspace == receipt.workspace);
        let unpaid = of_workspace
            .flat_map(Position::installments)
            .find(|it| it.notice == receipt.notice && !it.is_paid);
        demand(findings, unpaid.is_none(), Rule::JobsReachTheirGoal, || {
            format!("receipt {} has not found its position", receipt.id)
        });
    }
    let count = |it: &Archive| (it.positions.len(), it.receipts.len());
    demand(findings, count(before) == count(after), Rule::JobsReachTheirGoal, || {
        format!("jobs made or lost rows: {:?}, {:?}", count(before), count(after))
    });
    let mut opened = after.cases.iter().filter(|it| !before.cases.contains(it));
    let other = opened.find(|it| it.kind != "double_payment");
    demand(findings, other.is_none(), Rule::JobsReachTheirGoal, || {
        format!("a job opened a case: {other:?}")
    });
}
