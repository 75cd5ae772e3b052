//! What each delivered receipt should have done, and whether it did.

use std::collections::BTreeMap;

use crate::{
    archive::{Archive, Case},
    book::Book,
    law::{Cell, Law},
    message::Said,
    position::{Position, status},
    rule::{Finding, Rule, demand},
    step::{Delivered, Heard, Jobs, Step},
};

/// What the law says of one delivery.
pub(crate) struct Verdict {
    pub(crate) cell: Cell,
    workspace: i64,
    said: Said,
    is_ok: bool,
    /// A message that must be found among those kept.
    stored: Option<Vec<u8>>,
    cases: Vec<String>,
    pays: bool,
    heard: Heard,
}

/// Judges the deliveries one after the other, each on what the ones before it did.
pub(crate) fn judge(
    step: &Step,
    before: &Archive,
    after: &Archive,
    law: &Law,
    book: &mut Book,
) -> Vec<Verdict> {
    if step.delivered.is_empty() {
        return Vec::new();
    }
    let mut court = Court { positions: before.positions.clone(), now_us: step.now_us, law, book };
    let mut receipts: Vec<(i64, String, String)> = paid_receipts(before);
    let mut verdicts = Vec::new();
    for delivered in step.delivered.iter().filter(|it| !it.damaged) {
        let Some(said) = Said::read(&delivered.message) else { continue };
        let Some(workspace) = before.workspace_of(&said.addressee) else { continue };
        let key = (workspace, said.receipt_id.clone());
        let messages = court.book.delivered.entry(key).or_default();
        messages.insert(delivered.message.clone(), said.clone());
        if delivered.heard == Heard::Nothing && !has_arrived(delivered, before, after) {
            continue;
        }
        let verdict = court.judge(workspace, said, delivered, &receipts);
        if verdict.stored.is_some() && verdict.said.is_paid && verdict.is_ok {
            let said = &verdict.said;
            receipts.push((workspace, said.notice.clone(), said.receipt_id.clone()));
        }
        verdicts.push(verdict);
    }
    verdicts
}

fn paid_receipts(before: &Archive) -> Vec<(i64, String, String)> {
    let paid = before.receipts.iter().filter(|it| it.is_paid);
    paid.map(|it| (it.workspace, it.notice.clone(), it.id.clone())).collect()
}

/// Whether a receipt that nobody answered was stored all the same.
fn has_arrived(delivered: &Delivered, before: &Archive, after: &Archive) -> bool {
    let holds = |it: &Archive| it.messages.iter().any(|kept| kept.bytes == delivered.message);
    !holds(before) && holds(after)
}

struct Court<'a> {
    positions: Vec<Position>,
    now_us: i64,
    law: &'a Law,
    book: &'a mut Book,
}

