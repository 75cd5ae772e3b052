//! The real program, killed, short of disk or without its database: what it has answered is so.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use iuvo_tests::{
    Database, Dice, Engine, FaultProxy, PATIENCE, Program, SoapAnswer, Town, eventually, ids,
    messages,
};
use pagopa_codes::NoticeNumber;
use pagopa_node::Request;
use reqwest::StatusCode;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Who delivers at the same time.
const CLIENTS: usize = 8;
/// What each notice asks for.
const CENTS: i64 = 12_000;

/// Puts a town with so many notices to pay into a database, which nobody serves then.
pub(crate) async fn fill(database: &Database, count: usize) -> Vec<NoticeNumber> {
    let town = Arc::new(Town::on_database(Database::at(database.url())).await);
    let left = Arc::new(AtomicUsize::new(count));
    // No more at a time than find a connection even on a busy machine.
    let clerks: JoinSet<_> = (0..CLIENTS).map(|_| publish(&town, &left)).collect();
    clerks.join_all().await.concat()
}

/// Publishes positions until there are none left to publish.
fn publish(
    town: &Arc<Town>,
    left: &Arc<AtomicUsize>,
) -> impl Future<Output = Vec<NoticeNumber>> + use<> {
    let (town, left) = (Arc::clone(town), Arc::clone(left));
    let take_one =
        move || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| it.checked_sub(1));
    async move {
        let mut notices = Vec::new();
        while take_one().is_ok() {
            notices.push(town.position("TARI 2026").single(CENTS).publish().await.notice());
        }
        notices
    }
}

fn is_ok(answer: &SoapAnswer) -> bool {
    answer.status == StatusCode::OK && answer.text("outcome") == Some("OK")
}

/// Receipts delivered several at a time, until all are or nobody answers any more.
struct Deliveries {
    program: Program,
    notices: Vec<NoticeNumber>,
    next: AtomicUsize,
    answers: Mutex<Vec<(NoticeNumber, SoapAnswer)>>,
    answered: Notify,
}

impl Deliveries {
    fn of(program: Program, notices: &[NoticeNumber]) -> Arc<Self> {
        Arc::new(Self {
            program,
            notices: notices.to_vec(),
            next: AtomicUsize::new(0),
            answers: Mutex::default(),
            answered: Notify::new(),
        })
    }

    async fn client(self: Arc<Self>) {
        while let Some(notice) = self.notices.get(self.next.fetch_add(1, Ordering::SeqCst)) {
            let receipt = messages::receipt(&format!("R-{notice}"), *notice, CENTS);
            let Some(answer) = self.program.deliver(receipt).await else { return };
            self.answers.lock().unwrap().push((*notice, answer));
            self.answered.notify_one();
        }
    }

    fn start(self: &Arc<Self>) -> JoinSet<()> {
        (0..CLIENTS).map(|_| Arc::clone(self).client()).collect()
    }

    async fn run(self: &Arc<Self>) {
        timeout(PATIENCE, self.start().join_all()).await.expect("deliveries come to an end");
    }

    /// Waits until so many have been answered.
    async fn until(&self, count: usize) {
        let enough = async {
            while self.answers.lock().unwrap().len() < count {
                self.answered.notified().await;
            }
        };
        timeout(PATIENCE, enough).await.expect("receipts are answered");
    }

    /// The notices whose receipts were answered OK.
    fn accepted(&self) -> Vec<NoticeNumber> {
        let answers = self.answers.lock().unwrap();
        answers.iter().filter(|(_, answer)| is_ok(answer)).map(|(notice, _)| *notice).collect()
    }

    /// The HTTP statuses of the receipts that were not answered OK.
    fn refusals(&self) -> Vec<StatusCode> {
        let answers = self.answers.lock().unwrap();
        answers.iter().filter(|(_, it)| !is_ok(it)).map(|(_, it)| it.status).collect()
    }
}

/// Every receipt answered OK is there; each counts once; no position is paid without its receipt,
/// no receipt is there whose position is not paid.
pub(crate) async fn audit(database: &Database, accepted: &[NoticeNumber]) {
    let rows = database.rows();
    let names: Vec<String> = accepted.iter().map(|it| format!("'R-{it}'")).collect();
    let names = if names.is_empty() { "''".to_owned() } else { names.join(", ") };
    let kept = format!("select count(*) from receipt where receipt_id in ({names})");
    assert_eq!(rows.number(&kept).await, i64::try_from(accepted.len()).unwrap(), "lost receipts");
    let receipts = rows.count("receipt").await;
    assert_eq!(rows.number("select count(distinct notice_number) from receipt").await, receipts);
    for part in ["receipt_message", "receipt_transfer"] {
        assert_eq!(rows.count(part).await, receipts, "{part}");
    }
    let unlike = "select count(*) from installment i
        join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
        left join receipt r
          on r.workspace_id = i.workspace_id and r.notice_number = i.notice_number
        where (i.status = 2) <> (r.receipt_id is not null)
           or (p.status = 5) <> (r.receipt_id is not null)
           or i.receipt_id <> r.receipt_id";
    assert_eq!(rows.number(unlike).await, 0, "a position and its receipt differ");
    assert_eq!(rows.count("review_case").await, 0);
}

