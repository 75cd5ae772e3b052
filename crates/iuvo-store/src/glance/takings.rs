//! What was taken: how much in which hour, and the receipts that it is the sum of.

use std::collections::BTreeMap;

use iuvo_domain::{ServiceId, WorkspaceId};
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{
    Query, StoreError, Tx,
    column::{Row, params},
    statement::statements,
    together::{self, TOGETHER, together},
};

/// What was taken in each hour; Italy's clocks differ from UTC by whole hours, so days are made of
/// hours.
macro_rules! by_hour {
    ($services:expr, $from:literal, $to:literal) => {
        concat!(
            "select coalesce(paid_at, received_at) / 3600000000, count(*),
                    cast(sum(amount_cents) as bigint)
             from receipt
             where workspace_id = $1 and paid = 1 and broadcast = 0 ",
            $services,
            " and coalesce(paid_at, received_at) >= ",
            $from,
            " and coalesce(paid_at, received_at) < ",
            $to,
            " group by 1"
        )
    };
}

/// The receipts of a time, the last first.
macro_rules! last_first {
    ($services:expr, $from:literal, $until:literal, $receipt:literal, $limit:literal) => {
        concat!(
            "select receipt_id, notice_number, coalesce(paid_at, received_at), psp_name,
                    amount_cents
             from receipt
             where workspace_id = $1 and paid = 1 and broadcast = 0 ",
            $services,
            " and coalesce(paid_at, received_at) >= ",
            $from,
            " and coalesce(paid_at, received_at) <= ",
            $until,
            " and (coalesce(paid_at, received_at) < ",
            $until,
            " or receipt_id < ",
            $receipt,
            ") order by coalesce(paid_at, received_at) desc, receipt_id desc
             limit ",
            $limit
        )
    };
}

statements! {
    BY_HOUR = by_hour!("", "$2", "$3");
    BY_HOUR_OF_SERVICES = by_hour!(concat!("and service_id in ", together!()), "$27", "$28");
    LAST_FIRST = last_first!("", "$2", "$3", "$4", "$5");
    LAST_FIRST_OF_SERVICES =
        last_first!(concat!("and service_id in ", together!()), "$27", "$28", "$29", "$30");
}

/// What was taken in some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takings {
    /// By how many receipts.
    pub receipts: i64,
    /// How much in all.
    pub amount: Cents,
}

impl Takings {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            receipts: self.receipts.saturating_add(other.receipts),
            amount: self.amount.checked_add(other.amount).unwrap_or(self.amount),
        }
    }
}

/// What was taken in a period, by the hour's number since 1970.
pub struct TakingsOf {
    /// Whose.
    pub workspace: WorkspaceId,
    /// For which of its services; for all, and for what has none, if none are named.
    pub services: Option<Vec<ServiceId>>,
    /// From then on.
    pub from: Timestamp,
    /// Until before then.
    pub to: Timestamp,
}

impl Query for TakingsOf {
    type Output = BTreeMap<i64, Takings>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let (workspace, from, to) = (self.workspace, self.from, self.to);
        let Some(services) = &self.services else {
            let found = tx.query(&BY_HOUR, params![workspace, from, to], read_hour).await?;
            return Ok(found.into_iter().collect());
        };
        let mut hours: BTreeMap<i64, Takings> = BTreeMap::new();
        for some in services.chunks(TOGETHER) {
            let params = together::params(&workspace, some, params![from, to]);
            for (hour, takings) in tx.query(&BY_HOUR_OF_SERVICES, &params, read_hour).await? {
                let sum = hours.entry(hour).or_default();
                *sum = sum.plus(takings);
            }
        }
        Ok(hours)
    }
}

fn read_hour(row: &mut Row<'_>) -> Result<(i64, Takings), StoreError> {
    Ok((row.next()?, Takings { receipts: row.next()?, amount: row.next()? }))
}

/// A receipt of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The receipt.
    pub receipt_id: String,
    /// For which notice.
    pub notice_number: String,
    /// When it was paid.
    pub at: Timestamp,
    /// Through whom.
    pub psp_name: String,
    /// How much.
    pub amount: Cents,
}

/// The receipts of a period, the last first.
pub struct TakenPage {
    /// Whose.
    pub workspace: WorkspaceId,
    /// For which of its services; for all, and for what has none, if none are named.
    pub services: Option<Vec<ServiceId>>,
    /// From then on.
    pub from: Timestamp,
    /// Until then, and of that moment only receipts whose id comes before the other.
    pub before: (Timestamp, String),
    /// At most so many.
    pub limit: i64,
}

impl Query for TakenPage {
    type Output = Vec<Taken>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let (workspace, from, limit) = (self.workspace, self.from, self.limit);
        let (until, receipt) = &self.before;
        let Some(services) = &self.services else {
            let params = params![workspace, from, until, receipt, limit];
            return tx.query(&LAST_FIRST, params, read_taken).await;
        };
        let mut found = Vec::new();
        for some in services.chunks(TOGETHER) {
            let rest = params![from, until, receipt, limit];
            let params = together::params(&workspace, some, rest);
            found.extend(tx.query(&LAST_FIRST_OF_SERVICES, &params, read_taken).await?);
        }
        found.sort_by(|one, other| (other.at, &other.receipt_id).cmp(&(one.at, &one.receipt_id)));
        found.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(found)
    }
}

fn read_taken(row: &mut Row<'_>) -> Result<Taken, StoreError> {
    Ok(Taken {
        receipt_id: row.next()?,
        notice_number: row.next()?,
        at: row.next()?,
        psp_name: row.next()?,
        amount: row.next()?,
    })
}
