//! The real program killed at every point while it does what it was asked for: before and after
//! each commit, and before and after whatever it sends. Nothing in it knows of this: strace sends
//! SIGKILL as it makes a call of the system.

mod deeds;

use std::collections::BTreeSet;

use iuvo_tests::{Database, Deathwalk, Engine, Program, Rows, Town};
use pagopa_codes::NoticeNumber;

use crate::{
    crashes::{audit, fill},
    invariants::violations,
};

/// What each notice asks for.
const CENTS: i64 = 12_000;
/// What the program is asked for, each time about something else.
trait Deed {
    /// Asks for it, and once more, as whoever has not heard the answer; whether it was told that it
    /// is done.
    async fn ask(&self, program: &Program, turn: usize) -> bool;

    /// How often it has been done.
    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64;

    /// Fails unless everything is as it must be, and those that were told to be done are.
    async fn judge(&self, database: &Database, told: &[usize]);
}

/// How often it died, by where that left what it was doing.
#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    before_commit: usize,
    /// Committed, and nobody heard of it.
    before_answer: usize,
    after_answer: usize,
}

impl Deaths {
    fn count(&mut self, is_told: bool, is_done: bool) {
        match (is_told, is_done) {
            (false, false) => self.before_commit += 1,
            (false, true) => self.before_answer += 1,
            (true, _) => self.after_answer += 1,
        }
    }
}

/// One point: it dies there, is started again, judged, and asked again. Whether it did die, which
/// is counted.
async fn dies_at(
    database: &Database,
    (calls, nth): (&str, usize),
    (deed, turn): (&impl Deed, usize),
    told: &mut Vec<usize>,
    deaths: &mut Deaths,
) -> bool {
    let program = Program::start_on_one_thread(database).await;
    program.die_at(calls, nth).await;
    let is_told = deed.ask(&program, turn).await;
    let has_died = program.has_died().await;
    if !has_died {
        program.kill().await;
    }
    database.rows().settled().await;
    let program = Program::start(database).await;
    if has_died {
        deaths.count(is_told, deed.done(&database.rows(), turn).await > 0);
    }
    told.extend(is_told.then_some(turn));
    deed.judge(database, told).await;
    assert!(deed.ask(&program, turn).await, "{calls} {nth}: refused afterwards");
    told.extend((!is_told).then_some(turn));
    assert_eq!(deed.done(&database.rows(), turn).await, 1, "{calls} {nth}");
    deed.judge(database, told).await;
    program.kill().await;
    has_died
}

/// Dies at every point of a walk, and goes on until it died as often as the deed takes.
#[expect(clippy::print_stdout, reason = "how many points there were")]
async fn loses_nothing_at(
    database: &Database,
    mut walk: Deathwalk,
    deed: &impl Deed,
    is_enough: fn(Deaths) -> bool,
) {
    let (mut told, mut deaths) = (Vec::new(), Deaths::default());
    while !(walk.is_whole() && is_enough(deaths)) {
        let (point, turn) = (walk.point(), walk.turns());
        walk.step(dies_at(database, point, (deed, turn), &mut told, &mut deaths).await);
    }
    println!("{:?}, {}: {deaths:?}, {} turns", database.engine(), walk.point().0, walk.turns());
}

/// A receipt, of a notice that waits for it.
struct Receipts {
    notices: Vec<NoticeNumber>,
}

impl Deed for Receipts {
    async fn ask(&self, program: &Program, turn: usize) -> bool {
        let notice = self.notices[turn];
        let mut is_told = false;
        for _ in 0..2 {
            let receipt = iuvo_tests::messages::receipt(&format!("R-{notice}"), notice, CENTS);
            let answer = program.deliver(receipt).await;
            is_told |= answer.is_some_and(|it| it.text("outcome") == Some("OK"));
        }
        is_told
    }

    async fn done(&self, rows: &Rows<'_>, turn: usize) -> i64 {
        let receipt = self.notices[turn];
        rows.number(&format!("select count(*) from receipt where receipt_id = 'R-{receipt}'")).await
    }

    async fn judge(&self, database: &Database, told: &[usize]) {
        let told: Vec<_> = told.iter().map(|it| self.notices[*it]).collect();
        audit(database, &told).await;
    }
}

async fn loses_no_receipt_at(engine: Engine, calls: &'static str, is_enough: fn(Deaths) -> bool) {
    let database = Database::create(engine).await;
    let receipts = Receipts { notices: fill(&database, Deathwalk::MOST_TURNS).await };
    loses_nothing_at(&database, Deathwalk::along(calls, 1), &receipts, is_enough).await;
}

/// Before what it takes is durable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_waits_for_its_disk_it_loses_nothing() {
    // What was written is there for the next program even if the disk has not confirmed it.
    let is_enough = |it: Deaths| it.before_commit + it.before_answer > 0;
    loses_no_receipt_at(Engine::Sqlite, "fsync,fdatasync", is_enough).await;
}

/// Before and between the pages of a transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_to_its_disk_it_loses_nothing() {
    loses_no_receipt_at(Engine::Sqlite, "pwrite64", |it| it.before_commit >= 10).await;
}

/// Before the answer, and before the second one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_answers_it_loses_nothing() {
    loses_no_receipt_at(Engine::Sqlite, "writev", |it| it.before_answer > 0).await;
}

/// Before the question is heard, and after the last byte of the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_listens_it_loses_nothing() {
    loses_no_receipt_at(Engine::Sqlite, "recvfrom", |it| it.before_commit > 0).await;
}

/// Before each statement, COMMIT among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_asks_postgres_it_loses_nothing() {
    loses_no_receipt_at(Engine::Postgres, "sendto", |it| it.before_commit >= 10).await;
}

/// After each statement, and between a COMMIT that was sent and what PostgreSQL says to it: then it
/// is committed, and the program that dies does not know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_listens_to_postgres_it_loses_nothing() {
    let is_enough = |it: Deaths| it.before_commit >= 10 && it.before_answer > 0;
    loses_no_receipt_at(Engine::Postgres, "recvfrom", is_enough).await;
}

/// After PostgreSQL has confirmed the commit, before the answer to the Node.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_answers_on_postgres_it_loses_nothing() {
    loses_no_receipt_at(Engine::Postgres, "writev", |it| it.before_answer > 0).await;
}

/// What `iuvo check` asks of the data.
async fn assert_sound(database: &Database) {
    assert_eq!(violations(database).await, BTreeSet::new());
}

/// A town whose program is killed while it does something else than taking receipts: as it writes,
/// so that nothing or all of it is there, and as it answers, when all of it is.
async fn loses_nothing_of<D: Deed>(engine: Engine, deed: impl AsyncFn(Town) -> D) {
    let written = match engine {
        Engine::Sqlite => Deathwalk::along("pwrite64", 3),
        Engine::Postgres => Deathwalk::along("sendto", 3),
    };
    let is_enough: [fn(Deaths) -> bool; 2] = [|it| it.before_commit > 0, |it| it.before_answer > 0];
    for (walk, is_enough) in [written, Deathwalk::along("writev", 1)].into_iter().zip(is_enough) {
        let database = Database::create(engine).await;
        let deed = deed(Town::on_database(Database::at(database.url())).await).await;
        loses_nothing_at(&database, walk, &deed, is_enough).await;
    }
}
