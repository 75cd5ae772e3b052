//! Accounting codes of services.

use iuvo_domain::{ServiceId, WorkspaceId, directory::Accounting};

use super::change::mark_workspace;
use crate::{
    Query, StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    LIST = "
        select service_id, year, chapter, assessment
        from service_accounting
        where workspace_id = $1
        order by service_id, year";
    SAVE = "
        insert into service_accounting (workspace_id, service_id, year, chapter, assessment)
        values ($1, $2, $3, $4, $5)
        on conflict (workspace_id, service_id, year)
        do update set chapter = excluded.chapter, assessment = excluded.assessment";
    DELETE = "
        delete from service_accounting
        where workspace_id = $1 and service_id = $2 and year = $3";
}

/// The accounting codes of a workspace, service by service and year by year.
pub struct AccountingOf(pub WorkspaceId);

impl Query for AccountingOf {
    type Output = Vec<(ServiceId, Accounting)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        list(tx, self.0).await
    }
}

/// The accounting codes of a workspace, service by service and year by year.
pub async fn list(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<(ServiceId, Accounting)>, StoreError> {
    tx.query(&LIST, params![workspace], read).await
}

pub(super) fn read(row: &mut Row<'_>) -> Result<(ServiceId, Accounting), StoreError> {
    let (service, year) = (row.next()?, row.next::<i64>()?);
    let (chapter, assessment): (String, Option<String>) = (row.next()?, row.next()?);
    let accounting = i16::try_from(year)
        .ok()
        .and_then(|year| Accounting::new(year, &chapter, assessment.as_deref()).ok());
    let accounting = accounting
        .ok_or_else(|| StoreError::Bug(format!("stored accounting codes of {year} are wrong")))?;
    Ok((service, accounting))
}

/// Writes the codes of a service in a year.
pub async fn save(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    service: ServiceId,
    accounting: &Accounting,
) -> Result<(), StoreError> {
    let (chapter, assessment) = (accounting.chapter(), accounting.assessment());
    let year = i64::from(accounting.year());
    let params = params![workspace, service, year, chapter, assessment];
    tx.execute_one(&SAVE, params).await?;
    mark_workspace(tx, workspace).await
}

/// Takes the codes of a service in a year away; `false` if there are none.
pub async fn delete(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    service: ServiceId,
    year: i16,
) -> Result<bool, StoreError> {
    let year = i64::from(year);
    mark_workspace(tx, workspace).await?;
    Ok(tx.execute(&DELETE, params![workspace, service, year]).await? == 1)
}
