//! The paForNode messages, their faults and the strict XML gate.
//!
//! Reading order: [`Operation`] lists what is served; `messages` holds the tables of what is said;
//! `record` explains what a table means; `gate` decides what is XML at all. [`decode_request`] and
//! [`encode_response`] are the side of the organization, [`encode_request`] and
//! [`decode_response`] the side of the Node. [`payment_options`] is the one conversation that is
//! held in JSON.
//!
//! Invariants: no input makes these functions panic or use memory beyond [`Limits`]; what is
//! accepted is a subset of what the official schemas accept; what is written is accepted by them.
//!
//! Absent on purpose: HTTP, clocks, storage, and the rules about payments. A message that is well
//! written may still be wrong.

mod client;
mod envelope;
mod fault;
mod gate;
#[cfg(test)]
mod hostile;
mod messages;
mod operation;
pub mod payment_options;
mod record;
mod revenue_stamp;
#[cfg(test)]
mod samples;
mod server;
mod service_data;
#[cfg(test)]
mod strategies;
mod values;
mod wsdl;

pub use client::{ResponseError, decode_response, encode_request};
pub use envelope::{EnvelopeError, SoapFaultCode, encode_soap_fault};
pub use fault::{Fault, FaultCode};
pub use gate::{Limits, XmlReason, XmlRefusal};
pub use messages::{
    Addressee, DemandPaymentNoticeRequest, DemandedNotice, GetPaymentRequest, NoticeReference,
    Payment, PaymentOption, PaymentV1, PreparedPayment, PreparedPaymentV1, Receipt,
    ReceiptTransfer, ReceiptTransferTarget, ReceiptV1, SendRtRequest, SendRtV2Request, Subject,
    SubjectIdentifier, Transfer, TransferTarget, TransferV1, VerifiedNotice,
    VerifyPaymentNoticeRequest,
};
pub use operation::{Operation, Request, Response};
pub use record::{DecodeError, DecodeReason, Many};
pub use revenue_stamp::{Iubd, StampError};
pub use server::{Refusal, decode_request, encode_response};
pub use service_data::{CanoneUnico, OrganizationCode, ServiceData, ServiceDataError};
pub use values::{
    Amount, AmountOption, Attachment, CountryCode, Email, PaymentOutcome, PositiveAmount,
    SubjectKind, Text, TransferIndex, TransferType,
};
pub use wsdl::wsdl;
