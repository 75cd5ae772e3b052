//! What must be true of a draft.
//!
//! The rules, their order and their comparisons are GPD's (data rules of create and update, GPD
//! 1.1.37), also where GPD's own texts say otherwise; whoever asks with GPD's protocol gets GPD's
//! answer for the first that is broken. The range of a transfer's index, which GPD checks among
//! these, is a matter of the channel: a draft cannot be written without it.
//! Absent on purpose: the digits of accounts, codes and notice numbers, which GPD does not check
//! either; they are [warned about](super::super::warnings).

use jiff::Timestamp;
use pagopa_codes::{Cents, Iuv, NOTIFICATION_FEE};

use super::{InstallmentDraft, OptionDraft, PositionDraft};

/// Whether a position is written for the first time or again: the rules on dates differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// For the first time.
    Create,
    /// Again.
    Update,
}

/// What is wrong with a draft: the first rule broken, instalment by instalment as the channel
/// listed them; the reserved metadata come after everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftDefect {
    /// On creation the validity date must be in the future: the present instant is too early.
    ValidityDateNotInFuture {
        /// The date given.
        validity_date: Timestamp,
    },
    /// The due date comes before the validity date; or has passed, which a position that is
    /// written again may have, if it does not expire and has a validity date.
    DueDateTooEarly {
        /// The date given.
        due_date: Timestamp,
        /// The validity date, if there is one.
        validity_date: Option<Timestamp>,
    },
    /// The retention date comes before the due date.
    RetentionDateTooEarly {
        /// The date given.
        retention_date: Timestamp,
        /// The due date.
        due_date: Timestamp,
    },
    /// An instalment has at most five transfers.
    TooManyTransfers {
        /// How many there are.
        count: usize,
    },
    /// Either an account or a stamp, and a postal account only beside an account.
    DestinationAmbiguous {
        /// Of which instalment.
        iuv: Option<Iuv>,
        /// Of which transfer.
        index: u8,
    },
    /// The transfers do not add up to the amount.
    TransfersDoNotAddUp {
        /// The amount.
        amount: Cents,
        /// What the transfers add up to; `None` beyond the range of amounts.
        sum: Option<Cents>,
    },
    /// An instalment has the metadata key `NOTIFICATION_FEE`, which pagoPA alone writes
    /// ("dizionario dei metadati").
    ReservedMetadata,
}

/// Most transfers of an instalment (paForNode, `transferList`).
const MAX_TRANSFERS: usize = 5;

impl PositionDraft {
    /// Checks the rules; the first one broken is returned.
    pub fn check(&self, writing: Writing, now: Timestamp) -> Result<(), DraftDefect> {
        let mut installments: Vec<(&OptionDraft, &InstallmentDraft)> = self
            .options
            .iter()
            .flat_map(|it| it.installments.iter().map(move |i| (it, i)))
            .collect();
        installments.sort_by_key(|(_, installment)| installment.ordinal);
        for (option, installment) in installments {
            check_dates(option, installment, writing, now)?;
            check_transfers(installment)?;
        }
        self.check_metadata()
    }

    fn check_metadata(&self) -> Result<(), DraftDefect> {
        let mut installments = self.options.iter().flat_map(|it| &it.installments);
        if installments.any(|it| it.metadata.get(NOTIFICATION_FEE).is_some()) {
            return Err(DraftDefect::ReservedMetadata);
        }
        Ok(())
    }
}

fn check_dates(
    option: &OptionDraft,
    installment: &InstallmentDraft,
    writing: Writing,
    now: Timestamp,
) -> Result<(), DraftDefect> {
    let due_date = installment.due_date;
    if let Some(validity_date) = option.validity_date
        && writing == Writing::Create
        && validity_date <= now
    {
        return Err(DraftDefect::ValidityDateNotInFuture { validity_date });
    }
    let from_validity = option.validity_date.unwrap_or(now);
    let must_be_future = writing == Writing::Create || option.switch_to_expired;
    if due_date < from_validity || (must_be_future && due_date < now) {
        let validity_date = option.validity_date;
        return Err(DraftDefect::DueDateTooEarly { due_date, validity_date });
    }
    match installment.retention_date {
        Some(retention_date) if retention_date < due_date => {
            Err(DraftDefect::RetentionDateTooEarly { retention_date, due_date })
        }
        _ => Ok(()),
    }
}

fn check_transfers(installment: &InstallmentDraft) -> Result<(), DraftDefect> {
    let count = installment.transfers.len();
    if count > MAX_TRANSFERS {
        return Err(DraftDefect::TooManyTransfers { count });
    }
    if let Some(it) = installment.transfers.iter().find(|it| it.destination().is_none()) {
        return Err(DraftDefect::DestinationAmbiguous {
            iuv: installment.iuv.clone(),
            index: it.index,
        });
    }
    let sum = Cents::checked_sum(installment.transfers.iter().map(|it| it.amount));
    if sum != Some(installment.amount) {
        let amount = installment.amount;
        return Err(DraftDefect::TransfersDoNotAddUp { amount, sum });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
