//! A position as a channel hands it in: what it may say, before anything is true of it.
//!
//! [`PositionDraft::check`] has the rules, [`DebtPosition::from_draft`](super::DebtPosition) makes
//! a position of a draft that keeps them.

use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Cents, Iuv, Metadata, OrganizationFiscalCode, Stamp, TransferCategory};

use super::{Debtor, Destination, Nav, OptionKind, Origin};
use crate::ServiceId;

mod contents;
mod rules;

pub use contents::DraftIds;
pub use rules::{DraftDefect, Writing};

/// A position as handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionDraft {
    /// How it enters.
    pub origin: Origin,
    /// The identifier given by the body's software.
    pub iupd: String,
    /// The service, where the channel names it; else the category of the first transfer tells.
    pub service: Option<ServiceId>,
    /// The body's name, as written in the position.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
    /// The body's own reference; the IUPD when the channel has none.
    pub reference: Option<String>,
    /// The date of the debt; the day of entry, in Italy, when the channel has none.
    pub debt_date: Date,
    /// Whether pagoPA may answer for us while our station is down.
    pub pay_stand_in: bool,
    /// The ways of settling it.
    pub options: Vec<OptionDraft>,
}

/// A payment option as handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDraft {
    /// Single payment or part of a plan.
    pub kind: OptionKind,
    /// From when it may be paid.
    pub validity_date: Option<Timestamp>,
    /// Whether it stops being payable after its last due date.
    pub switch_to_expired: bool,
    /// Who owes.
    pub debtor: Debtor,
    /// What is paid.
    pub installments: Vec<InstallmentDraft>,
}

/// An instalment as handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallmentDraft {
    /// Its place among all instalments of the position, from 1, as the channel listed them.
    pub ordinal: u16,
    /// The IUV; one is issued when there is none, which GPD would refuse.
    pub iuv: Option<Iuv>,
    /// The notice number; `3` and the IUV when there is none.
    pub notice_number: Option<Nav>,
    /// What is owed.
    pub amount: Cents,
    /// The reason of the payment.
    pub description: String,
    /// By when to pay.
    pub due_date: Timestamp,
    /// Kept for the wire.
    pub retention_date: Option<Timestamp>,
    /// Metadata.
    pub metadata: Metadata,
    /// To whom the amount goes.
    pub transfers: Vec<TransferDraft>,
}

/// A transfer as handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferDraft {
    /// 1 to 5.
    pub index: u8,
    /// The beneficiary.
    pub organization: OrganizationFiscalCode,
    /// The beneficiary's name, if given.
    pub company_name: Option<String>,
    /// Its share.
    pub amount: Cents,
    /// The reason of the transfer.
    pub remittance_information: String,
    /// The taxonomy code.
    pub category: TransferCategory,
    /// The account.
    pub iban: Option<String>,
    /// The postal account.
    pub postal_iban: Option<String>,
    /// The stamp to buy instead.
    pub stamp: Option<Stamp>,
    /// Metadata.
    pub metadata: Metadata,
}

impl PositionDraft {
    /// The instalments for which an IUV has to be issued.
    pub fn installments_without_iuv(&mut self) -> impl Iterator<Item = &mut InstallmentDraft> {
        self.options.iter_mut().flat_map(|it| &mut it.installments).filter(|it| it.iuv.is_none())
    }
}

impl TransferDraft {
    /// Where the transfer goes, if what was handed in says so without ambiguity.
    fn destination(&self) -> Option<Destination> {
        match (&self.iban, &self.stamp, &self.postal_iban) {
            (Some(iban), None, postal_iban) => {
                Some(Destination::Account { iban: iban.clone(), postal_iban: postal_iban.clone() })
            }
            (None, Some(stamp), None) => Some(Destination::Stamp(stamp.clone())),
            _ => None,
        }
    }
}
