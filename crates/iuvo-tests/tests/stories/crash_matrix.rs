//! The real program killed at every point while it takes a receipt: before and after each commit,
//! and before and after whatever it sends. Nothing in it knows of this: strace sends SIGKILL as it
//! makes a call of the system.

use iuvo_tests::{Database, Engine, Program};
use pagopa_codes::NoticeNumber;

use crate::crashes::{audit, fill};

/// What each notice asks for.
const CENTS: i64 = 12_000;
/// More points than any kind has.
const MOST_POINTS: usize = 120;
/// So many points at which it lives, one after the other, are beyond the last: which thread makes a
/// call, and how much one call reads, is not always the same.
const BEYOND: usize = 3;

/// How often it died, by where that left the receipt it was taking.
#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    before_commit: usize,
    /// Committed, and the Node heard nothing.
    before_answer: usize,
    after_answer: usize,
}

/// A receipt, and once more, as from a Node that has not heard the answer; whether one was OK.
async fn deliver(program: &Program, notice: NoticeNumber) -> bool {
    let mut acknowledged = false;
    for _ in 0..2 {
        let receipt = iuvo_tests::messages::receipt(&format!("R-{notice}"), notice, CENTS);
        let answer = program.deliver(receipt).await;
        acknowledged |= answer.is_some_and(|it| it.text("outcome") == Some("OK"));
    }
    acknowledged
}

/// One point: it dies there, is started again, judged, and hears from the Node again. Whether it
/// did die, which is counted.
async fn dies_at(
    database: &Database,
    (calls, nth): (&str, usize),
    notice: NoticeNumber,
    delivered: &mut Vec<NoticeNumber>,
    deaths: &mut Deaths,
) -> bool {
    let program = Program::start_on_one_thread(database).await;
    program.die_at(calls, nth).await;
    let acknowledged = deliver(&program, notice).await;
    let died = program.has_died().await;
    if !died {
        program.kill().await;
    }
    let program = Program::start(database).await;
    let kept = format!("select count(*) from receipt where receipt_id = 'R-{notice}'");
    match (acknowledged, database.rows().number(&kept).await) {
        _ if !died => (),
        (false, 0) => deaths.before_commit += 1,
        (false, _) => deaths.before_answer += 1,
        (true, _) => deaths.after_answer += 1,
    }
    if acknowledged {
        delivered.push(notice);
    }
    audit(database, delivered).await;
    assert!(deliver(&program, notice).await, "{calls} {nth}: refused afterwards");
    if !acknowledged {
        delivered.push(notice);
    }
    audit(database, delivered).await;
    program.kill().await;
    died
}

/// Dies at the first of these calls, then at the second, until there is none to die at any more;
/// fails when it died less often than a receipt takes, whichever thread makes the calls.
#[expect(clippy::print_stdout, reason = "how many points there were")]
async fn loses_nothing_at(engine: Engine, calls: &str, is_enough: fn(Deaths) -> bool) {
    let database = Database::create(engine).await;
    let notices = fill(&database, MOST_POINTS).await;
    let (mut delivered, mut deaths, mut lived) = (Vec::new(), Deaths::default(), 0);
    for (nth, notice) in (1..).zip(notices) {
        let died = dies_at(&database, (calls, nth), notice, &mut delivered, &mut deaths).await;
        lived = if died { 0 } else { lived + 1 };
        if lived == BEYOND {
            break;
        }
    }
    println!("{engine:?}, {calls}: {deaths:?}");
    assert_eq!(lived, BEYOND, "{calls}: more than {MOST_POINTS} points");
    assert!(is_enough(deaths), "{calls}: too few of {deaths:?}");
}

/// Before what it takes is durable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_waits_for_its_disk_it_loses_nothing() {
    // What was written is there for the next program even if the disk has not confirmed it.
    let is_enough = |it: Deaths| it.before_commit + it.before_answer > 0;
    loses_nothing_at(Engine::Sqlite, "fsync,fdatasync", is_enough).await;
}

/// Before and between the pages of a transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_to_its_disk_it_loses_nothing() {
    loses_nothing_at(Engine::Sqlite, "pwrite64", |it| it.before_commit >= 10).await;
}

/// Before the answer, and before the second one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_answers_it_loses_nothing() {
    loses_nothing_at(Engine::Sqlite, "writev", |it| it.before_answer > 0).await;
}

/// Before the question is heard, and after the last byte of the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_listens_it_loses_nothing() {
    loses_nothing_at(Engine::Sqlite, "recvfrom", |it| it.before_commit > 0).await;
}

/// Before each statement, COMMIT among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_asks_postgres_it_loses_nothing() {
    loses_nothing_at(Engine::Postgres, "sendto", |it| it.before_commit >= 10).await;
}

/// After each statement, and between a COMMIT that was sent and what PostgreSQL says to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_listens_to_postgres_it_loses_nothing() {
    loses_nothing_at(Engine::Postgres, "recvfrom", |it| it.before_commit >= 10).await;
}

/// After PostgreSQL has confirmed the commit, before the answer to the Node.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_answers_on_postgres_it_loses_nothing() {
    loses_nothing_at(Engine::Postgres, "writev", |it| it.before_answer > 0).await;
}
