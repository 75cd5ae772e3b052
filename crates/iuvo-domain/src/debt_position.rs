//! The debt position: what somebody owes a body, and how it may be paid.
//!
//! One model for every channel, shaped as GPD v3: a position has payment options (ways of settling
//! it, each with its debtor and validity), an option has instalments (one is a single payment,
//! several are a plan), an instalment carries a notice number and is split into 1–5 transfers.
//! GPD v1 is a view on it.
//!
//! Invariants: a status changes only through the tables of [`transition`]; the transfers of an
//! instalment add up to its amount; the notification fee is kept apart from the amount; *why* a
//! position cannot be paid is kept (expired, invalidated); *reported* is derived from transfers.

use jiff::{Timestamp, civil::Date};
use pagopa_codes::{
    Cents, IBANAPPOGGIO, Iuv, Metadata, OrganizationFiscalCode, Stamp, TransferCategory,
};

use crate::{DebtPositionId, InstallmentId, PaymentOptionId, ServiceId, WorkspaceId};

mod by_hand;
mod calendar;
mod debtor;
mod demand;
mod draft;
mod elsewhere;
mod extension;
mod iban_change;
mod listed;
mod name_key;
mod nav;
mod notification_fee;
mod publication;
mod reason;
pub mod transition;
mod warning;

pub use by_hand::{Handwritten, HandwrittenRefusal};
pub use calendar::{NEVER, civil_day, due_day};
pub use debtor::{ANONYMOUS, Address, Debtor, DebtorKind};
pub use demand::{DemandMoment, DemandRefusal, NoticeDemand};
pub use draft::{
    DraftDefect, DraftIds, InstallmentDraft, OptionDraft, PositionDraft, TransferDraft, Writing,
};
pub use elsewhere::ElsewhereRefusal;
pub use extension::ExtensionRefusal;
pub use iban_change::{IbanChange, IbanChanged, TransferKey};
pub use listed::{Listed, searched_code};
pub use name_key::NameKey;
pub use nav::Nav;
pub use publication::PublishRefusal;
pub use reason::{Reason, ReasonDefect};
pub use transition::{
    InstallmentEvent, InstallmentStatus, PositionEvent, PositionStatus, Refused, TransferEvent,
    TransferStatus,
};
pub use warning::{Warning, warnings};

/// A debt and the ways of paying it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtPosition {
    /// Its identity.
    pub id: DebtPositionId,
    /// The body and environment it belongs to.
    pub workspace: WorkspaceId,
    /// The identifier given by the body's software, unique in the workspace.
    pub iupd: String,
    /// The version that was read: 1 at first, and greater after every write.
    pub version: i64,
    /// Where it stands; see [`DebtPosition::status_at`] for what the calendar makes of it.
    pub status: PositionStatus,
    /// How it entered.
    pub origin: Origin,
    /// The service for which people pay.
    pub service: ServiceId,
    /// The body's name, as written in the position.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
    /// The body's own reference, "Riferimento pratica".
    pub reference: String,
    /// The date of the debt, "Data pratica".
    pub debt_date: Date,
    /// Whether pagoPA may answer for us while our station is down.
    pub pay_stand_in: bool,
    /// What was accepted although it will cause trouble.
    pub warnings: Vec<Warning>,
    /// When it entered.
    pub inserted_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was published; none while it is a draft, also after a revision.
    pub published_at: Option<Timestamp>,
    /// The latest payment, in whole or in part, as the receipts date it.
    pub paid_at: Option<Timestamp>,
    /// The ways of settling it, in the order given.
    pub options: Vec<PaymentOption>,
}

/// How a position entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Through the GPD v1 API.
    GpdV1,
    /// By a payer at a PSP, who demanded a notice for it.
    Demand,
    /// By an operator of the body, on a page.
    BackOffice,
}

/// One way of settling a position: a single payment or an instalment plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOption {
    /// Its identity.
    pub id: PaymentOptionId,
    /// Whether it was given as part of a plan; a plan may have a single instalment.
    pub kind: OptionKind,
    /// From when it may be paid, that instant included; set at publication when absent.
    pub validity_date: Option<Timestamp>,
    /// Whether it stops being payable after its last due date, unless a plan has been begun.
    pub switch_to_expired: bool,
    /// Who owes.
    pub debtor: Debtor,
    /// What is paid, in the order given.
    pub installments: Vec<Installment>,
}

/// The shape of a payment option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// One payment settles the debt.
    Single,
    /// Several payments settle the debt together.
    Plan,
}

/// The payable unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installment {
    /// Its identity.
    pub id: InstallmentId,
    /// Its place among all instalments of the position, from 1, as the channel listed them.
    pub ordinal: u16,
    /// The notice number as the archive writes it.
    pub notice_number: Nav,
    /// The "identificativo univoco di versamento", `creditorReferenceId` for the Node.
    pub iuv: Iuv,
    /// What is owed, without the notification fee.
    pub amount: Cents,
    /// What the legal notification of the debt cost, added to the amount when paid.
    pub notification_fee: Cents,
    /// The reason of the payment, as the payer reads it.
    pub description: String,
    /// By when to pay, that instant included; its date part in UTC is the civil due date.
    pub due_date: Timestamp,
    /// Kept for the wire: nothing depends on it.
    pub retention_date: Option<Timestamp>,
    /// Where it stands.
    pub status: InstallmentStatus,
    /// How it was paid; there exactly when it is.
    pub payment: Option<Payment>,
    /// Accounting and other metadata; never the notification fee, which has its own field.
    pub metadata: Metadata,
    /// To whom the amount goes.
    pub transfers: Vec<Transfer>,
}

