//! What the bodies' software and the Node asked, what they were told, and what is there.

use serde_json::Value;

use crate::{
    archive::Archive,
    message::{cents, element},
    position::{ELSEWHERE, Installment, PaymentOption, Position, Transfer, status},
    rule::{Finding, Rule, demand},
    step::{Asked, Called, Heard, Step},
};

pub(crate) fn check(step: &Step, before: &Archive, after: &Archive) -> Vec<Finding> {
    let mut findings = Vec::new();
    for called in &step.called {
        check_call(&mut findings, called, (before, after), step.now_us);
    }
    for asked in &step.asked {
        check_question(&mut findings, asked, before, step.now_us);
    }
    findings
}

fn check_call(
    findings: &mut Vec<Finding>,
    called: &Called,
    (before, after): (&Archive, &Archive),
    now_us: i64,
) {
    let Called { operation, organization, is_admitted, iupd, status, .. } = called;
    let what = || format!("{operation} {iupd} of {organization}: {status}");
    let is_done = (200..300).contains(status);
    demand(findings, *is_admitted || !is_done, Rule::BodiesAreApart, what);
    if !is_done || !is_admitted {
        return;
    }
    let workspace = after.workspace_of(organization).expect("the body is served");
    if *operation == "move" {
        let is_so = is_moved(called, workspace, (before, after), now_us);
        demand(findings, is_so, Rule::DoneAsAnswered, || format!("{}: {}", what(), called.answer));
        return;
    }
    let (was, stored) = (before.position_of(workspace, iupd), after.position_of(workspace, iupd));
    let is_so = match *operation {
        "create" | "update" => {
            was.is_some() == (*operation == "update")
                && stored.is_some_and(|it| says(it, &called.request))
        }
        "publish" => {
            stored.is_some_and(|it| [status::PUBLISHED, status::VALID].contains(&it.status))
        }
        "invalidate" => stored.is_some_and(|it| it.status == status::INVALIDATED),
        "delete" => stored.is_none(),
        "read" => stored.is_some_and(|it| says(it, &called.answer)),
        "mark" => was.zip(stored).is_some_and(|(was, it)| is_marked(was, it, called)),
        "list" => lists_its_own(&called.answer, after, workspace),
        other => panic!("an operation {other}"),
    };
    demand(findings, is_so, Rule::DoneAsAnswered, what);
    let is_other = |it: &&Position| it.workspace != workspace || it.iupd != *iupd;
    let others_before = before.positions.iter().filter(is_other);
    let others_after = after.positions.iter().filter(is_other);
    demand(findings, others_before.eq(others_after), Rule::DoneAsAnswered, || {
        format!("{}: another position changed", what())
    });
}

/// Whether a notice that was not paid is now paid elsewhere, and nothing else is different.
fn is_marked(was: &Position, stored: &Position, called: &Called) -> bool {
    let mut expected = was.timeless();
    expected.pay(&called.notice, ELSEWHERE);
    expected != was.timeless() && expected == stored.timeless()
}

/// Whether as many unpaid transfers as were answered, and as were asked for at most, have got to
/// the new account, and nothing else is different.
fn is_moved(
    called: &Called,
    workspace: i64,
    (before, after): (&Archive, &Archive),
    now_us: i64,
) -> bool {
    let word = |name: &str| called.request[name].as_str().map(str::to_owned);
    let (old, new) = (word("oldIban"), word("newIban"));
    let (mut movable, mut moved, mut is_so) =
        (0, 0, before.positions.len() == after.positions.len());
    for (was, is) in before.positions.iter().zip(&after.positions) {
        let may_move = was.workspace == workspace
            && ![status::PAID, status::EXPIRED, status::INVALIDATED]
                .contains(&was.status_at(now_us));
        let mut expected = was.clone();
        // Writing a position brings it up to date.
        if is.status == was.status_at(now_us) {
            expected.status = is.status;
        }
        let parts = expected.installments_mut().zip(is.installments());
        for (part, stored) in parts.filter(|(part, _)| may_move && !part.is_paid) {
            for (share, stored) in part.transfers.iter_mut().zip(&stored.transfers) {
                if share.iban == old {
                    movable += 1;
                    if stored.iban == new {
                        share.iban.clone_from(&new);
                        moved += 1;
                    }
                }
            }
        }
        is_so &= expected == *is;
    }
    let most = called.request["limit"].as_u64().unwrap_or_default();
    is_so && called.answer["updatedTransfers"] == moved && moved == movable.min(most)
}

/// Whether a position has the amounts, the transfers and the accounts of a GPD model.
fn says(position: &Position, model: &Value) -> bool {
    let mut asked: Vec<(i64, Vec<Share>)> = model["paymentOption"]
        .as_array()
        .map(|items| items.iter().map(amounts).collect())
        .unwrap_or_default();
    let share = |it: &Transfer| (it.amount, it.iban.clone());
    let mut stored: Vec<(i64, Vec<Share>)> = position
        .installments()
        .map(|it| (it.amount + it.fee, it.transfers.iter().map(share).collect()))
        .collect();
    asked.sort_unstable();
    stored.sort_unstable();
    asked == stored
}

/// The cents of a transfer, and the account that it credits.
type Share = (i64, Option<String>);

fn amounts(item: &Value) -> (i64, Vec<Share>) {
    let amount = |it: &Value| it["amount"].as_i64().unwrap_or_default();
    let share = |it: &Value| (amount(it), it["iban"].as_str().map(str::to_owned));
    let transfers = item["transfer"].as_array().map(|all| all.iter().map(share).collect());
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
    let own = |it: &&PaymentOption| it.installments.iter().any(|own| own.notice == part.notice);
    let Some(option) = position.options.iter().find(own) else { return false };
    let is_begun = option.installments.iter().any(|it| it.is_paid);
    let is_begun_elsewhere = position.installments().any(|it| it.is_paid) && !is_begun;
    let last_due = option.installments.iter().map(|it| it.due_us).max().unwrap_or_default();
    let is_over = option.switch_to_expired && !is_begun && last_due < now_us;
    let standing = position.status_at(now_us);
    [status::VALID, status::PARTLY_PAID].contains(&standing)
        && !part.is_paid
        && !is_begun_elsewhere
        && !is_over
        && option.validity_us.is_none_or(|from| from <= now_us)
}
