//! In what a receipt differs from what the Node was told to collect.
//!
//! Invariants: what the Node was told is what is compared, with the notification fee in the amount
//! and `ANONIMO` for a code that it cannot carry; a difference refuses nothing, it opens a case.

use pagopa_codes::{Cents, OrganizationFiscalCode};

use super::{CaseKind, Receipt, ReceiptTransfer};
use crate::debt_position::{Installment, PaymentOption};

/// In what a receipt differs from the position it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// The amount, or how it is shared among bodies, is not the one asked for.
    Amount,
    /// The debtor is not the one named to the Node.
    Debtor,
    /// A transfer of the receipt credits an account that the position does not name for its body.
    Iban,
}

impl Mismatch {
    /// The case it opens.
    pub const fn case(self) -> CaseKind {
        match self {
            Self::Amount => CaseKind::AmountDiffers,
            Self::Debtor => CaseKind::DebtorDiffers,
            Self::Iban => CaseKind::IbanDiffers,
        }
    }
}

/// In what a receipt differs from the instalment it pays.
pub fn mismatches(
    receipt: &Receipt,
    option: &PaymentOption,
    installment: &Installment,
) -> Vec<Mismatch> {
    let amount = installment.amount_due() != Some(receipt.amount)
        || shares_due(installment, receipt.organization) != Some(shares_paid(receipt));
    let debtor = !option.debtor.code_for_node().eq_ignore_ascii_case(&receipt.debtor_fiscal_code);
    let iban = receipt.transfers.iter().any(|it| !is_expected(it, installment));
    [(amount, Mismatch::Amount), (debtor, Mismatch::Debtor), (iban, Mismatch::Iban)]
        .into_iter()
        .filter_map(|(differs, mismatch)| differs.then_some(mismatch))
        .collect()
}

/// Who gets how much, in an order of its own: a payment in stand-in may credit the creditor with
/// the shares of others although the total is right (SANP, "stand-in").
type Shares = Vec<(OrganizationFiscalCode, Cents)>;

fn shares_due(installment: &Installment, creditor: OrganizationFiscalCode) -> Option<Shares> {
    let due = installment.transfers_due(creditor)?;
    let mut shares: Shares = due.into_iter().map(|(it, cents)| (it.organization, cents)).collect();
    shares.sort_unstable();
    Some(shares)
}

fn shares_paid(receipt: &Receipt) -> Shares {
    let mut shares: Shares =
        receipt.transfers.iter().map(|it| (it.organization, it.amount)).collect();
    shares.sort_unstable();
    shares
}

/// Whether a transfer credits an account we named for that body. A stamp credits none.
fn is_expected(paid: &ReceiptTransfer, installment: &Installment) -> bool {
    let Some(paid_iban) = &paid.iban else { return true };
    installment.transfers.iter().any(|own| {
        own.organization == paid.organization
            && own.accounts().any(|it| it.eq_ignore_ascii_case(paid_iban))
    })
}

#[cfg(test)]
mod tests;
