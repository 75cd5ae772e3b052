//! Defects of ours that commands and queries bring to light: counted for whoever watches, logged
//! where they are found, never hidden.
//!
//! Absent on purpose: what went wrong outside (a full disk, a server that is down), which is no
//! defect.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::Poll,
};

use crate::StoreError;

static FOUND: AtomicU64 = AtomicU64::new(0);

/// How many defects this process has found: commands that panicked, awaited something else than
/// their transaction or ignored a failed statement, and rows that make no sense.
pub fn defects() -> u64 {
    FOUND.load(Ordering::Relaxed)
}

/// Looks at how a command or a query ended.
pub(crate) fn note<T>(result: &Result<T, StoreError>) {
    if let Err(StoreError::Bug(reason)) = result {
        FOUND.fetch_add(1, Ordering::Relaxed);
        tracing::error!(%reason, "defect in a command");
    }
}

/// Runs a future to its end; a panic in it becomes an error, so that it takes nobody else along.
pub(crate) async fn caught<T>(
    future: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        let polled = AssertUnwindSafe(|| future.as_mut().poll(context));
        catch_unwind(polled)
            .unwrap_or_else(|_| Poll::Ready(Err(StoreError::Bug("a command panicked".to_owned()))))
    })
    .await
}
