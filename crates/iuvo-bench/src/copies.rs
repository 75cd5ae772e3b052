//! A whole archive, made by the database itself out of one body and one position.
//!
//! Every copy has the rows and the columns that the program wrote for the sample, under names that
//! follow from its place (`names`), so that it is as valid as the sample is; `iuvo check` is asked
//! afterwards. Inserted one by one through the API, ten million would take a day.

use std::{fmt::Write, ops::Range};

use anyhow::{Context, Result};

use crate::{
    database::{Database, Table, Value},
    messages::ORGANIZATION,
    names::{self, FIRST_BASE, SEGREGATION_CODE},
    roles::{self, Role},
    sample::{Names, Rows},
};

/// Positions copied by one statement.
const BATCH: u64 = 50_000;

/// Of so many questions one is about the first notice, so that it has very many.
const SHARE_OF_ONE: u64 = 50;

/// What a filled archive holds.
pub(crate) struct Archive {
    /// The fiscal codes of the bodies, in the order of their workspaces.
    pub(crate) bodies: Vec<String>,
    /// The number of the first workspace; the others follow.
    pub(crate) first_workspace: i64,
    pub(crate) positions: u64,
}

impl Archive {
    /// Copies the sample's body and position. The program must not be running.
    pub(crate) async fn fill(
        database: &Database,
        sample: &Rows,
        bodies: u64,
        positions: u64,
    ) -> Result<Self> {
        database.run(before_filling(database)).await?;
        let first_workspace = database.number("select min(id) from workspace").await?;
        let codes = copy_bodies(database, bodies, first_workspace, positions).await?;
        let names = names_of(sample)?;
        for (table, row) in sample.iter().filter(|it| names.occur_in(&it.1)) {
            let mut from = 0;
            while from < positions {
                let to = (from + BATCH).min(positions);
                database.run(&copy(database, table, row, &names, from..to)).await?;
                from = to;
                eprint!("\r{}: {from} of {positions}\x1b[K", table.name);
            }
        }
        eprint!("\r\x1b[K");
        database.run(after_filling(database)).await?;
        Ok(Self { bodies: codes, first_workspace, positions })
    }

    /// Lets what was asked of one notice be asked of all of them, one after the other, as often as
    /// makes that many questions of somewhat more than a year; a share of them is about the first
    /// notice alone. The program must not be running.
    pub(crate) async fn tell(
        &self,
        database: &Database,
        (table, row): &(Table, Vec<Value>),
        names: &Names,
        questions: u64,
    ) -> Result<()> {
        database.run(before_filling(database)).await?;
        database.run(&list_bodies(&self.bodies, self.first_workspace)?).await?;
        let roles = roles::of_row(table, row, names);
        let of_one = questions / SHARE_OF_ONE;
        let moment = Told { place: "0", number: format!("number.i * {SHARE_OF_ONE}"), questions };
        database.run(&moment.sql(database, table, &roles, 0..of_one)).await?;
        let mut added = of_one;
        while added < questions {
            let from = added % self.positions;
            let to = (from + BATCH).min(self.positions).min(from + questions - added);
            let number = format!("({added} + number.i - {from})");
            let moment = Told { place: "number.i", number, questions };
            database.run(&moment.sql(database, table, &roles, from..to)).await?;
            added += to - from;
            eprint!("\r{}: {added} of {questions}\x1b[K", table.name);
        }
        eprint!("\r\x1b[K");
        database.run(after_filling(database)).await
    }

    /// The number of the workspace that the copy at a place belongs to.
    pub(crate) fn workspace(&self, place: u64) -> Result<i64> {
        let ordinal = place % u64::try_from(self.bodies.len())?;
        Ok(self.first_workspace + i64::try_from(ordinal)?)
    }
}

/// Rows that are copies of consistent rows need no checks of their own, and a machine that stops
/// now starts again from nothing.
fn before_filling(database: &Database) -> &'static str {
    match database {
        Database::Sqlite { .. } => {
            "pragma foreign_keys = off; pragma synchronous = off; pragma cache_size = -200000"
        }
        Database::Postgres { .. } => {
            "set session_replication_role = replica; set synchronous_commit = off"
        }
    }
}

fn after_filling(database: &Database) -> &'static str {
    match database {
        Database::Sqlite { .. } => {
            "drop table bench_body; pragma synchronous = full; pragma wal_checkpoint(truncate)"
        }
        Database::Postgres { .. } => "drop table bench_body",
    }
}

/// Opens as many bodies as are missing, each configured as the first is.
async fn copy_bodies(
    database: &Database,
    bodies: u64,
    first_workspace: i64,
    positions: u64,
) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..bodies)
        .map(|it| if it == 0 { ORGANIZATION.to_owned() } else { names::fiscal_code(it) })
        .collect();
    database.run(&list_bodies(&codes, first_workspace)?).await?;
    for copied in DIRECTORY {
        copied.copy(database, first_workspace).await?;
    }
    let next = FIRST_BASE + positions;
    let bump = "update directory_version set version = version + 1";
    database.run(&format!("update number_space set next_base = {next}; {bump}")).await?;
    Ok(codes)
}

