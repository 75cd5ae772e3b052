//! What the Node asks before a payment: may this notice be paid, how much, to whom.
//!
//! Verification and activation change nothing: the Node owns the lock on concurrent attempts
//! (SANP, "best practice").
//!
//! Each option keeps to its own dates: of a fine that is reduced for five days, the reduced amount
//! is refused on the sixth while the full one is payable. GPD looks at the position alone, and
//! would take the reduced amount until the last day of the full one.

use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};

mod options;

pub use options::{InstallmentOffer, InstallmentStanding, OptionOffer, OptionStanding};

use crate::coded::coded;
use crate::debt_position::{
    DebtPosition, Destination, Installment, PaymentOption, PositionStatus, Transfer,
};

mod opening;

pub use opening::Opening;

coded! {
    /// Why a notice cannot be paid now; the first that applies is returned.
    PaymentRefusal;

    /// No position has this notice number.
    NoticeUnknown = "notice_unknown";
    /// The notice, or the whole debt, has been paid.
    AlreadyPaid = "already_paid";
    /// The body withdrew the debt.
    Invalidated = "invalidated";
    /// The body is still writing the position.
    NotYetPublished = "not_yet_published";
    /// The debt is being paid through another option (SANP, "opzioni di pagamento": the others
    /// are no longer offered).
    AnotherOptionStarted = "another_option_started";
    /// Published, but payable only later.
    NotYetValid = "not_yet_valid";
    /// Its time has passed.
    Expired = "expired";
}

/// An instalment that may be paid now.
#[derive(Debug, Clone, Copy)]
pub struct Payable<'a> {
    /// Its position.
    pub position: &'a DebtPosition,
    /// Its option, which names the debtor.
    pub option: &'a PaymentOption,
    /// The instalment.
    pub installment: &'a Installment,
}

impl DebtPosition {
    /// The instalment with that notice number, if it may be paid at that moment.
    pub fn payable(
        &self,
        notice_number: NoticeNumber,
        now: Timestamp,
    ) -> Result<Payable<'_>, PaymentRefusal> {
        let (option, installment) =
            self.find(&notice_number.to_string()).ok_or(PaymentRefusal::NoticeUnknown)?;
        if installment.is_paid() {
            return Err(PaymentRefusal::AlreadyPaid);
        }
        self.check_status(now)?;
        self.check_option(option, now)?;
        Ok(Payable { position: self, option, installment })
    }

    fn check_status(&self, now: Timestamp) -> Result<(), PaymentRefusal> {
        match self.status_at(now) {
            PositionStatus::Paid => Err(PaymentRefusal::AlreadyPaid),
            PositionStatus::Invalidated => Err(PaymentRefusal::Invalidated),
            PositionStatus::Draft => Err(PaymentRefusal::NotYetPublished),
            PositionStatus::Published => Err(PaymentRefusal::NotYetValid),
            PositionStatus::Expired => Err(PaymentRefusal::Expired),
            PositionStatus::Valid | PositionStatus::PartiallyPaid => Ok(()),
        }
    }

    fn check_option(&self, option: &PaymentOption, now: Timestamp) -> Result<(), PaymentRefusal> {
        if self.is_started_elsewhere(option) {
            Err(PaymentRefusal::AnotherOptionStarted)
        } else if !option.is_valid_at(now) {
            Err(PaymentRefusal::NotYetValid)
        } else if option.is_expired_at(now) {
            Err(PaymentRefusal::Expired)
        } else {
            Ok(())
        }
    }
}

/// Which kind of account the caller can credit (`transferType` of paGetPaymentV2; SANP, "best
/// practice").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChoice {
    /// The body decides: the bank account, or the only one there is.
    Any,
    /// The payment comes from the post (`POSTAL`): the postal account, if there is one.
    Postal,
    /// Any other channel (`PAGOPA`): the bank account, with the postal one named beside it.
    Bank,
}

/// A transfer as the Node is told to make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferDue<'a> {
    /// The share.
    pub transfer: &'a Transfer,
    /// Its amount, the notification fee included.
    pub amount: Cents,
    /// The account to credit; `None` for a stamp.
    pub iban: Option<&'a str>,
    /// The postal account named beside the bank one (metadata `IBANAPPOGGIO`).
    pub supporting_iban: Option<&'a str>,
}

impl<'a> Payable<'a> {
    /// Whether all of it can be credited to postal accounts (`allCCP`).
    pub fn is_all_postal(&self) -> bool {
        self.installment.is_all_postal()
    }

    /// What the payer is asked for. `None` only if the sum leaves the range of amounts.
    pub fn amount(&self) -> Option<Cents> {
        self.installment.amount_due()
    }

    /// The transfers to make, with the account that suits the caller. `None` only if the
    /// notification fee finds no transfer of the body, or a sum leaves the range of amounts.
    pub fn transfers(
        &self,
        organization: OrganizationFiscalCode,
        choice: AccountChoice,
    ) -> Option<Vec<TransferDue<'a>>> {
        let shares = self.installment.transfers_due(organization)?;
        Some(shares.into_iter().map(|(it, amount)| transfer_due(it, amount, choice)).collect())
    }
}

fn transfer_due(transfer: &Transfer, amount: Cents, choice: AccountChoice) -> TransferDue<'_> {
    let (iban, supporting_iban) = match (&transfer.destination, choice) {
        (Destination::Stamp(_), _) => (None, None),
        (Destination::Account { postal_iban: Some(postal), .. }, AccountChoice::Postal) => {
            (Some(postal.as_str()), None)
        }
        (Destination::Account { iban, postal_iban }, AccountChoice::Bank) => {
            (Some(iban.as_str()), postal_iban.as_deref())
        }
        (Destination::Account { iban, .. }, AccountChoice::Any | AccountChoice::Postal) => {
            (Some(iban.as_str()), None)
        }
    };
    TransferDue { transfer, amount, iban, supporting_iban }
}

#[cfg(test)]
mod tests;
