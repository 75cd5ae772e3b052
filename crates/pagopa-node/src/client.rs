//! The side of the Node: requests are written, answers are read. Only simulators need it.

use thiserror::Error;

use crate::envelope::{Content, EnvelopeError, PA_FOR_NODE, content};
use crate::gate::{Element, Limits, XmlRefusal, quoted, read};
use crate::operation::{Operation, Request, Response};
use crate::record::DecodeError;

/// Why an answer cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResponseError {
    #[error(transparent)]
    Xml(#[from] XmlRefusal),
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Not an answer but a SOAP fault.
    #[error("errore SOAP {code}: {fault_string}")]
    SoapFault { code: String, fault_string: String },
    #[error("{found}: atteso {expected} del namespace {PA_FOR_NODE}")]
    OtherMessage { found: String, expected: &'static str },
    #[error(transparent)]
    Message(#[from] DecodeError),
}

/// Writes a request, envelope included.
pub fn encode_request(request: &Request) -> String {
    request.encode()
}

/// Reads the answer of an operation as strictly as a request.
pub fn decode_response(operation: Operation, body: &[u8]) -> Result<Response, ResponseError> {
    let document = read(body, &Limits::default())?;
    let message = match content(&document)? {
        Content::Message(message) => message,
        Content::SoapFault(fault) => return Err(soap_fault(fault)),
    };
    let expected = operation.response_element();
    if !message.is(PA_FOR_NODE, expected) {
        return Err(ResponseError::OtherMessage { found: quoted(message.name()), expected });
    }
    Response::decode(operation, message).map_err(|it| it.within(expected).into())
}

fn soap_fault(fault: Element<'_>) -> ResponseError {
    let text_of = |name: &str| {
        let child = fault.children().find(|it| it.is("", name));
        child.map(|it| it.text().to_owned()).unwrap_or_default()
    };
    ResponseError::SoapFault { code: text_of("faultcode"), fault_string: text_of("faultstring") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{
        DEMAND_RESPONSE, GET_PAYMENT_RESPONSE, GET_PAYMENT_V1_RESPONSE, RECEIPT_RESPONSE,
        VERIFY_RESPONSE, enveloped,
    };
    use crate::{FaultCode, TransferTarget, encode_response};

    #[test]
    fn the_answers_of_other_organizations_are_read() {
        let table = [
            (Operation::VerifyPaymentNotice, VERIFY_RESPONSE),
            (Operation::GetPaymentV2, GET_PAYMENT_RESPONSE),
            (Operation::GetPayment, GET_PAYMENT_V1_RESPONSE),
            (Operation::SendRtV2, RECEIPT_RESPONSE),
            (Operation::DemandPaymentNotice, DEMAND_RESPONSE),
        ];
        for (operation, sample) in table {
            let response = decode_response(operation, enveloped(sample).as_bytes()).unwrap();
            assert_eq!(response.operation(), operation);
            let written = encode_response(&response);
            assert_eq!(decode_response(operation, written.as_bytes()), Ok(response));
        }
    }

    #[test]
    fn a_transfer_goes_to_an_account_or_buys_a_stamp() {
        let body = enveloped(GET_PAYMENT_RESPONSE);
        let response = decode_response(Operation::GetPaymentV2, body.as_bytes());
        let Ok(Response::GetPaymentV2(Ok(prepared))) = response else {
            panic!("{response:?}");
        };
        let [account, stamp] = &*prepared.payment.transfers else {
            panic!("{:?}", prepared.payment.transfers);
        };
        assert!(matches!(&account.target, TransferTarget::Iban(iban)
            if iban.as_str() == "IT60X0542811101000000123456"));
        assert!(matches!(&stamp.target, TransferTarget::Stamp(stamp) if stamp.province() == "RM"));
    }

    #[test]
    fn an_answer_that_contradicts_itself_is_refused() {
        let fault = "<fault><faultCode>A</faultCode><faultString>B</faultString><id>C</id></fault>";
        let faulty = VERIFY_RESPONSE
            .replace("<outcome>OK</outcome>", &format!("<outcome>OK</outcome>{fault}"));
        let table = [
            (faulty, "paVerifyPaymentNoticeRes/fault: elemento non previsto"),
            (
                VERIFY_RESPONSE.replace(">OK<", ">KO<"),
                "paVerifyPaymentNoticeRes/fault: elemento obbligatorio mancante",
            ),
            (
                VERIFY_RESPONSE.replace(">OK<", ">BOH<"),
                "paVerifyPaymentNoticeRes/outcome: valore diverso da quelli ammessi: OK KO",
            ),
            (
                "<paf:paVerifyPaymentNoticeRes><outcome>OK</outcome></paf:paVerifyPaymentNoticeRes>"
                    .to_owned(),
                "paVerifyPaymentNoticeRes/paymentList: elemento obbligatorio mancante",
            ),
            (
                VERIFY_RESPONSE.replace("<amount>120.00</amount>", ""),
                "paVerifyPaymentNoticeRes/paymentList/paymentOptionDescription/amount: \
                 elemento obbligatorio mancante",
            ),
            (
                RECEIPT_RESPONSE.to_owned(),
                "paSendRTV2Response: atteso paVerifyPaymentNoticeRes del namespace \
                 http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd",
            ),
        ];
        for (message, sentence) in table {
            let body = enveloped(&message);
            let error = decode_response(Operation::VerifyPaymentNotice, body.as_bytes());
            assert_eq!(error.unwrap_err().to_string(), sentence);
        }
    }

    #[test]
    fn a_foreign_fault_code_is_kept_as_it_was_written() {
        let body = enveloped(&RECEIPT_RESPONSE.replace("PAA_RECEIPT_DUPLICATA", "PAA_BOH"));
        let response = decode_response(Operation::SendRtV2, body.as_bytes()).unwrap();
        let fault = response.fault().unwrap();
        assert_eq!(fault.code(), &FaultCode::Other("PAA_BOH".into()));
        assert_eq!(fault.fault_string(), "Ricevuta duplicata");
        assert_eq!(fault.description(), Some("già ricevuta"));
    }
}
