//! The shiftable clock of the demonstration, shared by Iuvo and the simulators and kept between
//! runs: a world that has lived ten days ahead cannot go back to them.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// How often a moved clock is written down.
const TICK: Duration = Duration::from_secs(1);

const DAY_US: i64 = 86_400_000_000;

/// The offset from the machine's clock, in microseconds, and the file it is kept in.
pub(crate) struct Pastime {
    offset_us: Arc<AtomicI64>,
    path: PathBuf,
}

impl Pastime {
    /// Reads where the clock was left; a file that is missing or damaged means the present.
    pub(crate) fn open(folder: &Path) -> Self {
        let path = folder.join("clock");
        let kept = std::fs::read_to_string(&path).ok().and_then(|it| it.trim().parse().ok());
        Self { offset_us: Arc::new(AtomicI64::new(kept.unwrap_or_default())), path }
    }

    /// The offset, to be shared with clocks.
    pub(crate) fn offset_us(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.offset_us)
    }

    /// Moves the clock by whole days, back if there are less than none.
    pub(crate) fn shift_days(&self, days: i64) {
        self.offset_us.fetch_add(days.saturating_mul(DAY_US), Ordering::Relaxed);
    }

    /// Writes the clock down whenever somebody has moved it, until it is dropped.
    pub(crate) async fn keep(&self) {
        let mut kept = self.offset();
        let mut tick = tokio::time::interval(TICK);
        loop {
            tick.tick().await;
            let offset = self.offset();
            if offset != kept {
                match self.save() {
                    Ok(()) => kept = offset,
                    Err(error) => tracing::warn!(%error, "the clock could not be written down"),
                }
            }
        }
    }

    /// Writes the clock down.
    pub(crate) fn save(&self) -> io::Result<()> {
        std::fs::write(&self.path, self.offset().to_string())
    }

    fn offset(&self) -> i64 {
        self.offset_us.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_starts_where_it_was_left() {
        let folder = tempfile::tempdir().unwrap();
        let pastime = Pastime::open(folder.path());
        assert_eq!(pastime.offset(), 0);
        pastime.shift_days(2);
        pastime.save().unwrap();
        assert_eq!(Pastime::open(folder.path()).offset(), 172_800_000_000);
    }
}
