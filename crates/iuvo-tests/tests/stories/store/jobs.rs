//! Deferred work: held by one worker at a time, and never by one that slept.

use iuvo_app::jobs::run_due_jobs;
use iuvo_domain::WorkspaceId;
use iuvo_store::{
    Command, Lane, Store, StoreError, Tx,
    jobs::{self, Claim, DueWorkspaces},
};
use iuvo_tests::{Engine, PATIENCE, Town, begin, eventually, ids, messages, stories};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::NoticeNumber;

use super::writing::{Enqueue, Gate, minutes_after};

struct ClaimJob {
    workspace: WorkspaceId,
    now: Timestamp,
}

impl Command for ClaimJob {
    type Output = Option<Claim>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        jobs::claim(tx, self.workspace, self.now, minutes_after(self.now, 5)).await
    }
}

struct Finish(Claim, Timestamp);

impl Command for Finish {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        jobs::finish(tx, &self.0, self.1).await
    }
}

struct PutOff(Claim, Timestamp, Option<&'static str>);

impl Command for PutOff {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        jobs::reschedule(tx, &self.0, self.1, self.2).await
    }
}

/// Claims a job and ends it in one transaction, which the story holds open in between.
struct ClaimAndFinish {
    claim: ClaimJob,
    gate: std::sync::Arc<Gate>,
}

impl Command for ClaimAndFinish {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<bool, StoreError> {
        let claim = self.claim.run(tx).await?.expect("a job is due");
        self.gate.hold(Engine::Postgres).run(tx).await?;
        jobs::finish(tx, &claim, self.claim.now).await
    }
}

/// The recurring jobs of every workspace are out of the way; returns the present moment.
async fn only_ours(town: &Town) -> Timestamp {
    town.rows().damage("update job set done_at = 0").await;
    town.app().now()
}

async fn claim(store: &Store, workspace: WorkspaceId, now: Timestamp) -> Option<Claim> {
    store.execute(Lane::Bulk, ClaimJob { workspace, now }).await.unwrap()
}

