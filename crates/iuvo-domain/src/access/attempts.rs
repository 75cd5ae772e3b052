//! How often somebody may try to sign in: each failure too many locks for longer.
//!
//! Failures are counted by the address that was typed, whether it is an operator's or nobody's,
//! and by where they come from. An attempt is counted before its password is looked at, so that
//! many at once are no more than one after the other; one that succeeds is taken back.

use jiff::{SignedDuration, Timestamp};

/// What attempts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// The e-mail address that was typed.
    Email,
    /// Where the attempt comes from: many people may share it.
    Origin,
}

impl CountedBy {
    /// Failures that cost nothing.
    const fn free(self) -> i64 {
        match self {
            Self::Email => 4,
            Self::Origin => 19,
        }
    }

    /// After how long without a failure one of them is forgotten: whoever guesses at one address
    /// stays slow, and an office does not pay all week for what somebody mistyped on Monday.
    const fn forgets_one_every(self) -> SignedDuration {
        match self {
            Self::Email => SignedDuration::from_hours(1),
            Self::Origin => SignedDuration::from_mins(3),
        }
    }
}

/// How long the first failure that is too many locks; each further one doubles it.
const FIRST_LOCK: SignedDuration = SignedDuration::from_mins(1);
/// The longest lock: whoever is locked out by somebody else's attempts is let in again some time.
const LONGEST_LOCK: SignedDuration = SignedDuration::from_mins(30);
/// How long failures are remembered after the last.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// The attempts counted under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many have failed in a row, those under way included.
    pub failures: i64,
    /// When the last one was.
    pub last_at: Timestamp,
    /// Until when no more are taken.
    pub locked_until: Option<Timestamp>,
}

impl Attempts {
    /// None yet.
    pub const fn none(now: Timestamp) -> Self {
        Self { failures: 0, last_at: now, locked_until: None }
    }

    /// Until when nobody may try, if that is to come.
    pub fn locked(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| now < *until)
    }

    /// With one more, which is about to be made.
    #[must_use]
    pub fn with_one_more(&self, by: CountedBy, now: Timestamp) -> Self {
        let failures = self.remembered(by, now).saturating_add(1);
        let locked_until = failures.checked_sub(by.free()).filter(|it| *it > 0).map(|too_many| {
            let doublings = u32::try_from(too_many.saturating_sub(1)).unwrap_or(u32::MAX);
            let doubled = 1_i32.checked_shl(doublings.min(10)).unwrap_or(i32::MAX);
            let lock = FIRST_LOCK.checked_mul(doubled).unwrap_or(LONGEST_LOCK).min(LONGEST_LOCK);
            now.saturating_add(lock).unwrap_or(Timestamp::MAX)
        });
        Self { failures, last_at: now, locked_until }
    }

    /// How many of the failures still count.
    fn remembered(&self, by: CountedBy, now: Timestamp) -> i64 {
        let quiet = now.duration_since(self.last_at);
        if quiet >= MEMORY {
            return 0;
        }
        let forgotten = quiet.as_secs().checked_div(by.forgets_one_every().as_secs());
        self.failures.saturating_sub(forgotten.unwrap_or_default().max(0)).max(0)
    }

    /// Before which moment an attempt is forgotten.
    pub fn forgotten_until(now: Timestamp) -> Timestamp {
        now.saturating_sub(MEMORY).unwrap_or(Timestamp::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locks(by: CountedBy, count: usize) -> Vec<i64> {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut attempts = Attempts::none(now);
        let mut minutes = Vec::new();
        for _ in 0..count {
            assert_eq!(attempts.locked(now), None);
            attempts = attempts.with_one_more(by, now);
            let until = attempts.locked_until.unwrap_or(now);
            minutes.push(until.duration_since(now).as_mins());
            now = until;
        }
        minutes
    }

    #[test]
    fn each_failure_too_many_locks_twice_as_long() {
        assert_eq!(locks(CountedBy::Email, 12), [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(locks(CountedBy::Origin, 21)[18..], [0, 1, 2]);
    }

    fn minutes_after(now: Timestamp, minutes: i64) -> Timestamp {
        now.saturating_add(SignedDuration::from_mins(minutes)).unwrap()
    }

    #[test]
    fn after_a_quiet_hour_a_slip_does_not_lock_an_office() {
        let now = Timestamp::UNIX_EPOCH;
        for failures in 0..=38 {
            let office = Attempts { failures, last_at: now, locked_until: None };
            let slip = office.with_one_more(CountedBy::Origin, minutes_after(now, 60));
            assert_eq!(slip.locked_until, None, "{failures}");
            let at_once = office.with_one_more(CountedBy::Origin, now);
            assert_eq!(at_once.locked_until.is_some(), failures >= 19);
        }
    }

    #[test]
    fn slips_all_day_long_lock_no_office_and_guessing_all_day_long_stays_slow() {
        let day = SignedDuration::from_hours(24);
        // A slip every three minutes, from eight to six.
        let mut now = Timestamp::UNIX_EPOCH;
        let mut office = Attempts::none(now);
        for _ in 0..200 {
            now = minutes_after(now, 3);
            office = office.with_one_more(CountedBy::Origin, now);
            assert_eq!(office.locked_until, None);
        }
        for (by, most) in [(CountedBy::Email, 60), (CountedBy::Origin, 500)] {
            let mut now = Timestamp::UNIX_EPOCH;
            let mut attempts = Attempts::none(now);
            let mut guesses = 0;
            while now.duration_since(Timestamp::UNIX_EPOCH) < day {
                attempts = attempts.with_one_more(by, now);
                now = attempts.locked_until.unwrap_or(now);
                guesses += 1;
            }
            assert!(guesses <= most, "{by:?}: {guesses}");
        }
    }

    #[test]
    fn a_lock_ends_and_failures_are_forgotten_after_a_day() {
        let now = Timestamp::UNIX_EPOCH;
        let locked = Attempts { failures: 4, last_at: now, locked_until: None };
        let locked = locked.with_one_more(CountedBy::Email, now);
        let later = |minutes| minutes_after(now, minutes);
        assert_eq!(locked.locked(now), Some(later(1)));
        assert_eq!(locked.locked(later(1)), None);
        let next_day = locked.with_one_more(CountedBy::Email, later(1_440));
        assert_eq!((next_day.failures, next_day.locked_until), (1, None));
    }
}
