//! The database under the program, seen from outside: tables, columns and rows as they are.

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::{Context, Result};
use rusqlite::Connection;
use tokio_postgres::{Client, NoTls, types::Type};

/// A value as stored; the schema knows no other types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Where the rows are.
pub(crate) enum Database {
    Sqlite { path: PathBuf, connection: Connection },
    Postgres { url: String, client: Client },
}

/// How a table is made.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// The columns of its primary key.
    pub(crate) key: BTreeSet<String>,
}

impl Database {
    pub(crate) fn sqlite(path: PathBuf) -> Result<Self> {
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        Ok(Self::Sqlite { path, connection })
    }

    /// A database of its own on a server, whose maintenance database `url` is.
    pub(crate) async fn postgres(url: &str, name: &str) -> Result<Self> {
        let (server, _) = url.rsplit_once('/').context("the address of a database")?;
        let maintenance = connect(url).await?;
        maintenance.batch_execute(&format!("drop database if exists {name} with (force)")).await?;
        maintenance.batch_execute(&format!("create database {name}")).await?;
        let url = format!("{server}/{name}");
        let client = connect(&url).await?;
        Ok(Self::Postgres { url, client })
    }

    /// The address as the program takes it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite { path, .. } => format!("sqlite:{}", path.display()),
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    /// The first process of the server, if there is one.
    pub(crate) async fn process(&self) -> Result<Option<u32>> {
        match self {
            Self::Sqlite { .. } => Ok(None),
            Self::Postgres { client, .. } => {
                let backend: i32 = client.query_one("select pg_backend_pid()", &[]).await?.get(0);
                crate::machine::parent_of(u32::try_from(backend)?).map(Some)
            }
        }
    }

    /// Runs statements that give nothing back.
    pub(crate) async fn run(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite { connection, .. } => connection.execute_batch(sql),
            Self::Postgres { client, .. } => return Ok(client.batch_execute(sql).await?),
        }
        .with_context(|| sql.to_owned())
    }

    /// The rows a query gives.
    pub(crate) async fn rows(&self, sql: &str) -> Result<Vec<Vec<Value>>> {
        match self {
            Self::Sqlite { connection, .. } => sqlite_rows(connection, sql),
            Self::Postgres { client, .. } => {
                client.query(sql, &[]).await?.iter().map(postgres_row).collect()
            }
        }
        .with_context(|| sql.to_owned())
    }

    /// The number a query gives.
    pub(crate) async fn number(&self, sql: &str) -> Result<i64> {
        match self.rows(sql).await?.first().and_then(|it| it.first()) {
            Some(Value::Int(number)) => Ok(*number),
            other => anyhow::bail!("not a number but {other:?}: {sql}"),
        }
    }

    /// Bytes the data take.
    pub(crate) async fn size(&self) -> Result<i64> {
        self.number(match self {
            Self::Sqlite { .. } => {
                "select page_count * page_size from pragma_page_count(), pragma_page_size()"
            }
            Self::Postgres { .. } => "select pg_database_size(current_database())",
        })
        .await
    }

    /// Every table.
    pub(crate) async fn tables(&self) -> Result<Vec<Table>> {
        let sql = match self {
            Self::Sqlite { .. } => {
                "select m.name, c.name, min(c.pk, 1)
                 from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' order by m.name, c.cid"
            }
            Self::Postgres { .. } => {
                "select c.table_name::text, c.column_name::text, (
                   select count(*) from information_schema.key_column_usage k
                   join information_schema.table_constraints t
                     on t.constraint_name = k.constraint_name and t.table_name = k.table_name
                   where t.constraint_type = 'PRIMARY KEY' and k.table_name = c.table_name
                     and k.column_name = c.column_name)
                 from information_schema.columns c
                 where c.table_schema = 'public' order by c.table_name, c.ordinal_position"
            }
        };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.rows(sql).await? {
            let [Value::Text(name), Value::Text(column), Value::Int(in_key)] = row.as_slice()
            else {
                continue;
            };
            if tables.last().is_none_or(|it| it.name != *name) {
                let (columns, key) = (Vec::new(), BTreeSet::new());
                tables.push(Table { name: name.clone(), columns, key });
            }
            if let Some(table) = tables.last_mut() {
                table.columns.push(column.clone());
                if *in_key > 0 {
                    table.key.insert(column.clone());
                }
            }
        }
        Ok(tables)
    }
}

/// A connection that lives until it is dropped.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn sqlite_rows(connection: &Connection, sql: &str) -> Result<Vec<Vec<Value>>> {
    use rusqlite::types::ValueRef;
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let value = |index| {
            Ok(match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(it) => Value::Int(it),
                ValueRef::Text(it) => Value::Text(String::from_utf8(it.to_vec())?),
                ValueRef::Blob(it) => Value::Bytes(it.to_vec()),
                ValueRef::Real(_) => anyhow::bail!("a fraction"),
            })
        };
        found.push((0..columns).map(value).collect::<Result<_>>()?);
    }
    Ok(found)
}

fn postgres_row(row: &tokio_postgres::Row) -> Result<Vec<Value>> {
    let value = |(index, column): (usize, &tokio_postgres::Column)| {
        let value = match *column.type_() {
            Type::INT2 => row.try_get::<_, Option<i16>>(index)?.map(|it| Value::Int(it.into())),
            Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(|it| Value::Int(it.into())),
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(Value::Int),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map(Value::Bytes),
            _ => row.try_get::<_, Option<String>>(index)?.map(Value::Text),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    row.columns().iter().enumerate().map(value).collect()
}
