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
                let folder = tempfile::tempdir().expect("a folder for the database");
                let url = format!("sqlite:{}", folder.path().join("iuvo.db").display());
                Self { url, _folder: Some(folder) }
            }
            Engine::Postgres => Self { url: create_on_server().await, _folder: None },
        }
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
