//! A payment, as the Node conducts it for a PSP: verified, activated, collected, receipted.
//!
//! Invariants: a notice is activated by one payment at a time; what was collected has a receipt,
//! and the payment is good whatever the stations answer to it. A payment dropped before it is
//! collected leaves no trace.

use std::sync::Arc;

use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use pagopa_node::{
    Amount, GetPaymentV2Request, NoticeReference, Payment, Receipt, Request, Response, Text,
    TransferType, VerifiedNotice, VerifyPaymentNoticeRequest,
};

use crate::directory::Recipient;
use crate::node_fault::{NodeFault, NodeFaultCode};
use crate::receipt::{Collected, receipt_of};
use crate::simulator::Simulator;

/// What a payer, or the channel he uses, may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayOptions {
    /// The account the PSP would credit.
    pub transfer_type: TransferType,
    /// The amount shown to the payer; the verified one when it is left out. The organization
    /// answers with the amount of today, and that one is paid.
    pub amount: Option<Amount>,
    /// The cart, when the payment began at Checkout.
    pub payment_note: Option<Text<210>>,
}

impl Default for PayOptions {
    fn default() -> Self {
        Self { transfer_type: TransferType::PagoPa, amount: None, payment_note: None }
    }
}

/// A payment that ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The payment token.
    pub receipt_id: String,
    /// Without the fee of the PSP.
    pub amount: Cents,
}

/// How a payment ended.
pub type PayOutcome = Result<Paid, NodeFault>;

impl Simulator {
    /// Asks the organization what is owed for a notice.
    pub async fn verify(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
        notice_number: NoticeNumber,
    ) -> Result<VerifiedNotice, NodeFault> {
        let notice = NoticeReference { organization_fiscal_code, notice_number };
        self.verify_at(self.directory().issuer(&notice)?, &notice).await
    }

    /// Pays a notice, and makes the first attempt to deliver each copy of the receipt.
    pub async fn pay(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
        notice_number: NoticeNumber,
        options: PayOptions,
    ) -> PayOutcome {
        let notice = NoticeReference { organization_fiscal_code, notice_number };
        let issuer = self.directory().issuer(&notice)?;
        let verified = self.verify_at(issuer, &notice).await?;
        let receipt = self.collect(issuer, &notice, &verified, options).await?;
        let receipt_id = receipt.receipt_id.to_string();
        let attempts = self.ledger().take_all(&receipt_id, self.clock().now());
        self.make_all(attempts.unwrap_or_default()).await;
        tracing::info!(receipt_id, %organization_fiscal_code, "notice paid");
        Ok(Paid { receipt_id, amount: receipt.amount.cents() })
    }

    async fn verify_at(
        &self,
        issuer: Recipient,
        notice: &NoticeReference,
    ) -> Result<VerifiedNotice, NodeFault> {
        self.ledger().check(notice)?;
        let request = Request::VerifyPaymentNotice(VerifyPaymentNoticeRequest {
            addressee: issuer.addressee()?,
            notice: notice.clone(),
        });
        let timeout = self.settings().answer_timeout;
        match self.call(issuer.station_id, &request, timeout).await? {
            Response::VerifyPaymentNotice(answer) => Ok(answer?),
            other => Err(of_another_operation(&other)),
        }
    }

    /// Activates the payment, takes the money, records the receipt.
    async fn collect(
        &self,
        issuer: Recipient,
        notice: &NoticeReference,
        verified: &VerifiedNotice,
        options: PayOptions,
    ) -> Result<Arc<Receipt>, NodeFault> {
        let _reservation = Reservation::make(self, notice)?;
        let asked = options.amount.or(Amount::new(verified.payment_option.amount.cents()));
        let request = Request::GetPaymentV2(GetPaymentV2Request {
            addressee: issuer.addressee()?,
            notice: notice.clone(),
            amount: asked,
            payment_note: options.payment_note.clone(),
            transfer_type: Some(options.transfer_type),
            due_date: None,
        });
        let timeout = self.settings().answer_timeout;
        let payment = match self.call(issuer.station_id, &request, timeout).await? {
            Response::GetPaymentV2(answer) => answer?.payment,
            other => return Err(of_another_operation(&other)),
        };
        check_sum(&payment)?;
        self.issue(issuer, notice, payment, options.payment_note)
    }

    fn issue(
        &self,
        issuer: Recipient,
        notice: &NoticeReference,
        payment: Payment,
        payment_note: Option<Text<210>>,
    ) -> Result<Arc<Receipt>, NodeFault> {
        let at = self.clock().now();
        let payment_token = self.tokens().next();
        let collected = Collected {
            notice,
            payment,
            payment_token: &payment_token,
            payment_note,
            psp: self.psp(),
            at,
        };
        let receipt = Arc::new(receipt_of(collected).ok_or(NodeFaultCode::System)?);
        let recipients = self.recipients(issuer, &receipt);
        self.ledger().record(Arc::clone(&receipt), &recipients, at);
        Ok(receipt)
    }

    /// The station that activated the payment, then every station with the broadcast flag of every
    /// organization in the transfers (SANP, riconciliazione contabile), nobody twice.
    fn recipients(&self, issuer: Recipient, receipt: &Receipt) -> Vec<Recipient> {
        let mut recipients = vec![issuer];
        for transfer in &receipt.transfers {
            for recipient in self.directory().broadcast(transfer.organization_fiscal_code) {
                if !recipients.contains(&recipient) {
                    recipients.push(recipient);
                }
            }
        }
        recipients
    }
}

/// A live payment token: while it exists, nobody else can pay the notice.
struct Reservation<'a> {
    simulator: &'a Simulator,
    notice: &'a NoticeReference,
}

impl<'a> Reservation<'a> {
    fn make(simulator: &'a Simulator, notice: &'a NoticeReference) -> Result<Self, NodeFaultCode> {
        simulator.ledger().reserve(notice)?;
        Ok(Self { simulator, notice })
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.simulator.ledger().release(self.notice);
    }
}

/// The Node refuses an activation whose parts are not the whole (SANP, integrazione sincrona).
fn check_sum(payment: &Payment) -> Result<(), NodeFault> {
    let sum = Cents::checked_sum(payment.transfers.iter().map(|it| it.amount.cents()));
    let amount = payment.amount.cents();
    if sum == Some(amount) {
        return Ok(());
    }
    let sum = sum.map(Cents::to_decimal).unwrap_or_default();
    Err(NodeFault::answer_wrong(&format!(
        "la somma dei versamenti, {sum}, non è l’importo, {amount}"
    )))
}

/// The decoder answers in kind, so this never happens; the types cannot say so.
fn of_another_operation(response: &Response) -> NodeFault {
    NodeFault::answer_wrong(response.operation().soap_action())
}
