//! Waiting for what must come about, without guessing how long it takes.

use std::{task::Poll, time::Duration};

use tokio::time::{Instant, sleep};

/// How long anything may take before a story gives it up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until it is so; returns how long that took.
#[track_caller]
pub fn eventually(
    what: &str,
    mut is_so: impl AsyncFnMut() -> bool,
) -> impl Future<Output = Duration> {
    let place = std::panic::Location::caller();
    async move {
        let started = Instant::now();
        while !is_so().await {
            assert!(started.elapsed() < PATIENCE, "{place}: it never came about that {what}");
            sleep(Duration::from_millis(10)).await;
        }
        started.elapsed()
    }
}

/// Lets a future begin and does not wait for it, as for a request that has been sent.
pub async fn begin<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    let mut future = std::pin::Pin::new(future);
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}
