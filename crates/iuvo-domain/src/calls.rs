//! The Node's calls, counted as pagoPA counts them: per station, operation and interval.
//!
//! pagoPA judges a partner by such records ("Cruscotto Qualificazione & Certificazione": partner,
//! station, method, start, end, requests, those that went well, those that timed out, average
//! time); with the same records a body foresees its indicators. The length of pagoPA's own interval
//! is not published; ours are quarters of an hour, which add up to any longer one and can leave out
//! a planned stop.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::StationId;

use crate::Environment;

/// Length of an interval.
pub const INTERVAL: SignedDuration = SignedDuration::from_mins(15);
/// Within which 98% of a month's calls must be answered (SANP, "livelli di servizio").
const SERVICE_LEVEL: Duration = Duration::from_secs(2);

/// What was called, and in which interval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallKey {
    /// When the interval began.
    pub started_at: Timestamp,
    /// The station's environment.
    pub environment: Environment,
    /// The station.
    pub station: StationId,
    /// The operation, by its own name.
    pub operation: String,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEnd {
    /// Outcome OK.
    Ok,
    /// Outcome KO.
    Ko,
    /// No outcome: a failure of ours, or a message nobody could read.
    Failed,
}

/// The calls of an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCount {
    /// All of them.
    pub total: i64,
    /// Those answered OK.
    pub ok: i64,
    /// Those answered KO.
    pub ko: i64,
    /// Those answered later than the Node waits, whatever the answer.
    pub timeouts: i64,
    /// Those answered later than the service level asks, timeouts included.
    pub slow: i64,
    /// The time they took together, microseconds.
    pub duration_us: i64,
}

/// The beginning of the interval of a moment.
pub fn interval_of(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    let start = seconds.saturating_sub(seconds.rem_euclid(INTERVAL.as_secs()));
    Timestamp::from_second(start).unwrap_or(at)
}

impl CallCount {
    /// Counts a call that took so long, of an operation for which the Node waits so long.
    pub fn add(&mut self, end: CallEnd, took: Duration, patience: Duration) {
        let one = |it: bool| i64::from(it);
        let took_us = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        self.total = self.total.saturating_add(1);
        self.ok = self.ok.saturating_add(one(end == CallEnd::Ok));
        self.ko = self.ko.saturating_add(one(end == CallEnd::Ko));
        self.timeouts = self.timeouts.saturating_add(one(took > patience));
        self.slow = self.slow.saturating_add(one(took > SERVICE_LEVEL));
        self.duration_us = self.duration_us.saturating_add(took_us);
    }

    /// The average time of a call, microseconds; zero if there was none.
    pub fn average_us(&self) -> i64 {
        self.duration_us.checked_div(self.total).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_begin_at_the_quarters_of_an_hour() {
        for (at, start) in [
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
            ("2026-11-22T10:14:59.999999Z", "2026-11-22T10:00:00Z"),
            ("2026-11-22T10:15:00Z", "2026-11-22T10:15:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:45:00Z"),
        ] {
            assert_eq!(interval_of(at.parse().unwrap()), start.parse().unwrap(), "{at}");
        }
    }

    #[test]
    fn a_call_is_counted_by_its_end_and_by_its_time() {
        let mut count = CallCount::default();
        assert_eq!(count.average_us(), 0);
        let patience = Duration::from_secs(7);
        for (end, millis) in [
            (CallEnd::Ok, 1_000),
            (CallEnd::Ko, 2_000),
            (CallEnd::Ok, 2_001),
            (CallEnd::Ok, 7_000),
            (CallEnd::Failed, 7_001),
        ] {
            count.add(end, Duration::from_millis(millis), patience);
        }
        let expected =
            CallCount { total: 5, ok: 3, ko: 1, timeouts: 1, slow: 3, duration_us: 19_002_000 };
        assert_eq!(count, expected);
        assert_eq!(count.average_us(), 3_800_400);
    }
}
