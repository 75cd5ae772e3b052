//! The rows that matter, under their names.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    database::{Row, Rows, Table, Value},
    packed,
    position::{Installment, PaymentOption, Position, Transfer},
};

pub(crate) type Id = Vec<u8>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) workspace: i64,
    pub(crate) id: String,
    pub(crate) notice: String,
    pub(crate) organization: String,
    pub(crate) is_broadcast: bool,
    pub(crate) is_paid: bool,
    pub(crate) amount: i64,
    pub(crate) is_placed: bool,
    pub(crate) shares: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    pub(crate) workspace: i64,
    pub(crate) receipt_id: String,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Case {
    pub(crate) workspace: i64,
    pub(crate) kind: String,
    pub(crate) notice: String,
    pub(crate) receipt_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) workspace: i64,
    pub(crate) kind: String,
    pub(crate) due_us: i64,
    pub(crate) leased_until_us: i64,
    pub(crate) is_done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Workspace {
    pub(crate) id: i64,
    pub(crate) organization: String,
    pub(crate) environment: i64,
    pub(crate) segregation_codes: Vec<String>,
}

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) positions: Vec<Position>,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) messages: Vec<Arc<Message>>,
    pub(crate) cases: Vec<Case>,
    pub(crate) jobs: Vec<Job>,
}

impl Archive {
    /// What rows say; what said the same at the last reading is not read again.
    pub(crate) fn of(rows: &Rows, last: (&Rows, &Self)) -> Self {
        let records = |name: &str| Records::of(rows, name);
        let (segregation_codes, transfers) = (records("station_link"), records("transfer"));
        let mut shares: BTreeMap<(i64, String), Vec<i64>> = BTreeMap::new();
        for it in records("receipt_transfer").all() {
            let key = (it.number("workspace_id"), it.text("receipt_id"));
            shares.entry(key).or_default().push(it.number("amount_cents"));
        }
        let workspace = |it: Record<'_>| Workspace {
            id: it.number("id"),
            organization: it.text("organization_fiscal_code"),
            environment: it.number("environment"),
            segregation_codes: segregation_codes
                .all()
                .filter(|link| link.number("workspace_id") == it.number("id"))
                .map(|link| link.text("segregation_code"))
                .collect(),
        };
        let receipt = |it: Record<'_>| {
            let key = (it.number("workspace_id"), it.text("receipt_id"));
            let shares = shares.get(&key).cloned().unwrap_or_default();
            let (workspace, id) = key;
            Receipt {
                workspace,
                id,
                notice: it.text("notice_number"),
                organization: it.text("organization_fiscal_code"),
                is_broadcast: it.number("broadcast") == 1,
                is_paid: it.number("paid") == 1,
                amount: it.number("amount_cents"),
                is_placed: it.some_bytes("debt_position_id").is_some(),
                shares,
            }
        };
        let case = |it: Record<'_>| Case {
            workspace: it.number("workspace_id"),
            kind: it.text("kind"),
            notice: it.text("notice_number"),
            receipt_id: it.text("receipt_id"),
        };
        let job = |it: Record<'_>| Job {
            workspace: it.number("workspace_id"),
            kind: it.text("kind"),
            due_us: it.number("due_at"),
            leased_until_us: it.number("leased_until"),
            is_done: it.some_number("done_at").is_some(),
        };
        Self {
            workspaces: records("workspace").all().map(workspace).collect(),
            positions: positions(rows, &transfers),
            receipts: records("receipt").all().map(receipt).collect(),
            messages: messages(rows, last),
            cases: records("review_case").all().map(case).collect(),
            jobs: records("job").all().map(job).collect(),
        }
    }

    pub(crate) fn position_of(&self, workspace: i64, iupd: &str) -> Option<&Position> {
        self.positions.iter().find(|it| it.workspace == workspace && it.iupd == iupd)
    }

    /// The workspace of a body in the environment of the simulation.
    pub(crate) fn workspace_of(&self, organization: &str) -> Option<i64> {
        let is_it = |it: &&Workspace| it.organization == organization && it.environment == 1;
        self.workspaces.iter().find(is_it).map(|it| it.id)
    }
}

