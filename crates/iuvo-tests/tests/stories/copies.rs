//! Backups, restores and copies between engines: whole, proven, never over somebody's data.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use iuvo_app::directory::DirectoryChange;
use iuvo_domain::directory::Particulars;
use iuvo_store::{Snapshot, copy};
use iuvo_tests::{Database, Engine, PATIENCE, Program, Ran, Town, ids, iuvo, messages, stories};
use pagopa_codes::NoticeNumber;
use tempfile::TempDir;
use tokio::{task::JoinSet, time::sleep};

/// Where a story keeps its files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn backup(database: &Database, to: &Path) -> Ran {
    iuvo(&["backup", "--database-url", database.url(), "--to", text(to), "--json"]).await
}

async fn restore(from: &Path, to: &str) -> Ran {
    iuvo(&["restore", "--from", text(from), "--to", to]).await
}

async fn copy(from: &Database, to: &Database) -> Ran {
    iuvo(&["db", "copy", "--from", from.url(), "--to", to.url(), "--json"]).await
}

async fn digests(database: &Database) -> Vec<copy::TableDigest> {
    let snapshot = Snapshot::open(&database.parsed()).await.unwrap();
    copy::digest(snapshot, &|_| ()).await.unwrap()
}

/// Something in every table that a town's life fills.
async fn live(town: &Town) {
    let paid = town.position("TARI 2026").publish().await.notice();
    town.deliver(messages::receipt("R1", paid, 12_000)).await.assert_ok();
    town.deliver(messages::receipt("R2", paid, 12_000)).await.assert_ok();
    let shared = town.position("TARI è 2026").single(10_000).share(ids::PROVINCE, 500, ids::IBAN);
    shared.publish().await;
    let said = Particulars::default().with_cbill("AB12C".parse().unwrap());
    let describe = DirectoryChange::SaveParticulars(town.workspace(ids::TOWN), said);
    town.change(describe).await.unwrap();
    // What is counted is written a little later, and would come between copy and comparison.
    iuvo_app::journal::flush(town.app()).await;
}

/// Receipts delivered one after the other by several clients, until told to stop.
struct Traffic {
    program: Arc<Program>,
    notices: Mutex<Vec<NoticeNumber>>,
    accepted: Mutex<Vec<NoticeNumber>>,
    stop: AtomicBool,
}

