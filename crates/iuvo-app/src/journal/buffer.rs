//! What is written a little later: gathered in memory, written in batches.
//!
//! Invariants: bounded; nobody on the request path waits; what does not fit is dropped and counted;
//! what was taken in when the program is asked to stop is written before it ends.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use iuvo_domain::{
    calls::{CallCount, CallKey},
    journal::{Act, Entry, Event, Retention},
};
use iuvo_store::{
    Command, Lane, Store, StoreError, Tx, calls,
    journal::{
        self,
        questions::{self, Run},
    },
    refused_messages::{self, RefusedMessage},
};
use jiff::Timestamp;
use tokio::{
    sync::{Notify, oneshot},
    time::{sleep, timeout},
};
use uuid::Uuid;

use super::{Call, counts::Counts};
use crate::Clock;

/// Events that may wait; more are dropped. Those that wait together are sorted together: the more
/// they are, the more of them go to the same page of the database.
const CAPACITY: usize = 32 * 1024;
/// Events written in one transaction: few enough not to keep others waiting, and as many as that
/// allows, because after each transaction SQLite's readers forget the pages they kept.
const BATCH: usize = 8 * 1024;
/// Bytes of refused messages that may wait; more are dropped.
const MOST_BYTES: usize = 8 << 20;
/// How long an event waits for others at most.
const LINGER: Duration = Duration::from_millis(500);
/// Pause after the database has failed, and how often a batch is tried.
const PAUSE: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 30;

/// Where what changes nothing waits to be written. Taking something in wakes nobody: the writer
/// comes by itself.
pub(crate) struct Buffer {
    inbox: Arc<Inbox>,
    counts: Arc<Counts>,
}

static DROPPED: AtomicU64 = AtomicU64::new(0);

/// How many events this process has dropped: more happened than can wait, or the database failed
/// for too long.
pub fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

fn drop_events(count: usize) {
    DROPPED.fetch_add(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Relaxed);
}

#[derive(Default)]
struct Inbox {
    pending: Mutex<Pending>,
    /// The writer is to come at once.
    hurry: Notify,
}

/// What has come since the writer came last.
#[derive(Default)]
struct Pending {
    events: Vec<Event>,
    refused: Vec<RefusedMessage>,
    refused_bytes: usize,
    /// Who wants to know when all this is written.
    waiting: Vec<oneshot::Sender<()>>,
    /// Nothing more will come.
    is_last: bool,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        // No code that can panic runs under the lock.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Pending {
        std::mem::take(&mut self.lock())
    }
}

impl Buffer {
    /// Starts the writer, which ends with the buffer.
    pub(crate) fn start(store: Arc<Store>, clock: Clock, writer: Uuid) -> Self {
        let (inbox, counts) = (Arc::<Inbox>::default(), Arc::<Counts>::default());
        let (taken, counted) = (Arc::clone(&inbox), Arc::clone(&counts));
        let run = Run::default();
        tokio::spawn(Writer { store, clock, writer, counts: counted, run }.work(taken));
        Self { inbox, counts }
    }

    pub(super) fn note(&self, act: &Act, entry: Entry) {
        let mut pending = self.inbox.lock();
        for event in act.events(vec![entry]) {
            if pending.events.len() < CAPACITY {
                pending.events.push(event);
            } else {
                drop_events(1);
            }
        }
        if pending.events.len() == CAPACITY / 2 {
            self.inbox.hurry.notify_one();
        }
    }

    pub(super) fn keep(&self, message: RefusedMessage) {
        let mut pending = self.inbox.lock();
        let bytes = pending.refused_bytes.saturating_add(message.message.size());
        if bytes <= MOST_BYTES {
            pending.refused_bytes = bytes;
            pending.refused.push(message);
        } else {
            drop_events(1);
        }
    }

    pub(super) fn count(&self, call: &Call<'_>, now: Timestamp) {
        self.counts.add(call, now);
    }

    pub(super) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        self.inbox.lock().waiting.push(done);
        self.inbox.hurry.notify_one();
        // The writer ends only with the buffer.
        drop(written.await);
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.inbox.lock().is_last = true;
        self.inbox.hurry.notify_one();
    }
}

struct Writer {
    store: Arc<Store>,
    clock: Clock,
    /// This process, among those that count the same calls.
    writer: Uuid,
    counts: Arc<Counts>,
    /// Where questions are written to.
    run: Run,
}

impl Writer {
    async fn work(mut self, inbox: Arc<Inbox>) {
        loop {
            // In time or in a hurry: both are an end of waiting.
            drop(timeout(LINGER, inbox.hurry.notified()).await);
            let pending = inbox.take();
            self.write(pending.events, pending.refused).await;
            for waiting in pending.waiting {
                // Who waited may have gone.
                waiting.send(()).ok();
            }
            if pending.is_last {
                return;
            }
        }
    }

    /// Writes what has come, with the counts that have grown.
    async fn write(&mut self, mut events: Vec<Event>, mut refused: Vec<RefusedMessage>) {
        // Neighbours in the database one after the other, questions first.
        events.sort_unstable_by(|one, other| {
            let subjects = || one.entry.subject.cmp(&other.entry.subject);
            let workspaces = || one.workspace.cmp(&other.workspace);
            is_question(other).cmp(&is_question(one)).then_with(workspaces).then_with(subjects)
        });
        // One run for all of them: sorted by number, each batch is of the same moments.
        let run = self.run;
        self.run = run.after(&events);
        let mut counts = self.counts.unwritten();
        while !(events.is_empty() && refused.is_empty() && counts.is_empty()) {
            let batch = Batch {
                events: events.split_off(events.len().saturating_sub(BATCH)),
                run,
                refused: std::mem::take(&mut refused),
                counts: std::mem::take(&mut counts),
                writer: self.writer,
            };
            self.write_batch(Arc::new(batch)).await;
        }
        self.counts.forget_old(self.clock.now());
    }

    /// Counts that cannot be written now are written with the next batch, which adds to them.
    async fn write_batch(&self, batch: Arc<Batch>) {
        for _ in 0..ATTEMPTS {
            match self.store.execute(Lane::Bulk, WriteDown(Arc::clone(&batch))).await {
                Ok(()) => return self.counts.written(&batch.counts),
                Err(error) if error.is_transient() => {
                    tracing::warn!(%error, "events wait for the database");
                    sleep(PAUSE).await;
                }
                Err(error) => {
                    tracing::error!(%error, "events cannot be written");
                    break;
                }
            }
        }
        drop_events(batch.events.len().saturating_add(batch.refused.len()));
    }
}

/// What is written in one transaction.
struct Batch {
    /// The questions first.
    events: Vec<Event>,
    /// Where the questions go.
    run: Run,
    refused: Vec<RefusedMessage>,
    /// This process's totals of running intervals, which take the place of what it wrote before.
    counts: Vec<(CallKey, CallCount)>,
    writer: Uuid,
}

struct WriteDown(Arc<Batch>);

impl Command for WriteDown {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for (key, count) in &self.0.counts {
            calls::save(tx, self.0.writer, key, count).await?;
        }
        for message in &self.0.refused {
            refused_messages::insert(tx, message).await?;
        }
        let events = &self.0.events;
        let (questions, others) = events.split_at(events.partition_point(is_question));
        questions::insert(tx, self.0.run, questions).await?;
        journal::insert(tx, others).await
    }
}

/// Whether it changes nothing, and is kept as long as such things are.
fn is_question(event: &Event) -> bool {
    event.entry.kind.retention() == Retention::Questions
}
