//! The receipt as people read it ("quietanza"), made of the Node's message that was kept and of
//! nothing else.

use iuvo_domain::{Nav, directory::WorkspaceProfile};
use pagopa_node::{
    Amount, Limits, Receipt as Message, ReceiptTransfer as MessageTransfer, ReceiptTransferTarget,
    Request, Subject, decode_request,
};
use pagopa_notice::{
    Destination, Field, NoticeError, Party, Provider, Receipt, ReceiptTransfer, Text,
};

use super::{DocumentError, print_receipt, read_receipt_message};
use crate::{App, in_italy};

/// Prints the receipt that paid a notice.
pub async fn receipt_pdf(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
) -> Result<Vec<u8>, DocumentError> {
    let message = read_receipt_message(app, profile, number).await?;
    let message = decode(&message).ok_or(DocumentError::MessageUnreadable)?;
    print_receipt(app, &receipt(&message)?)
}

/// Whatever its version, it says the same.
fn decode(message: &[u8]) -> Option<Message> {
    match decode_request(None, message, &Limits::default()) {
        Ok(Request::SendRtV2(request)) => Some(request.receipt),
        Ok(Request::SendRt(request)) => Some(request.receipt.into()),
        Ok(
            Request::VerifyPaymentNotice(_)
            | Request::GetPayment(_)
            | Request::GetPaymentV2(_)
            | Request::DemandPaymentNotice(_),
        )
        | Err(_) => None,
    }
}

fn receipt(message: &Message) -> Result<Receipt, NoticeError> {
    let office = message.office_name.as_ref().filter(|it| !it.as_str().trim().is_empty());
    Ok(Receipt {
        body: message.organization_fiscal_code,
        body_name: text(Field::CreditorName, &message.company_name)?,
        office: office.map(|it| text(Field::Department, it)).transpose()?,
        logo: None,
        debtor: party(&message.debtor)?,
        payer: message.payer.as_ref().map(party).transpose()?,
        description: text(Field::Subject, &message.description)?,
        number: Some(message.notice_number),
        iuv: text(Field::Receipt("IUV"), &message.iuv)?,
        receipt_id: text(Field::Receipt("numero del pagamento"), &message.receipt_id)?,
        amount: message.amount.cents(),
        fee: message.fee.map(Amount::cents),
        paid_at: message.paid_at.map(in_italy),
        applied_on: message.application_date,
        transferred_on: message.transfer_date,
        method: optional("modalità di pagamento", message.payment_method.as_ref())?,
        provider: provider(message)?,
        stand_in: message.stand_in == Some(true),
        transfers: message.transfers.iter().map(transfer).collect::<Result<_, _>>()?,
    })
}

fn provider(message: &Message) -> Result<Provider, NoticeError> {
    let fiscal_code = optional("codice fiscale del PSP", message.psp_fiscal_code.as_ref())?;
    let vat_number = optional("partita IVA del PSP", message.psp_vat_number.as_ref())?;
    Ok(Provider {
        name: text(Field::Receipt("nome del PSP"), &message.psp_company_name)?,
        id: text(Field::Receipt("identificativo del PSP"), &message.psp_id)?,
        fiscal_code: fiscal_code.or(vat_number),
        channel: optional("canale", Some(&message.channel_description))?,
    })
}

fn party(subject: &Subject) -> Result<Party, NoticeError> {
    Ok(Party {
        code: text(Field::Receipt("codice della persona"), &subject.identifier.value)?,
        name: text(Field::Receipt("nome della persona"), &subject.full_name)?,
    })
}

fn transfer(message: &MessageTransfer) -> Result<ReceiptTransfer, NoticeError> {
    Ok(ReceiptTransfer {
        body: message.organization_fiscal_code,
        name: optional("nome del beneficiario", message.company_name.as_ref())?,
        amount: message.amount.cents(),
        description: text(Field::Receipt("causale"), &message.remittance_information)?,
        category: message.category.clone(),
        destination: match &message.target {
            ReceiptTransferTarget::Iban(iban) => {
                Destination::Account(text(Field::Receipt("IBAN"), iban)?)
            }
            // A stamp that cannot be read was bought all the same, and the message keeps it.
            ReceiptTransferTarget::Stamp(stamp) => Destination::Stamp(
                stamp
                    .iubd()
                    .ok()
                    .map(|it| text(Field::Receipt("identificativo della marca da bollo"), &it))
                    .transpose()?,
            ),
        },
    })
}

/// A text as it is printed; the protocol allows blanks where something must stand.
fn text<const MAX: usize>(field: Field, written: &impl ToString) -> Result<Text<MAX>, NoticeError> {
    let written = written.to_string();
    Text::parse(field, if written.trim().is_empty() { "-" } else { &written })
}

/// A text that may be absent, which blanks are too.
fn optional<const MAX: usize>(
    name: &'static str,
    written: Option<&impl ToString>,
) -> Result<Option<Text<MAX>>, NoticeError> {
    let written = written.map(ToString::to_string).filter(|it| !it.trim().is_empty());
    written.map(|it| Text::parse(Field::Receipt(name), &it)).transpose()
}
