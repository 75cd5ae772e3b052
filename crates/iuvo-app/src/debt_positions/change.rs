//! Changing a position: found and locked, checked, changed and written in one transaction.

use iuvo_domain::{
    WorkspaceId,
    debt_position::DebtPosition,
    directory::{ApiClient, WorkspaceProfile},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    debt_positions::{self, Inserted},
};
use pagopa_codes::SegregationCode;

use super::{PositionError, check_codes};
use crate::App;

/// What of a changed position has to be written.
pub(super) enum Write {
    /// Its state.
    State,
    /// Its state and the validity dates of its options.
    Publication,
    /// Everything.
    Contents,
    /// Its absence.
    Deletion,
}

/// Finds a position, changes it and writes it; a refusal leaves no trace. `change` may run more
/// than once, each time on what is stored then.
pub(super) async fn change_position<F>(
    app: &App,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    iupd: &str,
    change: F,
) -> Result<DebtPosition, PositionError>
where
    F: Fn(&mut DebtPosition) -> Result<Write, PositionError> + Send + Sync + 'static,
{
    if iupd.contains('\0') {
        // No database takes such a text, so no position has it.
        return Err(PositionError::Unknown);
    }
    let command = Change {
        workspace: profile.workspace.id,
        codes: client.segregation_codes.clone(),
        iupd: iupd.to_owned(),
        change,
    };
    app.store().execute(Lane::Interactive, command).await?
}

struct Change<F> {
    workspace: WorkspaceId,
    codes: Vec<SegregationCode>,
    iupd: String,
    change: F,
}

impl<F> Command for Change<F>
where
    F: Fn(&mut DebtPosition) -> Result<Write, PositionError> + Send + Sync + 'static,
{
    type Output = Result<DebtPosition, PositionError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let stored = debt_positions::lock_by_iupd(tx, self.workspace, &self.iupd).await?;
        let changed = self.changed(stored);
        let written = match &changed {
            Ok((position, write)) => write_position(tx, position, write).await?,
            Err(_) => Inserted::Taken,
        };
        if written == Inserted::Taken {
            tx.undo();
        }
        Ok(match changed {
            Ok((position, _)) if written == Inserted::Yes => Ok(position),
            Ok(_) => Err(PositionError::Taken),
            Err(refusal) => Err(refusal),
        })
    }
}

impl<F> Change<F>
where
    F: Fn(&mut DebtPosition) -> Result<Write, PositionError>,
{
    fn changed(
        &self,
        stored: Option<DebtPosition>,
    ) -> Result<(DebtPosition, Write), PositionError> {
        let mut position = stored.ok_or(PositionError::Unknown)?;
        check_codes(&self.codes, position.installments().map(|it| &it.iuv))?;
        let write = (self.change)(&mut position)?;
        Ok((position, write))
    }
}

async fn write_position(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    write: &Write,
) -> Result<Inserted, StoreError> {
    match write {
        Write::State => debt_positions::save(tx, position).await?,
        Write::Publication => {
            debt_positions::save(tx, position).await?;
            debt_positions::save_validity(tx, position).await?;
        }
        Write::Contents => return debt_positions::replace(tx, position).await,
        Write::Deletion => debt_positions::delete(tx, position).await?,
    }
    Ok(Inserted::Yes)
}
