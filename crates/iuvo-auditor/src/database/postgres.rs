//! Reading a database of PostgreSQL: the server says which versions of rows there are, and only
//! those that are new are fetched.
//!
//! A version is told by its place and the transaction that wrote it (`ctid`, `xmin`). It is never
//! changed: who updates a row writes another version, at another place (PostgreSQL, "Database Page
//! Layout" and "System Columns").

use std::{collections::HashMap, sync::Arc};

use tokio_postgres::{Client, IsolationLevel, NoTls, Statement, Transaction, types::Type};

use super::{Row, Rows, Table, Value};

pub(crate) struct Postgres {
    client: Client,
    /// For every row of every table: the table's place in `sources`, and the row's version.
    versions: Statement,
    sources: Vec<Source>,
}

/// `ctid` and `xmin`.
type Version = (String, String);

/// A table, and how it is read.
struct Source {
    name: String,
    columns: Vec<String>,
    /// The rows at given places.
    some: Statement,
    known: HashMap<Version, Row>,
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Self {
        let (client, connection) =
            tokio_postgres::connect(url, NoTls).await.expect("the server answers");
        tokio::spawn(connection);
        let names = "select table_name::text from information_schema.tables \
                     where table_schema = 'public' order by 1";
        let names = client.query(names, &[]).await.expect("a catalog");
        let (mut sources, mut versions) = (Vec::new(), Vec::new());
        for name in names.iter().map(|it| it.get::<_, String>(0)) {
            let place = sources.len();
            versions.push(format!("select {place}, ctid::text, xmin::text from {name}"));
            let some = format!(
                "select ctid::text, xmin::text, * from {name} where ctid = any($1::text[]::tid[])"
            );
            let some = client.prepare(&some).await;
            let some = some.expect("a table");
            let columns = some.columns().iter().skip(2).map(|it| it.name().to_owned()).collect();
            sources.push(Source { name, columns, some, known: HashMap::new() });
        }
        let versions = client.prepare(&versions.join(" union all ")).await.expect("tables");
        Self { client, versions, sources }
    }

    pub(super) async fn read(&mut self, last: &Rows) -> Option<Rows> {
        let moment =
            self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let moment = moment.read_only(true).start().await.expect("one moment");
        let mut there: Vec<Vec<Version>> = vec![Vec::new(); self.sources.len()];
        for row in moment.query(&self.versions, &[]).await.expect("versions") {
            let place = usize::try_from(row.get::<_, i32>(0)).expect("a place");
            there[place].push((row.get(1), row.get(2)));
        }
        let mut rows = Rows::default();
        for (source, there) in self.sources.iter_mut().zip(there) {
            let table = source.read(&moment, there, last.table(&source.name)).await;
            rows.tables.insert(source.name.clone(), table);
        }
        moment.commit().await.expect("it ends");
        (rows != *last).then_some(rows)
    }
}

impl Source {
    async fn read(
        &mut self,
        moment: &Transaction<'_>,
        there: Vec<Version>,
        last: Option<&Arc<Table>>,
    ) -> Arc<Table> {
        let new = there.iter().filter(|it| !self.known.contains_key(*it));
        let new: Vec<&str> = new.map(|(place, _)| place.as_str()).collect();
        if let (true, true, Some(last)) = (new.is_empty(), there.len() == self.known.len(), last) {
            return Arc::clone(last);
        }
        let mut known = std::mem::take(&mut self.known);
        if !new.is_empty() {
            for row in moment.query(&self.some, &[&new]).await.expect("rows") {
                known.insert((row.get(0), row.get(1)), self.row(&row));
            }
        }
        for version in there {
            let row = known.remove(&version).expect("it was there or has been fetched");
            self.known.insert(version, row);
        }
        let mut rows: Vec<Row> = self.known.values().cloned().collect();
        rows.sort_unstable();
        Table { columns: self.columns.clone(), rows }.or_as_it_was(last)
    }

    fn row(&self, found: &tokio_postgres::Row) -> Row {
        let value = |place: usize| {
            let kind = found.columns()[place].type_();
            let number = |it: Option<i64>| it.map_or(Value::Null, Value::Integer);
            match *kind {
                Type::INT8 => number(found.get(place)),
                Type::INT4 => number(found.get::<_, Option<i32>>(place).map(i64::from)),
                Type::INT2 => number(found.get::<_, Option<i16>>(place).map(i64::from)),
                Type::TEXT => {
                    found.get::<_, Option<String>>(place).map_or(Value::Null, Value::Text)
                }
                Type::BYTEA => {
                    found.get::<_, Option<Vec<u8>>>(place).map_or(Value::Null, Value::Bytes)
                }
                _ => panic!("{}: a column of type {kind}", self.name),
            }
        };
        Arc::new((2..found.len()).map(value).collect())
    }
}
