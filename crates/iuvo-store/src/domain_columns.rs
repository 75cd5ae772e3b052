//! How the domain's values are written in columns.
//!
//! Statuses and kinds are small numbers whose meaning is fixed here and never reused; instants are
//! microseconds since 1970 UTC; civil dates and codes are text; metadata is a JSON list of pairs.

use iuvo_domain::{
    ApiClientId, AuditEntryId, CartId, DebtPositionId, Environment, EventId, FileId, InstallmentId,
    JobId, Nav, OperatorId, PaymentOptionId, ReviewCaseId, ServiceId, WorkspaceId,
    debt_position::{
        DebtorKind, InstallmentStatus, NEVER, OptionKind, Origin, PositionStatus, Reason,
        TransferStatus, Warning,
    },
    directory::{Primitives, RepeatedReceipts, ServiceKind},
    file::{FileOperation, FileState},
    journal::EventKind,
    receipt::{CaseKind, CaseOutcome},
};
use jiff::{Timestamp, civil::Date};
use pagopa_codes::{
    Cents, Iban, Iuv, Metadata, MetadataEntry, NoticeNumber, OrganizationFiscalCode,
    SegregationCode, StationId, TransferCategory,
};
use uuid::Uuid;

use crate::{
    column::{ColumnRef, FromColumn, Param, ToParam},
    packing::Encoding,
};

macro_rules! id_columns {
    ($($id:ident),+) => {
        $(
            impl ToParam for $id {
                fn to_param(&self) -> Param<'_> {
                    Param::Bytes(self.as_bytes())
                }
            }

            impl FromColumn for $id {
                fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
                    Uuid::from_column(value).map(Self::new)
                }
            }
        )+
    };
}

id_columns!(
    ApiClientId,
    AuditEntryId,
    CartId,
    DebtPositionId,
    EventId,
    FileId,
    InstallmentId,
    JobId,
    OperatorId,
    PaymentOptionId,
    ReviewCaseId,
    ServiceId
);

macro_rules! text_columns {
    ($($value:ident),+) => {
        $(
            impl ToParam for $value {
                fn to_param(&self) -> Param<'_> {
                    Param::Text(self.as_str())
                }
            }

            impl FromColumn for $value {
                fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
                    match value {
                        ColumnRef::Text(text) => Self::parse(text).map_err(|it| it.to_string()),
                        _ => Err("it is not text".to_owned()),
                    }
                }
            }
        )+
    };
}

text_columns!(
    Iban,
    Iuv,
    NoticeNumber,
    OrganizationFiscalCode,
    SegregationCode,
    StationId,
    TransferCategory
);

impl ToParam for Nav {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.as_str())
    }
}

impl FromColumn for Nav {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let text = String::from_column(value)?;
        Self::parse(&text).ok_or_else(|| "it is not a notice number".to_owned())
    }
}

/// Numbers that stand for the variants of an enum.
macro_rules! numbered {
    ($($kind:ident { $($number:literal = $name:ident),+ $(,)? })+) => {
        $(
            impl ToParam for $kind {
                fn to_param(&self) -> Param<'_> {
                    Param::Int(match self {
                        $(Self::$name => $number),+
                    })
                }
            }

            impl FromColumn for $kind {
                fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
                    match i64::from_column(value)? {
                        $($number => Ok(Self::$name),)+
                        other => Err(format!("{other} stands for no {}", stringify!($kind))),
                    }
                }
            }
        )+
    };
}