impl Traffic {
    fn start(program: Arc<Program>, notices: Vec<NoticeNumber>) -> (Arc<Self>, JoinSet<()>) {
        let traffic = Arc::new(Self {
            program,
            notices: Mutex::new(notices),
            accepted: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let clients = (0..4).map(|_| Arc::clone(&traffic).client()).collect();
        (traffic, clients)
    }

    async fn client(self: Arc<Self>) {
        while !self.stop.load(Ordering::SeqCst) {
            let Some(notice) = self.notices.lock().unwrap().pop() else { return };
            let receipt = messages::receipt(&format!("R-{notice}"), notice, 12_000);
            self.program.deliver(receipt).await.expect("an answer").assert_ok();
            self.accepted.lock().unwrap().push(notice);
        }
    }

    fn accepted(&self) -> Vec<NoticeNumber> {
        self.accepted.lock().unwrap().clone()
    }

    async fn until(&self, count: usize) {
        let enough = async {
            while self.accepted().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("receipts are answered");
    }
}

async fn a_backup_under_live_traffic_holds_what_was_answered_before(engine: Engine) {
    let database = Database::create(engine).await;
    let town = Town::on_database(Database::at(database.url())).await;
    let mut notices = Vec::new();
    for _ in 0..400 {
        notices.push(town.position("TARI 2026").publish().await.notice());
    }
    drop(town);
    let program = Arc::new(Program::start(&database).await);
    let (traffic, clients) = Traffic::start(program, notices);
    traffic.until(40).await;
    let before = traffic.accepted();
    let folder = Folder::new();
    let file = folder.file("iuvo.backup");
    let made = backup(&database, &file).await.assert_code(0).json();
    let after = traffic.accepted().len();
    traffic.stop.store(true, Ordering::SeqCst);
    clients.join_all().await;
    assert!(after > before.len(), "receipts were answered while the backup was made");
    assert_eq!(made["failed_checks"].as_array().unwrap().len(), 0, "{made}");
    let names = BTreeSet::from(["iuvo.backup".to_owned(), "iuvo.backup.sha256".to_owned()]);
    assert_eq!(folder.names(), names);

    for other in Engine::ALL {
        let restored = Database::create(other).await;
        restore(&file, restored.url()).await.assert_code(0);
        let rows = restored.rows();
        for notice in &before {
            let sql = format!("select count(*) from receipt where receipt_id = 'R-{notice}'");
            assert_eq!(rows.number(&sql).await, 1, "{notice} was answered before the backup");
        }
        iuvo(&["check", "--database-url", restored.url()]).await.assert_code(0);
        // It is a database to work on, not only to look at.
        let program = Program::start(&restored).await;
        for notice in before.iter().take(3) {
            let receipt = messages::receipt(&format!("R-{notice}"), *notice, 12_000);
            program.deliver(receipt).await.expect("an answer").assert_ok();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_under_live_traffic_holds_what_was_answered_before() {
    a_backup_under_live_traffic_holds_what_was_answered_before(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_postgres_under_live_traffic_holds_what_was_answered_before() {
    a_backup_under_live_traffic_holds_what_was_answered_before(Engine::Postgres).await;
}

stories! {
    async fn a_copy_to_either_engine_is_equal_table_by_table(town: Town) {
        live(&town).await;
        for other in Engine::ALL {
            let target = Database::create(other).await;
            let proofs = copy(town.database(), &target).await.assert_code(0).json();
            for proof in proofs.as_array().unwrap() {
                let table = proof["table"].as_str().unwrap();
                assert_eq!(proof["equal"], true, "{proof}");
                let rows = town.rows().count(table).await;
                assert_eq!(proof["rows"].as_i64(), Some(rows), "{table}");
                assert_eq!(target.rows().count(table).await, rows, "{table}");
            }
            let source = digests(town.database()).await;
            assert_eq!(digests(&target).await, source);
            let change = "update receipt_transfer set remittance_information = 'altro'
                where receipt_id = 'R1'";
            target.rows().damage(change).await;
            let unequal: Vec<_> = digests(&target).await.into_iter().zip(source)
                .filter_map(|(found, it)| (found != it).then_some(it.table)).collect();
            assert_eq!(unequal, ["receipt_transfer"]);
        }
    }

    async fn a_copy_never_goes_over_somebodys_data(town: Town) {
        live(&town).await;
        let target = Database::create(Engine::Postgres).await;
        copy(town.database(), &target).await.assert_code(0);
        let again = copy(town.database(), &target).await.assert_code(1);
        assert!(again.stderr.contains("non è vuota"), "{}", again.stderr);
        assert_eq!(digests(&target).await, digests(town.database()).await);
        let target = Database::create(Engine::Sqlite).await;
        copy(town.database(), &target).await.assert_code(0);
        let again = copy(town.database(), &target).await.assert_code(1);
        assert!(again.stderr.contains("esiste già"), "{}", again.stderr);
        assert_eq!(digests(&target).await, digests(town.database()).await);
    }

    async fn a_restore_replaces_only_what_nobody_uses_and_only_when_asked(town: Town) {
        live(&town).await;
        let folder = Folder::new();
        let file = folder.file("iuvo.backup");
        backup(town.database(), &file).await.assert_code(0);
        let restored = Database::create(town.engine()).await;
        restore(&file, restored.url()).await.assert_code(0);
        assert_eq!(digests(&restored).await, digests(town.database()).await);
        restore(&file, restored.url()).await.assert_code(1);

        restored.rows().damage("delete from receipt_message").await;
        let program = Program::start(&restored).await;
        let overwrite = ["restore", "--from", text(&file), "--to", restored.url(), "--overwrite"];
        let refused = iuvo(&overwrite).await.assert_code(1);
        assert!(refused.stderr.contains("in uso"), "{}", refused.stderr);
        assert_eq!(restored.rows().count("receipt_message").await, 0);
        program.kill().await;
        drop(program);
        iuvo(&overwrite).await.assert_code(0);
        assert_eq!(digests(&restored).await, digests(town.database()).await);
    }

    async fn a_backup_that_has_changed_is_refused(town: Town) {
        live(&town).await;
        let folder = Folder::new();
        let file = folder.file("iuvo.backup");
        backup(town.database(), &file).await.assert_code(0);
        backup(town.database(), &file).await.assert_code(1);
        let sound = std::fs::read(&file).unwrap();
        let [damage, pages] = [4 * 4_096, sound.len()];
        let target = Database::create(Engine::Sqlite).await;
        // In the rows, in the schema's pages and in the header.
        for from in [pages / 2, pages - damage, 0] {
            let mut bytes = sound.clone();
            bytes[from..from + damage].fill(0xFF);
            std::fs::write(&file, bytes).unwrap();
            let refused = restore(&file, target.url()).await.assert_code(1);
            assert!(refused.stderr.contains("SHA-256"), "{from}: {}", refused.stderr);
            let sum = folder.file("iuvo.backup.sha256");
            let set_aside = folder.file("set-aside");
            std::fs::rename(&sum, &set_aside).unwrap();
            let refused = restore(&file, target.url()).await.assert_code(1);
            assert!(refused.stderr.contains("danneggiato"), "{from}: {}", refused.stderr);
            std::fs::rename(&set_aside, &sum).unwrap();
        }
        assert!(!Path::new(target.url().strip_prefix("sqlite:").unwrap()).exists());
    }
}

/// Before an upgrade the newer program makes the backup, and restores it afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_an_older_schema_is_brought_up_to_date_when_it_is_restored() {
    let old = Database::create(Engine::Sqlite).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../iuvo-store/migrations");
    for name in ["0001_directory.sql", "0002_debt_positions.sql", "0003_receipts.sql"] {
        old.rows().damage(&std::fs::read_to_string(folder.join(name)).unwrap()).await;
    }
    let version = "create table schema_version (id smallint primary key, version bigint not null);
        insert into schema_version (id, version) values (1, 3);
        insert into broker (fiscal_code, name) values ('99000000002', 'Esempio')";
    old.rows().damage(version).await;
    let folder = Folder::new();
    let file = folder.file("vecchia");
    backup(&old, &file).await.assert_code(0);
    for engine in Engine::ALL {
        let restored = Database::create(engine).await;
        restore(&file, restored.url()).await.assert_code(0);
        assert_eq!(restored.rows().count("broker").await, 1);
        assert!(restored.rows().number("select version from schema_version").await > 3);
        assert_eq!(old.rows().number("select version from schema_version").await, 3);
    }
    let other = Database::create(Engine::Sqlite).await;
    let refused = copy(&old, &other).await.assert_code(1);
    assert!(refused.stderr.contains("iuvo migrate"), "{}", refused.stderr);
    assert_eq!(folder.names().len(), 2, "{:?}", folder.names());
}