/// The table of the bodies, from which copies take their names.
fn list_bodies(codes: &[String], first_workspace: i64) -> Result<String> {
    let mut sql = "create table bench_body (ordinal bigint primary key, workspace_id bigint,
                                            code text)"
        .to_owned();
    for (ordinal, code) in (0_i64..).zip(codes) {
        sql.push_str(if ordinal % 500 == 0 { ";insert into bench_body values " } else { "," });
        write!(sql, "({ordinal}, {}, '{code}')", first_workspace + ordinal)?;
    }
    Ok(sql)
}

/// A table of the directory: which column says whose a row is, and what differs in a copy.
struct Copied {
    table: &'static str,
    of: &'static str,
    differ: &'static [(&'static str, &'static str)],
}

const fn of_workspace(table: &'static str) -> Copied {
    Copied { table, of: "workspace_id", differ: &[("workspace_id", "b.workspace_id")] }
}

/// What a body consists of.
const DIRECTORY: &[Copied] = &[
    Copied { table: "organization", of: "fiscal_code", differ: &[("fiscal_code", "b.code")] },
    Copied {
        table: "workspace",
        of: "id",
        differ: &[
            ("id", "b.workspace_id"),
            ("organization_fiscal_code", "b.code"),
            ("slug", "t.slug || '-' || b.ordinal"),
        ],
    },
    // Nobody has changed anything of a copied body yet.
    Copied {
        table: "audit_head",
        of: "chain",
        differ: &[("chain", "b.workspace_id"), ("entries", "0"), ("hash", "null")],
    },
    of_workspace("station_link"),
    of_workspace("bank_account"),
    of_workspace("service"),
    of_workspace("number_space"),
];

impl Copied {
    /// Copies the rows of the first body, column by column.
    async fn copy(&self, database: &Database, workspace: i64) -> Result<()> {
        let Self { table, of, differ } = self;
        let tables = database.tables().await?;
        let columns = &tables.iter().find(|it| it.name == *table).context(*table)?.columns;
        let differs = |column: &String| differ.iter().find(|it| it.0 == *column).map(|it| it.1);
        let values: Vec<String> = columns
            .iter()
            .map(|it| differs(it).map_or_else(|| format!("t.{it}"), str::to_owned))
            .collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        let whose = match *of {
            "fiscal_code" => format!("'{ORGANIZATION}'"),
            _ => workspace.to_string(),
        };
        database
            .run(&format!(
                "insert into {table} ({columns}) select {values} from bench_body b, {table} t
                 where b.ordinal > 0 and t.{of} = {whose}"
            ))
            .await
    }
}

/// The names of the position among the rows written for it.
fn names_of(sample: &Rows) -> Result<Names> {
    let value = |table: &str, column: &str| {
        let (table, row) = sample.iter().find(|it| it.0.name == table)?;
        let index = table.columns.iter().position(|it| it == column)?;
        row.get(index).cloned()
    };
    let Some(Value::Text(notice_number)) = value("installment", "notice_number") else {
        anyhow::bail!("the sample has no notice number");
    };
    let tables = ["debt_position", "payment_option", "installment"];
    let ids = tables.iter().map(|it| value(it, "id").context("an id")).collect::<Result<_>>()?;
    Ok(Names { notice_number, receipt_id: String::new(), ids })
}

fn copy(
    database: &Database,
    table: &Table,
    row: &[Value],
    names: &Names,
    places: Range<u64>,
) -> String {
    let roles = roles::of_row(table, row, names);
    let values = roles.iter().map(|it| (it.0.as_str(), expression(database, &it.1, "number.i")));
    insert(database, &table.name, &values.collect::<Vec<_>>(), "number.i", places)
}

/// Microseconds of a day, and days in which questions are told: as long as the program keeps them.
const DAY: i64 = 86_400_000_000;
const DAYS: i64 = 390;

/// Something that is asked once more.
struct Told {
    /// Of which place's notice, in SQL.
    place: &'static str,
    /// As which question of all, in SQL.
    number: String,
    questions: u64,
}

impl Told {
    /// Adds the questions of some places.
    fn sql(
        &self,
        database: &Database,
        table: &Table,
        roles: &[(String, Role)],
        places: Range<u64>,
    ) -> String {
        let value = |(column, role): &(String, Role)| match role {
            // Its run and its moment are what of a question's key is neither its subject nor an
            // identifier.
            Role::Constant(Value::Int(at)) if table.key.contains(column) => {
                self.moment(column, *at)
            }
            other => expression(database, other, self.place),
        };
        let values: Vec<(&str, String)> =
            roles.iter().map(|it| (it.0.as_str(), value(it))).collect();
        insert(database, &table.name, &values, self.place, places)
    }

