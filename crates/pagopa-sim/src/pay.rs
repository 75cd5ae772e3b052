//! A payment, as the Node conducts it for a PSP: verified, activated, collected, receipted.
//!
//! Invariants: a notice is activated by one payment at a time; what was collected has a receipt,
//! and the payment is good whatever the stations answer to it. A payment dropped before it is
//! collected leaves no trace.

use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use pagopa_node::{
    Amount, GetPaymentRequest, NoticeReference, Payment, Receipt, ReceiptTransferTarget, Request,
    Response, Text, TransferType, VerifiedNotice, VerifyPaymentNoticeRequest,
};

use crate::directory::Recipient;
use crate::misbehavior::Misbehavior;
use crate::node_fault::{NodeFault, NodeFaultCode};
use crate::psp::Channel;
use crate::registry::PrimitiveVersion;
use crate::sale::Sale;
use crate::simulator::Simulator;

/// Of how many payments by a Node with a temper one releases the receipts that are held.
const RELEASED_EVERY: usize = 4;

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
    /// How it is paid; the PSP's usual way when it is left out.
    pub channel: Option<Channel>,
    /// What goes otherwise than planned; when it is left out, the Node's temper decides.
    pub misbehavior: Option<Misbehavior>,
}

impl Default for PayOptions {
    fn default() -> Self {
        Self {
            transfer_type: TransferType::PagoPa,
            amount: None,
            payment_note: None,
            channel: None,
            misbehavior: None,
        }
    }
}

/// A payment that ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The payment token; the first when two PSPs took the money.
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
        let misbehavior = options.misbehavior.or_else(|| self.draw_misbehavior());
        let sale = Sale { simulator: self, issuer, notice, misbehavior, options };
        let receipt_ids = match misbehavior {
            Some(Misbehavior::StandIn) => sale.without_the_station().await?,
            _ => sale.with_the_station().await?,
        };
        sale.deliver(&receipt_ids).await;
        self.release_on_a_whim().await;
        let first = receipt_ids.into_iter().next().ok_or(NodeFaultCode::System)?;
        tracing::info!(receipt_id = first.0, %organization_fiscal_code, "notice paid");
        Ok(Paid { receipt_id: first.0, amount: first.1 })
    }

    /// A Node that misbehaves by itself also releases what it held, in its own time.
    async fn release_on_a_whim(&self) {
        if self.temper().is_some() && self.draw(|it| it.below(RELEASED_EVERY)) == 0 {
            self.release().await;
        }
    }

    pub(crate) async fn verify_at(
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
}

impl Simulator {
    /// An activation in the version of the station.
    pub(crate) fn activation(&self, issuer: Recipient, request: GetPaymentRequest) -> Request {
        match self.directory().version(issuer.station_id) {
            PrimitiveVersion::V1 => Request::GetPayment(request),
            PrimitiveVersion::V2 => Request::GetPaymentV2(request),
        }
    }

    /// Asks the organization for everything a payment needs, as it is now. The first version may
    /// leave out the organization's name; her code then stands for it.
    pub(crate) async fn activate_at(
        &self,
        issuer: Recipient,
        request: &Request,
    ) -> Result<Payment, NodeFault> {
        let timeout = self.settings().answer_timeout;
        let payment = match self.call(issuer.station_id, request, timeout).await? {
            Response::GetPayment(answer) => {
                answer?.payment.into_second(Text::parse(issuer.organization_fiscal_code.as_str())?)
            }
            Response::GetPaymentV2(answer) => answer?.payment,
            other => return Err(of_another_operation(&other)),
        };
        check_sum(&payment)?;
        Ok(payment)
    }

    /// The station that activated the payment, then every station with the broadcast flag of every
    /// organization in the transfers (SANP, riconciliazione contabile), nobody twice. A station of
    /// the first version, which has no place for a stamp, gets no copy of a receipt with one.
    pub(crate) fn recipients(&self, issuer: Recipient, receipt: &Receipt) -> Vec<Recipient> {
        let mut recipients = vec![issuer];
        let is_stamped =
            receipt.transfers.iter().any(|it| matches!(it.target, ReceiptTransferTarget::Stamp(_)));
        let can_read = |it: &Recipient| {
            !is_stamped || self.directory().version(it.station_id) == PrimitiveVersion::V2
        };
        for transfer in &receipt.transfers {
            for recipient in self.directory().broadcast(transfer.organization_fiscal_code) {
                if !recipients.contains(&recipient) && can_read(&recipient) {
                    recipients.push(recipient);
                }
            }
        }
        recipients
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
pub(crate) fn of_another_operation(response: &Response) -> NodeFault {
    NodeFault::answer_wrong(response.operation().soap_action())
}
