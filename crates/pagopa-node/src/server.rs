//! The side of the organization: requests are read, answers are written.

use thiserror::Error;

use crate::envelope::{Content, PA_FOR_NODE, SoapFaultCode, content, encode_soap_fault};
use crate::fault::{Fault, FaultCode};
use crate::gate::{Element, Limits, quoted, read};
use crate::operation::{Operation, Request, Response};

/// A request that could not be read, and what to tell whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {description}", code.as_str())]
pub struct Refusal {
    operation: Option<Operation>,
    code: FaultCode,
    description: String,
}

impl Refusal {
    /// The operation whose answer carries the refusal, if any is known.
    pub fn operation(&self) -> Option<Operation> {
        self.operation
    }

    /// [`FaultCode::ExtraXsdSyntax`] for the XML and the envelope, [`FaultCode::XsdSyntax`] for the
    /// message inside.
    pub fn code(&self) -> &FaultCode {
        &self.code
    }

    /// Which element is wrong and why, in Italian. It quotes no value of the message.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The refusal as a fault. `id` says who refuses.
    pub fn fault(&self, id: impl Into<String>) -> Fault {
        Fault::new(self.code.clone(), id).with_description(self.description.as_str())
    }

    /// The whole answer: negative if the operation is known, a SOAP fault otherwise.
    pub fn encode(&self, id: impl Into<String>) -> String {
        match self.operation {
            Some(operation) => encode_response(&Response::refused(operation, self.fault(id))),
            None => encode_soap_fault(SoapFaultCode::Client, &self.description),
        }
    }
}

/// Reads a request. The element in the body says which operation it is; the `SOAPAction` header
/// is listened to only when the body cannot say it, to know in which form to refuse.
pub fn decode_request(
    soap_action: Option<&str>,
    body: &[u8],
    limits: &Limits,
) -> Result<Request, Refusal> {
    let announced = soap_action.and_then(Operation::from_soap_action);
    let refuse =
        |code: FaultCode, description: String| Refusal { operation: announced, code, description };
    let document =
        read(body, limits).map_err(|it| refuse(FaultCode::ExtraXsdSyntax, it.to_string()))?;
    let content =
        content(&document).map_err(|it| refuse(FaultCode::ExtraXsdSyntax, it.to_string()))?;
    let (Content::Message(message) | Content::SoapFault(message)) = content;
    let operation =
        operation_of(message).map_err(|description| refuse(FaultCode::XsdSyntax, description))?;
    Request::decode(operation, message).map_err(|error| Refusal {
        operation: Some(operation),
        code: FaultCode::XsdSyntax,
        description: error.within(operation.request_element()).to_string(),
    })
}

fn operation_of(message: Element<'_>) -> Result<Operation, String> {
    let name = quoted(message.name());
    if message.namespace() != PA_FOR_NODE {
        return Err(format!("{name}: elemento fuori dal namespace {PA_FOR_NODE}"));
    }
    Operation::from_request_element(message.name())
        .ok_or_else(|| format!("{name}: elemento che non è la richiesta di alcuna operazione"))
}

