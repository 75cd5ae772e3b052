//! The one place where time is read. Everything else is told what time it is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// The machine's clock, shifted by an offset that a rehearsal may move.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_us: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock as it is.
    pub fn system() -> Self {
        Self::default()
    }

    /// The machine's clock plus an offset in microseconds, shared with whoever moves it.
    pub fn shifted(offset_us: Arc<AtomicI64>) -> Self {
        Self { offset_us }
    }

    /// The present moment, cut to the microsecond that storage keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_micros(self.offset_us.load(Ordering::Relaxed));
        let machine = Timestamp::now();
        let shifted = machine.checked_add(offset).unwrap_or(machine);
        Timestamp::from_microsecond(shifted.as_microsecond()).unwrap_or(shifted)
    }
}
