//! The time of the rehearsal: the machine's, moved forward at will, or one that stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The machine's clock plus an offset that whoever holds a copy may increase.
#[derive(Clone, Debug)]
pub struct SimClock {
    offset_us: Arc<AtomicI64>,
    is_standing: bool,
    rate: Arc<AtomicU32>,
}

impl Default for SimClock {
    fn default() -> Self {
        Self::shared(Arc::default())
    }
}

impl SimClock {
    /// A clock that adds to the machine's an offset in microseconds, which other clocks may share:
    /// moving one moves all.
    pub fn shared(offset_us: Arc<AtomicI64>) -> Self {
        Self { offset_us, is_standing: false, rate: Arc::new(AtomicU32::new(1)) }
    }

    /// A clock that shows these microseconds since 1970 until somebody moves it, so that a
    /// rehearsal can be repeated to the letter.
    pub fn standing(instant_us: Arc<AtomicI64>) -> Self {
        Self { is_standing: true, ..Self::shared(instant_us) }
    }

    /// The present moment of the rehearsal.
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_micros(self.offset_us.load(Ordering::Relaxed));
        if self.is_standing {
            return Timestamp::UNIX_EPOCH.checked_add(offset).unwrap_or(Timestamp::MAX);
        }
        let machine = Timestamp::now();
        machine.checked_add(offset).unwrap_or(machine)
    }

    /// Moves the clock, and every other that shares its offset.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.offset_us.fetch_add(by, Ordering::Relaxed);
    }

    /// How many seconds of the rehearsal pass in one of the machine's.
    pub fn rate(&self) -> u32 {
        self.rate.load(Ordering::Relaxed)
    }

    /// Makes time pass so fast, as long as [`Simulator::work`](crate::Simulator::work) runs; at
    /// most [`SimClock::FASTEST`].
    pub fn set_rate(&self, rate: u32) {
        self.rate.store(rate.clamp(1, Self::FASTEST), Ordering::Relaxed);
    }

    /// An hour in a tenth of a second: the 48 attempts of a delivery in five.
    pub const FASTEST: u32 = 36_000;

    /// Adds what the rate asks for beyond the machine's own time.
    pub(crate) fn keep_pace(&self, elapsed: Duration) {
        let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::ZERO);
        let beyond = i32::try_from(self.rate().saturating_sub(1)).unwrap_or_default();
        if beyond > 0 {
            self.advance(elapsed.saturating_mul(beyond));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_it_is_moved() {
        let clock = SimClock::standing(Arc::new(AtomicI64::new(1_000_000)));
        assert_eq!(clock.now(), Timestamp::from_second(1).unwrap());
        clock.advance(SignedDuration::from_secs(2));
        assert_eq!(clock.now(), Timestamp::from_second(3).unwrap());
    }

    #[test]
    fn a_fast_clock_adds_what_the_machine_lacks() {
        let clock = SimClock::standing(Arc::default());
        clock.keep_pace(Duration::from_secs(1));
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.set_rate(3_601);
        clock.keep_pace(Duration::from_secs(1));
        assert_eq!(clock.now(), Timestamp::from_second(3_600).unwrap());
        clock.set_rate(u32::MAX);
        assert_eq!(clock.rate(), SimClock::FASTEST);
    }

    #[test]
    fn clocks_that_share_an_offset_move_together() {
        let offset = Arc::new(AtomicI64::new(0));
        let (moved, other) = (SimClock::shared(Arc::clone(&offset)), SimClock::shared(offset));
        let before = other.now();
        moved.advance(SignedDuration::from_hours(24));
        let elapsed = other.now().duration_since(before);
        assert!(elapsed >= SignedDuration::from_hours(24), "{elapsed}");
        assert!(elapsed < SignedDuration::from_hours(25), "{elapsed}");
    }
}
