//! Transfers by the account they credit.

use iuvo_domain::{
    DebtPositionId, WorkspaceId,
    debt_position::{DebtPosition, Destination, TransferKey},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use super::between_commas;
use crate::{Query, StoreError, Tx, column::params, rows, statement::statements};

statements! {
    LIST_UNPAID = "
        select i.debt_position_id, t.installment_id, t.transfer_index
        from transfer t
        join installment i on i.workspace_id = t.workspace_id and i.id = t.installment_id
        join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
        where t.workspace_id = $1 and t.iban = $2 and t.status = 1 and i.status = 1
          and p.status in (1, 2, 3, 4)
          and (coalesce(p.next_change_at > $3, 1 = 1)
            or (p.status = 2 and coalesce(p.expires_at > $3, 1 = 1)))
          and (cast($4 as text) is null
            or replace(cast($4 as text), ',' || substr(i.iuv, 1, 2) || ',', '')
               <> cast($4 as text))
        order by t.installment_id, t.transfer_index
        limit $5";
    SAVE_IBAN = "
        update transfer set iban = $4
        where workspace_id = $1 and installment_id = $2 and transfer_index = $3";
}

/// Transfers that credit an account and that can still be paid, the oldest first.
pub struct ListUnpaid {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The account, as it is written.
    pub iban: String,
    /// The moment whose calendar tells what can be paid.
    pub now: Timestamp,
    /// Only those with an IUV of these codes; empty means all.
    pub segregation_codes: Vec<SegregationCode>,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListUnpaid {
    type Output = Vec<(DebtPositionId, TransferKey)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let codes = between_commas(&self.segregation_codes);
        let params = params![self.workspace, self.iban, self.now, codes, self.limit];
        tx.query(&LIST_UNPAID, params, |row| {
            Ok((row.next()?, (row.next()?, rows::small(row.next()?)?)))
        })
        .await
    }
}

/// Writes the accounts that these transfers of a position credit.
pub async fn save_ibans(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    transfers: &[TransferKey],
) -> Result<(), StoreError> {
    for installment in position.installments() {
        for transfer in &installment.transfers {
            let Destination::Account { iban, .. } = &transfer.destination else { continue };
            if transfers.contains(&(installment.id, transfer.index)) {
                let index = i64::from(transfer.index);
                let params = params![position.workspace, installment.id, index, iban];
                tx.execute_one(&SAVE_IBAN, params).await?;
            }
        }
    }
    Ok(())
}
