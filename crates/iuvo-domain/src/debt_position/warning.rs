//! What is accepted although it will cause trouble.
//!
//! GPD checks neither the digits of an IBAN nor the taxonomy, so neither may we; what the Node
//! will not digest is written beside the position, for the people who can correct it.

use jiff::civil::Date;
use pagopa_codes::{Cents, Iban, TransferCategory};

use super::{DebtPosition, Installment, Transfer};
use crate::{
    coded::coded,
    directory::{
        WorkspaceProfile,
        taxonomy::{CategoryStanding, Taxonomy},
    },
};

coded! {
    /// Something accepted that will cause trouble.
    Warning;

    /// A notice number is not 18 digits: the Node cannot carry it.
    NoticeNumberNotPayable = "notice_number_not_payable";
    /// The check digits of a notice number are wrong: some payment providers refuse it.
    CheckDigitsWrong = "check_digits_wrong";
    /// The segregation code is none of those linked to the body's stations.
    SegregationCodeForeign = "segregation_code_foreign";
    /// The digits of an IBAN are wrong.
    IbanWrong = "iban_wrong";
    /// An IBAN of the body is not among its registered accounts: the Node will refuse it.
    IbanNotRegistered = "iban_not_registered";
    /// A taxonomy code is not of the published form.
    CategoryMalformed = "category_malformed";
    /// A taxonomy code is not in the list that pagoPA publishes.
    CategoryUnknown = "category_unknown";
    /// A taxonomy code was or will be in force, and is not.
    CategoryExpired = "category_expired";
    /// The debtor's code does not fit the Node, which will be told `ANONIMO`.
    DebtorCodeNotPayable = "debtor_code_not_payable";
    /// An amount, the notification fee included, is beyond what the Node can carry
    /// (999 999 999.99 euro).
    AmountNotPayable = "amount_not_payable";
}

/// Looks for what will cause trouble on that day, the day of the writing; each kind once, in the
/// order of their declaration.
pub fn warnings(
    position: &DebtPosition,
    profile: &WorkspaceProfile,
    taxonomy: &Taxonomy,
    day: Date,
) -> Vec<Warning> {
    let mut found = Vec::new();
    if position.options.iter().any(|it| !it.debtor.is_known_to_node()) {
        found.push(Warning::DebtorCodeNotPayable);
    }
    for installment in position.installments() {
        number_warnings(installment, profile, &mut found);
        if installment.amount_due().is_none_or(|it| it > Cents::MAX_NODE) {
            found.push(Warning::AmountNotPayable);
        }
        for transfer in &installment.transfers {
            account_warnings(transfer, profile, day, &mut found);
            found.extend(category_warning(&transfer.category, taxonomy, day));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn category_warning(
    category: &TransferCategory,
    taxonomy: &Taxonomy,
    day: Date,
) -> Option<Warning> {
    if !category.is_well_formed() {
        return Some(Warning::CategoryMalformed);
    }
    match taxonomy.standing(category, day) {
        CategoryStanding::InForce => None,
        CategoryStanding::Unknown => Some(Warning::CategoryUnknown),
        CategoryStanding::NotOnThatDay => Some(Warning::CategoryExpired),
    }
}

/// Of the deprecated forms of numbers, which have no segregation code, only the digits are judged.
fn number_warnings(
    installment: &Installment,
    profile: &WorkspaceProfile,
    found: &mut Vec<Warning>,
) {
    let Some(number) = installment.notice_number.notice_number() else {
        found.push(Warning::NoticeNumberNotPayable);
        return;
    };
    if !number.has_valid_check_digits() {
        found.push(Warning::CheckDigitsWrong);
    }
    let is_linked = |code| profile.links.iter().any(|it| it.segregation_code == code);
    if number.segregation_code().is_some_and(|it| !is_linked(it)) {
        found.push(Warning::SegregationCodeForeign);
    }
}

/// Which accounts other bodies have registered, only the Node knows.
fn account_warnings(
    transfer: &Transfer,
    profile: &WorkspaceProfile,
    day: Date,
    found: &mut Vec<Warning>,
) {
    let is_ours = transfer.organization == profile.organization.fiscal_code;
    for account in transfer.accounts() {
        if Iban::parse(account).is_err() {
            found.push(Warning::IbanWrong);
        } else if is_ours && !profile.has_account(account, day) {
            found.push(Warning::IbanNotRegistered);
        }
    }
}

#[cfg(test)]
mod tests;
