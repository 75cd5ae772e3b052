//! The program replaced while the world goes on: the old version and the new one on one database.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use iuvo_store::Migration;
use iuvo_tests::{Database, Engine, Program, Town, ask_at, eventually, ids, iuvo, messages};
use pagopa_codes::NoticeNumber;
use pagopa_node::Request;
use tokio::{task::JoinSet, time::sleep};

/// What a next version would add before it uses it (expand): the old one knows nothing of it.
const EXPAND: &str = "-- What the next version adds.
alter table debt_position add column remark text;
create table remark (
  workspace_id bigint not null references workspace (id),
  id bytea not null,
  content text not null,
  primary key (workspace_id, id)
);
create index debt_position_by_remark on debt_position (workspace_id, remark);
";

/// What stands before the replicas: it sends requests to those that say they are ready, and has
/// no second try.
struct Balancer {
    replicas: Mutex<Vec<String>>,
    ready: Mutex<Vec<String>>,
    next: AtomicUsize,
    http: reqwest::Client,
    stop: AtomicBool,
    served: AtomicUsize,
    failed: Mutex<Vec<String>>,
    slowest: Mutex<Duration>,
}

impl Balancer {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            replicas: Mutex::default(),
            ready: Mutex::default(),
            next: AtomicUsize::new(0),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            stop: AtomicBool::new(false),
            served: AtomicUsize::new(0),
            failed: Mutex::default(),
            slowest: Mutex::default(),
        })
    }

    fn add(&self, base_url: &str) {
        self.replicas.lock().unwrap().push(base_url.to_owned());
    }

    async fn has(&self, base_url: &str) {
        let is_in = async || self.ready.lock().unwrap().iter().any(|it| it == base_url);
        eventually("the replica is in the rotation", is_in).await;
    }

    /// Looks at the replicas again and again.
    async fn watch(self: Arc<Self>) {
        while !self.stop.load(Ordering::SeqCst) {
            let replicas = self.replicas.lock().unwrap().clone();
            let mut ready = Vec::new();
            for base_url in replicas {
                let asked = self.http.get(format!("{base_url}/health/ready")).send().await;
                if asked.is_ok_and(|it| it.status() == 200) {
                    ready.push(base_url);
                }
            }
            *self.ready.lock().unwrap() = ready;
            sleep(Duration::from_millis(100)).await;
        }
    }

    fn choose(&self) -> String {
        let ready = self.ready.lock().unwrap();
        ready[self.next.fetch_add(1, Ordering::SeqCst) % ready.len()].clone()
    }

    /// The Node asks and delivers, the body's software lists, without a pause.
    async fn client(self: Arc<Self>, number: usize, notices: Vec<NoticeNumber>) {
        for round in 0.. {
            if self.stop.load(Ordering::SeqCst) {
                return;
            }
            let notice = notices[round % notices.len()];
            let receipt = messages::receipt(&format!("R-{notice}"), notice, 12_000);
            let base_url = self.choose();
            let started = Instant::now();
            let failure = match (number + round) % 3 {
                0 => {
                    self.ask(&base_url, &Request::VerifyPaymentNotice(messages::verify(notice)))
                        .await
                }
                1 => self.ask(&base_url, &messages::delivery(ids::TOWN, receipt)).await,
                _ => self.list(&base_url).await,
            };
            let took = started.elapsed();
            self.served.fetch_add(1, Ordering::SeqCst);
            let mut slowest = self.slowest.lock().unwrap();
            *slowest = took.max(*slowest);
            drop(slowest);
            if let Some(failure) = failure {
                self.failed.lock().unwrap().push(format!("{base_url}: {failure}"));
            }
        }
    }

    async fn ask(&self, base_url: &str, request: &Request) -> Option<String> {
        match ask_at(&self.http, base_url, request).await {
            Some(answer) if answer.status == 200 => None,
            other => Some(format!("{other:?}")),
        }
    }

    async fn list(&self, base_url: &str) -> Option<String> {
        let path = format!("organizations/{}/debtpositions?limit=1", ids::TOWN);
        let url = format!("{base_url}/gpd/debt-positions-service/v1/{path}");
        let request = self.http.get(url).header("Ocp-Apim-Subscription-Key", ids::KEY);
        match request.send().await {
            Ok(answer) if answer.status() == 200 => None,
            other => Some(format!("{other:?}")),
        }
    }
}

