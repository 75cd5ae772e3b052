//! What the passing of time does to a position.
//!
//! GPD's two scheduled transitions (`PUBLISHED → VALID` at the first validity date, `VALID →
//! EXPIRED` after the last due date when every option expires), evaluated whenever a position is
//! read, so that no answer depends on whether a job has already run.
//!
//! Invariants: a validity date and a due date are both within the time to pay; whoever asks again
//! later never finds an earlier status. Instants are kept to the microsecond.
//! Absent on purpose: the expiry of what has been paid in part, which GPD does not know either: a
//! plan that has been begun can be finished.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

use super::{DebtPosition, Installment, PaymentOption, PositionEvent, PositionStatus};

impl DebtPosition {
    /// Where the position stands at that moment.
    pub fn status_at(&self, now: Timestamp) -> PositionStatus {
        let mut status = self.status;
        while let Some((due, event)) = self.next_step(status) {
            match status.apply(event) {
                Ok(next) if due <= now => status = next,
                _ => break,
            }
        }
        status
    }

    /// Brings the stored status up to date; returns whether it changed.
    pub fn follow_calendar(&mut self, now: Timestamp) -> bool {
        let status = self.status_at(now);
        let changed = status != self.status;
        self.status = status;
        changed
    }

    /// When the calendar will next change the stored status, which may be in the past.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.next_step(self.status).map(|(due, _)| due)
    }

    /// When the first option becomes payable.
    pub fn validity_date(&self) -> Option<Timestamp> {
        self.options.iter().filter_map(|it| it.validity_date).min()
    }

    fn next_step(&self, status: PositionStatus) -> Option<(Timestamp, PositionEvent)> {
        match status {
            PositionStatus::Published => {
                self.validity_date().map(|due| (due, PositionEvent::BecomeValid))
            }
            PositionStatus::Valid => self.expires_at().map(|due| (due, PositionEvent::Expire)),
            PositionStatus::Draft
            | PositionStatus::PartiallyPaid
            | PositionStatus::Paid
            | PositionStatus::Expired
            | PositionStatus::Invalidated => None,
        }
    }

    /// The first instant after the last due date, when every option stops being payable then.
    pub fn expires_at(&self) -> Option<Timestamp> {
        if !self.options.iter().all(|it| it.switch_to_expired) {
            return None;
        }
        let last = self.options.iter().filter_map(PaymentOption::last_due_date).max();
        last.filter(|it| *it < NEVER).and_then(just_after)
    }
}

impl PaymentOption {
    /// Whether the option may be paid at that moment, as far as its validity date goes. One that
    /// has none was never published, and says nothing.
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.validity_date.is_none_or(|from| from <= now)
    }

    /// Whether the option stopped being payable before that moment. A plan that has been begun
    /// does not: who has paid a part can pay the rest.
    pub fn is_expired_at(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|end| end <= now)
    }

    /// The first instant at which the option is not payable any more, if time alone ever ends it.
    pub fn expires_at(&self) -> Option<Timestamp> {
        if !self.switch_to_expired || self.is_started() {
            return None;
        }
        self.last_due_date().and_then(just_after)
    }
}

impl Installment {
    /// Whether it is unpaid although its due day was before that day. Whether it may still be paid
    /// is another question, which the body answers (`switch_to_expired`).
    pub fn is_overdue_on(&self, day: Date) -> bool {
        !self.is_paid() && due_day(self.due_date).is_some_and(|due| due < day)
    }
}

/// "Never", as archives write it. The last day of the year 9999 lies beyond the range of instants:
/// it stands at the last instant that storage keeps, and nothing comes after it.
pub const NEVER: Timestamp = Timestamp::constant(253_402_207_200, 0);

/// The civil day of a due date as people are told it; none for what is due never.
pub fn due_day(instant: Timestamp) -> Option<Date> {
    (instant < NEVER).then(|| civil_day(instant))
}

/// The civil day of a date-time of the archive: its date part in UTC.
pub fn civil_day(instant: Timestamp) -> Date {
    if instant >= NEVER { date(9999, 12, 31) } else { instant.to_zoned(TimeZone::UTC).date() }
}

/// A due date is still in time; one microsecond later is not.
fn just_after(instant: Timestamp) -> Option<Timestamp> {
    instant.checked_add(SignedDuration::from_micros(1)).ok()
}

#[cfg(test)]
mod tests {
    use PositionStatus::{Draft, Expired, Invalidated, Paid, PartiallyPaid, Published, Valid};
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{Sample, days, micros, now, receipt};

    #[test]
    fn a_position_is_valid_from_the_first_validity_date_on() {
        let position =
            Sample::new().single(1).valid_from(days(3)).single(1).valid_from(days(2)).published();
        assert_eq!(position.status, Published);
        let instant = |it| days(2).checked_add(SignedDuration::from_micros(it)).unwrap();
        for (at, expected) in [(-1, Published), (0, Valid), (1, Valid)] {
            assert_eq!(position.status_at(instant(at)), expected, "{at}");
        }
        assert_eq!(position.next_change_at(), Some(days(2)));
    }

    #[test]
    fn a_position_expires_after_the_last_due_date() {
        let position = Sample::new()
            .single(1)
            .due(micros(5))
            .expiring()
            .plan(&[1, 1])
            .due(micros(9))
            .expiring()
            .published();
        for (at, expected) in [(5, Valid), (6, Valid), (9, Valid), (10, Expired)] {
            assert_eq!(position.status_at(micros(at)), expected, "{at}");
        }
        assert_eq!(position.next_change_at(), Some(micros(10)));
    }

