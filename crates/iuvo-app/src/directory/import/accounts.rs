//! Accounts from the Back Office's export of IBANs.
//!
//! The export tells whether an account is in use, not since when it is not: an account that has
//! ended is closed with yesterday, and one we never had is not taken up. Holder and authorization
//! of postal accounts are not in it: those we have are kept.

use std::{
    collections::{HashMap, hash_map::Entry},
    io::Read,
};

use iuvo_domain::directory::{BankAccount, WorkspaceProfile};
use jiff::{ToSpan, civil::Date};
use pagopa_codes::{Iban, OrganizationFiscalCode};
use pagopa_lists::{AccountRow, Unreadable};

use super::Ground;
use crate::directory::{DirectoryChange, Plan, StepKind};

/// Plans the accounts of a file.
pub fn plan_accounts(ground: Ground<'_>, file: impl Read) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let mut seen: HashMap<(OrganizationFiscalCode, Iban, Date), (u64, AccountRow)> = HashMap::new();
    pagopa_lists::read::<AccountRow>(file, |line, row| match row {
        Err(defects) => plan.reject(defects),
        Ok(row) => match seen.entry((row.fiscal_code, row.iban.clone(), row.valid_from)) {
            Entry::Occupied(first) if first.get().1 == row => (),
            Entry::Occupied(first) => {
                plan.refuse(line, "stato", format!("contraddice la riga {}", first.get().0));
            }
            Entry::Vacant(place) => {
                place.insert((line, row.clone()));
                plan_account(&mut plan, ground, line, &row);
            }
        },
    })?;
    Ok(plan)
}

fn plan_account(plan: &mut Plan, ground: Ground<'_>, line: u64, row: &AccountRow) {
    let Ground { directory, environment, today } = ground;
    let Some(profile) = directory.workspace_of(environment, row.fiscal_code) else {
        let reason = format!("l'ente non è servito in {environment}: prima «import bodies»");
        return plan.refuse(line, "codiceFiscale", reason);
    };
    let Some((kind, account)) = next_account(profile, row, today) else { return plan.keep() };
    let subject = format!("ente {}, conto {}", row.fiscal_code, row.iban);
    plan.step(line, kind, subject, DirectoryChange::SaveAccount(profile.workspace.id, account));
}

/// The account as it should be; nothing if it is so already.
fn next_account(
    profile: &WorkspaceProfile,
    row: &AccountRow,
    today: Date,
) -> Option<(StepKind, BankAccount)> {
    let same = profile.accounts.iter().filter(|it| it.iban == row.iban);
    let known = same.clone().find(|it| it.valid_from == row.valid_from);
    let yesterday = today.saturating_sub(1.day());
    let end = row.valid_to.or((!row.active).then_some(yesterday));
    match known {
        Some(account) => {
            let is_over = account.valid_to.is_some_and(|it| it < today);
            let is_right = match row.valid_to {
                Some(last) => account.valid_to == Some(last),
                None if row.active => account.valid_to.is_none_or(|it| today <= it),
                None => is_over,
            };
            let valid_to = end.map(|it| it.max(account.valid_from));
            let next = BankAccount { valid_to, ..account.clone() };
            (!is_right && next != *account).then_some((StepKind::Update, next))
        }
        // An account that goes on under another first day is the same one.
        None if !row.active => None,
        None if same.clone().any(|it| it.is_valid_on(row.valid_from) && it.valid_to.is_none()) => {
            None
        }
        None => {
            let of_before = same.max_by_key(|it| it.valid_from);
            let account = BankAccount {
                iban: row.iban.clone(),
                holder: of_before.and_then(|it| it.holder.clone()),
                authorization: of_before.and_then(|it| it.authorization.clone()),
                valid_from: row.valid_from,
                valid_to: row.valid_to,
            };
            Some((StepKind::Create, account))
        }
    }
}
