//! Commands that break the rules take nobody along.

use iuvo_store::{Command, Lane, Query, StoreError, Tx, directory};
use iuvo_tests::{Engine, Town, begin, stories};

use super::writing::{Enqueue, Gate, jobs_written};

/// Writes a job, then breaks.
struct Panic(Enqueue);

impl Command for Panic {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        assert!(!self.0.write(tx).await?, "on purpose: what was written must go with this panic");
        Ok(true)
    }
}

/// Reads, then breaks.
struct PanicReading;

impl Query for PanicReading {
    type Output = i64;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<i64, StoreError> {
        let version = directory::Version.run(tx).await?;
        assert!(version < 0, "on purpose: a query may break too");
        Ok(version)
    }
}

/// Writes a job, then waits for something that has nothing to do with its transaction.
struct AwaitElsewhere(Enqueue);

impl Command for AwaitElsewhere {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let written = self.0.write(tx).await?;
        std::future::pending::<()>().await;
        Ok(written)
    }
}

stories! {
    /// On SQLite all of them are queued behind one that holds the writer, and so are one batch.
    async fn a_panic_amid_others_takes_nothing_with_it(town: Town) {
        let (store, gate, before) = (town.app().store(), Gate::new(), iuvo_store::defects());
        let mut hold = Box::pin(store.execute(Lane::Interactive, gate.hold(town.engine())));
        assert!(begin(&mut hold).await.is_pending());
        gate.somebody_is_held().await;
        let mut good = Vec::new();
        for subject in ["a", "b"] {
            good.push(Box::pin(store.execute(Lane::Interactive, Enqueue::new(&town, subject))));
            assert!(begin(good.last_mut().unwrap()).await.is_pending());
        }
        let panicking = Panic(Enqueue::new(&town, "panicked"));
        let mut bad = Box::pin(store.execute(Lane::Interactive, panicking));
        assert!(begin(&mut bad).await.is_pending());
        for subject in ["c", "d"] {
            good.push(Box::pin(store.execute(Lane::Interactive, Enqueue::new(&town, subject))));
            assert!(begin(good.last_mut().unwrap()).await.is_pending());
        }
        gate.open();
        hold.await.unwrap();
        for write in good {
            assert!(write.await.unwrap());
        }
        let error = bad.await.unwrap_err();
        assert!(matches!(&error, StoreError::Bug(why) if why.contains("panicked")), "{error}");
        assert_eq!(jobs_written(&town).await, 4);
        assert!(iuvo_store::defects() > before);
        assert!(store.execute(Lane::Interactive, Enqueue::new(&town, "e")).await.unwrap());
    }

    async fn a_query_that_panics_is_an_error_like_any_other(town: Town) {
        let store = town.app().store();
        for _ in 0..20 {
            let error = store.read(PanicReading).await.unwrap_err();
            assert!(matches!(error, StoreError::Bug(_)), "{error}");
        }
        store.ping().await.unwrap();
    }

    async fn defects_are_among_the_metrics(town: Town) {
        let error = town.app().store().read(PanicReading).await.unwrap_err();
        assert!(matches!(error, StoreError::Bug(_)), "{error}");
        let metrics = town.get("/metrics").await.assert_status(200).text;
        let counted = metrics.lines().find_map(|it| it.strip_prefix("iuvo_store_defects_total "));
        assert!(counted.expect("the counter").parse::<u64>().unwrap() > 0, "{metrics}");
    }
}

/// PostgreSQL would wait: only the writer thread can tell.
#[tokio::test]
async fn a_command_that_awaits_elsewhere_is_undone_and_the_writer_goes_on() {
    let (town, before) = (Town::on(Engine::Sqlite).await, iuvo_store::defects());
    let store = town.app().store();
    let waiting = AwaitElsewhere(Enqueue::new(&town, "waiting"));
    let error = store.execute(Lane::Interactive, waiting).await.unwrap_err();
    assert!(matches!(&error, StoreError::Bug(why) if why.contains("awaited")), "{error}");
    assert_eq!(jobs_written(&town).await, 0);
    assert!(iuvo_store::defects() > before);
    assert!(store.execute(Lane::Interactive, Enqueue::new(&town, "next")).await.unwrap());
    assert_eq!(jobs_written(&town).await, 1);
}
