//! Planned stops of stations. Each change marks its station, so that every process reads it again.

use iuvo_domain::{Environment, directory::maintenance::MaintenanceWindow};
use jiff::Timestamp;
use pagopa_codes::StationId;

use super::change::mark_station;
use crate::{
    Query, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    INSERT = "
        insert into station_maintenance (environment, station_code, starts_at, ends_at, stand_in)
        values ($1, $2, $3, $4, $5)
        on conflict (environment, station_code, starts_at) do nothing";
    LIST = "
        select environment, station_code, starts_at, ends_at, stand_in
        from station_maintenance
        where environment = $1 and ends_at > $2
        order by starts_at, station_code";
    FIND = "
        select environment, station_code, starts_at, ends_at, stand_in
        from station_maintenance
        where environment = $1 and station_code = $2 and starts_at = $3";
    DELETE = "
        delete from station_maintenance
        where environment = $1 and station_code = $2 and starts_at = $3";
    END = "
        update station_maintenance set ends_at = $4
        where environment = $1 and station_code = $2 and starts_at = $3";
}

/// The stops of an environment that end after an instant, in their order.
pub struct Windows {
    /// The environment.
    pub environment: Environment,
    /// Those that ended by then are left out.
    pub since: Timestamp,
}

impl Query for Windows {
    type Output = Vec<MaintenanceWindow>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&LIST, params![self.environment, self.since], read).await
    }
}

pub(super) fn read(row: &mut Row<'_>) -> Result<MaintenanceWindow, StoreError> {
    Ok(MaintenanceWindow {
        environment: row.next()?,
        station: row.next()?,
        starts_at: row.next()?,
        ends_at: row.next()?,
        stand_in: row.next()?,
    })
}

/// Writes a stop; nothing happens if one of its station begins at that instant.
pub async fn insert(tx: &mut Tx<'_>, window: &MaintenanceWindow) -> Result<(), StoreError> {
    let MaintenanceWindow { environment, station, starts_at, ends_at, stand_in } = window;
    let params = params![environment, station, starts_at, ends_at, stand_in];
    tx.execute_any(&INSERT, params).await?;
    mark_station(tx, *environment, *station).await
}

/// Takes a stop away.
pub async fn delete(tx: &mut Tx<'_>, window: &MaintenanceWindow) -> Result<(), StoreError> {
    let params = params![window.environment, window.station, window.starts_at];
    tx.execute_one(&DELETE, params).await?;
    mark_station(tx, window.environment, window.station).await
}

/// Ends a stop at an instant within it.
pub async fn end(
    tx: &mut Tx<'_>,
    window: &MaintenanceWindow,
    ends_at: Timestamp,
) -> Result<(), StoreError> {
    let (environment, station, starts_at) = (window.environment, window.station, window.starts_at);
    tx.execute_one(&END, params![environment, station, starts_at, ends_at]).await?;
    mark_station(tx, environment, station).await
}

/// The stop of a station that begins at an instant.
pub async fn find(
    tx: &mut Tx<'_>,
    environment: Environment,
    station: StationId,
    starts_at: Timestamp,
) -> Result<Option<MaintenanceWindow>, StoreError> {
    tx.query_opt(&FIND, params![environment, station, starts_at], read).await
}