    #[test]
    fn a_position_expires_only_if_each_of_its_options_does() {
        let position =
            Sample::new().single(1).due(micros(5)).expiring().single(1).due(micros(5)).published();
        assert_eq!(position.status_at(Timestamp::MAX), Valid);
        assert_eq!(position.next_change_at(), None);
    }

    #[test]
    fn one_look_finds_both_steps() {
        let position =
            Sample::new().single(1).valid_from(micros(5)).due(micros(9)).expiring().published();
        assert_eq!((position.status, position.status_at(micros(10))), (Published, Expired));
    }

    #[test]
    fn what_is_due_at_the_end_of_time_never_expires() {
        let position = Sample::new().single(1).due(Timestamp::MAX).expiring().published();
        assert_eq!(position.status_at(Timestamp::MAX), Valid);
        assert_eq!(position.next_change_at(), None);
        assert!(!position.options[0].is_expired_at(Timestamp::MAX));
    }

    #[test]
    fn what_is_unpaid_is_overdue_from_the_day_after_its_due_day_on() {
        let due = "2025-03-03T00:00:00Z".parse().unwrap();
        let mut position = Sample::new().single(1).due(due).published();
        let is_overdue = |it: &DebtPosition, day| it.options[0].installments[0].is_overdue_on(day);
        for (day, expected) in [(2, false), (3, false), (4, true)] {
            assert_eq!(is_overdue(&position, date(2025, 3, day)), expected, "{day}");
        }
        position.settle(&receipt("R1", &position, 1), now()).unwrap();
        assert!(!is_overdue(&position, date(2025, 3, 4)));
    }

    #[test]
    fn what_is_due_never_has_no_due_day() {
        for (instant, expected) in [
            ("2025-03-03T23:59:59.999999Z", Some(date(2025, 3, 3))),
            ("9999-12-30T21:59:59Z", Some(date(9999, 12, 30))),
            ("9999-12-30T22:00:00Z", None),
        ] {
            assert_eq!(due_day(instant.parse().unwrap()), expected, "{instant}");
        }
        let position = Sample::new().single(1).due(NEVER).published();
        assert!(!position.options[0].installments[0].is_overdue_on(date(9999, 12, 31)));
    }

    #[test]
    fn a_position_without_options_stays_published() {
        let position = Sample::new().published();
        assert_eq!(position.status_at(Timestamp::MAX), Published);
        assert_eq!(position.next_change_at(), None);
    }

    #[test]
    fn the_calendar_leaves_the_other_states_alone() {
        for status in [Draft, PartiallyPaid, Paid, Expired, Invalidated] {
            let mut position =
                Sample::new().single(1).valid_from(micros(1)).due(micros(2)).expiring().written();
            position.status = status;
            assert_eq!(position.status_at(Timestamp::MAX), status);
            assert_eq!(position.next_change_at(), None);
        }
    }

    #[test]
    fn following_the_calendar_says_whether_anything_changed() {
        let mut position = Sample::new().single(1).valid_from(micros(5)).published();
        assert!(!position.follow_calendar(micros(4)));
        assert!(position.follow_calendar(micros(5)));
        assert_eq!(position.status, Valid);
        assert!(!position.follow_calendar(micros(5)));
    }

    #[test]
    fn an_option_keeps_to_its_own_dates() {
        let position = Sample::new()
            .single(1)
            .valid_from(micros(3))
            .due(micros(5))
            .expiring()
            .single(1)
            .published();
        let [first, other] = &position.options[..] else { panic!("two options") };
        for (at, is_valid, is_expired) in
            [(2, false, false), (3, true, false), (5, true, false), (6, true, true)]
        {
            assert_eq!(first.is_valid_at(micros(at)), is_valid, "{at}");
            assert_eq!(first.is_expired_at(micros(at)), is_expired, "{at}");
        }
        assert!(other.is_valid_at(now()) && !other.is_expired_at(Timestamp::MAX));
    }

    #[test]
    fn a_plan_that_has_been_begun_can_be_finished_after_its_time() {
        let mut position = Sample::new().plan(&[1, 1]).due(micros(5)).expiring().published();
        assert!(position.options[0].is_expired_at(micros(6)));
        position.settle(&receipt("R1", &position, 1), now()).unwrap();
        assert!(!position.options[0].is_expired_at(micros(6)));
        assert_eq!(position.status_at(micros(6)), PartiallyPaid);
    }

    proptest! {
        /// The job that looks for what is due neither misses a change nor comes in vain.
        #[test]
        fn the_next_change_is_told_to_the_microsecond(
            dates in proptest::collection::vec((0..6_i64, 0..6_i64, any::<bool>()), 1..4),
            at in 0..20_i64,
        ) {
            let mut sample = Sample::new();
            for (valid, lasts, expires) in dates {
                let due = valid.checked_add(lasts).unwrap();
                sample = sample.single(1).valid_from(micros(valid)).due(micros(due));
                if expires {
                    sample = sample.expiring();
                }
            }
            let position = sample.published();
            let is_due = position.next_change_at().is_some_and(|it| it <= micros(at));
            prop_assert_eq!(position.status_at(micros(at)) != position.status, is_due);
        }
    }
}
