//! Publishing and withdrawing a position.

use jiff::Timestamp;

use super::{DebtPosition, PositionEvent, PositionStatus, Refused};

/// Why a position cannot be published by itself; the first that applies is returned
/// (GPD 1.1.37, `publish`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishRefusal {
    /// It is not a draft.
    NotDraft,
    /// A due date comes before the validity date.
    DueDateBeforeValidityDate,
    /// The first due date has passed.
    DueDatePassed,
    /// The first validity date has passed.
    ValidityDatePassed,
}

impl DebtPosition {
    /// Checks that a draft can be published as it is.
    pub fn check_publishable(&self, now: Timestamp) -> Result<(), PublishRefusal> {
        if self.status != PositionStatus::Draft {
            return Err(PublishRefusal::NotDraft);
        }
        let is_inverted = |it: &super::PaymentOption| {
            let validity_date = it.validity_date;
            it.installments.iter().any(|i| validity_date.is_some_and(|from| i.due_date < from))
        };
        if self.options.iter().any(is_inverted) {
            return Err(PublishRefusal::DueDateBeforeValidityDate);
        }
        if self.installments().map(|it| it.due_date).min().is_some_and(|first| first < now) {
            return Err(PublishRefusal::DueDatePassed);
        }
        if self.validity_date().is_some_and(|first| first < now) {
            return Err(PublishRefusal::ValidityDatePassed);
        }
        Ok(())
    }

    /// Publishes a draft. Options without a validity date are payable from now on; the position
    /// is `Valid` at once if any of its options is.
    pub fn publish(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.status = self.status.apply(PositionEvent::Publish)?;
        for option in &mut self.options {
            option.validity_date.get_or_insert(now);
        }
        self.published_at = Some(now);
        self.updated_at = now;
        self.follow_calendar_to_validity(now)
    }

    /// Withdraws a position nobody has paid.
    pub fn invalidate(&mut self, now: Timestamp) -> Result<(), Refused> {
        self.status = self.status_at(now).apply(PositionEvent::Invalidate)?;
        self.updated_at = now;
        Ok(())
    }

    /// A position published with dates already past is valid, not expired: the first look at the
    /// calendar afterwards finds that out.
    fn follow_calendar_to_validity(&mut self, now: Timestamp) -> Result<(), Refused> {
        if self.validity_date().is_some_and(|first| first <= now) {
            self.status = self.status.apply(PositionEvent::BecomeValid)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use PositionStatus::{Draft, Expired, Invalidated, Paid, PartiallyPaid, Published, Valid};

    use super::*;
    use crate::sample::{Sample, days, micros, now, receipt};

    #[test]
    fn a_draft_is_publishable_up_to_the_instant_of_its_dates() {
        use PublishRefusal::{DueDateBeforeValidityDate, DueDatePassed, ValidityDatePassed};
        let cases = [
            // validity, due
            (None, 0, Ok(())),
            (None, -1, Err(DueDatePassed)),
            (Some(0), 0, Ok(())),
            (Some(5), 5, Ok(())),
            (Some(5), 4, Err(DueDateBeforeValidityDate)),
            (Some(-1), 0, Err(ValidityDatePassed)),
            (Some(-2), -1, Err(DueDatePassed)),
            (Some(-1), -2, Err(DueDateBeforeValidityDate)),
        ];
        for (validity, due, expected) in cases {
            let sample = Sample::new().single(1).due(micros(due));
            let position = sample.with(|it| it.validity_date = validity.map(micros)).written();
            assert_eq!(position.check_publishable(now()), expected, "{validity:?} {due}");
        }
    }

    #[test]
    fn the_first_dates_of_all_options_decide() {
        let late = || Sample::new().single(1).valid_from(days(1)).due(days(2));
        let position = late().single(1).due(micros(-1)).written();
        assert_eq!(position.check_publishable(now()), Err(PublishRefusal::DueDatePassed));
        let position = late().single(1).valid_from(micros(-1)).written();
        assert_eq!(position.check_publishable(now()), Err(PublishRefusal::ValidityDatePassed));
        let position = late().plan(&[1, 1]).valid_from(days(40)).written();
        let expected = Err(PublishRefusal::DueDateBeforeValidityDate);
        assert_eq!(position.check_publishable(now()), expected);
    }

    #[test]
    fn only_a_draft_is_publishable() {
        for status in PositionStatus::ALL {
            let mut position = Sample::new().single(1).due(micros(-1)).written();
            position.status = *status;
            let expected = match status {
                Draft => PublishRefusal::DueDatePassed,
                _ => PublishRefusal::NotDraft,
            };
            assert_eq!(position.check_publishable(now()), Err(expected), "{status}");
            assert_eq!(position.publish(now()).is_ok(), *status == Draft, "{status}");
        }
    }

    #[test]
    fn publishing_makes_payable_what_has_no_later_date() {
        let cases: [(&[Option<i64>], _, _); 7] = [
            (&[None], Valid, Some(0)),
            (&[Some(0)], Valid, Some(0)),
            (&[Some(-3)], Valid, Some(-3)),
            (&[Some(1)], Published, Some(1)),
            (&[Some(5), Some(1)], Published, Some(1)),
            (&[Some(5), None], Valid, Some(0)),
            (&[], Published, None),
        ];
        for (dates, status, first) in cases {
            let sample = dates.iter().fold(Sample::new(), |sample, date| {
                sample.single(1).with(|it| it.validity_date = date.map(micros))
            });
            let position = sample.published();
            assert_eq!(position.status, status, "{dates:?}");
            assert_eq!(position.validity_date(), first.map(micros), "{dates:?}");
            assert_eq!((position.published_at, position.updated_at), (Some(now()), now()));
            let kept: Vec<_> = position.options.iter().map(|it| it.validity_date).collect();
            let filled: Vec<_> = dates.iter().map(|it| Some(micros(it.unwrap_or(0)))).collect();
            assert_eq!(kept, filled);
        }
    }

    #[test]
    fn what_is_published_late_is_valid_until_the_calendar_is_looked_at() {
        let position =
            Sample::new().single(1).valid_from(days(-2)).due(days(-1)).expiring().published();
        assert_eq!((position.status, position.status_at(now())), (Valid, Expired));
    }

    #[test]
    fn only_what_is_published_and_unpaid_is_withdrawn() {
        let published = Sample::new().single(1).valid_from(days(1)).published();
        let valid = Sample::new().single(1).published();
        for mut position in [published, valid] {
            position.invalidate(micros(1)).unwrap();
            assert_eq!((position.status, position.updated_at), (Invalidated, micros(1)));
        }
        let mut begun = Sample::new().plan(&[1, 1]).published();
        begun.settle(&receipt("R1", &begun, 1), now()).unwrap();
        let mut paid = Sample::new().single(1).published();
        paid.settle(&receipt("R1", &paid, 1), now()).unwrap();
        let overtaken = Sample::new().single(1).due(micros(0)).expiring().published();
        let mut withdrawn = Sample::new().single(1).published();
        withdrawn.invalidate(now()).unwrap();
        let cases = [
            (Sample::new().single(1).written(), Draft),
            (begun, PartiallyPaid),
            (paid, Paid),
            (overtaken, Expired),
            (withdrawn, Invalidated),
        ];
        for (mut position, status) in cases {
            let before = position.clone();
            let refused = position.invalidate(micros(1)).unwrap_err();
            assert_eq!(refused.status, status.name());
            assert_eq!(position, before);
        }
    }
}
