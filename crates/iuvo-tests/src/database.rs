//! A database of its own for each story.

use iuvo_store::DatabaseUrl;
use tempfile::TempDir;
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::Rows;

/// On which engine a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The server one.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// An empty database, gone with the story.
pub struct Database {
    url: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// Makes one.
    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                Self::in_folder(tempfile::tempdir().expect("a folder for the database"))
            }
            Engine::Postgres => Self { url: create_on_server().await, _folder: None },
        }
    }

    /// Makes one that need not survive the machine: nobody waits for its disk.
    pub async fn create_in_memory(engine: Engine) -> Self {
        let memory = std::path::Path::new("/dev/shm");
        if engine == Engine::Postgres || !memory.is_dir() {
            let database = Self::create(engine).await;
            database.stop_waiting_for_the_disk().await;
            return database;
        }
        Self::in_folder(tempfile::tempdir_in(memory).expect("a folder for the database"))
    }

    async fn stop_waiting_for_the_disk(&self) {
        if self.engine() == Engine::Postgres {
            let (_, name) = self.url.rsplit_once('/').expect("the address ends with a database");
            let quickly = format!("alter database {name} set synchronous_commit = off");
            self.rows().damage(&quickly).await;
        }
    }

    fn in_folder(folder: TempDir) -> Self {
        let url = format!("sqlite:{}", folder.path().join("iuvo.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// One that is there already, for somebody else who uses it.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), _folder: None }
    }

    /// On which engine it is.
    pub fn engine(&self) -> Engine {
        if self.url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres }
    }

    /// What it really holds.
    pub fn rows(&self) -> Rows<'_> {
        Rows::of(&self.url)
    }

    /// Its address, as the configuration writes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its address, as the store reads it.
    pub fn parsed(&self) -> DatabaseUrl {
        DatabaseUrl::parse(&self.url).expect("an address the store understands")
    }
}

/// The server is started by `cargo xtask test`, which says where it is. It is thrown away as a
/// whole, so databases are not dropped one by one.
async fn create_on_server() -> String {
    #[expect(clippy::disallowed_methods, reason = "how xtask says where the server is")]
    let server = std::env::var("IUVO_TEST_POSTGRES_URL").expect(
        "IUVO_TEST_POSTGRES_URL names the PostgreSQL server: run the stories with `cargo xtask test`",
    );
    let (client, connection) =
        tokio_postgres::connect(&server, NoTls).await.expect("the throwaway PostgreSQL answers");
    let connection = tokio::spawn(connection);
    let name = format!("story_{}", Uuid::new_v4().simple());
    client.batch_execute(&format!("create database {name}")).await.expect("a database");
    drop(client);
    connection.await.expect("the connection ends").expect("the connection ends well");
    let (base, _) = server.rsplit_once('/').expect("the address ends with a database");
    format!("{base}/{name}")
}
