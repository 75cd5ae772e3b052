//! Planned stops of stations: planning, taking back, and the hours of a broker's year.

use iuvo_domain::{
    Environment,
    directory::maintenance::{
        self as rules, MaintenanceHours, MaintenanceState, MaintenanceWindow,
    },
};
use iuvo_store::{
    Query, StoreError, Tx,
    directory::maintenance::{self, Windows},
};
use jiff::Timestamp;
use pagopa_codes::OrganizationFiscalCode;

use super::ChangeError;
use crate::{App, rome};

/// The stops of an environment that end after an instant, in their order.
pub async fn list_maintenance(
    app: &App,
    environment: Environment,
    since: Timestamp,
) -> Result<Vec<MaintenanceWindow>, StoreError> {
    app.store().read(Windows { environment, since }).await
}

/// The hours of a broker's stops in a civil year.
pub async fn hours_of_maintenance(
    app: &App,
    environment: Environment,
    broker: OrganizationFiscalCode,
    year: i16,
) -> Result<MaintenanceHours, StoreError> {
    let since = rules::begins_at(year, &rome());
    let mut windows = list_maintenance(app, environment, since).await?;
    windows.retain(|it| it.broker() == broker);
    Ok(MaintenanceHours::of_year(&windows, year, app.now(), &rome()))
}

/// Writes a stop that keeps the rules. One that is there already is left as it is: its commit may
/// have gone unanswered.
pub(super) async fn plan(
    tx: &mut Tx<'_>,
    window: &MaintenanceWindow,
    now: Timestamp,
) -> Result<Result<(), ChangeError>, StoreError> {
    let since = rules::begins_at(now.to_zoned(rome()).year(), &rome());
    let mut others = Windows { environment: window.environment, since }.run(tx).await?;
    others.retain(|it| it.broker() == window.broker());
    if others.contains(window) {
        return Ok(Ok(()));
    }
    if let Err(refusal) = rules::plan(window, &others, now, &rome()) {
        return Ok(Err(ChangeError::Maintenance(refusal)));
    }
    maintenance::insert(tx, window).await?;
    Ok(Ok(()))
}

/// Takes back a stop that has not begun; one that has begun ends now, and its hours are used.
pub(super) async fn cancel(
    tx: &mut Tx<'_>,
    window: &MaintenanceWindow,
    now: Timestamp,
) -> Result<Result<(), ChangeError>, StoreError> {
    let (environment, station) = (window.environment, window.station);
    let found = maintenance::find(tx, environment, station, window.starts_at).await?;
    let Some(found) = found else { return Ok(Err(ChangeError::Unknown)) };
    match found.state_at(now) {
        MaintenanceState::Planned => maintenance::delete(tx, &found).await?,
        MaintenanceState::InProgress if now == found.starts_at => {
            maintenance::delete(tx, &found).await?;
        }
        MaintenanceState::InProgress => maintenance::end(tx, &found, now).await?,
        MaintenanceState::Finished => return Ok(Err(ChangeError::MaintenanceFinished)),
    }
    Ok(Ok(()))
}
