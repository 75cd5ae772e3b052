//! Which values of a row are names, that differ from copy to copy, and which are not.

use crate::{
    database::{Table, Value},
    messages::ORGANIZATION,
    sample::Names,
};

/// What a value says in the row of one position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// Whose the row is.
    Workspace,
    /// The body's fiscal code.
    Organization,
    /// The identifier of the position, its option or its instalment.
    Id,
    /// Another identifier that must be new.
    FreshId,
    NoticeNumber,
    /// The notice number's characters, as bytes.
    NoticeBytes,
    Iuv,
    Iupd,
    ReceiptId,
    /// The same in every copy.
    Constant(Value),
}

/// The roles of a row's values, column by column.
pub(crate) fn of_row(table: &Table, row: &[Value], names: &Names) -> Vec<(String, Role)> {
    let role = |(column, value): (&String, &Value)| {
        let in_key = table.key.contains(column);
        (column.clone(), of_value(column, value, in_key, names))
    };
    table.columns.iter().zip(row).map(role).collect()
}

fn of_value(column: &str, value: &Value, in_key: bool, names: &Names) -> Role {
    match value {
        Value::Int(_) if column == "workspace_id" => Role::Workspace,
        Value::Text(it) if it == ORGANIZATION => Role::Organization,
        Value::Text(it) if *it == names.notice_number => Role::NoticeNumber,
        Value::Text(it) if Some(it.as_str()) == names.notice_number.get(1..) => Role::Iuv,
        Value::Text(it) if *it == names.receipt_id => Role::ReceiptId,
        Value::Text(_) if column == "iupd" => Role::Iupd,
        Value::Bytes(it) if *it == names.notice_number.as_bytes() => Role::NoticeBytes,
        Value::Bytes(_) if names.ids.contains(value) => Role::Id,
        Value::Bytes(it) if in_key && it.len() == 16 => Role::FreshId,
        other => Role::Constant(other.clone()),
    }
}
