//! What must be so at any moment, whatever has happened.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    archive::{Archive, Message},
    book::Book,
    position::{ELSEWHERE, Position},
    rule::{Finding, Rule, demand},
};

const HOUR_US: i64 = 3_600_000_000;
/// The longest lease of a job, and the longest pause before it is tried again.
const LEASE_US: i64 = HOUR_US / 12;
const PAUSE_US: i64 = HOUR_US;
/// The longest rest of a job that recurs; what it looks after is looked at by itself.
const REST_US: i64 = 6 * HOUR_US;

pub(crate) fn check(now_us: i64, archive: &Archive, book: &Book) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_transfers(&mut findings, archive);
    check_receipts(&mut findings, archive, book);
    check_acknowledged(&mut findings, archive, book);
    check_payments(&mut findings, archive, book);
    check_double_payments(&mut findings, archive);
    check_numbers(&mut findings, archive, book);
    check_jobs(&mut findings, now_us, archive, book);
    check_bodies(&mut findings, archive);
    findings
}

fn check_transfers(findings: &mut Vec<Finding>, archive: &Archive) {
    for part in archive.positions.iter().flat_map(Position::installments) {
        let sum: i64 = part.transfers.iter().map(|it| it.amount).sum();
        demand(findings, sum == part.amount, Rule::TransfersAddUp, || {
            format!("notice {}: {sum} of {}", part.notice, part.amount)
        });
    }
    for receipt in &archive.receipts {
        let sum: i64 = receipt.shares.iter().sum();
        demand(findings, sum == receipt.amount, Rule::ReceiptAddsUp, || {
            format!("receipt {}: {sum} of {}", receipt.id, receipt.amount)
        });
    }
}

/// Every receipt was delivered, and says what the message said.
fn check_receipts(findings: &mut Vec<Finding>, archive: &Archive, book: &Book) {
    let mut seen = BTreeSet::new();
    for receipt in &archive.receipts {
        let key = (receipt.workspace, receipt.id.clone());
        demand(findings, seen.insert(key.clone()), Rule::CountedOnce, || {
            format!("receipt {} twice", receipt.id)
        });
        let Some(delivered) = book.delivered.get(&key) else {
            demand(findings, false, Rule::NothingInvented, || {
                format!(
                    "nobody delivered receipt {} to workspace {}",
                    receipt.id, receipt.workspace
                )
            });
            continue;
        };
        let is_said = delivered.values().any(|said| {
            (said.notice.as_str(), said.creditor.as_str(), said.amount, said.is_paid)
                == (&receipt.notice, &receipt.organization, receipt.amount, receipt.is_paid)
        });
        demand(findings, is_said, Rule::NothingInvented, || {
            format!("no message says what receipt {} says", receipt.id)
        });
    }
    for message in &archive.messages {
        let key = (message.workspace, message.receipt_id.clone());
        let is_same = book.delivered.get(&key).is_some_and(|it| it.contains_key(&message.bytes));
        demand(findings, is_same, Rule::KeptByteForByte, || {
            format!("a message of receipt {} is none that was delivered", message.receipt_id)
        });
    }
}

/// What was answered as received is there: the receipt, and a message that says it.
fn check_acknowledged(findings: &mut Vec<Finding>, archive: &Archive, book: &Book) {
    let receipts: BTreeSet<(i64, &str)> =
        archive.receipts.iter().map(|it| (it.workspace, it.id.as_str())).collect();
    let mut kept: BTreeMap<(i64, &str), Vec<&Message>> = BTreeMap::new();
    for it in &archive.messages {
        kept.entry((it.workspace, &it.receipt_id)).or_default().push(it);
    }
    for ((workspace, receipt_id), contents) in &book.acknowledged {
        demand(
            findings,
            receipts.contains(&(*workspace, receipt_id.as_str())),
            Rule::AcknowledgedIsKept,
            || format!("receipt {receipt_id} was acknowledged and is lost"),
        );
        let messages = kept.get(&(*workspace, receipt_id.as_str())).map_or(&[][..], Vec::as_slice);
        let delivered = &book.delivered[&(*workspace, receipt_id.clone())];
        for content in contents {
            let says_it =
                |it: &Message| delivered.get(&it.bytes).is_some_and(|it| it.content == *content);
            let is_kept = messages.iter().any(|it| says_it(it));
            demand(findings, is_kept, Rule::KeptByteForByte, || {
                format!("a message of receipt {receipt_id} was acknowledged and is lost")
            });
        }
        demand(findings, messages.len() == contents.len(), Rule::CountedOnce, || {
            format!("receipt {receipt_id} has {} messages", messages.len())
        });
    }
}

