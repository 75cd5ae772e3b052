//! What the database really holds, read without the store.

use tokio_postgres::NoTls;

use crate::eventually;

/// An open transaction, which ends without having changed anything.
pub struct Held {
    client: tokio_postgres::Client,
}

impl Held {
    /// Lets those pass who wait for it.
    pub async fn release(self) {
        self.client.batch_execute("rollback").await.expect("it ends");
    }
}

/// Looks into a database by its address.
pub struct Rows<'a> {
    url: &'a str,
}

impl<'a> Rows<'a> {
    pub(crate) fn of(url: &'a str) -> Self {
        Self { url }
    }

    /// The number that a query finds.
    pub async fn number(&self, sql: &str) -> i64 {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => rusqlite::Connection::open(path)
                .and_then(|it| it.query_row(sql, [], |row| row.get(0)))
                .expect("a number"),
            None => self.on_server(sql).await,
        }
    }

    /// Changes what a statement says, as no program of ours would.
    pub async fn damage(&self, sql: &str) {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let connection = rusqlite::Connection::open(path).expect("the file opens");
            connection.execute_batch(sql).expect("the damage is done");
        } else {
            self.client().await.batch_execute(sql).await.expect("the damage is done");
        }
    }

    /// Does what a statement says on PostgreSQL and keeps the transaction open: whoever needs what
    /// it has locked waits.
    pub async fn hold(&self, sql: &str) -> Held {
        let client = self.client().await;
        client.batch_execute(&format!("begin; {sql}")).await.expect("it is locked");
        Held { client }
    }

    /// How many on this database wait for a lock on PostgreSQL.
    pub async fn waiting(&self) -> i64 {
        let waiting = "select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'";
        self.on_server(waiting).await
    }

    /// Waits until PostgreSQL has ended what it was doing for others: it goes on with the last
    /// statement of a program that died, COMMIT as well.
    pub async fn settled(&self) {
        let others = "select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
        if !self.url.starts_with("sqlite:") {
            eventually("nobody works", async || self.on_server(others).await == 0).await;
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    async fn on_server(&self, sql: &str) -> i64 {
        let row = self.client().await.query_one(sql, &[]).await.expect("a row");
        row.try_get(0).expect("a number")
    }

    /// A connection, which ends with the client.
    async fn client(&self) -> tokio_postgres::Client {
        let (client, connection) =
            tokio_postgres::connect(self.url, NoTls).await.expect("the server answers");
        tokio::spawn(connection);
        client
    }
}
