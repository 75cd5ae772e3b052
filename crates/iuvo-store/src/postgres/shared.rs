//! Connections that point reads share: what many ask at once goes to the server in one piece and
//! comes back so, without anybody waiting for anybody's answer (pipelining). That halves what a
//! read costs on both sides.
//!
//! Invariants: no transaction is ever open on them; one on which anything failed takes no more
//! questions, and is closed as soon as those already asked are answered: a lease that nobody gives
//! back closes its connection when its last holder lets it go.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use deadpool_postgres::Pool;

use super::Lease;
use crate::{
    Query, StoreError, Tx,
    defects::{self, caught},
};

/// How many are shared: few, since what they save grows with how many questions go together.
const SHARED: usize = 4;

/// The connections shared, each taken from the pool when it is first needed.
#[derive(Default)]
pub(super) struct SharedConnections {
    slots: [Slot; SHARED],
    turn: AtomicUsize,
}

impl SharedConnections {
    pub(super) async fn ask<Q: Query>(
        &self,
        pool: &Pool,
        query: &Q,
    ) -> Result<Q::Output, StoreError> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let slot = self.slots.iter().cycle().nth(turn % SHARED);
        let slot = slot.ok_or_else(|| StoreError::Bug("no connection is shared".to_owned()))?;
        let shared = match usable(slot) {
            Some(shared) => shared,
            None => replace(slot, Arc::new(Lease::take(pool).await?)),
        };
        let result = caught(query.run(&mut Tx::postgres(shared.client()?))).await;
        defects::note(&result);
        if result.is_err() {
            retire(slot, &shared);
        }
        result
    }
}

type Slot = Mutex<Option<Arc<Lease>>>;

fn usable(slot: &Slot) -> Option<Arc<Lease>> {
    lock(slot).as_ref().filter(|it| it.is_open()).map(Arc::clone)
}

/// Puts a connection in the place of one that is closed; if somebody was faster, takes theirs.
fn replace(slot: &Slot, fresh: Arc<Lease>) -> Arc<Lease> {
    let mut held = lock(slot);
    match held.as_ref().filter(|it| it.is_open()) {
        Some(theirs) => Arc::clone(theirs),
        None => Arc::clone(held.insert(fresh)),
    }
}

/// Takes no more questions on a connection.
fn retire(slot: &Slot, failed: &Arc<Lease>) {
    let mut held = lock(slot);
    if held.as_ref().is_some_and(|it| Arc::ptr_eq(it, failed)) {
        *held = None;
    }
}

fn lock(slot: &Slot) -> MutexGuard<'_, Option<Arc<Lease>>> {
    // No code that can panic runs under the lock.
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
