//! The Node's calls, counted.

use iuvo_domain::calls::{CallCount, CallKey};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Query, StoreError, Tx, column::params, statement::statements};

statements! {
    SAVE = "
        insert into call_count
          (started_at, environment, station_code, operation, writer, total, ok, ko, timeouts, slow,
           duration_us)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (started_at, environment, station_code, operation, writer) do update
        set total = excluded.total, ok = excluded.ok, ko = excluded.ko,
            timeouts = excluded.timeouts, slow = excluded.slow, duration_us = excluded.duration_us";
    LIST = "
        select started_at, environment, station_code, operation,
               cast(sum(total) as bigint), cast(sum(ok) as bigint), cast(sum(ko) as bigint),
               cast(sum(timeouts) as bigint), cast(sum(slow) as bigint),
               cast(sum(duration_us) as bigint)
        from call_count
        where started_at >= $1 and started_at < $2
        group by started_at, environment, station_code, operation
        order by started_at, environment, station_code, operation";
    PURGE = "delete from call_count where started_at < $1";
}

/// Writes what a process has counted so far in an interval, in place of what it wrote before.
pub async fn save(
    tx: &mut Tx<'_>,
    writer: Uuid,
    key: &CallKey,
    count: &CallCount,
) -> Result<(), StoreError> {
    let params = params![
        key.started_at,
        key.environment,
        key.station,
        key.operation,
        writer,
        count.total,
        count.ok,
        count.ko,
        count.timeouts,
        count.slow,
        count.duration_us
    ];
    tx.execute_one(&SAVE, params).await
}

/// Forgets the intervals that began before a moment.
pub async fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&PURGE, params![before]).await
}

/// What all processes counted in the intervals that began in a period, its end excluded.
pub struct ListCalls {
    /// From then on.
    pub from: Timestamp,
    /// Until before then.
    pub to: Timestamp,
}

impl Query for ListCalls {
    type Output = Vec<(CallKey, CallCount)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&LIST, params![self.from, self.to], |row| {
            let key = CallKey {
                started_at: row.next()?,
                environment: row.next()?,
                station: row.next()?,
                operation: row.next()?,
            };
            let count = CallCount {
                total: row.next()?,
                ok: row.next()?,
                ko: row.next()?,
                timeouts: row.next()?,
                slow: row.next()?,
                duration_us: row.next()?,
            };
            Ok((key, count))
        })
        .await
    }
}
