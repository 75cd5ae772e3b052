//! Nobody waits without end: full lanes and a held file refuse.

use std::{task::Poll, time::Duration};

use iuvo_store::{Lane, StoreError, directory};
use iuvo_tests::{Engine, Town, begin, stories};
use tokio::time::Instant;

use super::writing::{Enqueue, Gate, jobs_written};

stories! {
    async fn a_full_bulk_lane_refuses_at_once_and_the_interactive_one_works(town: Town) {
        let (store, gate) = (town.app().store(), Gate::new());
        let mut accepted = Vec::new();
        let refused = loop {
            assert!(accepted.len() < 1_000, "the lane is never full");
            let mut hold = Box::pin(store.execute(Lane::Bulk, gate.hold(town.engine())));
            match begin(&mut hold).await {
                Poll::Pending => accepted.push(hold),
                Poll::Ready(refused) => break refused,
            }
            if accepted.len() == 1 {
                gate.somebody_is_held().await;
            }
        };
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        assert!(accepted.len() >= 4, "only {} commands are let in", accepted.len());

        let write = store.execute(Lane::Interactive, Enqueue::new(&town, "urgent"));
        match town.engine() {
            // One writer: it is let in, and done before the rest of the lane.
            Engine::Sqlite => {
                let mut write = Box::pin(write);
                assert!(begin(&mut write).await.is_pending());
                gate.open();
                assert!(write.await.unwrap());
            }
            Engine::Postgres => assert!(write.await.unwrap()),
        }
        gate.open();
        for hold in accepted {
            hold.await.unwrap();
        }
        assert_eq!(jobs_written(&town).await, 1);
        assert!(store.execute(Lane::Bulk, Enqueue::new(&town, "later")).await.unwrap());
    }
}

/// Another process may hold the file (a backup, the command line). Those who wait behind the first
/// command do not wait as long as it did, one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_held_by_another_process_refuses_and_then_works() {
    let town = Town::on(Engine::Sqlite).await;
    let path = town.database().url().trim_start_matches("sqlite:");
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let (store, started) = (town.app().store(), Instant::now());
    let mut writes = Vec::new();
    for subject in ["a", "b", "c", "d", "e"] {
        writes.push(Box::pin(store.execute(Lane::Interactive, Enqueue::new(&town, subject))));
        assert!(begin(writes.last_mut().unwrap()).await.is_pending());
    }
    for write in writes {
        let error = write.await.unwrap_err();
        assert!(error.is_transient(), "{error}");
    }
    // The first alone, the others together: five seconds each time.
    assert!(started.elapsed() < Duration::from_secs(14), "{:?}", started.elapsed());
    store.read(directory::Version).await.expect("who only reads is not concerned");
    other.execute_batch("rollback").unwrap();
    assert!(store.execute(Lane::Interactive, Enqueue::new(&town, "f")).await.unwrap());
    assert_eq!(jobs_written(&town).await, 1);
}