impl Court<'_> {
    fn judge(
        &mut self,
        workspace: i64,
        said: Said,
        delivered: &Delivered,
        receipts: &[(i64, String, String)],
    ) -> Verdict {
        let key = (workspace, said.receipt_id.clone());
        let place = self.place(workspace, &said);
        let differences = place
            .map_or_else(Vec::new, |(at, option, part)| self.differences(at, option, part, &said));
        let accepted = self.book.accepted.get(&key);
        let is_other = receipts.iter().any(|(at, notice, id)| {
            *at == workspace && *notice == said.notice && *id != said.receipt_id
        });
        let arrival = match accepted {
            Some(first) if *first == said.content => "same content",
            Some(first) if said.content.is_other_version_of(first) => "other version",
            Some(_) => "other content",
            None if !said.is_paid => "not paid",
            None if is_other => "other receipt",
            None if differences.is_empty() => "first",
            None => "differs",
        };
        let cell = Cell { notice: self.situation(&said, place), arrival };
        let sentence = self.law.says(&cell).clone();
        let pays = ["first", "other receipt", "differs"].contains(&arrival);
        let mut cases: Vec<String> =
            sentence.cases.iter().filter(|it| *it != "differs").cloned().collect();
        if pays {
            cases.extend(differences.iter().map(|it| (*it).to_owned()));
        }
        let known = self.book.acknowledged.entry(key.clone()).or_default();
        let is_new_content = known.insert(said.content.clone());
        let stored = sentence.is_stored && is_new_content;
        if !stored {
            cases.clear();
        }
        self.book.accepted.entry(key).or_insert_with(|| said.content.clone());
        if pays && let Some((at, ..)) = place {
            self.positions[at].pay(&said.notice, &said.receipt_id);
        }
        Verdict {
            cell,
            workspace,
            is_ok: sentence.is_ok,
            stored: stored.then(|| delivered.message.clone()),
            cases,
            pays: pays && sentence.after.is_some(),
            heard: delivered.heard.clone(),
            said,
        }
    }

    /// Position, option and instalment of the notice, when the body issued it.
    fn place(&self, workspace: i64, said: &Said) -> Option<(usize, usize, usize)> {
        if said.addressee != said.creditor {
            return None;
        }
        for (at, position) in self.positions.iter().enumerate() {
            for (option, it) in position.options.iter().enumerate() {
                let part = it.installments.iter().position(|it| it.notice == said.notice);
                if let Some(part) = part.filter(|_| position.workspace == workspace) {
                    return Some((at, option, part));
                }
            }
        }
        None
    }

    fn situation(&self, said: &Said, place: Option<(usize, usize, usize)>) -> String {
        let Some((at, option, part)) = place else {
            let word = if said.addressee == said.creditor { "unknown" } else { "broadcast" };
            return word.to_owned();
        };
        let position = &self.positions[at];
        let elsewhere = position
            .options
            .iter()
            .enumerate()
            .any(|(index, it)| index != option && it.installments.iter().any(|it| it.is_paid));
        if position.options[option].installments[part].is_paid || elsewhere {
            return "paid".to_owned();
        }
        word_of(position.status_at(self.now_us)).to_owned()
    }

    /// The cases of what is not as the position says.
    fn differences(&self, at: usize, option: usize, part: usize, said: &Said) -> Vec<&'static str> {
        let option = &self.positions[at].options[option];
        let installment = &option.installments[part];
        let mut found = Vec::new();
        let mut due: Vec<(&str, i64)> =
            installment.transfers.iter().map(|it| (it.organization.as_str(), it.amount)).collect();
        let mut paid: Vec<(&str, i64)> =
            said.shares.iter().map(|(who, cents, _)| (who.as_str(), *cents)).collect();
        due.sort_unstable();
        paid.sort_unstable();
        if said.amount != installment.amount + installment.fee || due != paid {
            found.push("amount_differs");
        }
        if said.debtor != option.debtor {
            found.push("debtor_differs");
        }
        let is_named = |who: &str, account: &str| {
            installment.transfers.iter().any(|it| it.organization == who && it.names(account))
        };
        if said
            .shares
            .iter()
            .any(|(who, _, account)| !account.is_empty() && !is_named(who, account))
        {
            found.push("iban_differs");
        }
        found
    }
}

fn word_of(status: i64) -> &'static str {
    match status {
        status::DRAFT => "draft",
        status::PUBLISHED => "published",
        status::VALID => "valid",
        status::PARTLY_PAID => "partly paid",
        status::PAID => "paid",
        status::EXPIRED => "expired",
        status::INVALIDATED => "invalidated",
        other => panic!("a status {other}"),
    }
}

