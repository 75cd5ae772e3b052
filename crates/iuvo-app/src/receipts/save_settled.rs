//! Writing what a payment did to a position.

use iuvo_domain::{debt_position::DebtPosition, receipt::Settled};
use iuvo_store::{StoreError, Tx, debt_positions};

/// Writes a position, and the instalment that has just been paid.
pub(crate) async fn save_settled(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    settled: &Settled,
) -> Result<(), StoreError> {
    let Settled::Now(id) = settled else { return Ok(()) };
    debt_positions::save(tx, position).await?;
    match position.installments().find(|it| it.id == *id) {
        Some(installment) => {
            debt_positions::save_payment(tx, position.workspace, installment).await
        }
        None => Err(StoreError::Bug("a settled instalment is not in its position".to_owned())),
    }
}
