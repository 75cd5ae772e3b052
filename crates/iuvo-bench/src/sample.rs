//! One body, one position and one receipt, made through the program's own doors: what is copied,
//! and what the limits write.
//!
//! Nothing here knows how the program stores a position or a receipt: the rows are looked at
//! before and after, so that what is measured follows the program as it grows.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pagopa_codes::NoticeNumber;
use serde_json::{Value as Json, json};

use crate::{
    database::{Database, Table, Value},
    http,
    messages::{self, BROKER, ORGANIZATION, STATION},
    names,
    program::{Program, Server},
};

pub(crate) const IBAN: &str = "IT60X0542811101000000123456";
/// What every position asks for.
pub(crate) const CENTS: i64 = 12_000;

/// What was made.
pub(crate) struct Sample {
    /// The position to be copied.
    pub(crate) position: Rows,
    /// What the journal tells of a verification, and the names in it.
    pub(crate) verification: ((Table, Vec<Value>), Names),
    /// What recording one receipt wrote.
    pub(crate) receipt: Written,
}

/// Rows of several tables.
pub(crate) type Rows = Vec<(Table, Vec<Value>)>;

/// What a call wrote.
pub(crate) struct Written {
    /// The rows added.
    pub(crate) added: Rows,
    /// The rows changed, and the columns in which they now differ.
    pub(crate) changed: Vec<(Table, Vec<Value>, Vec<String>)>,
    /// The rows removed.
    pub(crate) removed: Rows,
    /// What the names in these rows were.
    pub(crate) names: Names,
}

/// The names of the paid position, wherever they occur.
#[derive(Clone)]
pub(crate) struct Names {
    pub(crate) notice_number: String,
    pub(crate) receipt_id: String,
    /// Of position, payment option and instalment, which in a copy are one.
    pub(crate) ids: Vec<Value>,
}

