//! The tables of the messages: what each holds, in the order in which the wire wants it.
//!
//! The names are those of the glossary; the names of the wire stand beside them and nowhere else.
//! Sources: the official `paForNode.xsd`; SANP, "Primitive SOAP".

mod demand_notice;
mod get_payment;
mod send_receipt;
mod shared;
mod verify_notice;
mod version_1;

pub use demand_notice::{DemandPaymentNoticeRequest, DemandedNotice};
pub use get_payment::{GetPaymentRequest, Payment, PreparedPayment, Transfer, TransferTarget};
pub use send_receipt::{Receipt, ReceiptTransfer, ReceiptTransferTarget, SendRtV2Request};
pub use shared::{Addressee, NoticeReference, Subject, SubjectIdentifier};
pub use verify_notice::{PaymentOption, VerifiedNotice, VerifyPaymentNoticeRequest};
pub use version_1::{PaymentV1, PreparedPaymentV1, ReceiptV1, SendRtRequest, TransferV1};