stories! {
    async fn no_two_workers_hold_the_same_job(town: Town) {
        only_ours(&town).await;
        let (other, workspace) = (town.beside().await, town.workspace(ids::TOWN));
        let expected = 40;
        for index in 0..expected {
            let write = Enqueue::new(&town, &format!("{index}"));
            assert!(town.app().store().execute(Lane::Interactive, write).await.unwrap());
        }
        let now = town.app().now();
        let mut workers = tokio::task::JoinSet::new();
        for index in 0..4 {
            let app = if index % 2 == 0 { town.app() } else { other.app() }.clone();
            workers.spawn(async move {
                let mut held = Vec::new();
                // Somebody who finds a job taken from under him asks again.
                while held.len() < expected {
                    match claim(app.store(), workspace, now).await {
                        Some(claim) => held.push(claim.job.id),
                        None if are_there_free_jobs(app.store(), now).await => (),
                        None => break,
                    }
                }
                held
            });
        }
        let mut held = workers.join_all().await.concat();
        held.sort();
        assert_eq!(held.len(), expected);
        held.dedup();
        assert_eq!(held.len(), expected, "a job was held twice");
    }

    async fn an_expired_lease_is_taken_over_and_the_sleeper_writes_no_more(town: Town) {
        let now = only_ours(&town).await;
        let (store, workspace) = (town.app().store(), town.workspace(ids::TOWN));
        store.execute(Lane::Interactive, Enqueue::new(&town, "one")).await.unwrap();
        let now = minutes_after(now, 1);
        let sleeper = claim(store, workspace, now).await.expect("a job is due");
        assert_eq!(claim(store, workspace, minutes_after(now, 4)).await, None);

        let later = minutes_after(now, 6);
        let successor = claim(store, workspace, later).await.expect("the lease has ended");
        assert_eq!((successor.job.id, successor.attempts), (sleeper.job.id, 2));
        assert!(successor.fence > sleeper.fence);
        assert!(!store.execute(Lane::Bulk, Finish(sleeper.clone(), later)).await.unwrap());
        assert!(!store.execute(Lane::Bulk, PutOff(sleeper, later, Some("late"))).await.unwrap());
        assert_eq!(town.rows().number("select count(last_error) from job").await, 0);
        assert!(store.execute(Lane::Bulk, Finish(successor, later)).await.unwrap());
        assert_eq!(claim(store, workspace, minutes_after(later, 60)).await, None);
    }

    /// Or a job that has recurred for a year would rest an hour after its first failure.
    async fn attempts_are_counted_anew_once_a_job_went_well(town: Town) {
        let now = only_ours(&town).await;
        let (store, workspace) = (town.app().store(), town.workspace(ids::TOWN));
        store.execute(Lane::Interactive, Enqueue::new(&town, "one")).await.unwrap();
        let mut attempts = Vec::new();
        for (minutes, fails) in [(1, true), (2, true), (3, false), (4, true), (5, true)] {
            let now = minutes_after(now, minutes);
            let claim = claim(store, workspace, now).await.expect("a job is due");
            attempts.push(claim.attempts);
            let error = fails.then_some("on purpose");
            assert!(store.execute(Lane::Bulk, PutOff(claim, now, error)).await.unwrap());
        }
        assert_eq!(attempts, [1, 2, 3, 1, 2]);
    }

    async fn workspaces_with_due_jobs_are_found_longest_waiting_first(town: Town) {
        let now = only_ours(&town).await;
        let store = town.app().store();
        let bodies = [(ids::TOWN, 2), (ids::NEIGHBOUR, 1), (ids::PROVINCE, 30)];
        for (body, minutes) in bodies {
            let mut write = Enqueue::new(&town, "due");
            write.job.workspace = town.workspace(body);
            write.job.due_at = minutes_after(now, minutes);
            store.execute(Lane::Interactive, write).await.unwrap();
        }
        let due = async |minutes, limit| {
            store.read(DueWorkspaces { now: minutes_after(now, minutes), limit }).await.unwrap()
        };
        let (here, next_door) = (town.workspace(ids::TOWN), town.workspace(ids::NEIGHBOUR));
        assert_eq!(due(0, 9).await, []);
        assert_eq!(due(5, 9).await, [next_door, here]);
        assert_eq!(due(5, 1).await, [next_door]);
        claim(store, next_door, minutes_after(now, 5)).await.expect("a job is due");
        assert_eq!(due(5, 9).await, [here]);
    }

    async fn stored_statuses_follow_the_calendar(town: Town) {
        let hours = SignedDuration::from_hours;
        let (soon, late) = (hours(24), hours(48));
        town.position("TARI 2026").valid_in(soon).due_in(late).expiring().publish().await;
        town.position("TARI 2026").due_in(late).publish().await;
        let stored = async |status: i64| {
            let sql = format!("select count(*) from debt_position where status = {status}");
            town.rows().number(&sql).await
        };
        let (published, valid, expired) = (2, 3, 6);
        run_all_due_jobs(&town).await;
        assert_eq!((stored(published).await, stored(valid).await), (1, 1));
        town.advance(hours(25));
        assert!(run_all_due_jobs(&town).await > 0);
        assert_eq!((stored(published).await, stored(valid).await), (0, 2));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0, "it rests between runs");
        town.advance(hours(24));
        assert!(run_all_due_jobs(&town).await > 0);
        assert_eq!((stored(valid).await, stored(expired).await), (1, 1));
    }

    /// An intermediary has thousands of bodies: nothing is run where nothing is to be done.
    async fn a_recurring_job_rests_until_there_is_something_for_it_to_do(town: Town) {
        let hours = SignedDuration::from_hours;
        town.position("TARI 2026").valid_in(hours(3)).due_in(hours(48)).publish().await;
        run_all_due_jobs(&town).await;
        town.advance(hours(2));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0, "nothing is to be done");
        town.advance(hours(1));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 1, "a position has become valid");
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0);

        let notice: NoticeNumber = "302000000000700066".parse().unwrap();
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        town.advance(hours(1));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0, "its position is not written yet");
        // A second payment that nobody was told of, as of two that came at one instant.
        town.deliver(messages::receipt("R2", notice, 12_000)).await.assert_ok();
        town.rows().damage("delete from review_case where kind = 'double_payment'").await;
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0, "one looks once in a minute");
        town.advance(SignedDuration::from_mins(1));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 1);
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0);

        town.advance(hours(6));
        assert!(run_due_jobs(town.app()).await.unwrap() > 1, "they go round all the same");
    }

    /// Or it would fail again every minute, for ever.
    async fn a_job_that_failed_is_not_woken_before_its_pause_is_over(town: Town) {
        let hours = SignedDuration::from_hours;
        town.position("TARI 2026").valid_in(hours(1)).due_in(hours(48)).publish().await;
        run_all_due_jobs(&town).await;
        let put_off = "update job set attempts = 3 where kind = 'positions_follow_calendar'";
        town.rows().damage(put_off).await;
        town.advance(hours(2));
        assert_eq!(run_due_jobs(town.app()).await.unwrap(), 0);
        town.advance(hours(4));
        assert!(run_due_jobs(town.app()).await.unwrap() > 0);
    }

    /// For instance one that an older version of the program has computed otherwise.
    async fn a_moment_of_change_that_makes_no_sense_is_corrected(town: Town) {
        town.position("bozza").draft().await;
        town.rows().damage("update debt_position set next_change_at = 1").await;
        let work = tokio::time::timeout(PATIENCE, run_all_due_jobs(&town)).await;
        assert!(work.expect("it comes to an end") > 0);
        assert_eq!(town.rows().number("select count(next_change_at) from debt_position").await, 0);
    }
}

async fn run_all_due_jobs(town: &Town) -> usize {
    let mut count = 0;
    loop {
        match run_due_jobs(town.app()).await.unwrap() {
            0 => return count,
            done => count += done,
        }
    }
}

async fn are_there_free_jobs(store: &Store, now: Timestamp) -> bool {
    !store.read(DueWorkspaces { now, limit: 1 }).await.unwrap().is_empty()
}

/// Whoever waited for the row sees it free again, but it is not to be done any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_claimed_and_ended_while_another_waits_for_it_is_not_done_twice() {
    let town = Town::on(Engine::Postgres).await;
    only_ours(&town).await;
    let (store, workspace, gate) = (town.app().store(), town.workspace(ids::TOWN), Gate::new());
    store.execute(Lane::Interactive, Enqueue::new(&town, "one")).await.unwrap();
    let now = town.app().now();
    let first = ClaimAndFinish { claim: ClaimJob { workspace, now }, gate: gate.clone() };
    let mut first = Box::pin(store.execute(Lane::Bulk, first));
    assert!(begin(&mut first).await.is_pending());
    gate.somebody_is_held().await;
    let mut second = Box::pin(claim(store, workspace, now));
    assert!(begin(&mut second).await.is_pending());
    eventually("the second worker waits for the row", async || {
        let waiting = "select count(*) from pg_stat_activity \
             where datname = current_database() and wait_event_type = 'Lock'";
        town.rows().number(waiting).await == 1
    })
    .await;
    gate.open();
    assert!(first.await.unwrap());
    assert_eq!(second.await, None);
}