fn positions(rows: &Rows, transfers: &Records<'_>) -> Vec<Position> {
    let mut shares: BTreeMap<Id, Vec<Transfer>> = BTreeMap::new();
    for it in transfers.all() {
        shares.entry(it.bytes("installment_id")).or_default().push(Transfer {
            organization: it.text("organization_fiscal_code"),
            amount: it.number("amount_cents"),
            iban: it.some_text("iban"),
            postal_iban: it.some_text("postal_iban"),
        });
    }
    let mut installments: BTreeMap<Id, Vec<(i64, Installment)>> = BTreeMap::new();
    for it in Records::of(rows, "installment").all() {
        let installment = Installment {
            notice: it.text("notice_number"),
            iuv: it.text("iuv"),
            amount: it.number("amount_cents"),
            fee: it.number("notification_fee_cents"),
            due_us: it.number("due_date"),
            is_paid: it.number("status") == 2,
            receipt_id: it.some_text("receipt_id"),
            paid_us: it.some_number("paid_at"),
            transfers: shares.remove(&it.bytes("id")).unwrap_or_default(),
        };
        let of_option = installments.entry(it.bytes("payment_option_id")).or_default();
        of_option.push((it.number("ordinal"), installment));
    }
    let mut options: BTreeMap<Id, Vec<(i64, PaymentOption)>> = BTreeMap::new();
    for it in Records::of(rows, "payment_option").all() {
        let option = PaymentOption {
            validity_us: it.some_number("validity_date"),
            switch_to_expired: it.number("switch_to_expired") == 1,
            debtor: it.text("debtor_fiscal_code"),
            installments: in_order(installments.remove(&it.bytes("id"))),
        };
        let of_position = options.entry(it.bytes("debt_position_id")).or_default();
        of_position.push((it.number("ordinal"), option));
    }
    let position = |it: Record<'_>| Position {
        workspace: it.number("workspace_id"),
        id: it.bytes("id"),
        iupd: it.text("iupd"),
        status: it.number("status"),
        options: in_order(options.remove(&it.bytes("id"))),
    };
    Records::of(rows, "debt_position").all().map(position).collect()
}

fn in_order<T>(things: Option<Vec<(i64, T)>>) -> Vec<T> {
    let mut things = things.unwrap_or_default();
    things.sort_by_key(|(ordinal, _)| *ordinal);
    things.into_iter().map(|(_, thing)| thing).collect()
}

/// The messages that are kept: one whose row nobody has written since the last reading is the same.
fn messages(rows: &Rows, (last, archive): (&Rows, &Archive)) -> Vec<Arc<Message>> {
    let table = |rows: &Rows| rows.table("receipt_message").cloned().unwrap_or_default();
    let (last, table) = (table(last), table(rows));
    let known: HashMap<*const Vec<Value>, &Arc<Message>> =
        last.rows.iter().map(Arc::as_ptr).zip(&archive.messages).collect();
    let message = |row: &Row| {
        let it = Record { columns: &table.columns, values: row };
        Arc::new(Message {
            workspace: it.number("workspace_id"),
            receipt_id: it.text("receipt_id"),
            bytes: kept_message(it),
        })
    };
    let same_or_new =
        |row| known.get(&Arc::as_ptr(row)).map_or_else(|| message(row), |it| Arc::clone(it));
    table.rows.iter().map(same_or_new).collect()
}

/// A message as it arrived. One that cannot be unpacked is like no message that ever came.
fn kept_message(it: Record<'_>) -> Vec<u8> {
    let bytes = it.some_bytes("message").unwrap_or_default();
    match it.number("encoding") {
        0 => bytes,
        1 => packed::unpack(&bytes).unwrap_or_default(),
        other => panic!("no encoding {other}"),
    }
}

/// The rows of a table.
struct Records<'a> {
    table: Option<&'a Table>,
}

#[derive(Clone, Copy)]
struct Record<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl<'a> Records<'a> {
    fn of(rows: &'a Rows, name: &str) -> Self {
        Self { table: rows.table(name).map(Arc::as_ref) }
    }

    fn all(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        let rows = self.table.into_iter().flat_map(|table| {
            table.rows.iter().map(|row| Record { columns: &table.columns, values: row })
        });
        rows.into_iter()
    }
}

impl Record<'_> {
    fn value(&self, name: &str) -> &Value {
        let place = self.columns.iter().position(|it| it == name);
        &self.values[place.unwrap_or_else(|| panic!("no column {name}"))]
    }

    fn some_number(&self, name: &str) -> Option<i64> {
        if let Value::Integer(number) = self.value(name) { Some(*number) } else { None }
    }

    fn number(&self, name: &str) -> i64 {
        self.some_number(name).unwrap_or_else(|| panic!("no number in {name}"))
    }

    fn some_text(&self, name: &str) -> Option<String> {
        if let Value::Text(text) = self.value(name) { Some(text.clone()) } else { None }
    }

    fn text(&self, name: &str) -> String {
        self.some_text(name).unwrap_or_else(|| panic!("no text in {name}"))
    }

    fn some_bytes(&self, name: &str) -> Option<Vec<u8>> {
        if let Value::Bytes(bytes) = self.value(name) { Some(bytes.clone()) } else { None }
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        self.some_bytes(name).unwrap_or_else(|| panic!("no bytes in {name}"))
    }
}