/// Ends a replica of the old version as an upgrade does.
async fn retire(program: &Program) {
    program.terminate().await;
    assert_eq!(program.ended().await, Some(0), "it ends well: {:?}", program.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_are_replaced_by_the_next_version_without_a_failed_request() {
    let database = Database::create(Engine::Postgres).await;
    let town = Town::on_database(Database::at(database.url())).await;
    let mut notices = Vec::new();
    for _ in 0..60 {
        notices.push(town.position("TARI 2026").publish().await.notice());
    }
    drop(town);
    let old = [Program::start(&database).await, Program::start(&database).await];
    let balancer = Balancer::new();
    let mut tasks = JoinSet::new();
    tasks.spawn(Arc::clone(&balancer).watch());
    for program in &old {
        balancer.add(program.base_url());
        balancer.has(program.base_url()).await;
    }
    for number in 0..6 {
        tasks.spawn(Arc::clone(&balancer).client(number, notices.clone()));
    }
    let number = database.rows().number("select version from schema_version").await + 1;
    let later = [Migration { number, name: "next_version", sql: EXPAND }];
    let mut next = Vec::new();
    for program in &old {
        let replica = Town::of_version(Database::at(database.url()), &later).await;
        balancer.add(replica.base_url());
        balancer.has(replica.base_url()).await;
        // Both versions serve.
        sleep(Duration::from_millis(500)).await;
        retire(program).await;
        next.push(replica);
    }
    sleep(Duration::from_millis(500)).await;
    balancer.stop.store(true, Ordering::SeqCst);
    tasks.join_all().await;

    let failed = balancer.failed.lock().unwrap().clone();
    let served = balancer.served.load(Ordering::SeqCst);
    let slowest = *balancer.slowest.lock().unwrap();
    assert!(failed.is_empty(), "{} of {served} failed: {failed:#?}", failed.len());
    assert!(served > 200, "only {served} requests");
    println!("{served} requests, the slowest took {slowest:?}");
    assert_eq!(database.rows().number("select version from schema_version").await, number);
    assert_eq!(database.rows().count("remark").await, 0);
    for table in ["receipt", "receipt_message"] {
        assert_eq!(database.rows().count(table).await, 60, "{table}");
    }
    // The old version does not start on what it does not know, and says so.
    let refused = iuvo(&["check", "--database-url", database.url()]).await.assert_code(1);
    assert!(refused.stdout.contains("KO  base di dati"), "{}", refused.stdout);
}

/// Whoever distributes requests learns of the end before it comes; a second word ends the wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_asked_to_stop_says_so_and_serves_on_for_a_while() {
    let database = Database::create(Engine::Sqlite).await;
    let town = Town::on_database(Database::at(database.url())).await;
    let notice = town.position("TARI 2026").publish().await.notice();
    drop(town);
    let program = Program::start(&database).await;
    program.get("/health/ready").await.assert_status(200);
    program.terminate().await;
    eventually("it is not ready", async || program.get("/health/ready").await.status == 503).await;
    let ready = program.get("/health/ready").await;
    assert_eq!(ready.json["status"], "stopping");
    let request = Request::VerifyPaymentNotice(messages::verify(notice));
    program.ask(&request).await.expect("an answer").assert_ok();
    program.get("/health/live").await.assert_status(200);
    program.terminate().await;
    let asked = Instant::now();
    assert_eq!(program.ended().await, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert!(program.ask(&request).await.is_none());
}
