//! The receipt of a payment, made of what the organization prepared and what the PSP adds.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pagopa_node::{
    Many, NoticeReference, Payment, PaymentOutcome, Receipt, ReceiptTransfer,
    ReceiptTransferTarget, Text, Transfer, TransferTarget,
};

use crate::calendar::next_working_day;
use crate::psp::PspIdentity;
use crate::stamp;

/// A payment that the PSP has collected.
pub(crate) struct Collected<'a> {
    pub(crate) notice: &'a NoticeReference,
    /// What the organization answered to the activation.
    pub(crate) payment: Payment,
    pub(crate) payment_token: &'a str,
    pub(crate) payment_note: Option<Text<210>>,
    pub(crate) psp: &'a PspIdentity,
    pub(crate) at: Timestamp,
    pub(crate) outcome: PaymentOutcome,
    /// `Some(true)` when pagoPA answered for the station.
    pub(crate) stand_in: Option<bool>,
}

/// `None` when it could not be written on the wire, which does not happen to a payment that was
/// read from it.
pub(crate) fn receipt_of(collected: Collected<'_>) -> Option<Receipt> {
    let Collected { notice, payment, payment_token, payment_note, psp, at, outcome, stand_in } =
        collected;
    // The Node writes whole seconds.
    let paid_at = at.checked_sub(SignedDuration::from_nanos(at.subsec_nanosecond().into())).ok()?;
    let paid_on = date_in_rome(paid_at)?;
    let transfers = payment
        .transfers
        .iter()
        .map(|it| settled(it, payment_token, paid_at, psp))
        .collect::<Option<Vec<_>>>()?;
    Some(Receipt {
        receipt_id: Text::parse(payment_token).ok()?,
        notice_number: notice.notice_number,
        organization_fiscal_code: notice.organization_fiscal_code,
        outcome,
        iuv: payment.iuv,
        amount: pagopa_node::Amount::new(payment.amount.cents())?,
        description: payment.description,
        company_name: payment.company_name,
        office_name: payment.office_name,
        debtor: payment.debtor,
        transfers: Many::new(transfers)?,
        psp_id: psp.id.clone(),
        psp_fiscal_code: Some(psp.fiscal_code.clone()),
        psp_vat_number: None,
        psp_company_name: psp.name.clone(),
        channel_id: psp.channel_id.clone(),
        channel_description: psp.channel_description.clone(),
        payer: None,
        payment_method: Some(psp.payment_method.clone()),
        payment_note,
        fee: Some(psp.fee),
        organization_fee: None,
        bundle_id: None,
        organization_bundle_id: None,
        paid_at: Some(paid_at),
        application_date: Some(paid_on),
        transfer_date: Some(next_working_day(paid_on)),
        metadata: payment.metadata,
        stand_in,
    })
}

fn settled(
    transfer: &Transfer,
    payment_token: &str,
    at: Timestamp,
    psp: &PspIdentity,
) -> Option<ReceiptTransfer> {
    let Transfer {
        index,
        amount,
        organization_fiscal_code,
        company_name,
        target,
        remittance_information,
        category,
        metadata,
    } = transfer.clone();
    let target = match target {
        TransferTarget::Iban(iban) => ReceiptTransferTarget::Iban(iban),
        TransferTarget::Stamp(stamp) => {
            let iubd = format!("{payment_token}-{}", index.get());
            let stamp = stamp::bought(&stamp, &iubd, amount.cents(), at, psp)?;
            ReceiptTransferTarget::Stamp(stamp)
        }
    };
    Some(ReceiptTransfer {
        index,
        amount,
        organization_fiscal_code,
        company_name,
        target,
        remittance_information,
        category,
        metadata,
    })
}

fn date_in_rome(at: Timestamp) -> Option<Date> {
    let rome = TimeZone::get("Europe/Rome").ok()?;
    Some(at.to_zoned(rome).date())
}
