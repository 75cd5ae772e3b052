//! Amounts with the cost of the legal notification, which is kept apart from what is owed.
//!
//! The fee goes to the creditor: it is added to the *primary* transfer, the one with the lowest
//! index among those of the body itself (GPD, "notification fee").

use pagopa_codes::{Cents, OrganizationFiscalCode};

use super::{Installment, Transfer};

impl Installment {
    /// What the payer is asked for, the notification fee included. `None` if the sum leaves the
    /// range of amounts.
    pub fn amount_due(&self) -> Option<Cents> {
        self.amount.checked_add(self.notification_fee)
    }

    /// The transfers as they are paid, the fee included. `None` if the fee finds no transfer of
    /// the body or a sum leaves the range of amounts.
    pub fn transfers_due(
        &self,
        organization: OrganizationFiscalCode,
    ) -> Option<Vec<(&Transfer, Cents)>> {
        let primary = match self.notification_fee {
            Cents::ZERO => None,
            _ => Some(self.primary_transfer(organization)?),
        };
        self.transfers
            .iter()
            .map(|it| {
                let takes_fee = primary.is_some_and(|primary| std::ptr::eq(primary, it));
                let fee = if takes_fee { self.notification_fee } else { Cents::ZERO };
                Some((it, it.amount.checked_add(fee)?))
            })
            .collect()
    }

    /// The transfer that takes the notification fee.
    fn primary_transfer(&self, organization: OrganizationFiscalCode) -> Option<&Transfer> {
        self.transfers.iter().filter(|it| it.organization == organization).min_by_key(|it| it.index)
    }
}
