//! Every row of a database, whatever its tables are.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use tokio::task::JoinSet;
use tokio_postgres::{NoTls, types::Type};

/// Tables that hash identities, so that chance is in every row.
const HASHED_IDENTITIES: [&str; 2] = ["audit_entry", "audit_head"];

/// Columns that say what a stopwatch said.
const MEASURED: [&str; 3] = ["timeouts", "slow", "duration_us"];

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// What a database holds at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    pub(crate) tables: BTreeMap<String, Table>,
}

impl Rows {
    /// The rows as text, without identities that chance gave them and without measured times:
    /// equal for two runs that did the same.
    pub fn without_chance(&self) -> String {
        let mut text = String::new();
        let is_told = |name: &&String| !HASHED_IDENTITIES.contains(&name.as_str());
        for (name, table) in self.tables.iter().filter(|(name, _)| is_told(name)) {
            let shown = |row: &Vec<Value>| -> String {
                let values = table.columns.iter().zip(row).map(|(column, it)| match it {
                    _ if MEASURED.contains(&column.as_str()) => "(measured)".to_owned(),
                    Value::Bytes(bytes) if bytes.len() == 16 => "(id)".to_owned(),
                    other => format!("{other:?}"),
                });
                values.collect::<Vec<_>>().join(" ")
            };
            let mut rows: Vec<String> = table.rows.iter().map(shown).collect();
            rows.sort();
            for row in rows {
                writeln!(text, "{name}: {row}").expect("a text grows");
            }
        }
        text
    }
}

/// The auditor's own connection.
pub(crate) enum Reader {
    Sqlite {
        connection: rusqlite::Connection,
        version: i64,
        tables: Vec<String>,
    },
    Postgres {
        client: Arc<tokio_postgres::Client>,
        tables: Vec<(String, tokio_postgres::Statement)>,
        last: Option<Rows>,
    },
}

impl Reader {
    pub(crate) async fn open(url: &str) -> Self {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let connection = rusqlite::Connection::open(path).expect("the file opens");
            let names = "select name from sqlite_schema where type = 'table' \
                         and name not like 'sqlite_%' order by name";
            let tables = {
                let mut statement = connection.prepare(names).expect("a catalog");
                let names = statement.query_map([], |row| row.get(0)).expect("names");
                names.collect::<Result<_, _>>().expect("names of tables")
            };
            return Self::Sqlite { connection, version: -1, tables };
        }
        let (client, connection) =
            tokio_postgres::connect(url, NoTls).await.expect("the server answers");
        tokio::spawn(connection);
        let names = "select table_name::text from information_schema.tables \
                     where table_schema = 'public' order by 1";
        let names = client.query(names, &[]).await.expect("a catalog");
        let mut tables: Vec<(String, _)> = Vec::new();
        for name in names.iter().map(|it| it.get::<_, String>(0)) {
            let all = client.prepare(&format!("select * from {name}")).await;
            tables.push((name, all.expect("a table")));
        }
        Self::Postgres { client: Arc::new(client), tables, last: None }
    }

    /// What it holds, unless it holds what it held at the last reading.
    pub(crate) async fn read(&mut self) -> Option<Rows> {
        match self {
            Self::Sqlite { connection, version, tables } => {
                // Tells whether anybody else has committed since (SQLite, `PRAGMA data_version`).
                let now: i64 = connection
                    .query_row("pragma data_version", [], |row| row.get(0))
                    .expect("a version");
                if *version == now {
                    return None;
                }
                *version = now;
                let tables = tables.iter().map(|it| (it.clone(), sqlite_table(connection, it)));
                Some(Rows { tables: tables.collect() })
            }
            Self::Postgres { client, tables, last } => {
                // All questions at once: the answers come one after the other.
                let mut reads = JoinSet::new();
                for (name, all) in tables.clone() {
                    let client = Arc::clone(client);
                    reads.spawn(async move {
                        let table = postgres_table(&client, &name, &all).await;
                        (name, table)
                    });
                }
                let rows = Rows { tables: reads.join_all().await.into_iter().collect() };
                if last.as_ref() == Some(&rows) {
                    return None;
                }
                *last = Some(rows.clone());
                Some(rows)
            }
        }
    }
}

fn sqlite_table(connection: &rusqlite::Connection, name: &str) -> Table {
    use rusqlite::types::ValueRef;
    let sql = format!("select * from {name} order by 1, 2");
    let mut statement = connection.prepare_cached(&sql).expect("a table");
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let count = columns.len();
    let mut found = statement.query([]).expect("rows");
    let mut rows = Vec::new();
    while let Some(row) = found.next().expect("a row") {
        let value = |index| match row.get_ref(index).expect("a value") {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => panic!("{name}: a real number"),
        };
        rows.push((0..count).map(value).collect());
    }
    Table { columns, rows }
}

async fn postgres_table(
    client: &tokio_postgres::Client,
    name: &str,
    all: &tokio_postgres::Statement,
) -> Table {
    let found = client.query(all, &[]).await.expect("rows");
    let Some(first) = found.first() else { return Table::default() };
    let columns = first.columns().iter().map(|it| it.name().to_owned()).collect();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(found.len());
    for row in &found {
        let value = |index: usize| {
            let kind = row.columns()[index].type_();
            let number = |it: Option<i64>| it.map_or(Value::Null, Value::Integer);
            match *kind {
                Type::INT8 => number(row.get(index)),
                Type::INT4 => number(row.get::<_, Option<i32>>(index).map(i64::from)),
                Type::INT2 => number(row.get::<_, Option<i16>>(index).map(i64::from)),
                Type::TEXT => row.get::<_, Option<String>>(index).map_or(Value::Null, Value::Text),
                Type::BYTEA => {
                    row.get::<_, Option<Vec<u8>>>(index).map_or(Value::Null, Value::Bytes)
                }
                _ => panic!("{name}: a column of type {kind}"),
            }
        };
        rows.push((0..row.len()).map(value).collect());
    }
    // PostgreSQL gives rows back in the order in which they were last written.
    rows.sort_unstable();
    Table { columns, rows }
}
