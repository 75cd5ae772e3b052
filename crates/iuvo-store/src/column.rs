//! Values on their way into and out of SQL, the same for both engines.
//!
//! The schema knows four types (`bigint`, `smallint`, `text`, `bytea`), so a parameter is one of
//! four shapes and each typed value says once how it is written and read.

use std::num::NonZeroU32;

use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::error::StoreError;

/// A value bound to a placeholder.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Param<'a> {
    /// SQL null of any type.
    Null,
    /// `bigint` or `smallint`.
    Int(i64),
    /// `text`.
    Text(&'a str),
    /// `bytea`.
    Bytes(&'a [u8]),
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

type BoxError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, BoxError> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), _) => value.to_sql(ty, out),
            (Self::Text(value), _) => value.to_sql(ty, out),
            (Self::Bytes(value), _) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// Binds values to placeholders: `params![workspace, &iupd]`.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::column::ToParam::to_param(&$value)),*]
    };
}
pub(crate) use params;

/// A value that can be bound to a placeholder.
pub(crate) trait ToParam {
    /// How this value is written.
    fn to_param(&self) -> Param<'_>;
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}

/// A value that can be read from a result column.
pub(crate) trait FromColumn: Sized {
    /// Reads the column; the message says what is wrong with what was found.
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String>;
}

/// What a result column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnRef<'a> {
    /// SQL null.
    Null,
    /// `bigint` or `smallint`.
    Int(i64),
    /// `text`.
    Text(&'a str),
    /// `bytea`.
    Bytes(&'a [u8]),
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Null => Ok(None),
            other => T::from_column(other).map(Some),
        }
    }
}

/// One row of a result; each `next` reads the following column.
pub(crate) struct Row<'a> {
    source: Source<'a>,
    index: usize,
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { source: Source::Sqlite(row), index: 0 }
    }

    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self { source: Source::Postgres(row), index: 0 }
    }

    /// Steps over columns that hold nothing of interest.
    pub(crate) fn skip(&mut self, count: usize) {
        self.index = self.index.saturating_add(count);
    }

    /// Reads the next column as `T`.
    pub(crate) fn next<T: FromColumn>(&mut self) -> Result<T, StoreError> {
        let index = self.index;
        self.index = index.saturating_add(1);
        let value = match &self.source {
            Source::Sqlite(row) => sqlite_column(row, index)?,
            Source::Postgres(row) => postgres_column(row, index)?,
        };
        T::from_column(value).map_err(|reason| StoreError::wrong_column(index, reason))
    }
}

/// Reads a row of one column.
pub(crate) fn only<T: FromColumn>(row: &mut Row<'_>) -> Result<T, StoreError> {
    row.next()
}

pub(crate) fn sqlite_column<'a>(
    row: &'a rusqlite::Row<'a>,
    index: usize,
) -> Result<ColumnRef<'a>, StoreError> {
    use rusqlite::types::ValueRef;
    match row.get_ref(index)? {
        ValueRef::Null => Ok(ColumnRef::Null),
        ValueRef::Integer(value) => Ok(ColumnRef::Int(value)),
        ValueRef::Text(value) => std::str::from_utf8(value)
            .map(ColumnRef::Text)
            .map_err(|error| StoreError::wrong_column(index, error)),
        ValueRef::Blob(value) => Ok(ColumnRef::Bytes(value)),
        ValueRef::Real(_) => Err(StoreError::wrong_column(index, "a floating point number")),
    }
}

pub(crate) fn postgres_column(
    row: &tokio_postgres::Row,
    index: usize,
) -> Result<ColumnRef<'_>, StoreError> {
    let Some(column) = row.columns().get(index) else {
        return Err(StoreError::wrong_column(index, "no such column"));
    };
    Ok(match *column.type_() {
        Type::INT2 => row.try_get::<_, Option<i16>>(index)?.map(|it| ColumnRef::Int(it.into())),
        Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(|it| ColumnRef::Int(it.into())),
        Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(ColumnRef::Int),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index)?.map(ColumnRef::Bytes),
        _ => row.try_get::<_, Option<&str>>(index)?.map(ColumnRef::Text),
    }
    .unwrap_or(ColumnRef::Null))
}

fn unexpected(expected: &str) -> String {
    format!("it is not {expected}")
}

impl ToParam for i64 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(*self)
    }
}

impl FromColumn for i64 {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Int(value) => Ok(value),
            _ => Err(unexpected("a number")),
        }
    }
}

impl ToParam for NonZeroU32 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::from(self.get()))
    }
}

impl FromColumn for NonZeroU32 {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let value = u32::try_from(i64::from_column(value)?).ok().and_then(Self::new);
        value.ok_or_else(|| unexpected("a number from 1 to 4294967295"))
    }
}

impl ToParam for bool {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::from(*self))
    }
}

impl FromColumn for bool {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Int(0) => Ok(false),
            ColumnRef::Int(1) => Ok(true),
            _ => Err(unexpected("0 or 1")),
        }
    }
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl FromColumn for String {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Text(value) => Ok(value.to_owned()),
            _ => Err(unexpected("text")),
        }
    }
}

impl ToParam for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl ToParam for Vec<u8> {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Bytes(value) => Ok(value.to_owned()),
            _ => Err(unexpected("bytes")),
        }
    }
}

impl<const N: usize> ToParam for [u8; N] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        match value {
            ColumnRef::Bytes(value) => value.try_into().map_err(|_| unexpected("of its length")),
            _ => Err(unexpected("bytes")),
        }
    }
}

impl ToParam for Uuid {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self.as_bytes())
    }
}

impl FromColumn for Uuid {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        <[u8; 16]>::from_column(value).map(Self::from_bytes)
    }
}
