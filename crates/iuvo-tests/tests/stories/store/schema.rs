//! The schema: brought up to date once, whoever starts, and never taken back.

use iuvo_store::{Migrated, OpenError, Snapshot, Store, prepare_all};
use iuvo_tests::{Database, Engine, stories};

stories! {
    async fn every_statement_is_understood(town: Town) {
        let snapshot = Snapshot::open(&town.database().parsed()).await.unwrap();
        assert!(prepare_all(&snapshot).await.unwrap() > 50);
    }

    async fn opening_again_changes_nothing(town: Town) {
        let workspaces = town.rows().count("workspace").await;
        let (_, migrated) = Store::open(&town.database().parsed()).await.unwrap();
        assert!(migrated.from > 0 && migrated.from == migrated.to, "{migrated:?}");
        assert_eq!(town.rows().count("directory_version").await, 1);
        assert_eq!(town.rows().count("workspace").await, workspaces);
    }

    async fn a_newer_schema_is_refused_and_left_alone(town: Town) {
        town.rows().damage("update schema_version set version = 999").await;
        let refused = Store::open(&town.database().parsed()).await.err().expect("a refusal");
        assert!(matches!(refused, OpenError::SchemaIsNewer { found: 999, .. }), "{refused}");
        assert_eq!(town.rows().number("select version from schema_version").await, 999);
        assert_eq!(town.rows().count("schema_version").await, 1);
    }
}

async fn replicas_that_start_together_migrate_once(engine: Engine, rounds: usize) {
    for _ in 0..rounds {
        let database = Database::create(engine).await;
        let mut replicas = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let url = database.parsed();
            replicas.spawn(async move { Store::open(&url).await.map(|(_, migrated)| migrated) });
        }
        let migrated: Vec<Migrated> =
            replicas.join_all().await.into_iter().map(Result::unwrap).collect();
        assert!(migrated.iter().all(|it| it.to == migrated[0].to), "{migrated:?}");
        assert_eq!(database.rows().count("directory_version").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_that_start_together_on_sqlite_migrate_once() {
    replicas_that_start_together_migrate_once(Engine::Sqlite, 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_that_start_together_on_postgres_migrate_once() {
    replicas_that_start_together_migrate_once(Engine::Postgres, 4).await;
}

/// The file holds what people owe: other users of the machine have no business in it.
#[cfg(unix)]
#[tokio::test]
async fn a_new_sqlite_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::create(Engine::Sqlite).await;
    let (_store, _) = Store::open(&database.parsed()).await.unwrap();
    let path = database.url().strip_prefix("sqlite:").unwrap();
    let folder = std::path::Path::new(path).parent().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", entry.path().display());
    }
}
