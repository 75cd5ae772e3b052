//! The writer's queue: two bounded lanes, taken in batches.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use super::writer::Job;
use crate::Lane;

/// Commands that may wait in the interactive lane; more are refused.
const INTERACTIVE_CAPACITY: usize = 4096;
/// Commands that may wait in the bulk lane; more are refused.
const BULK_CAPACITY: usize = 64;
/// Commands committed together at most.
const BATCH: usize = 128;

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
    /// and one bulk command, so that neither lane starves. `None` once closed and empty.
    pub(super) fn take(&self) -> Option<Vec<Box<dyn Job>>> {
        let mut lanes = self.lock();
        while lanes.interactive.is_empty() && lanes.bulk.is_empty() {
            if lanes.closed {
                return None;
            }
            lanes = self.arrived.wait(lanes).unwrap_or_else(PoisonError::into_inner);
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
