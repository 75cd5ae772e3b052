//! Reading a SQLite file: the old rows and those found are gone through side by side.

use std::{cmp::Ordering, sync::Arc};

use rusqlite::{Connection, types::ValueRef};

use super::{Row, Rows, Table, Value};

pub(crate) struct Sqlite {
    connection: Connection,
    /// At the last reading.
    version: i64,
    sources: Vec<Source>,
}

/// A table, and how it is read.
struct Source {
    name: String,
    columns: Vec<String>,
    /// Places of the columns of its key.
    key: Vec<usize>,
    /// All its rows, in the order of the key.
    all: String,
}

impl Sqlite {
    pub(super) fn open(path: &str) -> Self {
        let connection = Connection::open(path).expect("the file opens");
        let names = "select name from sqlite_schema where type = 'table' \
                     and name not like 'sqlite_%' order by name";
        let sources = texts(&connection, names).into_iter().map(|it| Source::of(&connection, it));
        let sources = sources.collect();
        connection.set_prepared_statement_cache_capacity(100);
        Self { connection, version: -1, sources }
    }

    pub(super) fn read(&mut self, last: &Rows) -> Option<Rows> {
        // Tells whether anybody else has committed since (SQLite, `PRAGMA data_version`).
        let version: i64 = self
            .connection
            .query_row("pragma data_version", [], |row| row.get(0))
            .expect("a version");
        if self.version == version {
            return None;
        }
        self.version = version;
        self.connection.execute_batch("begin").expect("one moment");
        let tables = self.sources.iter().map(|source| {
            let last = last.table(&source.name);
            (source.name.clone(), source.read(&self.connection, last))
        });
        let rows = Rows { tables: tables.collect() };
        self.connection.execute_batch("commit").expect("it ends");
        Some(rows)
    }
}

fn texts(connection: &Connection, question: &str) -> Vec<String> {
    let mut statement = connection.prepare(question).expect("a catalog");
    let texts = statement.query_map([], |row| row.get(0)).expect("an answer");
    texts.collect::<Result<_, _>>().expect("texts")
}

impl Source {
    fn of(connection: &Connection, name: String) -> Self {
        let columns = format!("select name from pragma_table_info('{name}') order by cid");
        let key = format!("select name from pragma_table_info('{name}') where pk > 0 order by pk");
        let (columns, key) = (texts(connection, &columns), texts(connection, &key));
        let all = format!("select * from {name} order by {}", key.join(", "));
        let place = |name: &String| columns.iter().position(|it| it == name);
        let key = key.iter().map(|it| place(it).expect("a column of the table")).collect();
        Self { name, columns, key, all }
    }

    fn read(&self, connection: &Connection, last: Option<&Arc<Table>>) -> Arc<Table> {
        let mut known = last.map_or(&[][..], |it| &it.rows[..]);
        let mut rows = Vec::with_capacity(known.len());
        let mut statement = connection.prepare_cached(&self.all).expect("a table");
        let mut all = statement.query([]).expect("rows");
        while let Some(found) = all.next().expect("a row") {
            // Those before it have gone.
            while let [first, rest @ ..] = known
                && self.order(first, found) == Ordering::Less
            {
                known = rest;
            }
            rows.push(match known {
                [first, ..] if is_same(first, found) => Arc::clone(first),
                _ => self.row(found),
            });
        }
        Table { columns: self.columns.clone(), rows }.or_as_it_was(last)
    }

    /// Which comes first by the key.
    fn order(&self, known: &Row, found: &rusqlite::Row<'_>) -> Ordering {
        let orders = self.key.iter().map(|place| match (&known[*place], value(found, *place)) {
            (Value::Integer(one), ValueRef::Integer(other)) => one.cmp(&other),
            (Value::Text(one), ValueRef::Text(other)) => one.as_bytes().cmp(other),
            (Value::Bytes(one), ValueRef::Blob(other)) => one.as_slice().cmp(other),
            (one, other) => panic!("{}: {one:?} and {other:?} in a key", self.name),
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }

    fn row(&self, found: &rusqlite::Row<'_>) -> Row {
        let values = (0..self.columns.len()).map(|place| match value(found, place) {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => panic!("{}: a real number", self.name),
        });
        Arc::new(values.collect())
    }
}

fn is_same(known: &Row, found: &rusqlite::Row<'_>) -> bool {
    known.iter().enumerate().all(|(place, known)| match (known, value(found, place)) {
        (Value::Null, ValueRef::Null) => true,
        (Value::Integer(one), ValueRef::Integer(other)) => *one == other,
        (Value::Text(one), ValueRef::Text(other)) => one.as_bytes() == other,
        (Value::Bytes(one), ValueRef::Blob(other)) => one == other,
        _ => false,
    })
}

fn value<'a>(row: &'a rusqlite::Row<'_>, place: usize) -> ValueRef<'a> {
    row.get_ref(place).expect("a value")
}
