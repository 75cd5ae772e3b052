//! The writer's queue: two bounded lanes, taken in batches.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::writer::Job;
use crate::Lane;

/// Commands that may wait in the interactive lane; more are refused.
const INTERACTIVE_CAPACITY: usize = 4096;
/// Commands that may wait in the bulk lane; more are refused.
const BULK_CAPACITY: usize = 64;
/// Commands committed together at most.
const BATCH: usize = 128;
/// After so long without work the writer is idle.
const IDLE: Duration = Duration::from_millis(1_500);

#[derive(Default)]
pub(super) struct Queue {
    lanes: Mutex<Lanes>,
    arrived: Condvar,
}

#[derive(Default)]
struct Lanes {
    interactive: VecDeque<Box<dyn Job>>,
    bulk: VecDeque<Box<dyn Job>>,
    closed: bool,
}

impl Lanes {
    fn is_empty(&self) -> bool {
        self.interactive.is_empty() && self.bulk.is_empty()
    }

    /// Whether something may still come, and has not.
    fn is_waited_for(&self) -> bool {
        self.is_empty() && !self.closed
    }
}

/// The lane is full, or the writer is stopping.
pub(super) struct Full;

impl Queue {
    pub(super) fn push(&self, lane: Lane, job: Box<dyn Job>) -> Result<(), Full> {
        let mut lanes = self.lock();
        let closed = lanes.closed;
        let (queue, capacity) = match lane {
            Lane::Interactive => (&mut lanes.interactive, INTERACTIVE_CAPACITY),
            Lane::Bulk => (&mut lanes.bulk, BULK_CAPACITY),
        };
        if closed || queue.len() >= capacity {
            return Err(Full);
        }
        queue.push_back(job);
        drop(lanes);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for work and takes what is there: every waiting interactive command up to a batch,
    /// and one bulk command, so that neither lane starves. `on_idle` is called when nothing has
    /// come for a while. `None` once closed and empty.
    pub(super) fn take(&self, on_idle: impl FnOnce()) -> Option<Vec<Box<dyn Job>>> {
        let waited = self.arrived.wait_timeout_while(self.lock(), IDLE, |it| it.is_waited_for());
        let (mut lanes, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            drop(lanes);
            on_idle();
            let waited = self.arrived.wait_while(self.lock(), |it| it.is_waited_for());
            lanes = waited.unwrap_or_else(PoisonError::into_inner);
        }
        if lanes.is_empty() {
            return None;
        }
        let count = lanes.interactive.len().min(BATCH);
        let mut batch: Vec<_> = lanes.interactive.drain(..count).collect();
        batch.extend(lanes.bulk.pop_front());
        Some(batch)
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        // No code that can panic runs under the lock.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
