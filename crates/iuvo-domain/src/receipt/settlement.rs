//! What a receipt does to the position it pays.
//!
//! Invariants: an instalment is paid once, by the first receipt of its notice; a position is
//! settled when all of one option has been paid; nothing leads back.

use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber};

use super::Receipt;
use crate::InstallmentId;
use crate::debt_position::{
    DebtPosition, InstallmentEvent, Payment, PaymentOption, PositionEvent, Refused,
};

/// What changed when a receipt was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The instalment was unpaid and is paid now.
    Now(InstallmentId),
    /// It had been paid before: nothing changed.
    Before,
    /// The notice is none of the position's: nothing changed.
    Elsewhere,
}

impl DebtPosition {
    /// Marks the instalment of a receipt as paid, and the position with it, whatever its state: a
    /// receipt says that money has moved. A repeated payment changes nothing.
    pub fn settle(&mut self, receipt: &Receipt, now: Timestamp) -> Result<Settled, Refused> {
        self.pay(receipt.notice_number, payment(receipt, now), now)
    }

    /// Marks the instalment of a notice as paid in that way, as [`DebtPosition::settle`] does.
    pub fn pay(
        &mut self,
        notice_number: NoticeNumber,
        payment: Payment,
        now: Timestamp,
    ) -> Result<Settled, Refused> {
        let events = [PositionEvent::PayPart, PositionEvent::PayAll];
        self.mark_paid(notice_number.as_str(), payment, events, now)
    }

    /// Marks an instalment as paid, and the position by the first event, or by the second if an
    /// option has thereby been paid whole.
    pub(crate) fn mark_paid(
        &mut self,
        number: &str,
        payment: Payment,
        [part, all]: [PositionEvent; 2],
        now: Timestamp,
    ) -> Result<Settled, Refused> {
        let mut installments = self.options.iter_mut().flat_map(|it| &mut it.installments);
        let Some(paid) = installments.find(|it| it.notice_number.as_str() == number) else {
            return Ok(Settled::Elsewhere);
        };
        if paid.is_paid() {
            return Ok(Settled::Before);
        }
        let id = paid.id;
        // Receipts may come in another order than payments: the position tells the latest one.
        self.paid_at = self.paid_at.max(Some(payment.paid_at));
        self.updated_at = now;
        paid.status = paid.status.apply(InstallmentEvent::Pay)?;
        paid.payment = Some(payment);
        let is_settled = self.options.iter().any(PaymentOption::is_paid);
        self.status = self.status.apply(if is_settled { all } else { part })?;
        Ok(Settled::Now(id))
    }
}

fn payment(receipt: &Receipt, now: Timestamp) -> Payment {
    Payment {
        receipt_id: receipt.receipt_id.clone(),
        paid_at: receipt.paid_at.unwrap_or(now),
        method: receipt.payment_method.clone(),
        psp_name: receipt.psp.name.clone(),
        fee: receipt.fee.unwrap_or(Cents::ZERO),
    }
}

#[cfg(test)]
mod tests;