numbered! {
    Environment { 1 = Acceptance, 2 = Production }
    Primitives { 1 = V1, 2 = V2 }
    RepeatedReceipts { 1 = Accept, 2 = Refuse }
    ServiceKind { 1 = Precalculated, 2 = Spontaneous }
    Origin { 1 = GpdV1, 2 = Demand, 3 = BackOffice }
    PositionStatus {
        1 = Draft, 2 = Published, 3 = Valid, 4 = PartiallyPaid, 5 = Paid, 6 = Expired,
        7 = Invalidated,
    }
    OptionKind { 1 = Single, 2 = Plan }
    DebtorKind { 1 = Natural, 2 = Legal }
    InstallmentStatus { 1 = Unpaid, 2 = Paid }
    TransferStatus { 1 = Unreported, 2 = Reported }
    Encoding { 0 = Plain, 1 = Lz4 }
    EventKind {
        1 = PositionCreated, 2 = PositionUpdated, 3 = PositionPublished, 4 = PositionInvalidated,
        5 = PositionDeleted, 6 = PositionBecameValid, 7 = PositionExpired, 8 = NoticeWithdrawn,
        9 = ReceiptRecorded, 10 = ReceiptRepeated, 11 = ReceiptAltered, 12 = ReceiptApplied,
        13 = CaseOpened, 14 = NoticeVerified, 15 = VerificationRefused, 16 = PaymentPrepared,
        17 = PaymentRefused,
        18 = PaidElsewhere, 19 = IbanChanged, 20 = OptionsListed, 21 = OptionsRefused,
        22 = PositionExtended, 30 = CartOpened, 31 = CartReturned,
        32 = CaseTaken, 33 = CaseReleased, 34 = CaseClosed, 35 = CaseReopened,
        36 = ReceiptMailed,
    }
}

impl ToParam for WorkspaceId {
    fn to_param(&self) -> Param<'_> {
        Param::Int(self.get())
    }
}

impl FromColumn for WorkspaceId {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        i64::from_column(value).map(Self::new)
    }
}

impl ToParam for Cents {
    fn to_param(&self) -> Param<'_> {
        Param::Int(self.get())
    }
}

impl FromColumn for Cents {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        i64::from_column(value).map(Self::new)
    }
}

impl ToParam for Timestamp {
    fn to_param(&self) -> Param<'_> {
        Param::Int(self.as_microsecond())
    }
}

impl FromColumn for Timestamp {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        // The microsecond of the very last instant would leave the range when read back.
        let last = NEVER.as_microsecond();
        let microsecond = i64::from_column(value)?.min(last);
        Self::from_microsecond(microsecond).map_err(|it| it.to_string())
    }
}

impl FromColumn for Date {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        String::from_column(value)?.parse().map_err(|it: jiff::Error| it.to_string())
    }
}

macro_rules! coded_columns {
    ($($kind:ident),+) => {
        $(
            impl ToParam for $kind {
                fn to_param(&self) -> Param<'_> {
                    Param::Text(self.code())
                }
            }

            impl FromColumn for $kind {
                fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
                    let code = String::from_column(value)?;
                    Self::from_code(&code)
                        .ok_or_else(|| format!("{code} stands for no {}", stringify!($kind)))
                }
            }
        )+
    };
}

coded_columns!(CaseKind, CaseOutcome, FileOperation, FileState);

impl ToParam for Reason {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.as_str())
    }
}

impl FromColumn for Reason {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        Self::parse(&String::from_column(value)?).map_err(|it| format!("{it:?}"))
    }
}

/// A list of warnings as text: their codes, separated by blanks.
pub(crate) fn write_warnings(warnings: &[Warning]) -> String {
    warnings.iter().map(|it| it.code()).collect::<Vec<_>>().join(" ")
}

/// Warnings read from their text.
pub(crate) struct Warnings(pub(crate) Vec<Warning>);

impl FromColumn for Warnings {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let codes = String::from_column(value)?;
        codes
            .split_ascii_whitespace()
            .map(|it| Warning::from_code(it).ok_or_else(|| format!("{it} is no warning")))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Metadata as text: a JSON list of pairs, in order.
pub(crate) fn write_metadata(metadata: &Metadata) -> String {
    let pairs = metadata.entries().iter().map(|it| serde_json::json!([it.key(), it.value()]));
    serde_json::Value::Array(pairs.collect()).to_string()
}

impl FromColumn for Metadata {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let text = String::from_column(value)?;
        let pairs: Vec<(String, String)> =
            serde_json::from_str(&text).map_err(|it| it.to_string())?;
        let entries: Result<Vec<_>, _> =
            pairs.iter().map(|(key, value)| MetadataEntry::new(key, value)).collect();
        entries.and_then(Self::new).map_err(|it| it.to_string())
    }
}

#[cfg(test)]
mod tests;
