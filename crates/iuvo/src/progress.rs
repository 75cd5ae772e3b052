//! How far a long command has come, shown on a terminal and nowhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Pause between two drawings: the time left goes down also while nothing is done.
const REDRAWN: Duration = Duration::from_millis(250);
const TEMPLATE: &str = "{msg} [{bar:30}] {percent} % · {pos}/{len} · ancora {eta}";

/// A bar on the standard error; without a terminal there is none.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins something of so many steps.
    pub(crate) fn of(steps: u64, what: &'static str) -> Self {
        let bar = ProgressBar::new(steps).with_message(what);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(REDRAWN);
        Self(bar)
    }

    /// So many of so many have been done: for what learns its length on the way.
    pub(crate) fn at_of(&self, steps: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(steps);
    }

    /// So many steps have been done in all.
    pub(crate) fn at(&self, steps: u64) {
        self.0.set_position(steps);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