/// Compares what the law says with what is there.
pub(crate) fn check(
    step: &Step,
    verdicts: &[Verdict],
    before: &Archive,
    after: &Archive,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if step.delivered.is_empty() {
        return findings;
    }
    for damaged in step.delivered.iter().filter(|it| it.damaged) {
        let is_refused = damaged.heard != Heard::Ok;
        demand(&mut findings, is_refused, Rule::AnswerIsTrue, || {
            "a damaged message was answered OK".to_owned()
        });
    }
    for it in verdicts {
        let expected = if it.is_ok { Heard::Ok } else { Heard::Ko("PAA_RECEIPT_DUPLICATA".into()) };
        let is_as_said = it.heard == expected || it.heard == Heard::Nothing;
        demand(&mut findings, is_as_said, Rule::EffectOfReceipt, || {
            format!("{}: answered {:?}, not {expected:?}", it.cell, it.heard)
        });
        let is_kept = it.stored.as_ref().is_none_or(|message| {
            after.messages.iter().any(|kept| {
                kept.bytes == *message
                    && (kept.workspace, &kept.receipt_id) == (it.workspace, &it.said.receipt_id)
            })
        });
        demand(&mut findings, is_kept, Rule::AcknowledgedIsKept, || {
            format!("{}: receipt {} is not kept", it.cell, it.said.receipt_id)
        });
        let is_marked = !it.pays || is_paid(after, it.workspace, &it.said.notice);
        demand(&mut findings, is_marked, Rule::EffectOfReceipt, || {
            format!("{}: notice {} is not marked as paid", it.cell, it.said.notice)
        });
    }
    findings.extend(check_cases(verdicts, before, after));
    if step.called.is_empty() && step.jobs == Jobs::Untouched {
        findings.extend(check_positions(verdicts, before, after));
    }
    findings
}

fn is_paid(archive: &Archive, workspace: i64, notice: &str) -> bool {
    let of_workspace = archive.positions.iter().filter(|it| it.workspace == workspace);
    of_workspace.flat_map(Position::installments).any(|it| it.notice == notice && it.is_paid)
}

/// The cases of a step are those the law asks for, no more and no fewer.
fn check_cases(verdicts: &[Verdict], before: &Archive, after: &Archive) -> Vec<Finding> {
    let mut expected: Vec<Case> = before.cases.clone();
    for it in verdicts {
        expected.extend(it.cases.iter().map(|kind| Case {
            workspace: it.workspace,
            kind: kind.clone(),
            notice: it.said.notice.clone(),
            receipt_id: it.said.receipt_id.clone(),
        }));
    }
    let mut found = after.cases.clone();
    expected.sort();
    found.sort();
    let mut findings = Vec::new();
    demand(&mut findings, expected == found, Rule::CasesStay, || {
        let missing = expected.iter().filter(|it| !found.contains(it)).collect::<Vec<_>>();
        let needless = found.iter().filter(|it| !expected.contains(it)).collect::<Vec<_>>();
        let cells: Vec<_> = verdicts.iter().map(|it| it.cell.to_string()).collect();
        format!("cases missing {missing:?}, needless {needless:?} after {cells:?}")
    });
    findings
}

/// Positions change by the payments that the law says, and by nothing else.
fn check_positions(verdicts: &[Verdict], before: &Archive, after: &Archive) -> Vec<Finding> {
    let mut expected = before.positions.clone();
    for it in verdicts.iter().filter(|it| it.pays) {
        let of_workspace = expected.iter_mut().filter(|own| own.workspace == it.workspace);
        for position in of_workspace {
            position.pay(&it.said.notice, &it.said.receipt_id);
        }
    }
    let timeless = |positions: &[Position]| -> BTreeMap<Vec<u8>, Position> {
        positions.iter().map(|it| (it.id.clone(), it.timeless())).collect()
    };
    let (expected, found) = (timeless(&expected), timeless(&after.positions));
    let mut findings = Vec::new();
    for (id, position) in &expected {
        demand(&mut findings, found.get(id) == Some(position), Rule::EffectOfReceipt, || {
            let cells: Vec<_> = verdicts.iter().map(|it| it.cell.to_string()).collect();
            format!("after {cells:?}: {position:?} is {:?}", found.get(id))
        });
    }
    demand(&mut findings, expected.len() == found.len(), Rule::EffectOfReceipt, || {
        "positions have come or gone".to_owned()
    });
    findings
}
