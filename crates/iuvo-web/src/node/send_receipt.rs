//! paSendRTV2 and paSendRT: whatever the version, the same receipt for the same use-case.

use iuvo_app::receipts::{Delivery, record_receipt};
use iuvo_domain::{
    directory::Addressee,
    receipt::{Answer as Verdict, Content, ContentHash, Psp, Receipt, ReceiptTransfer},
};
use pagopa_node::{
    Amount, Fault, FaultCode, PaymentOutcome, Receipt as WireReceipt,
    ReceiptTransfer as WireTransfer, ReceiptTransferTarget, ReceiptV1, Response, SendRtRequest,
    SendRtV2Request,
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
    let accepted = Response::SendRtV2(Ok(()));
    record(edge, addressee, read_second(&request.receipt), message, accepted).await
}

pub(super) async fn pa_send_rt(
    edge: &Edge,
    addressee: Addressee<'_>,
    request: &SendRtRequest,
    message: &[u8],
) -> Result<Answer, Failure> {
    let accepted = Response::SendRt(Ok(()));
    record(edge, addressee, read_first(&request.receipt), message, accepted).await
}

async fn record(
    edge: &Edge,
    addressee: Addressee<'_>,
    receipt: Receipt,
    message: &[u8],
    accepted: Response,
) -> Result<Answer, Failure> {
    let delivery = Delivery { receipt, message: message.to_vec() };
    let verdict = record_receipt(&edge.app, addressee, delivery).await.map_err(Failure)?;
    Ok(match verdict {
        Verdict::Accepted => Answer::Positive(accepted),
        Verdict::Repeated => duplicate(addressee, "receiptId già ricevuto"),
        Verdict::Duplicate => {
            duplicate(addressee, "receiptId già ricevuto con un contenuto diverso")
        }
    })
}

fn duplicate(addressee: Addressee<'_>, why: &str) -> Answer {
    let id = addressee.profile.organization.fiscal_code;
    let fault = Fault::new(FaultCode::ReceiptDuplicate, id.as_str());
    Answer::Negative(fault.with_description(why))
}

/// The second version says the most. What the first could carry of it is remembered too, so that
/// both can be told to be the same receipt.
fn read_second(wire: &WireReceipt) -> Receipt {
    let in_first_version = ReceiptV1::of(wire.clone());
    let content = Content {
        hash: hash(&wire.canonical_bytes()),
        first_version_hash: in_first_version.map(|it| hash(&it.canonical_bytes())),
    };
    read(wire, content)
}

fn read_first(wire: &ReceiptV1) -> Receipt {
    let hash = hash(&wire.canonical_bytes());
    read(&wire.clone().into(), Content { hash, first_version_hash: Some(hash) })
}

fn hash(bytes: &[u8]) -> ContentHash {
    Sha256::digest(bytes).into()
}

fn read(wire: &WireReceipt, content: Content) -> Receipt {
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
        content,
    }
}

fn read_transfer(wire: &WireTransfer) -> ReceiptTransfer {
    let (iban, iubd) = match &wire.target {
        ReceiptTransferTarget::Iban(iban) => (Some(iban.to_string()), None),
        // Why it cannot be read does not matter: it is kept, and shown to a person.
        ReceiptTransferTarget::Stamp(stamp) => (None, stamp.iubd().ok().map(|it| it.to_string())),
    };
    ReceiptTransfer {
        index: wire.index.get(),
        organization: wire.organization_fiscal_code,
        amount: wire.amount.cents(),
        iban,
        iubd,
        remittance_information: wire.remittance_information.to_string(),
        category: wire.category.to_string(),
    }
}
