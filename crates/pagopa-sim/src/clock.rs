//! The time of the rehearsal: the machine's, moved forward at will.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The machine's clock plus an offset that whoever holds a copy may increase.
#[derive(Clone, Debug, Default)]
pub struct SimClock {
    offset_us: Arc<AtomicI64>,
}

impl SimClock {
    /// A clock that adds to the machine's an offset in microseconds, which other clocks may share:
    /// moving one moves all.
    pub fn shared(offset_us: Arc<AtomicI64>) -> Self {
        Self { offset_us }
    }

    /// The present moment of the rehearsal.
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_micros(self.offset_us.load(Ordering::Relaxed));
        let machine = Timestamp::now();
        machine.checked_add(offset).unwrap_or(machine)
    }

    /// Moves the clock, and every other that shares its offset.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.offset_us.fetch_add(by, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
