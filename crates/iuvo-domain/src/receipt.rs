//! The receipt of a payment ("ricevuta telematica"), as the Node delivers it.
//!
//! Invariants: a receipt is identified by its addressee and `receiptId`; two receipts are *the
//! same* when their parsed content is the same, which the hashes of their content tell; what a
//! receipt does is decided by one table, [`decision::judge`].

use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};

mod case_life;
mod content;
pub mod decision;
mod mismatch;
mod review_case;
mod settlement;

pub use case_life::{CaseLife, CaseOutcome, CaseRefusal, CaseState, CaseStep, Closing};
pub use content::{Content, ContentHash};
pub use decision::{Answer, Arrival, Situation, Verdict};
pub use mismatch::Mismatch;
pub use review_case::{CaseKind, ReviewCase};
pub use settlement::Settled;

/// What a receipt says.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The payment's identifier: payment token, and IUR in the reporting flows.
    pub receipt_id: String,
    /// The notice that was paid.
    pub notice_number: NoticeNumber,
    /// The body that issued the notice, which need not be the addressee.
    pub organization: OrganizationFiscalCode,
    /// Whether the payment succeeded. The Node sends receipts of paid notices only.
    pub is_paid: bool,
    /// The IUV.
    pub iuv: String,
    /// What was paid, the notification fee included and the PSP's fee not.
    pub amount: Cents,
    /// The debtor's fiscal code, or `ANONIMO`, as the Node was told at activation.
    pub debtor_fiscal_code: String,
    /// To whom the amount goes.
    pub transfers: Vec<ReceiptTransfer>,
    /// Through whom it was paid.
    pub psp: Psp,
    /// By what means.
    pub payment_method: Option<String>,
    /// What the payer gave the PSP on top; not money of the body.
    pub fee: Option<Cents>,
    /// When the payer paid; frees the debtor. Optional on the wire.
    pub paid_at: Option<Timestamp>,
    /// The day the operation was applied ("data applicativa").
    pub application_date: Option<Date>,
    /// The day the body is promised the money.
    pub transfer_date: Option<Date>,
    /// Whether pagoPA answered in our place, perhaps with an old amount.
    pub stand_in: bool,
    /// Tells it from receipts that say something else.
    pub content: Content,
}

impl std::fmt::Debug for Receipt {
    /// Names the receipt without the people in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt")
            .field("receipt_id", &self.receipt_id)
            .field("notice_number", &self.notice_number)
            .finish_non_exhaustive()
    }
}

impl Receipt {
    /// Whether it carries a stamp that cannot be read: the money has moved all the same.
    pub fn has_unreadable_stamp(&self) -> bool {
        self.transfers.iter().any(ReceiptTransfer::is_unreadable_stamp)
    }
}

/// A share of what was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptTransfer {
    /// 1 to 5.
    pub index: u8,
    /// The beneficiary.
    pub organization: OrganizationFiscalCode,
    /// Its share.
    pub amount: Cents,
    /// The account credited; `None` for a digital revenue stamp.
    pub iban: Option<String>,
    /// The identifier of the stamp that was bought in place of crediting an account ("IUBD");
    /// `None` also if what was attached cannot be read as one.
    pub iubd: Option<String>,
    /// The reason of the transfer.
    pub remittance_information: String,
    /// The taxonomy code.
    pub category: String,
}

impl ReceiptTransfer {
    /// Whether it bought a stamp that cannot be read.
    fn is_unreadable_stamp(&self) -> bool {
        self.iban.is_none() && self.iubd.is_none()
    }
}

/// The payment service provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Psp {
    /// pagoPA's identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its fiscal code, if the receipt says so.
    pub fiscal_code: Option<String>,
    /// The channel of the payment.
    pub channel_id: String,
}
