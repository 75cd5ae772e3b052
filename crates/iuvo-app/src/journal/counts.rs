//! The Node's calls of the running intervals, counted in memory.
//!
//! What is written is this process's total of an interval so far, so that writing it again, after a
//! COMMIT whose answer was lost, changes nothing.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use iuvo_domain::calls::{CallCount, CallKey, interval_of};
use jiff::Timestamp;

use super::Call;

/// Counts by interval. There are as many as stations, operations and intervals not yet written.
#[derive(Default)]
pub(super) struct Counts {
    running: Mutex<HashMap<CallKey, Running>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Running {
    count: CallCount,
    is_written: bool,
}

impl Counts {
    pub(super) fn add(&self, call: &Call<'_>, now: Timestamp) {
        let key = CallKey {
            started_at: interval_of(now),
            environment: call.environment,
            station: call.station,
            operation: call.operation.to_owned(),
        };
        let mut running = self.lock();
        let interval = running.entry(key).or_default();
        interval.count.add(call.end, call.took, call.patience);
        interval.is_written = false;
    }

    /// What has not been written as it stands now.
    pub(super) fn unwritten(&self) -> Vec<(CallKey, CallCount)> {
        let running = self.lock();
        let unwritten = running.iter().filter(|it| !it.1.is_written);
        unwritten.map(|(key, it)| (key.clone(), it.count)).collect()
    }

    /// Notes what has been written.
    pub(super) fn written(&self, counts: &[(CallKey, CallCount)]) {
        let mut running = self.lock();
        for (key, count) in counts {
            if let Some(it) = running.get_mut(key) {
                it.is_written = it.count == *count;
            }
        }
    }

    /// Forgets the intervals that are over and written.
    pub(super) fn forget_old(&self, now: Timestamp) {
        let current = interval_of(now);
        self.lock().retain(|key, it| !it.is_written || key.started_at >= current);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CallKey, Running>> {
        // No code that can panic runs under the lock.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use iuvo_domain::{Environment, calls::CallEnd};

    use super::*;

    fn call() -> Call<'static> {
        Call {
            environment: Environment::Acceptance,
            station: "99000000002_01".parse().unwrap(),
            operation: "paVerifyPaymentNotice",
            patience: Duration::from_secs(7),
            end: CallEnd::Ok,
            took: Duration::from_millis(1),
        }
    }

    #[test]
    fn an_interval_is_forgotten_when_it_is_over_and_written() {
        let now: Timestamp = "2026-11-22T10:10:00Z".parse().unwrap();
        let later: Timestamp = "2026-11-22T10:20:00Z".parse().unwrap();
        let counts = Counts::default();
        counts.add(&call(), now);
        let written = counts.unwritten();
        counts.add(&call(), now);
        counts.written(&written);
        // What came meanwhile is still to be written, with what had been.
        assert_eq!(counts.unwritten()[0].1.total, 2);
        counts.written(&counts.unwritten());
        counts.forget_old(now);
        assert!(counts.unwritten().is_empty());
        assert_eq!(counts.lock().len(), 1);
        counts.forget_old(later);
        assert_eq!(counts.lock().len(), 0);
    }
}
