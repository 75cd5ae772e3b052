//! What a transaction keeps, and what it does not.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use iuvo_domain::WorkspaceId;
use iuvo_store::{Command, Lane, StoreError, Tx, directory::change, number_spaces};
use iuvo_tests::{Engine, begin, eventually, ids, stories};
use pagopa_codes::SegregationCode;
use tokio::sync::Barrier;

use super::writing::{Enqueue, Gate, jobs_written};

type Space = (WorkspaceId, SegregationCode);

/// Takes a number from each of two spaces, the first locked first.
struct TakeFromBoth {
    spaces: [Space; 2],
    runs: Arc<AtomicU32>,
    /// Where both wait for each other, the first time, with one lock in hand.
    meeting: Option<Arc<Barrier>>,
}

impl Command for TakeFromBoth {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let run = self.runs.fetch_add(1, Ordering::SeqCst);
        for (index, (workspace, code)) in self.spaces.into_iter().enumerate() {
            let mut space = number_spaces::lock(tx, workspace, code).await?.unwrap();
            space.next += 1;
            number_spaces::save(tx, &space).await?;
            if let (0, 0..=1, Some(meeting)) = (index, run, &self.meeting) {
                meeting.wait().await;
            }
        }
        Ok(())
    }
}

/// Writes a job and refuses all the same.
struct Refuse {
    write: Enqueue,
    leaves_trace: bool,
}

impl Command for Refuse {
    type Output = Result<(), &'static str>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        assert!(self.write.write(tx).await?);
        if !self.leaves_trace {
            tx.undo();
        }
        Ok(Err("refused"))
    }
}

/// Writes a job, then fails a statement and says nothing about it.
struct IgnoreFailure(Enqueue);

impl Command for IgnoreFailure {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let written = self.0.write(tx).await?;
        let space = iuvo_domain::number_space::NumberSpace {
            workspace: WorkspaceId::new(999),
            segregation_code: "02".parse().unwrap(),
            next: 1,
            end: 2,
        };
        number_spaces::insert(tx, &space).await.expect_err("there is no such workspace");
        Ok(written)
    }
}

/// Gives a client a key in a slot that no column can hold.
struct SaveKeyNowhere {
    client: iuvo_domain::directory::ApiClient,
    runs: Arc<AtomicU32>,
}

impl Command for SaveKeyNowhere {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        change::save_key(tx, &self.client, 70_000, &[0; 32], jiff::Timestamp::UNIX_EPOCH).await
    }
}

stories! {
    /// On PostgreSQL each holds what the other needs: the server ends one, which is run again.
    async fn commands_that_lock_in_opposite_orders_both_end_well(town: Town) {
        let space = |body: &str, code: &str| (town.workspace(body), code.parse().unwrap());
        let (here, there) = (space(ids::TOWN, "02"), space(ids::NEIGHBOUR, "03"));
        let next = "select cast(sum(next_base) as bigint) from number_space";
        let before = town.rows().number(next).await;
        let runs = Arc::new(AtomicU32::new(0));
        let meeting = (town.engine() == Engine::Postgres).then(|| Arc::new(Barrier::new(2)));
        let take = |spaces| TakeFromBoth {
            spaces,
            runs: Arc::clone(&runs),
            meeting: meeting.clone(),
        };
        let store = town.app().store();
        let (one, other) = tokio::join!(
            store.execute(Lane::Interactive, take([here, there])),
            store.execute(Lane::Interactive, take([there, here])),
        );
        one.unwrap();
        other.unwrap();
        assert_eq!(town.rows().number(next).await, before + 4);
        let expected = if town.engine() == Engine::Postgres { 3 } else { 2 };
        assert_eq!(runs.load(Ordering::SeqCst), expected);
    }

    async fn a_refusal_keeps_its_trace_unless_undone(town: Town) {
        let store = town.app().store();
        for (leaves_trace, expected) in [(false, 0), (true, 1)] {
            let write = Enqueue::new(&town, "refused");
            let refuse = Refuse { write, leaves_trace };
            let outcome = store.execute(Lane::Interactive, refuse).await.unwrap();
            assert_eq!(outcome, Err("refused"));
            assert_eq!(jobs_written(&town).await, expected, "leaves a trace: {leaves_trace}");
        }
    }

    async fn a_command_that_ignores_a_failed_statement_is_undone_and_counted(town: Town) {
        let before = iuvo_store::defects();
        let store = town.app().store();
        let ignoring = IgnoreFailure(Enqueue::new(&town, "ignored"));
        let error = store.execute(Lane::Interactive, ignoring).await.unwrap_err();
        assert!(matches!(&error, StoreError::Bug(why) if why.contains("ignored")), "{error}");
        assert_eq!(jobs_written(&town).await, 0);
        assert!(iuvo_store::defects() > before);
    }

    /// It would not fit the next time either.
    async fn a_value_that_does_not_fit_is_refused_once(town: Town) {
        let directory = town.app().directory();
        let key = iuvo_app::access::hash_key(ids::KEY);
        let client = directory.client(&key).expect("the town's software").clone();
        let runs = Arc::new(AtomicU32::new(0));
        let command = SaveKeyNowhere { client, runs: Arc::clone(&runs) };
        let error = town.app().store().execute(Lane::Interactive, command).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }

    async fn a_client_that_hangs_up_does_not_stop_its_write(town: Town) {
        let store = town.app().store();
        let gate = Gate::new();
        let mut hold = Box::pin(store.execute(Lane::Bulk, gate.hold(town.engine())));
        assert!(begin(&mut hold).await.is_pending());
        gate.somebody_is_held().await;
        let mut write =
            Box::pin(store.execute(Lane::Interactive, Enqueue::new(&town, "hung up")));
        assert!(begin(&mut write).await.is_pending());
        drop(write);
        gate.open();
        eventually("the write is there", async || jobs_written(&town).await == 1).await;
        hold.await.unwrap();
    }
}
