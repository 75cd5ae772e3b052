//! A row may hold anything, once a disk or a hand has damaged it: each value is refused in words,
//! or read, and then it is one that is written back and read again alike.

use std::{fmt::Debug, num::NonZeroU32};

use iuvo_domain::{
    access::{Role, Scope},
    journal::Subject,
};
use proptest::{prelude::*, sample::select};

use super::*;

/// A column's content, owned.
#[derive(Debug, Clone)]
enum Found {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Found {
    fn column(&self) -> ColumnRef<'_> {
        match self {
            Self::Null => ColumnRef::Null,
            Self::Int(it) => ColumnRef::Int(*it),
            Self::Text(it) => ColumnRef::Text(it),
            Self::Bytes(it) => ColumnRef::Bytes(it),
        }
    }
}

impl From<Param<'_>> for Found {
    fn from(param: Param<'_>) -> Self {
        match param {
            Param::Null => Self::Null,
            Param::Int(it) => Self::Int(it),
            Param::Text(it) => Self::Text(it.to_owned()),
            Param::Bytes(it) => Self::Bytes(it.to_vec()),
        }
    }
}

/// Texts that some column may hold.
const TEXTS: &[&str] = &[
    "",
    "301000000000000144",
    "01000000000000144",
    "77777777777",
    "99999000013_01",
    "IT60X0542811101000000123456",
    "9/0101101IM/",
    "01",
    "2026-02-28",
    "2026-02-30",
    "-009999-01-01",
    "clerk",
    "broker:99000000002",
    "service:7:00000000-0000-0000-0000-000000000009",
    "workspace:-1",
    "[[\"chiave\",\"valore\"]]",
    "[[\"chiave\"]]",
    "[",
    "amount_differs payer_differs",
    "\u{0}",
];

fn found() -> impl Strategy<Value = Found> {
    let last = NEVER.as_microsecond();
    let ends =
        vec![i64::MIN, i64::MAX, Timestamp::MIN.as_microsecond(), last, last.saturating_add(1)];
    prop_oneof![
        1 => Just(Found::Null),
        4 => (-2_i64..25).prop_map(Found::Int),
        2 => any::<i64>().prop_map(Found::Int),
        2 => select(ends).prop_map(Found::Int),
        6 => select(TEXTS).prop_map(|it| Found::Text(it.to_owned())),
        2 => ".{0,40}".prop_map(Found::Text),
        3 => prop::collection::vec(any::<u8>(), 16).prop_map(Found::Bytes),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Found::Bytes),
    ]
}

/// Reads a column; what is read is written and read again.
fn survives<T: FromColumn + ToParam + PartialEq + Debug>(found: &Found) {
    if let Ok(read) = T::from_column(found.column()) {
        let written = Found::from(read.to_param());
        assert_eq!(T::from_column(written.column()).as_ref(), Ok(&read), "{found:?}");
    }
}

/// Reads a column that is not written as it is read.
fn is_answered<T: FromColumn>(found: &Found) -> bool {
    T::from_column(found.column()).is_ok()
}

macro_rules! survive {
    ($found:expr => $($kind:ty),+ $(,)?) => {
        $(survives::<$kind>($found);)+
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_a_row_holds_is_refused_or_read_and_written_alike(found in found()) {
        survive!(&found =>
            ApiClientId, AuditEntryId, DebtPositionId, EventId, InstallmentId, JobId, OperatorId,
            PaymentOptionId, ReviewCaseId, ServiceId, WorkspaceId,
            Iban, Iuv, NoticeNumber, Nav, OrganizationFiscalCode, SegregationCode, StationId,
            TransferCategory, Cents, Timestamp,
            Environment, Primitives, RepeatedReceipts, ServiceKind, Origin, PositionStatus,
            OptionKind, DebtorKind, InstallmentStatus, TransferStatus, Encoding, EventKind,
            CaseKind, Role, Subject,
            i64, bool, NonZeroU32, String, Vec<u8>, Uuid,
            Option<Cents>, Option<Iban>, Option<Timestamp>,
        );
        let _ = is_answered::<Date>(&found);
        let _ = is_answered::<Scope>(&found);
        if let Ok(read) = Metadata::from_column(found.column()) {
            let written = Found::Text(write_metadata(&read));
            prop_assert_eq!(Metadata::from_column(written.column()), Ok(read));
        }
        if let Ok(read) = Warnings::from_column(found.column()) {
            let written = Found::Text(write_warnings(&read.0));
            let again = Warnings::from_column(written.column()).map(|it| it.0);
            prop_assert_eq!(again, Ok(read.0));
        }
    }
}
