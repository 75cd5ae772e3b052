//! The tables of the messages: what each holds, in the order in which the wire wants it.
//!
//! The names are those of the glossary; the names of the wire stand beside them and nowhere else.
//! Sources: the official `paForNode.xsd`; SANP, "Primitive SOAP".

mod get_payment;
mod send_receipt;
mod shared;
mod verify_notice;

pub use get_payment::{GetPaymentV2Request, Payment, PreparedPayment, Transfer, TransferTarget};
pub use send_receipt::{Receipt, ReceiptTransfer, ReceiptTransferTarget, SendRtV2Request};
pub use shared::{Addressee, NoticeReference, Subject, SubjectIdentifier};
pub use verify_notice::{PaymentOption, VerifiedNotice, VerifyPaymentNoticeRequest};
