//! What the Node tells a PSP when a payment cannot go on (pagoPA, "Gestione degli errori").

use pagopa_node::{DecodeReason, Fault};
use thiserror::Error;

use crate::wire::CallError;

/// Why the Node refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeFaultCode {
    /// The organization is in no link of the registry.
    OrganizationUnknown,
    /// No station of the organization answers for the number.
    StationUnknown,
    /// The notice was paid here.
    PaymentConcluded,
    /// Somebody is paying the notice now.
    PaymentInProgress,
    /// The station did not answer in time.
    StationTimeout,
    /// No connection to the station.
    StationUnreachable,
    /// The station answers with an HTTP status that is not success.
    StationInactive,
    /// The station answers, but not as the protocol wants.
    StationAnswerWrong,
    /// The organization says no; its own fault goes with it.
    OrganizationFault,
    /// The Node's own failure.
    System,
}

impl NodeFaultCode {
    /// The code on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrganizationUnknown => "PPT_DOMINIO_SCONOSCIUTO",
            Self::StationUnknown => "PPT_STAZIONE_INT_PA_SCONOSCIUTA",
            Self::PaymentConcluded => "PPT_PAGAMENTO_DUPLICATO",
            Self::PaymentInProgress => "PPT_PAGAMENTO_IN_CORSO",
            Self::StationTimeout => "PPT_STAZIONE_INT_PA_TIMEOUT",
            Self::StationUnreachable => "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE",
            Self::StationInactive => "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO",
            Self::StationAnswerWrong => "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE",
            Self::OrganizationFault => "PPT_ERRORE_EMESSO_DA_PAA",
            Self::System => "PPT_SYSTEM_ERROR",
        }
    }
}

/// A refusal of the Node.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {}", self.fault_code(), self.detail().unwrap_or("nessun dettaglio"))]
pub struct NodeFault {
    code: NodeFaultCode,
    original: Option<Box<Fault>>,
    detail: Option<String>,
}

impl NodeFault {
    pub fn code(&self) -> NodeFaultCode {
        self.code
    }

    /// What the organization answered, when the refusal is hers.
    pub fn original(&self) -> Option<&Fault> {
        self.original.as_deref()
    }

    /// What went wrong with the answer, in Italian, when the code alone does not say it.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The code a rehearsal looks at: the organization's own when she refused, the Node's
    /// otherwise.
    pub fn fault_code(&self) -> &str {
        self.original().map_or(self.code.as_str(), |it| it.code().as_str())
    }

    pub(crate) fn answer_wrong(detail: &str) -> Self {
        Self { detail: Some(detail.to_owned()), ..NodeFaultCode::StationAnswerWrong.into() }
    }
}

impl From<NodeFaultCode> for NodeFault {
    fn from(code: NodeFaultCode) -> Self {
        Self { code, original: None, detail: None }
    }
}

impl From<Fault> for NodeFault {
    fn from(fault: Fault) -> Self {
        let detail = fault.description().map(str::to_owned);
        let code = NodeFaultCode::OrganizationFault;
        Self { code, original: Some(Box::new(fault)), detail }
    }
}

impl From<CallError> for NodeFault {
    fn from(error: CallError) -> Self {
        let code = match &error {
            CallError::NoEndpoint | CallError::Unreachable(_) => NodeFaultCode::StationUnreachable,
            CallError::Timeout => NodeFaultCode::StationTimeout,
            CallError::Status(_) => NodeFaultCode::StationInactive,
            CallError::NotWritable => NodeFaultCode::System,
            CallError::Malformed(_) => NodeFaultCode::StationAnswerWrong,
        };
        Self { code, original: None, detail: Some(error.to_string()) }
    }
}

/// What cannot be written cannot be asked.
impl From<DecodeReason> for NodeFault {
    fn from(reason: DecodeReason) -> Self {
        Self { detail: Some(reason.to_string()), ..NodeFaultCode::System.into() }
    }
}
