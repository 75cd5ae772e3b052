//! Read-only connections. A point read is answered on the thread that asks: its pages are in
//! memory, and handing it to another thread would cost several times what it does. Wide reads go
//! to the blocking pool.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connect_reader, run_to_end};
use crate::{Query, Reach, StoreError, Tx, defects};

/// Reads that may wait for a connection; more are refused.
const WAITING: usize = 4096;

pub(super) struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    admitted: Semaphore,
    running: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            shared: Arc::new(Shared {
                path: path.to_owned(),
                idle: Mutex::default(),
                admitted: Semaphore::new(WAITING),
                running: Arc::new(Semaphore::new(parallel_reads())),
            }),
        }
    }

    pub(super) async fn run<Q: Query>(&self, query: Q) -> Result<Q::Output, StoreError> {
        let shared = Arc::clone(&self.shared);
        if Q::REACH == Reach::Point {
            let result = shared.run(&query);
            defects::note(&result);
            return result;
        }
        let admitted = self.shared.admitted.try_acquire().map_err(|_| StoreError::Busy)?;
        let running = Arc::clone(&self.shared.running).acquire_owned().await;
        let running = running.map_err(|_| StoreError::Busy)?;
        drop(admitted);
        let task = tokio::task::spawn_blocking(move || {
            let result = shared.run(&query);
            defects::note(&result);
            // Held until the end: who hangs up does not make room for more than may run.
            drop(running);
            result
        });
        task.await.unwrap_or_else(|error| Err(StoreError::Bug(error.to_string())))
    }
}

/// As many wide reads at once as there are processors: a read is computation, its pages being in
/// memory.
fn parallel_reads() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

impl Shared {
    fn run<Q: Query>(&self, query: &Q) -> Result<Q::Output, StoreError> {
        let mut connection = match self.lock().pop() {
            Some(idle) => idle,
            None => connect_reader(&self.path)?,
        };
        let result = run_to_end(query.run(&mut Tx::sqlite(&mut connection)));
        self.lock().push(connection);
        result
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