async fn receipts_survive_any_moment_of_death(engine: Engine) {
    let mut dice = Dice::new("receipts_survive_any_moment_of_death");
    let database = Database::create(engine).await;
    let notices = fill(&database, 400).await;
    let mut accepted = Vec::new();
    for round in 1..=8 {
        // Those not delivered yet, and some that are delivered again.
        let mut left: Vec<_> = notices.iter().filter(|it| !accepted.contains(*it)).collect();
        dice.shuffle(&mut left);
        let mut sent: Vec<_> = left.into_iter().copied().chain(accepted.iter().copied()).collect();
        sent.truncate(120);
        dice.shuffle(&mut sent);
        let deliveries = Deliveries::of(Program::start(&database).await, &sent);
        audit(&database, &accepted).await;
        let clients = deliveries.start();
        deliveries.until(1 + dice.below(60)).await;
        sleep(Duration::from_micros(u64::try_from(dice.below(3_000)).unwrap())).await;
        deliveries.program.kill().await;
        timeout(PATIENCE, clients.join_all()).await.expect("nobody waits for the dead");
        let refusals = deliveries.refusals();
        assert!(refusals.is_empty(), "round {round}: {refusals:?}");
        let answered = deliveries.accepted();
        assert!(answered.len() < sent.len(), "it died before the end");
        accepted.extend(answered);
        accepted.sort();
        accepted.dedup();
    }
    everything_is_delivered(&database, &notices, &accepted).await;
}

/// Delivers every receipt, then once more: the second time nothing changes.
async fn everything_is_delivered(
    database: &Database,
    notices: &[NoticeNumber],
    accepted: &[NoticeNumber],
) {
    let program = Program::start(database).await;
    audit(database, accepted).await;
    let deliveries = Deliveries::of(program, notices);
    deliveries.run().await;
    assert_eq!((deliveries.accepted().len(), deliveries.refusals()), (notices.len(), vec![]));
    audit(database, notices).await;
    assert_eq!(database.rows().count("receipt").await, i64::try_from(notices.len()).unwrap());
    let versions = "select cast(sum(version) as bigint) from debt_position";
    let before = database.rows().number(versions).await;
    deliveries.next.store(0, Ordering::SeqCst);
    deliveries.run().await;
    assert_eq!(deliveries.accepted().len(), notices.len() * 2);
    audit(database, notices).await;
    assert_eq!(database.rows().number(versions).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_survive_any_moment_of_death_on_sqlite() {
    receipts_survive_any_moment_of_death(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_survive_any_moment_of_death_on_postgres() {
    receipts_survive_any_moment_of_death(Engine::Postgres).await;
}

/// No receipt is answered OK that is not kept; what is there can be read; room heals everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_receipts_and_says_why() {
    let database = Database::create(Engine::Sqlite).await;
    let notices = fill(&database, 200).await;
    let empty_log = "pragma wal_checkpoint(truncate)";
    eventually("the log is empty", async || database.rows().number(empty_log).await == 0).await;
    // Room in the log for some receipts, and for no more.
    let program = Program::start_with_file_limit(&database, 1024).await;
    let deliveries = Deliveries::of(program, &notices);
    deliveries.run().await;
    let (accepted, refusals) = (deliveries.accepted(), deliveries.refusals());
    assert!(!accepted.is_empty(), "there was room for some: {refusals:?}");
    assert!(!refusals.is_empty(), "there was no room for {}", accepted.len());
    assert!(refusals.iter().all(|it| *it == 503), "{refusals:?}");

    let program = &deliveries.program;
    eventually("it is not ready, and says why", async || {
        let ready = program.get("/health/ready").await;
        ready.status == 503 && ready.json["database"].as_array().is_some_and(|it| it.len() > 1)
    })
    .await;
    program.get("/health/live").await.assert_status(200);
    let positions =
        format!("/gpd/debt-positions-service/v1/organizations/{}/debtpositions?limit=1", ids::TOWN);
    program.get(&positions).await.assert_status(200);
    let unpaid = notices.iter().find(|it| !accepted.contains(it)).expect("a notice to pay");
    let verify = Request::VerifyPaymentNotice(messages::verify(*unpaid));
    program.ask(&verify).await.expect("an answer").assert_ok();
    program.kill().await;
    everything_is_delivered(&database, &notices, &accepted).await;
}

/// Nothing is certain, so nothing is answered: the Node comes again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_database_it_refuses_says_why_and_recovers() {
    let database = Database::create(Engine::Postgres).await;
    let notices = fill(&database, 20).await;
    let proxy = FaultProxy::before(&database).await;
    let deliveries = Deliveries::of(Program::start(&proxy.database()).await, &notices);
    proxy.take_down();
    deliveries.run().await;
    assert_eq!(deliveries.refusals(), vec![StatusCode::SERVICE_UNAVAILABLE; notices.len()]);
    let program = &deliveries.program;
    let verify = Request::VerifyPaymentNotice(messages::verify(notices[0]));
    assert_eq!(program.ask(&verify).await.expect("an answer").status, 503);
    let ready = program.get("/health/ready").await.assert_status(503).json;
    assert!(ready["database"].as_array().is_some_and(|it| it.len() > 1), "{ready}");
    program.get("/health/live").await.assert_status(200);

    proxy.bring_up();
    eventually("it is ready", async || program.get("/health/ready").await.status == 200).await;
    deliveries.next.store(0, Ordering::SeqCst);
    deliveries.run().await;
    assert_eq!(deliveries.accepted().len(), notices.len());
    audit(&database, &notices).await;
}