/// Opens the body with everything it needs.
pub(crate) fn open_body(program: &Program) -> Result<String> {
    let of_body = ["--organization", ORGANIZATION, "--environment", "collaudo"];
    let with = |values: &[&'static str]| [&of_body, values].concat();
    program.admin("broker add", &["--fiscal-code", BROKER, "--name", "Intermediario"])?;
    program.admin("station add", &["--code", STATION, "--environment", "collaudo"])?;
    let name = ["--fiscal-code", ORGANIZATION, "--name", "Comune di Esempio"];
    let place = ["--environment", "collaudo", "--slug", "comune"];
    program.admin("organization add", &[name, place].concat())?;
    let code = names::SEGREGATION_CODE;
    program.admin("link add", &with(&["--station", STATION, "--segregation-code", code]))?;
    program.admin("iban add", &with(&["--iban", IBAN]))?;
    let service = ["--code", "TARI", "--name", "Tassa sui rifiuti", "--category", "9/0101101IM/"];
    program.admin("service add", &with(&service))?;
    let key = program.admin("key create", &with(&["--name", "bench", "--json"]))?;
    let key: Json = serde_json::from_str(&key)?;
    key.get("key").and_then(Json::as_str).map(str::to_owned).context("a key")
}

/// Writes two positions and pays the second.
pub(crate) async fn make(program: &Program, database: &Database, key: &str) -> Result<Sample> {
    let server = program.serve().await?;
    let mut tables = database.tables().await?;
    tables.retain(|it| it.columns.iter().any(|it| it == "workspace_id"));
    let nothing = dump(database, &tables).await?;
    let first = write_position(&server, key, 1).await?;
    let one = dump(database, &tables).await?;
    let position = added(&nothing, &one);
    let verification = verified(database, &tables, &server, first).await?;
    let notice = write_position(&server, key, 2).await?;
    let two = dump(database, &tables).await?;
    let receipt_id = names::receipt_id(0);
    let message = messages::receipt_of(notice, &receipt_id)?;
    let paid = told_by_the_node(database, &tables, &server, &message).await?;
    server.stop()?;
    let notice_number = notice.to_string();
    let second = added(&one, &two);
    let ids = second.iter().flat_map(|(table, row)| ids_of(table, row)).collect();
    let names = Names { notice_number, receipt_id, ids };
    Ok(Sample { position, verification, receipt: written(&two, &paid, names) })
}

/// What a call of the Node leaves behind.
async fn told_by_the_node(
    database: &Database,
    tables: &[Table],
    server: &Server,
    message: &[u8],
) -> Result<Rows> {
    let (status, said) = http::ask(server.address, message).await?;
    ensure!(status == 200 && said.contains("<outcome>OK</outcome>"), "HTTP {status}: {said}");
    // What is written a moment after the answer is written all the same.
    tokio::time::sleep(Duration::from_secs(2)).await;
    dump(database, tables).await
}

/// Verifies a notice, and finds what the journal then tells.
async fn verified(
    database: &Database,
    tables: &[Table],
    server: &Server,
    notice: NoticeNumber,
) -> Result<((Table, Vec<Value>), Names)> {
    let before = dump(database, tables).await?;
    let message = messages::verification_of(notice)?;
    let after = told_by_the_node(database, tables, server, &message).await?;
    let (notice_number, receipt_id) = (notice.to_string(), String::new());
    let names = Names { notice_number, receipt_id, ids: Vec::new() };
    let bytes = Value::Bytes(names.notice_number.clone().into_bytes());
    let told = added(&before, &after).into_iter().find(|it| it.1.contains(&bytes));
    Ok((told.context("the journal tells nothing of a verification")?, names))
}

async fn write_position(server: &Server, key: &str, number: u32) -> Result<NoticeNumber> {
    let body = json!({
        "iupd": format!("SAMPLE-{number}"),
        "type": "F",
        "fiscalCode": "RSSMRA80A01H501U",
        "fullName": "Mario Rossi",
        "streetName": "Via Roma", "civicNumber": "1", "postalCode": "40100",
        "city": "Esempio", "province": "BO", "country": "IT", "email": "mario@example.org",
        "companyName": "Comune di Esempio",
        "officeName": "Tributi",
        "switchToExpired": false,
        "paymentOption": [{
            "amount": CENTS,
            "description": "TARI 2026, rata unica",
            "isPartialPayment": false,
            "dueDate": "2099-12-31T00:00:00",
            "transfer": [{
                "idTransfer": "1",
                "amount": CENTS,
                "remittanceInformation": "TARI 2026, rata unica",
                "category": "9/0101101IM/",
                "iban": IBAN,
            }],
        }],
    });
    let path = format!(
        "/gpd/debt-positions-service/v1/organizations/{ORGANIZATION}/debtpositions?toPublish=true"
    );
    let headers = format!("content-type: application/json\r\nOcp-Apim-Subscription-Key: {key}\r\n");
    let request = http::post(&path, &headers, &body.to_string());
    let (status, said) = http::ask(server.address, &request).await?;
    ensure!(status == 201, "HTTP {status}: {said}");
    let model: Json = serde_json::from_str(&said)?;
    ensure!(said.contains("\"status\":\"VALID\""), "the position is not valid: {said}");
    let notice = model.pointer("/paymentOption/0/nav").and_then(Json::as_str);
    let notice = notice.context("a notice number")?;
    Ok(notice.parse()?)
}

async fn dump(database: &Database, tables: &[Table]) -> Result<Rows> {
    let mut rows = Vec::new();
    for table in tables {
        let sql = format!("select {} from {}", table.columns.join(", "), table.name);
        let found = database.rows(&sql).await?;
        rows.extend(found.into_iter().map(|it| (table.clone(), it)));
    }
    Ok(rows)
}

fn added(before: &Rows, after: &Rows) -> Rows {
    let is_new = |(table, row): &&(Table, Vec<Value>)| {
        !before.iter().any(|it| it.0.name == table.name && table.same_key(&it.1, row))
    };
    after.iter().filter(is_new).cloned().collect()
}

/// What concerns the paid position; whatever else the server did meanwhile is left out.
fn written(before: &Rows, after: &Rows, names: Names) -> Written {
    let mut changed = Vec::new();
    for (table, row) in after {
        let old = before.iter().find(|it| it.0.name == table.name && table.same_key(&it.1, row));
        let Some((_, old)) = old else { continue };
        let differ = |(column, (old, new)): (&String, (&Value, &Value))| {
            (old != new).then(|| column.clone())
        };
        let columns: Vec<String> =
            table.columns.iter().zip(old.iter().zip(row)).filter_map(differ).collect();
        if !columns.is_empty() && names.occur_in(row) {
            changed.push((table.clone(), row.clone(), columns));
        }
    }
    let of_it = |rows: Rows| rows.into_iter().filter(|it| names.occur_in(&it.1)).collect();
    let (added, removed) = (of_it(added(before, after)), of_it(added(after, before)));
    Written { added, changed, removed, names }
}

/// The identifiers in the key of a row.
fn ids_of(table: &Table, row: &[Value]) -> Vec<Value> {
    let is_id = |(column, value): (&String, &Value)| {
        let is_id = matches!(value, Value::Bytes(it) if it.len() == 16);
        (is_id && table.key.contains(column)).then(|| value.clone())
    };
    table.columns.iter().zip(row).filter_map(is_id).collect()
}

impl Table {
    fn same_key(&self, left: &[Value], right: &[Value]) -> bool {
        let values = self.columns.iter().zip(left.iter().zip(right));
        values.filter(|it| self.key.contains(it.0)).all(|(_, (left, right))| left == right)
    }
}

impl Names {
    pub(crate) fn occur_in(&self, row: &[Value]) -> bool {
        row.iter().any(|value| match value {
            Value::Text(it) => *it == self.notice_number || *it == self.receipt_id,
            other => self.ids.contains(other),
        })
    }
}
