//! Receipts that came before their position pay it when it is there.

use iuvo_domain::{
    debt_position::DebtPosition,
    journal::{Act, Entry, EventKind},
    receipt::{Arrival, CaseKind, Situation, decision::is_second_payment},
};
use iuvo_store::{
    StoreError, Tx,
    receipts::{
        self,
        waiting::{self, Waiting},
    },
};
use uuid::Uuid;

use super::{open_cases, save_settled};

/// Lets the receipts that wait for a position, which is written and locked, pay it; says what the
/// journal tells of it. Each takes an identity for the case that it may open; without one it goes
/// on waiting.
///
/// The first receipt of a notice pays it. The others are second payments, which were told when they
/// came; where two came together, the job that finds positions for receipts tells it.
pub(crate) async fn apply_waiting(
    tx: &mut Tx<'_>,
    act: &Act,
    position: &mut DebtPosition,
    case_ids: &mut (impl Iterator<Item = Uuid> + Send),
) -> Result<Vec<Entry>, StoreError> {
    let mut told = Vec::new();
    for Waiting { receipt, payment } in
        waiting::list_of_position(tx, act.workspace, position.id).await?
    {
        let number = receipt.notice_number;
        if position.find(number.as_str()).is_none_or(|(_, it)| it.is_paid()) {
            continue;
        }
        let Some(case_id) = case_ids.next() else { break };
        // Its debt may have been paid, or begun to be paid, in another way.
        let is_second = is_second_payment(Situation::of(position, number), Arrival::First);
        let settled = position
            .pay(number, payment, act.at)
            .map_err(|refused| StoreError::Bug(refused.to_string()))?;
        save_settled(tx, position, &settled).await?;
        receipts::name_service(tx, act.workspace, &receipt.receipt_id, position.service).await?;
        let applied = Entry::of_notice(number, EventKind::ReceiptApplied);
        told.push(applied.with_detail(&receipt.receipt_id));
        let kinds = is_second.then_some((CaseKind::DoublePayment, case_id)).into_iter();
        told.extend(open_cases(tx, act, &receipt, kinds).await?);
    }
    Ok(told)
}
