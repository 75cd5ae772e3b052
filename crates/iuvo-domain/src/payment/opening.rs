//! When the notices of a position are open to payment, if nothing but time happens to it.
//!
//! An opening is written down by itself, so that most verifications need not read the whole
//! position. It never says why a notice cannot be paid: that is told from the position.
//!
//! Invariant: an opening holds at a moment exactly when [`DebtPosition::payable`] grants its
//! notice.

use jiff::Timestamp;

use crate::{
    InstallmentId,
    debt_position::{DebtPosition, Installment, PaymentOption, PositionStatus},
};

/// A notice that may be paid for some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Which.
    pub installment: InstallmentId,
    /// From then on; `None` if it may be paid already, whenever that began.
    pub from: Option<Timestamp>,
    /// Until before then, if time alone ever ends it.
    pub until: Option<Timestamp>,
    /// Whether everything can be credited to postal accounts.
    pub is_all_postal: bool,
}

impl DebtPosition {
    /// The openings of the position as it stands, in the order of its instalments.
    pub fn openings(&self) -> impl Iterator<Item = Opening> {
        let (from, until) = match self.status {
            PositionStatus::Published => (self.validity_date(), self.expires_at()),
            PositionStatus::Valid => (None, self.expires_at()),
            _ => (None, None),
        };
        let payable = self.options.iter().filter(|it| self.is_open_some_time(it));
        payable.flat_map(move |option| {
            let from = from.max(option.validity_date);
            let until = earliest(until, option.expires_at());
            let unpaid = option.installments.iter().filter(|it| !it.is_paid());
            unpaid.map(move |it| opening(it, from, until))
        })
    }

    /// Whether that option may be paid at some time or other.
    fn is_open_some_time(&self, option: &PaymentOption) -> bool {
        let is_open = match self.status {
            // Without a validity date it never becomes valid.
            PositionStatus::Published => self.validity_date().is_some(),
            PositionStatus::Valid | PositionStatus::PartiallyPaid => true,
            PositionStatus::Draft
            | PositionStatus::Paid
            | PositionStatus::Expired
            | PositionStatus::Invalidated => false,
        };
        is_open && !self.is_started_elsewhere(option)
    }
}

fn opening(
    installment: &Installment,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Opening {
    let is_all_postal = installment.is_all_postal();
    Opening { installment: installment.id, from, until, is_all_postal }
}

/// The first of two ends, of which either may be missing.
fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
