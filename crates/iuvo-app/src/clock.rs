//! The one place where time is read. Everything else is told what time it is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// The machine's clock, shifted by an offset that a rehearsal may move; or a time that stands
/// still until a rehearsal moves it.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_us: Arc<AtomicI64>,
    is_standing: bool,
}

impl Clock {
    /// The machine's clock as it is.
    pub fn system() -> Self {
        Self::default()
    }

    /// The machine's clock plus an offset in microseconds, shared with whoever moves it.
    pub fn shifted(offset_us: Arc<AtomicI64>) -> Self {
        Self { offset_us, is_standing: false }
    }

    /// Always these microseconds since 1970, shared with whoever moves them, so that a rehearsal
    /// can be repeated to the letter.
    pub fn standing(instant_us: Arc<AtomicI64>) -> Self {
        Self { offset_us: instant_us, is_standing: true }
    }

    /// The present moment, cut to the microsecond that storage keeps.
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_micros(self.offset_us.load(Ordering::Relaxed));
        if self.is_standing {
            return Timestamp::UNIX_EPOCH.checked_add(offset).unwrap_or(Timestamp::MAX);
        }
        let machine = Timestamp::now();
        let shifted = machine.checked_add(offset).unwrap_or(machine);
        Timestamp::from_microsecond(shifted.as_microsecond()).unwrap_or(shifted)
    }
}
