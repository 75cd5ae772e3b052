//! Intended state: nothing is remembered longer than it may be: events, refused messages, carts,
//! files.
//! Receipts, their messages and the events that say that money moved are never forgotten.

use iuvo_domain::{WorkspaceId, cart::Cart, journal::Retention};
use iuvo_store::{
    Command, Lane, StoreError, Tx, calls, carts, files,
    journal::{self, questions},
    refused_messages,
};
use jiff::{SignedDuration, Timestamp};

use crate::App;

/// Rows forgotten in one transaction, so that nobody waits for long.
const BATCH: i64 = 500;

/// A file that has been arriving for longer never will: its sender was not answered.
const ARRIVING: SignedDuration = SignedDuration::from_hours(24);

/// What is forgotten after its time.
#[derive(Debug, Clone, Copy)]
enum Memory {
    Events(Retention),
    /// Those that are written in runs.
    Questions,
    RefusedMessages,
    Carts,
    Files,
}

pub(super) async fn run(app: &App, workspace: WorkspaceId) -> Result<(), StoreError> {
    let keep = app.keep;
    for (memory, time) in [
        (Memory::Events(Retention::Positions), keep.positions),
        (Memory::Events(Retention::Questions), keep.questions),
        (Memory::Questions, keep.questions),
        (Memory::RefusedMessages, keep.refused_messages),
        (Memory::Carts, keep.carts.max(Cart::UNDER_WAY)),
        (Memory::Files, keep.files),
    ] {
        let until = ago(app.now(), time);
        forget(app, Forget { workspace, memory, until, now: app.now() }).await?;
    }
    Ok(())
}

/// The counts of calls belong to no workspace: they are forgotten once for all that were served in
/// a round.
pub(super) async fn forget_calls(app: &App) -> Result<(), StoreError> {
    let until = ago(app.now(), app.keep.calls);
    app.store().execute(Lane::Bulk, ForgetCalls(until)).await
}

struct ForgetCalls(Timestamp);

impl Command for ForgetCalls {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        calls::purge(tx, self.0).await?;
        Ok(())
    }
}

async fn forget(app: &App, what: Forget) -> Result<(), StoreError> {
    while app.store().execute(Lane::Bulk, what).await? > 0 {}
    Ok(())
}

fn ago(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.checked_sub(time).unwrap_or(Timestamp::MIN)
}

#[derive(Debug, Clone, Copy)]
struct Forget {
    workspace: WorkspaceId,
    memory: Memory,
    until: Timestamp,
    now: Timestamp,
}

impl Command for Forget {
    type Output = u64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        let (workspace, until) = (self.workspace, self.until);
        match self.memory {
            Memory::Events(class) => journal::purge(tx, workspace, class, until, BATCH).await,
            Memory::Questions => questions::purge(tx, workspace, until, BATCH).await,
            Memory::RefusedMessages => refused_messages::purge(tx, workspace, until, BATCH).await,
            Memory::Carts => carts::purge(tx, workspace, until, BATCH).await,
            Memory::Files => {
                let arriving_until = ago(self.now, ARRIVING);
                files::purge(tx, workspace, (until, arriving_until), BATCH).await
            }
        }
    }
}
