//! A position that somebody writes by hand, on a page: one debtor, one service of the body, paid at
//! once or in instalments, all of it to the body.

use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Cents, Metadata, OrganizationFiscalCode, TransferCategory};

use super::{
    DebtPosition, Debtor, Destination, Installment, InstallmentDraft, OptionDraft, OptionKind,
    Origin, PositionDraft, Transfer, TransferDraft, demand::accounts,
};
use crate::{
    ServiceId,
    directory::{Service, WorkspaceProfile},
};

/// What somebody filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handwritten {
    /// Who owes.
    pub debtor: Debtor,
    /// For which service.
    pub service: ServiceId,
    /// The reason of the payment.
    pub description: String,
    /// One payment or a plan.
    pub kind: OptionKind,
    /// How much, and by when, one instalment after the other.
    pub shares: Vec<(Cents, Timestamp)>,
    /// Whether it stops being payable after its last due date.
    pub switch_to_expired: bool,
}

/// Why it cannot be a position; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandwrittenRefusal {
    /// The body has no such service, or not on this day.
    ServiceNotValid,
    /// The service has no taxonomy code for its transfer.
    CategoryMissing,
    /// The body has no account that may be credited today.
    AccountMissing,
}

/// To whom everything goes.
struct Beneficiary {
    organization: OrganizationFiscalCode,
    category: TransferCategory,
    iban: String,
    postal_iban: Option<String>,
}

impl Handwritten {
    /// What a position says that could have been written by hand for that body; none if it says
    /// more, which would be lost.
    pub fn of(position: &DebtPosition, body: OrganizationFiscalCode) -> Option<Self> {
        let [option] = position.options.as_slice() else { return None };
        let first = option.installments.first()?;
        let is_plain = |it: &Installment| match it.transfers.as_slice() {
            [only] => {
                only.organization == body && matches!(only.destination, Destination::Account { .. })
            }
            _ => false,
        };
        option.installments.iter().all(is_plain).then(|| Self {
            debtor: option.debtor.clone(),
            service: position.service,
            description: first.description.clone(),
            kind: option.kind,
            shares: option.installments.iter().map(|it| (it.amount, it.due_date)).collect(),
            switch_to_expired: option.switch_to_expired,
        })
    }

    /// The draft of a new position.
    pub fn draft(
        &self,
        iupd: String,
        profile: &WorkspaceProfile,
        today: Date,
    ) -> Result<PositionDraft, HandwrittenRefusal> {
        let to = self.beneficiary(profile, today)?;
        Ok(self.draft_of(iupd, profile, today, |amount, _| vec![self.transfer(amount, &to)]))
    }

    /// The draft of another version of a position: what was not filled in stays as it is, and so
    /// do the accounts, unless the service is another.
    pub fn revision(
        &self,
        position: &DebtPosition,
        profile: &WorkspaceProfile,
        today: Date,
    ) -> Result<PositionDraft, HandwrittenRefusal> {
        let stored: Vec<&Installment> = position.installments().collect();
        let iupd = position.iupd.clone();
        let mut draft = if position.service == self.service && !stored.is_empty() {
            self.draft_of(iupd, profile, today, |amount, place| {
                let like = stored.get(place).or(stored.first()).into_iter();
                like.flat_map(|it| &it.transfers).map(|it| drafted(it, amount)).collect()
            })
        } else {
            self.draft(iupd, profile, today)?
        };
        draft.origin = position.origin;
        draft.company_name.clone_from(&position.company_name);
        draft.office_name.clone_from(&position.office_name);
        draft.pay_stand_in = position.pay_stand_in;
        let keeps_text = stored.first().is_some_and(|it| it.description == self.description);
        for option in &mut draft.options {
            option.validity_date = position.validity_date();
            for (it, stored) in option.installments.iter_mut().zip(&stored) {
                it.iuv = Some(stored.iuv.clone());
                it.notice_number = Some(stored.notice_number.clone());
                it.metadata = stored.metadata.clone();
                it.retention_date = stored.retention_date.filter(|at| *at >= it.due_date);
                if keeps_text {
                    it.description.clone_from(&stored.description);
                }
            }
        }
        Ok(draft)
    }

    fn draft_of(
        &self,
        iupd: String,
        profile: &WorkspaceProfile,
        today: Date,
        transfers: impl Fn(Cents, usize) -> Vec<TransferDraft>,
    ) -> PositionDraft {
        let shares = (1_u16..).zip(self.shares.iter().enumerate());
        let installments = shares.map(|(ordinal, (place, (amount, due_date)))| InstallmentDraft {
            ordinal,
            iuv: None,
            notice_number: None,
            amount: *amount,
            description: self.description.clone(),
            due_date: *due_date,
            retention_date: None,
            metadata: Metadata::default(),
            transfers: transfers(*amount, place),
        });
        PositionDraft {
            origin: Origin::BackOffice,
            iupd,
            service: Some(self.service),
            company_name: profile.organization.name.clone(),
            office_name: None,
            reference: None,
            debt_date: today,
            pay_stand_in: true,
            options: vec![OptionDraft {
                kind: self.kind,
                validity_date: None,
                switch_to_expired: self.switch_to_expired,
                debtor: self.debtor.clone(),
                installments: installments.collect(),
            }],
        }
    }

    fn beneficiary(
        &self,
        profile: &WorkspaceProfile,
        today: Date,
    ) -> Result<Beneficiary, HandwrittenRefusal> {
        let is_meant = |it: &&Service| it.id == self.service && it.is_valid_on(today);
        let service = profile.services.iter().find(is_meant);
        let service = service.ok_or(HandwrittenRefusal::ServiceNotValid)?;
        let category = service.transfer_category.clone();
        let category = category.ok_or(HandwrittenRefusal::CategoryMissing)?;
        let (iban, postal_iban) =
            accounts(profile, today).map_err(|_| HandwrittenRefusal::AccountMissing)?;
        let organization = profile.organization.fiscal_code;
        Ok(Beneficiary { organization, category, iban, postal_iban })
    }

    fn transfer(&self, amount: Cents, to: &Beneficiary) -> TransferDraft {
        TransferDraft {
            index: 1,
            organization: to.organization,
            company_name: None,
            amount,
            remittance_information: self.description.clone(),
            category: to.category.clone(),
            iban: Some(to.iban.clone()),
            postal_iban: to.postal_iban.clone(),
            stamp: None,
            metadata: Metadata::default(),
        }
    }
}

/// The draft of a transfer like that one, of another amount.
fn drafted(it: &Transfer, amount: Cents) -> TransferDraft {
    let (iban, postal_iban) = match &it.destination {
        Destination::Account { iban, postal_iban } => (Some(iban.clone()), postal_iban.clone()),
        Destination::Stamp(_) => (None, None),
    };
    TransferDraft {
        index: it.index,
        organization: it.organization,
        company_name: it.company_name.clone(),
        amount,
        remittance_information: it.remittance_information.clone(),
        category: it.category.clone(),
        iban,
        postal_iban,
        stamp: None,
        metadata: it.metadata.clone(),
    }
}
