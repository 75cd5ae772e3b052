//! From what the use-cases say to what the Node reads.

use iuvo_app::{StoreError, payments::PaymentError};
use iuvo_domain::{
    Environment,
    directory::{AddressRefusal, Addressee, Directory},
    payment::PaymentRefusal,
};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_node::{
    Fault, FaultCode, NoticeReference, Operation, Request, Response, encode_response,
};

/// An answer to the Node.
pub(super) enum Answer {
    /// Outcome OK, with what it says.
    Positive(Response),
    /// Outcome KO.
    Negative(Fault),
}

/// A failure of ours, which is no answer.
pub(super) struct Failure(pub(super) StoreError);

impl Answer {
    /// `OK` or the fault code.
    pub(super) fn outcome(&self) -> &str {
        match self {
            Self::Positive(_) => "OK",
            Self::Negative(fault) => fault.code().as_str(),
        }
    }

    pub(super) fn encode(self, operation: Operation) -> String {
        match self {
            Self::Positive(response) => encode_response(&response),
            Self::Negative(fault) => encode_response(&Response::refused(operation, fault)),
        }
    }
}

/// The notice a question is about; none if the message is no question.
pub(super) fn question(request: &Request) -> Option<&NoticeReference> {
    match request {
        Request::VerifyPaymentNotice(request) => Some(&request.notice),
        Request::GetPaymentV2(request) | Request::GetPayment(request) => Some(&request.notice),
        Request::SendRtV2(_) | Request::SendRt(_) | Request::DemandPaymentNotice(_) => None,
    }
}

/// Finds the body a message is for. A question about a notice must name the body's own; questions
/// and demands must come through a station that speaks for it; a receipt is taken from any station
/// of ours.
pub(super) fn addressee<'a>(
    directory: &'a Directory,
    environment: Environment,
    request: &Request,
) -> Result<Addressee<'a>, Fault> {
    let wire = request.addressee();
    let id = wire.organization_fiscal_code.as_str();
    let notice = question(request);
    let is_receipt = matches!(request, Request::SendRtV2(_) | Request::SendRt(_));
    if notice.is_some_and(|it| it.organization_fiscal_code.as_str() != id) {
        let why = "qrCode/fiscalCode è diverso da idPA";
        return Err(Fault::new(FaultCode::OrganizationUnknown, id).with_description(why));
    }
    let (broker, station) = (wire.broker_fiscal_code.as_str(), wire.station_id.as_str());
    let addressee = directory
        .addressee(environment, id, broker, station)
        .map_err(|refusal| Fault::new(code_of(refusal), id))?;
    if is_receipt { Ok(addressee) } else { connected(addressee) }
}

/// The code of a refusal to deliver.
pub(super) fn code_of(refusal: AddressRefusal) -> FaultCode {
    match refusal {
        AddressRefusal::OrganizationUnknown => FaultCode::OrganizationUnknown,
        AddressRefusal::BrokerUnknown => FaultCode::BrokerUnknown,
        AddressRefusal::StationUnknown => FaultCode::StationUnknown,
    }
}

/// The addressee, if the station may act for it.
pub(super) fn connected(addressee: Addressee<'_>) -> Result<Addressee<'_>, Fault> {
    if addressee.is_connected {
        return Ok(addressee);
    }
    let id = addressee.profile.organization.fiscal_code;
    let why = "la stazione non è attiva per l’ente";
    Err(Fault::new(FaultCode::StationUnknown, id.as_str()).with_description(why))
}

/// What the Node is told of a notice that cannot be paid.
pub(super) fn refusal(
    error: PaymentError,
    organization: OrganizationFiscalCode,
) -> Result<Fault, Failure> {
    let (code, why) = match error {
        PaymentError::Store(error) => return Err(Failure(error)),
        PaymentError::Inconsistent => {
            (FaultCode::Semantic, Some("gli importi della posizione non sono coerenti"))
        }
        PaymentError::Refused(refusal) => fault_of(refusal),
    };
    let fault = Fault::new(code, organization.as_str());
    Ok(fault.with_description(why.unwrap_or_default()))
}

fn fault_of(refusal: PaymentRefusal) -> (FaultCode, Option<&'static str>) {
    match refusal {
        PaymentRefusal::NoticeUnknown => (FaultCode::PaymentUnknown, None),
        PaymentRefusal::NotYetPublished => {
            (FaultCode::PaymentUnknown, Some("la posizione non è ancora pubblicata"))
        }
        PaymentRefusal::NotYetValid => {
            (FaultCode::PaymentUnknown, Some("il pagamento non è ancora possibile"))
        }
        PaymentRefusal::AnotherOptionStarted => {
            (FaultCode::PaymentUnknown, Some("il debito è in pagamento con un’altra opzione"))
        }
        PaymentRefusal::AlreadyPaid => (FaultCode::PaymentConcluded, None),
        PaymentRefusal::Invalidated => (FaultCode::PaymentInvalidated, None),
        PaymentRefusal::Expired => (FaultCode::PaymentExpired, None),
    }
}

/// What the Node is told when a position cannot be written in its language.
pub(super) fn unwritable(organization: OrganizationFiscalCode, field: &str) -> Answer {
    let why = format!("la posizione ha un dato che il Nodo non ammette: {field}");
    let fault = Fault::new(FaultCode::Semantic, organization.as_str());
    Answer::Negative(fault.with_description(why))
}
