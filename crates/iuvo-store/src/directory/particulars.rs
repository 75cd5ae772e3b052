//! What bodies say of themselves.

use iuvo_domain::{
    WorkspaceId,
    directory::{Particular, Particulars},
};

use super::change::mark_workspace;
use crate::{
    StoreError, Tx,
    column::{Row, params},
    statement::statements,
};

statements! {
    SAVE = "
        insert into particulars
          (workspace_id, cbill, address, office, phone, email, pec, website, accessibility)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (workspace_id)
        do update set cbill = excluded.cbill, address = excluded.address,
                      office = excluded.office, phone = excluded.phone,
                      email = excluded.email, pec = excluded.pec,
                      website = excluded.website, accessibility = excluded.accessibility";
}

/// Reads the columns of a workspace's row, in the order of [`Particular::ALL`].
pub(super) fn read(row: &mut Row<'_>) -> Result<Particulars, StoreError> {
    let mut said = Particulars::default();
    for what in Particular::ALL {
        if let Some(text) = row.next::<Option<String>>()? {
            said = said.with(*what, &text).map_err(|it| StoreError::Bug(it.to_string()))?;
        }
    }
    Ok(said)
}

/// Writes everything that a body says of itself in a workspace.
pub async fn save(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    said: &Particulars,
) -> Result<(), StoreError> {
    let get = |what| said.get(what);
    let [cbill, address, office, phone] =
        [Particular::Cbill, Particular::Address, Particular::Office, Particular::Phone].map(get);
    let [email, pec, website, accessibility] = [
        Particular::Email,
        Particular::CertifiedEmail,
        Particular::Website,
        Particular::Accessibility,
    ]
    .map(get);
    let params =
        params![workspace, cbill, address, office, phone, email, pec, website, accessibility];
    tx.execute_one(&SAVE, params).await?;
    mark_workspace(tx, workspace).await
}
