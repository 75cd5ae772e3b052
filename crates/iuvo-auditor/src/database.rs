//! Every row of a database, whatever its tables are.
//!
//! Every reading goes over every row. A row that nobody has written since the last reading is the
//! same in memory, and so is a table: who compares two readings looks at what changed.

mod postgres;
mod sqlite;

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use postgres::Postgres;
use sqlite::Sqlite;

/// Tables that hash identities, so that chance is in every row.
const HASHED_IDENTITIES: [&str; 2] = ["audit_entry", "audit_head"];

/// Tables whose messages are sealed, which no two runs do alike.
const SEALED: [&str; 1] = ["refused_message"];

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

/// A row, shared by the readings between which nobody has written it.
pub(crate) type Row = Arc<Vec<Value>>;

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// What a database holds at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    tables: BTreeMap<String, Arc<Table>>,
}

impl Rows {
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table.as_ref()))
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    /// The rows as text, without identities and seals that chance gave them and without measured
    /// times: equal for two runs that did the same.
    pub fn without_chance(&self) -> String {
        let mut text = String::new();
        for (name, table) in self.tables().filter(|(name, _)| !HASHED_IDENTITIES.contains(name)) {
            let shown = |row: &Row| -> String {
                let values = table.columns.iter().zip(row.iter()).map(|(column, it)| match it {
                    Value::Bytes(bytes) if bytes.len() > 16 && SEALED.contains(&name) => {
                        format!("({} bytes, sealed)", bytes.len())
                    }
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

impl Table {
    /// The table as it was, if it still is.
    fn or_as_it_was(self, last: Option<&Arc<Self>>) -> Arc<Self> {
        match last {
            Some(last) if *last.as_ref() == self => Arc::clone(last),
            _ => Arc::new(self),
        }
    }
}

/// The auditor's own connection.
pub(crate) enum Reader {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Reader {
    pub(crate) async fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => Self::Sqlite(Sqlite::open(path)),
            None => Self::Postgres(Postgres::open(url).await),
        }
    }

    /// What it holds, unless it holds what it held at the last reading.
    pub(crate) async fn read(&mut self, last: &Rows) -> Option<Rows> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(last),
            Self::Postgres(postgres) => postgres.read(last).await,
        }
    }
}
