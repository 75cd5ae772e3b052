//! What the bodies' software and the Node asked, what they were told, and what is there.

use serde_json::Value;

use crate::{
    archive::{Archive, Installment, Position, status},
    message::{cents, element},
    rule::{Finding, Rule, demand},
    step::{Asked, Called, Heard, Step},
    verdict::status_at,
};

pub(crate) fn check(step: &Step, before: &Archive, after: &Archive) -> Vec<Finding> {
    let mut findings = Vec::new();
    for called in &step.called {
        check_call(&mut findings, called, before, after);
    }
    for asked in &step.asked {
        check_question(&mut findings, asked, before, step.now_us);
    }
    findings
}

fn check_call(findings: &mut Vec<Finding>, called: &Called, before: &Archive, after: &Archive) {
    let Called { operation, organization, is_admitted, iupd, status, .. } = called;
    let what = || format!("{operation} {iupd} of {organization}: {status}");
    let is_done = (200..300).contains(status);
    demand(findings, *is_admitted || !is_done, Rule::BodiesAreApart, what);
    if !is_done || !is_admitted {
        return;
    }
    let workspace = after.workspace_of(organization).expect("the body is served");
    let stored = after.position_of(workspace, iupd);
    let is_so = match *operation {
        "create" | "update" => {
            let had = before.position_of(workspace, iupd).is_some();
            had == (*operation == "update") && stored.is_some_and(|it| says(it, &called.request))
        }
        "publish" => {
            stored.is_some_and(|it| [status::PUBLISHED, status::VALID].contains(&it.status))
        }
        "invalidate" => stored.is_some_and(|it| it.status == status::INVALIDATED),
        "delete" => stored.is_none(),
        "read" => stored.is_some_and(|it| says(it, &called.answer)),
        "list" => lists_its_own(&called.answer, after, workspace),
        other => panic!("an operation {other}"),
    };
    demand(findings, is_so, Rule::DoneAsAnswered, what);
    let others = |archive: &Archive| -> Vec<Position> {
        let others = archive.positions.iter();
        others.filter(|it| it.workspace != workspace || it.iupd != *iupd).cloned().collect()
    };
    demand(findings, others(before) == others(after), Rule::DoneAsAnswered, || {
        format!("{}: another position changed", what())
    });
}

/// Whether a position has the amounts and the transfers of a GPD model.
fn says(position: &Position, model: &Value) -> bool {
    let mut asked: Vec<(i64, Vec<i64>)> = model["paymentOption"]
        .as_array()
        .map(|items| items.iter().map(amounts).collect())
        .unwrap_or_default();
    let mut stored: Vec<(i64, Vec<i64>)> = position
        .installments()
        .map(|it| (it.amount + it.fee, it.transfers.iter().map(|own| own.amount).collect()))
        .collect();
    asked.sort_unstable();
    stored.sort_unstable();
    asked == stored
}

fn amounts(item: &Value) -> (i64, Vec<i64>) {
    let amount = |it: &Value| it["amount"].as_i64().unwrap_or_default();
    let transfers = item["transfer"].as_array().map(|all| all.iter().map(amount).collect());
    (amount(item), transfers.unwrap_or_default())
}

/// Whether a list shows positions of that workspace and of no other.
fn lists_its_own(answer: &Value, after: &Archive, workspace: i64) -> bool {
    let Some(items) = answer["payment_position_list"].as_array() else { return false };
    items.iter().all(|it| {
        let iupd = it["iupd"].as_str().unwrap_or_default();
        after.position_of(workspace, iupd).is_some_and(|stored| says(stored, it))
    })
}

fn check_question(findings: &mut Vec<Finding>, asked: &Asked, before: &Archive, now_us: i64) {
    let organization = element(&asked.request, "idPA").unwrap_or_default();
    let notice = element(&asked.request, "noticeNumber").unwrap_or_default();
    let workspace = before.workspace_of(&organization);
    let of_body = before.positions.iter().filter(|it| Some(it.workspace) == workspace);
    let found = of_body
        .flat_map(|it| it.installments().map(move |part| (it, part)))
        .find(|(_, part)| part.notice == notice);
    let what = |why: &str| format!("notice {notice}: {:?}, but {why}", asked.heard);
    if asked.heard == Heard::Nothing {
        return;
    }
    let may_be_paid = found.is_some_and(|(position, part)| is_payable(position, part, now_us));
    let is_told = asked.heard == Heard::Ok;
    demand(findings, is_told == may_be_paid, Rule::AnswerIsTrue, || {
        what(if may_be_paid { "it may be paid" } else { "it may not be paid" })
    });
    if let (true, Some((_, part))) = (is_told, found) {
        let name =
            if asked.response.contains("<paymentAmount>") { "paymentAmount" } else { "amount" };
        let amount = element(&asked.response, name).and_then(|it| cents(&it));
        demand(findings, amount == Some(part.amount + part.fee), Rule::AnswerIsTrue, || {
            what(&format!("{} is owed, not {amount:?}", part.amount))
        });
    }
}

/// A notice may be paid when it is valid by its dates, and neither it nor another way of settling
/// the same debt has been paid.
fn is_payable(position: &Position, part: &Installment, now_us: i64) -> bool {
    let own = |it: &&crate::archive::PaymentOption| {
        it.installments.iter().any(|own| own.notice == part.notice)
    };
    let Some(option) = position.options.iter().find(own) else { return false };
    let is_begun = option.installments.iter().any(|it| it.is_paid);
    let is_begun_elsewhere = position.installments().any(|it| it.is_paid) && !is_begun;
    let last_due = option.installments.iter().map(|it| it.due_us).max().unwrap_or_default();
    let is_over = option.switch_to_expired && !is_begun && last_due < now_us;
    let standing = status_at(position, now_us);
    [status::VALID, status::PARTLY_PAID].contains(&standing)
        && !part.is_paid
        && !is_begun_elsewhere
        && !is_over
        && option.validity_us.is_none_or(|from| from <= now_us)
}
