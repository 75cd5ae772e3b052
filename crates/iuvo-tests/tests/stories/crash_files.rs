//! The real program killed while it works through a file of positions, at calls of the system all
//! along the way. Whoever goes on does what is left: each item once, none left out.

use iuvo_tests::{Database, Deathwalk, Engine, Program, Town, eventually, files::positions};
use reqwest::Method;
use serde_json::json;

/// Items of a file; the one in the middle is refused.
const ITEMS: i64 = 5;
const REFUSED: i64 = 2;

/// How often it died, by what was done of the file then.
#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    before: usize,
    between: usize,
    after: usize,
}

struct Stage {
    town: Town,
}

impl Stage {
    async fn on(engine: Engine) -> Self {
        Self { town: Town::on_database(Database::create(engine).await).await }
    }

    /// A file that the program takes up within a second.
    async fn sends(&self, turn: usize) {
        let model = |it: i64| {
            let mut model = self.town.position("TARI 2026").iupd(&name(turn, it)).model();
            if it == REFUSED {
                model["paymentOption"][0]["amount"] = json!(0);
            }
            model
        };
        let models: Vec<_> = (0..ITEMS).map(model).collect();
        self.town.send_file(Method::POST, &positions(&models)).await;
    }

    /// How many items of the last file have been done.
    async fn done(&self) -> i64 {
        let done = "select max(accepted + rejected) from file where state <> 'ended'";
        if self.is_ended().await { ITEMS } else { self.town.rows().number(done).await }
    }

    async fn is_ended(&self) -> bool {
        let left = "select count(*) from file where state <> 'ended'";
        self.town.rows().number(left).await == 0
    }

    /// Somebody else goes on: afterwards every item of every file has been done, and once.
    async fn goes_on(&self, files: i64) {
        // Nobody waits here until the lease of the dead ends.
        self.town.rows().damage("update job set leased_until = 0").await;
        let program = Program::start(self.town.database()).await;
        let rows = self.town.rows();
        let jobs = "select count(*) from job where kind like 'file%'";
        eventually("its job is done", async || rows.number(jobs).await == 0).await;
        program.kill().await;
        assert!(self.is_ended().await);
        assert_eq!(rows.count("file_item").await, files * ITEMS);
        let refused = "select count(*) from file_item where status >= 400";
        assert_eq!(rows.number(refused).await, files);
        assert_eq!(rows.count("debt_position").await, files * (ITEMS - 1));
        let created = "select count(*) from event where kind = 1";
        assert_eq!(rows.number(created).await, files * (ITEMS - 1));
        assert_eq!(rows.count("file_part").await, 0);
    }
}

fn name(turn: usize, item: i64) -> String {
    format!("TARI-{turn}-{item}")
}

/// Dies along the way until it did between two items often enough.
#[expect(clippy::print_stdout, reason = "how many points there were")]
async fn goes_on_after_dying_at(engine: Engine, calls: &'static str, every: usize) {
    const OFTEN: usize = 3;
    let stage = Stage::on(engine).await;
    let (mut walk, mut deaths) = (Deathwalk::along(calls, every), Deaths::default());
    let mut files = 0;
    while deaths.between < OFTEN {
        let program = Program::start_on_one_thread(stage.town.database()).await;
        let (calls, nth) = walk.point();
        program.die_at(calls, nth).await;
        stage.sends(walk.turns()).await;
        files += 1;
        let over = async || program.is_dead().await || stage.is_ended().await;
        eventually("it has died, or is done", over).await;
        let died = program.has_died().await;
        if !died {
            program.kill().await;
        }
        stage.town.rows().settled().await;
        match stage.done().await {
            _ if !died => (),
            0 => deaths.before += 1,
            ITEMS => deaths.after += 1,
            _ => deaths.between += 1,
        }
        stage.goes_on(files).await;
        walk.step(died);
    }
    println!("{engine:?}, {calls}: {deaths:?}, {} turns", walk.turns());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_items_to_its_disk_it_does_each_once() {
    goes_on_after_dying_at(Engine::Sqlite, "pwrite64", 7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_as_it_writes_items_to_postgres_it_does_each_once() {
    goes_on_after_dying_at(Engine::Postgres, "sendto", 5).await;
}
