//! paSendRTV2.

use iuvo_app::receipts::{Delivery, record_receipt};
use iuvo_domain::{
    directory::Addressee,
    receipt::{Answer as Verdict, Psp, Receipt, ReceiptTransfer},
};
use pagopa_node::{
    Amount, Fault, FaultCode, PaymentOutcome, Receipt as WireReceipt,
    ReceiptTransfer as WireTransfer, ReceiptTransferTarget, Response, SendRtV2Request,
};
use sha2::{Digest, Sha256};

use super::answer::{Answer, Failure};
use crate::Edge;

pub(super) async fn pa_send_rt_v2(
    edge: &Edge,
    addressee: Addressee<'_>,
    request: &SendRtV2Request,
    message: &[u8],
) -> Result<Answer, Failure> {
    let delivery = Delivery { receipt: read(&request.receipt), message: message.to_vec() };
    let verdict = record_receipt(&edge.app, addressee, delivery).await.map_err(Failure)?;
    Ok(match verdict {
        Verdict::Accepted => Answer::Positive(Response::SendRtV2(Ok(()))),
        Verdict::Duplicate => {
            let id = addressee.profile.organization.fiscal_code;
            let why = "receiptId già ricevuto con un contenuto diverso";
            let fault = Fault::new(FaultCode::ReceiptDuplicate, id.as_str());
            Answer::Negative(fault.with_description(why))
        }
    })
}

fn read(wire: &WireReceipt) -> Receipt {
    Receipt {
        receipt_id: wire.receipt_id.to_string(),
        notice_number: wire.notice_number,
        organization: wire.organization_fiscal_code,
        is_paid: wire.outcome == PaymentOutcome::Ok,
        iuv: wire.iuv.to_string(),
        amount: wire.amount.cents(),
        debtor_fiscal_code: wire.debtor.identifier.value.to_string(),
        transfers: wire.transfers.iter().map(read_transfer).collect(),
        psp: Psp {
            id: wire.psp_id.to_string(),
            name: wire.psp_company_name.to_string(),
            fiscal_code: wire.psp_fiscal_code.as_ref().map(ToString::to_string),
            channel_id: wire.channel_id.to_string(),
        },
        payment_method: wire.payment_method.as_ref().map(ToString::to_string),
        fee: wire.fee.map(Amount::cents),
        paid_at: wire.paid_at,
        application_date: wire.application_date,
        transfer_date: wire.transfer_date,
        stand_in: wire.stand_in == Some(true),
        content_hash: Sha256::digest(wire.canonical_bytes()).into(),
    }
}

fn read_transfer(wire: &WireTransfer) -> ReceiptTransfer {
    ReceiptTransfer {
        index: wire.index.get(),
        organization: wire.organization_fiscal_code,
        amount: wire.amount.cents(),
        iban: match &wire.target {
            ReceiptTransferTarget::Iban(iban) => Some(iban.to_string()),
            ReceiptTransferTarget::Stamp(_) => None,
        },
        remittance_information: wire.remittance_information.to_string(),
        category: wire.category.to_string(),
    }
}
