//! A body gives more time to pay.
//!
//! In the tables it is a revision that is published at once: numbers, amounts and the instant from
//! which it may be paid stay as they are, and nobody who holds a notice has to do anything.

use jiff::Timestamp;

use super::{DebtPosition, PositionEvent, PositionStatus};
use crate::InstallmentId;

/// Why no more time is given; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtensionRefusal {
    /// It was never published, or has been paid, in part or in whole, or withdrawn.
    StateForbids,
    /// No due date changes.
    NothingChanges,
    /// A due date would be earlier than it is.
    Earlier(InstallmentId),
    /// The due date of an instalment that stops being payable after it would have passed.
    Passed(InstallmentId),
}

impl DebtPosition {
    /// Gives instalments other due dates, later than those they have; a refusal changes nothing.
    pub fn extend(
        &mut self,
        dates: &[(InstallmentId, Timestamp)],
        now: Timestamp,
    ) -> Result<(), ExtensionRefusal> {
        let status = self.status_at(now);
        let revised = status.apply(PositionEvent::Revise);
        let published = revised.and_then(|it| it.apply(PositionEvent::Publish));
        let published = published.map_err(|_| ExtensionRefusal::StateForbids)?;
        if status == PositionStatus::Draft {
            return Err(ExtensionRefusal::StateForbids);
        }
        let date_of = |id| dates.iter().find(|it| it.0 == id).map(|it| it.1);
        let mut changes = false;
        for option in &self.options {
            for it in &option.installments {
                let due_date = date_of(it.id).unwrap_or(it.due_date);
                if due_date < it.due_date {
                    return Err(ExtensionRefusal::Earlier(it.id));
                }
                if option.switch_to_expired && due_date < now {
                    return Err(ExtensionRefusal::Passed(it.id));
                }
                changes |= due_date != it.due_date;
            }
        }
        if !changes {
            return Err(ExtensionRefusal::NothingChanges);
        }
        for it in self.options.iter_mut().flat_map(|it| &mut it.installments) {
            it.due_date = date_of(it.id).unwrap_or(it.due_date);
        }
        self.status = published;
        self.updated_at = now;
        self.follow_calendar(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use PositionStatus::{Draft, Expired, Published, Valid};

    use super::*;
    use crate::sample::{Sample, days, micros, now, receipt};

    fn id(position: &DebtPosition, place: usize) -> InstallmentId {
        position.installments().nth(place).unwrap().id
    }

    #[test]
    fn what_has_expired_can_be_paid_again_with_the_same_number() {
        let mut position = Sample::new().single(1).due(micros(5)).expiring().published();
        let before = position.clone();
        assert_eq!(position.status_at(days(1)), Expired);
        let only = id(&position, 0);
        position.extend(&[(only, days(10))], days(1)).unwrap();
        assert_eq!((position.status, position.updated_at), (Valid, days(1)));
        assert_eq!((position.status_at(days(10)), position.status_at(days(11))), (Valid, Expired));
        position.options[0].installments[0].due_date = micros(5);
        let kept = DebtPosition { updated_at: before.updated_at, ..position };
        assert_eq!(kept, before);
    }

    #[test]
    fn what_is_not_yet_payable_stays_so() {
        let mut position = Sample::new().single(1).valid_from(days(5)).published();
        let only = id(&position, 0);
        position.extend(&[(only, days(40))], now()).unwrap();
        assert_eq!((position.status, position.status_at(days(5))), (Published, Valid));
    }

    #[test]
    fn only_more_time_is_given_and_only_to_what_is_owed() {
        use ExtensionRefusal::{Earlier, NothingChanges, Passed, StateForbids};
        let mut begun = Sample::new().plan(&[1, 1]).published();
        begun.settle(&receipt("R1", &begun, 1), now()).unwrap();
        let mut withdrawn = Sample::new().single(1).published();
        withdrawn.invalidate(now()).unwrap();
        let valid = Sample::new().single(1).published();
        let late = Sample::new().plan(&[1, 1]).due(micros(5)).expiring().published();
        let [only, second] = [id(&valid, 0), id(&late, 1)];
        let cases = [
            (begun, vec![], StateForbids),
            (withdrawn, vec![], StateForbids),
            (Sample::new().single(1).written(), vec![(only, days(60))], StateForbids),
            (valid.clone(), vec![], NothingChanges),
            (valid.clone(), vec![(only, days(30))], NothingChanges),
            (valid.clone(), vec![(only, days(29))], Earlier(only)),
            (late.clone(), vec![(second, days(9))], Passed(id(&late, 0))),
        ];
        for (mut position, dates, expected) in cases {
            let before = position.clone();
            assert_eq!(position.extend(&dates, days(1)), Err(expected));
            assert_eq!(position, before);
        }
        assert_eq!(Sample::new().single(1).written().status, Draft);
    }
}