/// A paid instalment was paid by a receipt of its notice, or its body said that it was paid
/// elsewhere; a receipt pays one instalment.
fn check_payments(findings: &mut Vec<Finding>, archive: &Archive, book: &Book) {
    let mut receipts = BTreeMap::new();
    for it in archive.receipts.iter().filter(|it| it.is_paid && !it.is_broadcast) {
        receipts.insert((it.workspace, it.id.as_str()), it.notice.as_str());
    }
    let mut used = BTreeSet::new();
    for position in &archive.positions {
        for part in position.installments().filter(|it| it.is_paid) {
            let id = part.receipt_id.as_deref().unwrap_or_default();
            if id == ELSEWHERE {
                let is_said = book.elsewhere.contains(&(position.workspace, part.notice.clone()));
                demand(findings, is_said, Rule::PaidByItsReceipt, || {
                    format!("nobody said that notice {} was paid elsewhere", part.notice)
                });
                continue;
            }
            let notice = receipts.get(&(position.workspace, id));
            demand(findings, notice == Some(&part.notice.as_str()), Rule::PaidByItsReceipt, || {
                format!("notice {} was paid by {id}, a receipt of {notice:?}", part.notice)
            });
            demand(findings, used.insert((position.workspace, id)), Rule::PaidByItsReceipt, || {
                format!("receipt {id} pays twice")
            });
        }
    }
}

/// Never more paid than once, unless somebody is told.
fn check_double_payments(findings: &mut Vec<Finding>, archive: &Archive) {
    let mut paid: BTreeMap<(i64, &str), usize> = BTreeMap::new();
    for it in archive.receipts.iter().filter(|it| it.is_paid && !it.is_broadcast) {
        *paid.entry((it.workspace, it.notice.as_str())).or_default() += 1;
    }
    for ((workspace, notice), count) in paid.into_iter().filter(|(_, count)| *count > 1) {
        let is_case = |it: &&crate::archive::Case| {
            it.workspace == workspace && it.notice == notice && it.kind == "double_payment"
        };
        let cases = archive.cases.iter().filter(is_case).count();
        demand(findings, cases + 1 >= count, Rule::PaidByItsReceipt, || {
            format!("notice {notice} was paid {count} times with {cases} case(s)")
        });
    }
}

fn check_numbers(findings: &mut Vec<Finding>, archive: &Archive, book: &Book) {
    let mut used = BTreeSet::new();
    for position in &archive.positions {
        for part in position.installments() {
            let key = (position.workspace, part.iuv.clone());
            let is_first =
                used.insert(key.clone()) && book.numbers.get(&key) == Some(&position.iupd);
            demand(findings, is_first, Rule::NumbersAreUnique, || {
                let first = book.numbers.get(&key);
                format!("number {} of {} belonged to {first:?}", part.iuv, position.iupd)
            });
            demand(
                findings,
                has_check_digits(&part.notice, &part.iuv),
                Rule::NumbersAreUnique,
                || format!("number {} of notice {}", part.iuv, part.notice),
            );
        }
    }
}

/// "3", two digits of segregation, thirteen of base, and the remainder of all of these by 93.
fn has_check_digits(notice: &str, iuv: &str) -> bool {
    let Some(own) = notice.strip_prefix('3') else { return false };
    let (Some(base), Some(check)) = (notice.get(..16), notice.get(16..18)) else { return false };
    let (Ok(base), Ok(check)) = (base.parse::<u64>(), check.parse::<u64>()) else { return false };
    own == iuv && notice.len() == 18 && base % 93 == check
}

fn check_jobs(findings: &mut Vec<Finding>, now_us: i64, archive: &Archive, book: &Book) {
    let found: BTreeSet<_> =
        archive.jobs.iter().map(|it| (it.workspace, it.kind.clone())).collect();
    for lost in book.jobs.difference(&found) {
        demand(findings, false, Rule::NoJobIsLost, || format!("{lost:?} is lost"));
    }
    for job in archive.jobs.iter().filter(|it| !it.is_done) {
        let recurs = book.jobs.contains(&(job.workspace, job.kind.clone()));
        let rest_us = if recurs { REST_US } else { PAUSE_US };
        let is_due = job.due_us <= now_us + rest_us && job.leased_until_us <= now_us + LEASE_US;
        demand(findings, is_due, Rule::NoJobIsLost, || {
            format!("{} of workspace {} rests too long", job.kind, job.workspace)
        });
    }
}

/// Every row belongs to the body that it speaks of.
fn check_bodies(findings: &mut Vec<Finding>, archive: &Archive) {
    for workspace in &archive.workspaces {
        let own = |notice: &str| {
            let code = notice.get(1..3).unwrap_or_default();
            workspace.segregation_codes.iter().any(|it| it == code)
        };
        let positions = archive.positions.iter().filter(|it| it.workspace == workspace.id);
        for part in positions.flat_map(Position::installments) {
            demand(findings, own(&part.notice), Rule::BodiesAreApart, || {
                format!("notice {} is not of {}", part.notice, workspace.organization)
            });
        }
        let receipts = archive.receipts.iter().filter(|it| it.workspace == workspace.id);
        for receipt in receipts {
            let is_own = receipt.organization == workspace.organization;
            demand(findings, is_own != receipt.is_broadcast, Rule::BodiesAreApart, || {
                format!("receipt {} is not of {}", receipt.id, workspace.organization)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_reckoned_from_the_whole_number() {
        assert!(has_check_digits("302000000000000184", "02000000000000184"));
        assert!(!has_check_digits("302000000000000185", "02000000000000185"));
        assert!(!has_check_digits("302000000000000184", "02000000000000999"));
        assert!(!has_check_digits("002000000000000184", "02000000000000184"));
    }
}