/// Writes an answer, envelope included.
pub fn encode_response(response: &Response) -> String {
    response.encode()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{
        DEMAND_REQUEST, GET_PAYMENT_REQUEST, GET_PAYMENT_V1_REQUEST, RECEIPT_REQUEST,
        RECEIPT_V1_REQUEST, VERIFY_REQUEST, enveloped,
    };

    fn decode(xml: &str) -> Result<Request, Refusal> {
        decode_request(None, xml.as_bytes(), &Limits::default())
    }

    #[test]
    fn each_operation_is_told_by_the_element_in_the_body() {
        let table = [
            (VERIFY_REQUEST, Operation::VerifyPaymentNotice),
            (GET_PAYMENT_REQUEST, Operation::GetPaymentV2),
            (GET_PAYMENT_V1_REQUEST, Operation::GetPayment),
            (RECEIPT_REQUEST, Operation::SendRtV2),
            (RECEIPT_V1_REQUEST, Operation::SendRt),
            (DEMAND_REQUEST, Operation::DemandPaymentNotice),
        ];
        for (sample, operation) in table {
            let body = enveloped(sample);
            let request = decode_request(Some("paSendRTV2"), body.as_bytes(), &Limits::default());
            assert_eq!(request.unwrap().operation(), operation);
        }
    }

    #[test]
    fn the_addressee_of_a_request_is_read() {
        let request = decode(&enveloped(GET_PAYMENT_REQUEST)).unwrap();
        let addressee = request.addressee();
        assert_eq!(addressee.organization_fiscal_code.as_str(), "77777777777");
        assert_eq!(addressee.broker_fiscal_code.as_str(), "88888888888");
        assert_eq!(addressee.station_id.as_str(), "88888888888_07");
    }

    #[test]
    fn a_sixth_transfer_is_refused() {
        let (before, rest) = RECEIPT_REQUEST.split_once("<transferList>").unwrap();
        let (two, after) = rest.split_once("</transferList>").unwrap();
        let with = |times: usize| {
            let transfers = two.repeat(times);
            enveloped(&format!("{before}<transferList>{transfers}</transferList>{after}"))
        };
        assert!(decode(&with(2)).is_ok());
        assert_eq!(
            decode(&with(3)).unwrap_err().description(),
            "paSendRTV2Request/receipt/transferList/transfer[6]: \
             elemento ripetuto oltre il massimo ammesso"
        );
    }

    /// A message without the first element of that name.
    fn without(name: &str) -> String {
        let (before, rest) = RECEIPT_REQUEST.split_once(&format!("<{name}>")).unwrap();
        let (_, after) = rest.split_once(&format!("</{name}>")).unwrap();
        enveloped(&format!("{before}{after}"))
    }

    #[test]
    fn optional_elements_may_be_left_out_and_are_then_not_written() {
        let names = "officeName streetName civicNumber postalCode city stateProvinceRegion country \
            e-mail pspFiscalCode pspPartitaIVA payer paymentMethod paymentNote fee \
            primaryCiIncurredFee idBundle idCiBundle paymentDateTime applicationDate transferDate \
            standIn";
        for name in names.split_whitespace() {
            let request = decode(&without(name)).unwrap();
            assert!(!crate::encode_request(&request).contains(&format!("<{name}>")), "{name}");
        }
    }

    #[test]
    fn required_elements_may_not_be_left_out() {
        let names = "idPA idBrokerPA idStation receipt receiptId noticeNumber fiscalCode outcome \
            creditorReferenceId paymentAmount description debtor uniqueIdentifier \
            entityUniqueIdentifierType entityUniqueIdentifierValue fullName transferList \
            idTransfer transferAmount fiscalCodePA IBAN remittanceInformation transferCategory \
            key value idPSP PSPCompanyName idChannel channelDescription";
        for name in names.split_whitespace() {
            let refusal = decode(&without(name)).unwrap_err();
            let sentence = format!("/{name}: elemento obbligatorio mancante");
            assert!(refusal.description().ends_with(&sentence), "{refusal}");
        }
    }

    #[test]
    fn an_unreadable_body_is_refused_in_the_form_its_soap_action_announces() {
        let limits = Limits::default();
        let refusal = decode_request(Some("\"paGetPaymentV2\""), b"<a", &limits).unwrap_err();
        assert_eq!(refusal.operation(), Some(Operation::GetPaymentV2));
        assert_eq!(refusal.code(), &FaultCode::ExtraXsdSyntax);
        let answer = refusal.encode("77777777777");
        let read = crate::decode_response(Operation::GetPaymentV2, answer.as_bytes()).unwrap();
        let fault = read.fault().unwrap();
        assert_eq!(fault.id(), "77777777777");
        assert_eq!(fault.fault_string(), "Errore di sintassi extra XSD");
        assert_eq!(fault.description(), Some("il messaggio è troncato"));
    }

    #[test]
    fn an_unreadable_body_without_a_known_soap_action_is_answered_with_a_soap_fault() {
        let limits = Limits { bytes: 2, ..Limits::default() };
        let refusal = decode_request(Some("paaInviaRT"), b"<a/>", &limits).unwrap_err();
        assert_eq!(refusal.operation(), None);
        let answer = refusal.encode("77777777777");
        let read = crate::decode_response(Operation::SendRtV2, answer.as_bytes());
        let fault = crate::ResponseError::SoapFault {
            code: "soapenv:Client".to_owned(),
            fault_string: "il messaggio supera 2 byte".to_owned(),
        };
        assert_eq!(read, Err(fault));
    }

    #[test]
    fn a_wrong_message_is_refused_in_the_form_of_its_own_operation() {
        let body = enveloped(&VERIFY_REQUEST.replace("qrCode", "qrcode"));
        let announced = Some("paSendRTV2");
        let refusal = decode_request(announced, body.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(refusal.operation(), Some(Operation::VerifyPaymentNotice));
        assert_eq!(refusal.code(), &FaultCode::XsdSyntax);
    }

    #[test]
    fn a_refusal_never_quotes_a_value() {
        let secret = "SEGRETO";
        let positions: Vec<_> = RECEIPT_REQUEST.match_indices('>').map(|it| it.0 + 1).collect();
        for position in positions {
            let (before, after) = RECEIPT_REQUEST.split_at(position);
            if let Err(refusal) = decode(&enveloped(&format!("{before}{secret}{after}"))) {
                assert!(!refusal.to_string().contains(secret), "{refusal}");
            }
        }
    }
}
