//! SQLite by itself: the rows of receipts, so many to a transaction, from one thread that does
//! nothing else. It writes as durably as the program does.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use rusqlite::{Connection, types::ToSqlOutput};

use crate::{
    copies::{self, Archive},
    database::Value,
    machine::{Spent, Watch, Watched},
    messages::ORGANIZATION,
    names,
    roles::{self, Role},
    sample::Written,
};

/// What was written.
pub(crate) struct Done {
    pub(crate) receipts: u64,
    pub(crate) spent: Spent,
}

/// A statement, and what is bound to it.
struct Statement {
    sql: String,
    roles: Vec<Role>,
}

/// The part of the archive that the program leaves, and how far it has been walked.
pub(crate) struct Ground<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) from: u64,
    pub(crate) next: u64,
}

/// Writes receipts for so long, in groups of so many; the connection is set as the program sets
/// the one it writes with.
pub(crate) fn run(
    path: &Path,
    ground: &mut Ground<'_>,
    written: &Written,
    group: u64,
    duration: Duration,
) -> Result<Done> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -16 * 1024)?;
    connection.pragma_update_and_check(None, "mmap_size", 1_i64 << 40, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(64);
    let statements = statements(written);
    let watch = Watch::start(Watched::default())?;
    let (end, mut receipts) = (Instant::now() + duration, 0);
    while Instant::now() < end {
        connection.execute_batch("begin immediate")?;
        for _ in 0..group.max(1) {
            write(&connection, ground, &statements)?;
            receipts += 1;
        }
        connection.execute_batch("commit")?;
    }
    Ok(Done { receipts, spent: watch.stop()? })
}

fn write(connection: &Connection, ground: &mut Ground<'_>, statements: &[Statement]) -> Result<()> {
    let rest = ground.archive.positions - ground.from;
    let place = ground.from + names::spread(ground.next, rest);
    // Far from the numbers of the receipts that the program is sent.
    let receipt = names::receipt_id(ground.next + (1 << 40));
    ground.next += 1;
    let notice = names::notice_number(place)?.to_string();
    let workspace = ground.archive.workspace(place)?;
    for statement in statements {
        let values = statement.roles.iter().enumerate().map(|(index, role)| match role {
            Role::Workspace => Value::Int(workspace),
            Role::Organization => Value::Text(ORGANIZATION.to_owned()),
            Role::Id => Value::Bytes(copies::id(place)),
            Role::FreshId => Value::Bytes(fresh_id(ground.next, index)),
            Role::NoticeNumber => Value::Text(notice.clone()),
            Role::NoticeBytes => Value::Bytes(notice.clone().into_bytes()),
            Role::Iuv => Value::Text(notice.chars().skip(1).collect()),
            Role::Iupd => Value::Text(format!("COPY-{place}")),
            Role::ReceiptId => Value::Text(receipt.clone()),
            Role::Constant(value) => value.clone(),
        });
        let count = connection
            .prepare_cached(&statement.sql)?
            .execute(rusqlite::params_from_iter(values.map(Bound)))?;
        anyhow::ensure!(count == 1, "{count} rows touched by: {}", statement.sql);
    }
    Ok(())
}

/// Grows, as identifiers of ours do.
fn fresh_id(number: u64, index: usize) -> Vec<u8> {
    let low = u128::from(names::mixed(number)) << 8 | u128::try_from(index).unwrap_or_default();
    (u128::from(number) << 80 | low & ((1 << 80) - 1)).to_be_bytes().to_vec()
}

fn statements(written: &Written) -> Vec<Statement> {
    let changes = written.changed.iter().map(|(table, row, columns)| {
        let roles = roles::of_row(table, row, &written.names);
        let (set, key): (Vec<_>, Vec<_>) = roles
            .into_iter()
            .filter(|it| columns.contains(&it.0) || table.key.contains(&it.0))
            .partition(|it| columns.contains(&it.0));
        let terms = |roles: &[(String, Role)], by: &str| {
            roles.iter().map(|it| format!("{} = ?", it.0)).collect::<Vec<_>>().join(by)
        };
        let (terms_set, terms_key) = (terms(&set, ", "), terms(&key, " and "));
        let sql = format!("update {} set {terms_set} where {terms_key}", table.name);
        Statement { sql, roles: set.into_iter().chain(key).map(|it| it.1).collect() }
    });
    let additions = written.added.iter().map(|(table, row)| {
        let roles = roles::of_row(table, row, &written.names);
        let marks = vec!["?"; roles.len()].join(", ");
        let columns = table.columns.join(", ");
        let sql = format!("insert into {} ({columns}) values ({marks})", table.name);
        Statement { sql, roles: roles.into_iter().map(|it| it.1).collect() }
    });
    let removals = written.removed.iter().map(|(table, row)| {
        let roles = roles::of_row(table, row, &written.names);
        let key: Vec<_> = roles.into_iter().filter(|it| table.key.contains(&it.0)).collect();
        let terms: Vec<_> = key.iter().map(|it| format!("{} = ?", it.0)).collect();
        let sql = format!("delete from {} where {}", table.name, terms.join(" and "));
        Statement { sql, roles: key.into_iter().map(|it| it.1).collect() }
    });
    changes.chain(removals).chain(additions).collect()
}

struct Bound(Value);

impl rusqlite::ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(it) => ValueRef::Integer(*it),
            Value::Text(it) => ValueRef::Text(it.as_bytes()),
            Value::Bytes(it) => ValueRef::Blob(it),
        }))
    }
}
