//! What is written a little later: gathered in memory, written in batches.
//!
//! Invariants: bounded; nobody on the request path waits; what does not fit is dropped and counted;
//! what was taken in when the program is asked to stop is written before it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use iuvo_domain::journal::{Act, Entry, Event};
use iuvo_store::{
    Command, Lane, Store, StoreError, Tx, journal,
    refused_messages::{self, RefusedMessage},
};
use jiff::Timestamp;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout_at},
};
use uuid::Uuid;

use super::{
    Call,
    counts::{Counts, SaveCounts},
};
use crate::Clock;

/// Events that may wait; more are dropped.
const CAPACITY: usize = 16 * 1024;
/// Events written in one transaction: few enough not to keep others waiting.
const BATCH: usize = 512;
/// Bytes of refused messages that may wait; more are dropped.
const MOST_BYTES: usize = 8 << 20;
/// How long the first event of a batch waits for others.
const LINGER: Duration = Duration::from_millis(500);
/// Pause after the database has failed, and how often a batch is tried.
const PAUSE: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 30;

/// Where what changes nothing waits to be written.
pub(crate) struct Buffer {
    queue: mpsc::Sender<Note>,
    counts: Arc<Counts>,
    waiting_bytes: Arc<AtomicUsize>,
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

enum Note {
    Event(Event),
    Refused(RefusedMessage),
    /// Everything before it is to be written now; who waits is told.
    Flush(oneshot::Sender<()>),
}

impl Buffer {
    /// Starts the writer, which ends with the buffer.
    pub(crate) fn start(store: Arc<Store>, clock: Clock, writer: Uuid) -> Self {
        let (queue, arriving) = mpsc::channel(CAPACITY);
        let counts = Arc::new(Counts::default());
        let waiting_bytes = Arc::default();
        let writer = Writer {
            store,
            clock,
            writer,
            counts: Arc::clone(&counts),
            waiting_bytes: Arc::clone(&waiting_bytes),
        };
        tokio::spawn(writer.work(arriving));
        Self { queue, counts, waiting_bytes }
    }

    pub(super) fn note(&self, act: &Act, entry: Entry) {
        for event in act.events(vec![entry]) {
            if self.queue.try_send(Note::Event(event)).is_err() {
                drop_events(1);
            }
        }
    }

    pub(super) fn keep(&self, message: RefusedMessage) {
        let size = message.message.size();
        let waiting = self.waiting_bytes.fetch_add(size, Ordering::Relaxed);
        let fits = waiting.saturating_add(size) <= MOST_BYTES;
        if !fits || self.queue.try_send(Note::Refused(message)).is_err() {
            self.waiting_bytes.fetch_sub(size, Ordering::Relaxed);
            drop_events(1);
        }
    }

    pub(super) fn count(&self, call: &Call<'_>, now: Timestamp) {
        self.counts.add(call, now);
    }

    pub(super) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.queue.send(Note::Flush(done)).await.is_ok() {
            // The writer ends only with the buffer.
            drop(written.await);
        }
    }
}

struct Writer {
    store: Arc<Store>,
    clock: Clock,
    /// This process, among those that count the same calls.
    writer: Uuid,
    counts: Arc<Counts>,
    waiting_bytes: Arc<AtomicUsize>,
}

/// What is written together.
#[derive(Default)]
struct Lines {
    events: Vec<Event>,
    refused: Vec<RefusedMessage>,
}

impl Lines {
    fn len(&self) -> usize {
        self.events.len().saturating_add(self.refused.len())
    }
}

/// What arrived in a while.
struct Batch {
    lines: Lines,
    waiting: Vec<oneshot::Sender<()>>,
    is_last: bool,
}

impl Writer {
    async fn work(self, mut arriving: mpsc::Receiver<Note>) {
        loop {
            let batch = gather(&mut arriving).await;
            self.write_lines(batch.lines).await;
            self.write_counts().await;
            for waiting in batch.waiting {
                // Who waited may have gone.
                waiting.send(()).ok();
            }
            if batch.is_last {
                return;
            }
        }
    }

    async fn write_lines(&self, lines: Lines) {
        if lines.len() == 0 {
            return;
        }
        let lines = Arc::new(lines);
        if !self.write_in_time(&lines).await {
            drop_events(lines.len());
        }
        let bytes = lines.refused.iter().map(|it| it.message.size()).sum();
        self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Tries until it is written, or has been tried for too long.
    async fn write_in_time(&self, lines: &Arc<Lines>) -> bool {
        for _ in 0..ATTEMPTS {
            match self.store.execute(Lane::Bulk, WriteLines(Arc::clone(lines))).await {
                Ok(()) => return true,
                Err(error) if error.is_transient() => {
                    tracing::warn!(%error, "events wait for the database");
                    sleep(PAUSE).await;
                }
                Err(error) => {
                    tracing::error!(%error, "events cannot be written");
                    return false;
                }
            }
        }
        false
    }

    /// What cannot be written now is written with the next batch, which adds to it.
    async fn write_counts(&self) {
        let counts = self.counts.unwritten();
        if !counts.is_empty() {
            let command = SaveCounts { writer: self.writer, counts: counts.clone() };
            if let Err(error) = self.store.execute(Lane::Bulk, command).await {
                tracing::warn!(%error, "counts of calls wait for the database");
                return;
            }
        }
        self.counts.written(&counts, self.clock.now());
    }
}

/// Waits until a batch is full, or its time is over, or somebody waits for it.
async fn gather(arriving: &mut mpsc::Receiver<Note>) -> Batch {
    let mut batch = Batch { lines: Lines::default(), waiting: Vec::new(), is_last: false };
    let end = Instant::now().checked_add(LINGER).unwrap_or_else(Instant::now);
    let mut notes = Vec::with_capacity(BATCH);
    while batch.lines.len() < BATCH && batch.waiting.is_empty() {
        let room = BATCH.saturating_sub(batch.lines.len());
        match timeout_at(end, arriving.recv_many(&mut notes, room)).await {
            Ok(0) => {
                batch.is_last = true;
                break;
            }
            Ok(_) => batch.take(&mut notes),
            Err(_) => break,
        }
    }
    batch
}

impl Batch {
    fn take(&mut self, notes: &mut Vec<Note>) {
        for note in notes.drain(..) {
            match note {
                Note::Event(event) => self.lines.events.push(event),
                Note::Refused(message) => self.lines.refused.push(message),
                Note::Flush(waiting) => self.waiting.push(waiting),
            }
        }
    }
}

struct WriteLines(Arc<Lines>);

impl Command for WriteLines {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        journal::insert(tx, &self.0.events).await?;
        for message in &self.0.refused {
            refused_messages::insert(tx, message).await?;
        }
        Ok(())
    }
}