/// How an instalment was paid, in short; the receipt has it in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The receipt that closed it: the first of its notice.
    pub receipt_id: String,
    /// When the payer paid; when the receipt arrived, if it does not say.
    pub paid_at: Timestamp,
    /// By what means, if the receipt says so.
    pub method: Option<String>,
    /// Through whom.
    pub psp_name: String,
    /// What the payer gave the PSP on top; not money of the body.
    pub fee: Cents,
}

/// A share of an instalment for one beneficiary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// 1 to 5, `idTransfer` for the Node; unique in the instalment.
    pub index: u8,
    /// The beneficiary, which need not be the body itself.
    pub organization: OrganizationFiscalCode,
    /// The beneficiary's name, if given.
    pub company_name: Option<String>,
    /// Its share, without the notification fee.
    pub amount: Cents,
    /// The reason of the transfer.
    pub remittance_information: String,
    /// The taxonomy code.
    pub category: TransferCategory,
    /// Where it goes.
    pub destination: Destination,
    /// Accounting and other metadata.
    pub metadata: Metadata,
    /// Whether a reporting flow has named it.
    pub status: TransferStatus,
}

/// Where a transfer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To an account. GPD checks no digits: the texts are kept as given, and warned about.
    Account {
        /// The account; a postal one if there is no other.
        iban: String,
        /// The postal account to be credited when the payment comes from the post.
        postal_iban: Option<String>,
    },
    /// Into a digital revenue stamp ("marca da bollo digitale").
    Stamp(Stamp),
}

impl Destination {
    /// The postal account, named as such or given as the only one.
    pub fn postal_iban(&self) -> Option<&str> {
        match self {
            Self::Account { postal_iban: Some(postal), .. } => Some(postal),
            Self::Account { iban, postal_iban: None } => Some(iban.as_str())
                .filter(|it| pagopa_codes::Iban::parse(it).is_ok_and(|it| it.is_postal())),
            Self::Stamp(_) => None,
        }
    }
}

impl Transfer {
    /// Whether a reporting flow has named it.
    pub fn is_reported(&self) -> bool {
        self.status == TransferStatus::Reported
    }

    /// The accounts that the Node may be told to credit: the account, the postal one, and the
    /// one that the body's software named as supporting (metadata `IBANAPPOGGIO`).
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        let named = match &self.destination {
            Destination::Account { iban, postal_iban } => {
                [Some(iban.as_str()), postal_iban.as_deref(), self.metadata.get(IBANAPPOGGIO)]
            }
            Destination::Stamp(_) => [None, None, None],
        };
        named.into_iter().flatten()
    }
}

impl PaymentOption {
    /// Whether every instalment has been paid.
    pub fn is_paid(&self) -> bool {
        !self.installments.is_empty() && self.installments.iter().all(Installment::is_paid)
    }

    /// Whether any instalment has been paid.
    pub fn is_started(&self) -> bool {
        self.installments.iter().any(Installment::is_paid)
    }

    /// The last due date of the option.
    pub fn last_due_date(&self) -> Option<Timestamp> {
        self.installments.iter().map(|it| it.due_date).max()
    }
}

impl Installment {
    /// Whether it has been paid.
    pub fn is_paid(&self) -> bool {
        self.status == InstallmentStatus::Paid
    }

    /// Whether every transfer can be credited to a postal account; a stamp cannot.
    pub fn is_all_postal(&self) -> bool {
        self.transfers.iter().all(|it| it.destination.postal_iban().is_some())
    }

    /// Whether it has been paid and reporting flows have named all of its transfers.
    pub fn is_reported(&self) -> bool {
        self.is_paid() && self.transfers.iter().all(Transfer::is_reported)
    }

    /// Whether it has been paid and reporting flows have named some of its transfers, not all.
    pub fn is_partially_reported(&self) -> bool {
        self.is_paid() && !self.is_reported() && self.transfers.iter().any(Transfer::is_reported)
    }
}

impl DebtPosition {
    /// All instalments, option by option.
    pub fn installments(&self) -> impl Iterator<Item = &Installment> {
        self.options.iter().flat_map(|option| &option.installments)
    }

    /// Whether a whole option has been paid and all of it reported (GPD's `REPORTED`).
    pub fn is_reported(&self) -> bool {
        self.options
            .iter()
            .any(|it| it.is_paid() && it.installments.iter().all(Installment::is_reported))
    }

    /// Whether an option other than that one has been paid, in whole or in part.
    pub fn is_started_elsewhere(&self, option: &PaymentOption) -> bool {
        self.options.iter().any(|it| it.id != option.id && it.is_started())
    }

    /// The option and instalment with that notice number.
    pub fn find(&self, notice_number: &str) -> Option<(&PaymentOption, &Installment)> {
        self.options.iter().find_map(|option| {
            let same = |it: &&Installment| it.notice_number.as_str() == notice_number;
            option.installments.iter().find(same).map(|it| (option, it))
        })
    }
}

#[cfg(test)]
mod tests;
