//! The body moves to another account what has not been paid yet.

use jiff::Timestamp;

use super::{DebtPosition, Destination, PositionStatus};
use crate::InstallmentId;

/// From which account to which, each as it is written in the positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IbanChange {
    /// The account that is left.
    pub old: String,
    /// The account that is credited from now on.
    pub new: String,
}

/// A transfer, named by its instalment and its index.
pub type TransferKey = (InstallmentId, u8);

/// What a change of account did to a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IbanChanged {
    /// The transfers that were moved.
    pub moved: Vec<TransferKey>,
    /// How many of those named credit the new account now, also if they did before.
    pub credited: usize,
}

impl DebtPosition {
    /// Moves the transfers named, as far as they are unpaid, credit the old account and belong to
    /// a position that can still be paid (GPD 1.1.37: draft, published, valid, paid in part).
    pub fn change_iban(
        &mut self,
        change: &IbanChange,
        named: &[TransferKey],
        now: Timestamp,
    ) -> IbanChanged {
        let mut changed = IbanChanged { moved: Vec::new(), credited: 0 };
        if !may_be_paid(self.status_at(now)) {
            return changed;
        }
        let unpaid = self.options.iter_mut().flat_map(|it| &mut it.installments);
        for installment in unpaid.filter(|it| !it.is_paid()) {
            for transfer in &mut installment.transfers {
                let key = (installment.id, transfer.index);
                let Destination::Account { iban, .. } = &mut transfer.destination else { continue };
                if !named.contains(&key) {
                    continue;
                }
                if *iban == change.old {
                    iban.clone_from(&change.new);
                    changed.moved.push(key);
                }
                let is_credited = *iban == change.new;
                changed.credited = changed.credited.saturating_add(usize::from(is_credited));
            }
        }
        if !changed.moved.is_empty() {
            self.updated_at = now;
        }
        changed
    }
}

fn may_be_paid(status: PositionStatus) -> bool {
    match status {
        PositionStatus::Draft
        | PositionStatus::Published
        | PositionStatus::Valid
        | PositionStatus::PartiallyPaid => true,
        PositionStatus::Paid | PositionStatus::Expired | PositionStatus::Invalidated => false,
    }
}

#[cfg(test)]
mod tests {
    use PositionStatus::{Draft, PartiallyPaid, Published, Valid};

    use super::*;
    use crate::sample::{BANK, Sample, micros, now, receipt};

    fn change(old: &str) -> IbanChange {
        IbanChange { old: old.to_owned(), new: "IT02".to_owned() }
    }

    fn keys(position: &DebtPosition) -> Vec<TransferKey> {
        position.installments().map(|it| (it.id, 1)).collect()
    }

    #[test]
    fn what_can_still_be_paid_is_moved() {
        for status in PositionStatus::ALL {
            let mut position = Sample::new().single(1).published();
            position.status = *status;
            let named = keys(&position);
            let changed = position.change_iban(&change(BANK), &named, micros(1));
            let is_moved = matches!(status, Draft | Published | Valid | PartiallyPaid);
            assert_eq!(!changed.moved.is_empty(), is_moved, "{status}");
            assert_eq!(position.updated_at == micros(1), is_moved, "{status}");
        }
    }

    #[test]
    fn of_a_plan_only_what_is_unpaid_and_named_is_moved() {
        let mut position = Sample::new().plan(&[1, 1, 1]).published();
        position.settle(&receipt("R1", &position, 1), now()).unwrap();
        let named = keys(&position);
        let changed = position.change_iban(&change(BANK), &named[..2], now());
        assert_eq!(changed, IbanChanged { moved: vec![named[1]], credited: 1 });
    }

    #[test]
    fn a_second_time_nothing_is_moved_and_all_is_credited() {
        let mut position = Sample::new().single(1).published();
        let named = keys(&position);
        for moved in [1, 0] {
            let changed = position.change_iban(&change(BANK), &named, now());
            assert_eq!((changed.moved.len(), changed.credited), (moved, 1));
        }
    }

    #[test]
    fn other_accounts_are_left_alone() {
        let mut position = Sample::new().single(1).published();
        let before = position.clone();
        let named = keys(&position);
        let changed = position.change_iban(&change("IT01"), &named, micros(1));
        assert_eq!((changed.credited, &position), (0, &before));
    }

    #[test]
    fn what_the_calendar_has_closed_is_left_alone() {
        let mut position = Sample::new().single(1).due(micros(5)).expiring().published();
        let named = keys(&position);
        assert!(position.change_iban(&change(BANK), &named, micros(6)).moved.is_empty());
    }
}
