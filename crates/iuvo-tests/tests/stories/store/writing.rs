//! The commands these stories run: each writes a job, the simplest row with a natural key.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use iuvo_domain::JobId;
use iuvo_store::{
    Command, StoreError, Tx,
    jobs::{self, Job},
};
use iuvo_tests::{Engine, Town, ids};
use jiff::Timestamp;
use tokio::{runtime::Handle, sync::Semaphore};

/// The kind of the jobs written here.
const KIND: &str = "story";

/// A job of the town, due now.
pub(super) fn job(town: &Town, subject: &str) -> Job {
    Job {
        id: JobId::new(town.app().ids().new_id()),
        workspace: town.workspace(ids::TOWN),
        kind: KIND.to_owned(),
        subject: subject.to_owned(),
        due_at: town.app().now(),
    }
}

/// How many jobs of these stories are stored.
pub(super) async fn jobs_written(town: &Town) -> i64 {
    town.rows().number(&format!("select count(*) from job where kind = '{KIND}'")).await
}

/// Writes a job; says whether it was new, and counts how often it is run.
pub(super) struct Enqueue {
    pub(super) job: Job,
    pub(super) runs: Arc<AtomicU32>,
}

impl Enqueue {
    pub(super) fn new(town: &Town, subject: &str) -> Self {
        Self { job: job(town, subject), runs: Arc::default() }
    }

    pub(super) async fn write(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        jobs::insert(tx, &self.job, self.job.due_at).await
    }
}

impl Command for Enqueue {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.write(tx).await
    }
}

/// Keeps its place, and on SQLite the writer, until the story lets it go.
pub(super) struct Hold {
    gate: Arc<Gate>,
    /// The writer thread of SQLite has no runtime of its own.
    thread: Option<Handle>,
}

/// Where commands are held.
pub(super) struct Gate {
    arrived: Semaphore,
    open: Semaphore,
}

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { arrived: Semaphore::new(0), open: Semaphore::new(0) })
    }

    pub(super) fn hold(self: &Arc<Self>, engine: Engine) -> Hold {
        let thread = (engine == Engine::Sqlite).then(Handle::current);
        Hold { gate: Arc::clone(self), thread }
    }

    /// Waits until somebody is held.
    pub(super) async fn somebody_is_held(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets everybody go, now and later.
    pub(super) fn open(&self) {
        self.open.add_permits(10_000);
    }
}

impl Command for Hold {
    type Output = ();

    async fn run(&self, _: &mut Tx<'_>) -> Result<(), StoreError> {
        self.gate.arrived.add_permits(1);
        let open = self.gate.open.acquire();
        let permit = match &self.thread {
            Some(thread) => thread.block_on(open),
            None => open.await,
        };
        drop(permit.unwrap());
        Ok(())
    }
}

/// So long after a moment.
pub(super) fn minutes_after(moment: Timestamp, minutes: i64) -> Timestamp {
    moment + jiff::SignedDuration::from_mins(minutes)
}