    /// When it is asked; which day's run it is in. The days end before that moment.
    fn moment(&self, column: &str, last: i64) -> String {
        let first = last - last.rem_euclid(DAY) - DAYS * DAY;
        let step = DAYS * DAY / i64::try_from(self.questions).unwrap_or(i64::MAX).max(1);
        let since = format!("{step} * {}", self.number);
        match column {
            "run" => format!("{first} + {since} / {DAY} * {DAY}"),
            _ => format!("{first} + {since}"),
        }
    }
}

/// Adds rows for so many numbers `number.i`, of the bodies that the places belong to.
fn insert(
    database: &Database,
    table: &str,
    values: &[(&str, String)],
    place: &str,
    places: Range<u64>,
) -> String {
    let (from, to) = (places.start, places.end - 1);
    let numbers = match database {
        Database::Sqlite { .. } => format!(
            "(with recursive n (i) as (select {from} union all select i + 1 from n where i < {to})
              select i from n)"
        ),
        Database::Postgres { .. } => format!("generate_series({from}::bigint, {to}::bigint)"),
    };
    let columns: Vec<&str> = values.iter().map(|it| it.0).collect();
    let values: Vec<&str> = values.iter().map(|it| it.1.as_str()).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    let numbers = match database {
        Database::Sqlite { .. } => format!("{numbers} as number"),
        Database::Postgres { .. } => format!("{numbers} as number (i)"),
    };
    format!(
        "insert into {table} ({columns}) select {values} from {numbers}
         join bench_body body on body.ordinal = {place} % (select count(*) from bench_body)"
    )
}

/// A value of the copy at a place.
fn expression(database: &Database, role: &Role, place: &str) -> String {
    let digits = format!("(3{SEGREGATION_CODE} * 10000000000000 + {FIRST_BASE} + {place})");
    let notice = format!("cast({digits} * 100 + {digits} % 93 as text)");
    match (role, database) {
        (Role::Workspace, _) => "body.workspace_id".to_owned(),
        (Role::Organization, _) => "body.code".to_owned(),
        (Role::Id, Database::Sqlite { .. }) => {
            format!("unhex(printf('%012x70008000%012x', 1760000000000 + {place}, {place}))")
        }
        (Role::Id, Database::Postgres { .. }) => postgres_id(place),
        (Role::FreshId, Database::Sqlite { .. }) => "randomblob(16)".to_owned(),
        (Role::FreshId, Database::Postgres { .. }) => "uuid_send(gen_random_uuid())".to_owned(),
        (Role::NoticeNumber, _) => notice,
        (Role::NoticeBytes, Database::Sqlite { .. }) => format!("cast({notice} as blob)"),
        (Role::NoticeBytes, Database::Postgres { .. }) => format!("convert_to({notice}, 'UTF8')"),
        (Role::Iuv, _) => format!("substr({notice}, 2)"),
        (Role::Iupd, _) => format!("'COPY-' || {place}"),
        (Role::ReceiptId, _) => "''".to_owned(),
        (Role::Constant(value), Database::Sqlite { .. }) => literal(value, "x'", ""),
        (Role::Constant(value), Database::Postgres { .. }) => literal(value, "'\\x", "::bytea"),
    }
}

/// The identifier of the copy at a place, in PostgreSQL's words.
pub(crate) fn postgres_id(place: &str) -> String {
    format!(
        "decode(lpad(to_hex(1760000000000 + {place}), 12, '0') || '70008000'
                || lpad(to_hex({place}), 12, '0'), 'hex')"
    )
}

/// The identifier of the copy at a place.
pub(crate) fn id(place: u64) -> Vec<u8> {
    let number = (u128::from(1_760_000_000_000 + place) << 80)
        | (0x7000_8000_u128 << 48)
        | u128::from(place);
    number.to_be_bytes().to_vec()
}

/// A value written out.
pub(crate) fn literal(value: &Value, open_bytes: &str, close_bytes: &str) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Int(it) => it.to_string(),
        Value::Text(it) => format!("'{}'", it.replace('\'', "''")),
        Value::Bytes(it) => {
            let digits: Vec<String> = it.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{open_bytes}{}'{close_bytes}", digits.concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_names_copies_as_we_do() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::sqlite(folder.path().join("names.db")).unwrap();
        for place in [0, 1, 92, 93, 1_234_567] {
            let named = |role: &Role| expression(&database, role, "number.i");
            let sql = format!(
                "select {}, {}, {} from (select {place} as i) as number",
                named(&Role::NoticeNumber),
                named(&Role::Iuv),
                named(&Role::Id)
            );
            let notice = names::notice_number(place).unwrap();
            let expected = [
                Value::Text(notice.to_string()),
                Value::Text(notice.iuv().to_string()),
                Value::Bytes(id(place)),
            ];
            assert_eq!(database.rows(&sql).await.unwrap(), [expected]);
        }
    }
}
