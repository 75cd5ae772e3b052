//! A notice made on demand: the payer declares a debt at a PSP, and pays it there and then
//! (SANP, "pagamento spontaneo presso il PSP").

use jiff::{SignedDuration, Timestamp, civil::Date};
use pagopa_codes::{Cents, Metadata, NoticeNumber};

use super::{
    Debtor, InstallmentDraft, OptionDraft, OptionKind, Origin, PositionDraft, TransferDraft,
};
use crate::directory::{BankAccount, Service, WorkspaceProfile};

/// How long a notice made on demand can be paid. The payer usually stands at the counter.
const PAYABLE_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What a payer declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDemand {
    /// SHA-256 of the declaration and of the service: the same demand made again is told by it.
    pub fingerprint: [u8; 32],
    /// Who owes.
    pub debtor: Debtor,
    /// How much.
    pub amount: Cents,
}

/// Why no notice is made; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemandRefusal {
    /// Nothing is declared to be owed.
    AmountZero,
    /// Today is not one of the service's days.
    ServiceNotValid,
    /// The service has no taxonomy code for its transfer.
    CategoryMissing,
    /// The body has no account that may be credited today.
    AccountMissing,
}

/// When and under which names a demanded position is written.
#[derive(Debug, Clone)]
pub struct DemandMoment {
    /// The present moment.
    pub now: Timestamp,
    /// The present day in Italy.
    pub today: Date,
    /// The position's identifier.
    pub iupd: String,
    /// The number of the notice.
    pub notice_number: NoticeNumber,
}

impl PositionDraft {
    /// The position of a demand: one payment of the whole to the body, on its bank account, with
    /// the postal one beside it.
    pub fn on_demand(
        demand: &NoticeDemand,
        service: &Service,
        profile: &WorkspaceProfile,
        moment: DemandMoment,
    ) -> Result<Self, DemandRefusal> {
        if demand.amount <= Cents::ZERO {
            return Err(DemandRefusal::AmountZero);
        }
        if !service.is_valid_on(moment.today) {
            return Err(DemandRefusal::ServiceNotValid);
        }
        let category = service.transfer_category.clone().ok_or(DemandRefusal::CategoryMissing)?;
        let (iban, postal_iban) = accounts(profile, moment.today)?;
        let transfer = TransferDraft {
            index: 1,
            organization: profile.organization.fiscal_code,
            company_name: None,
            amount: demand.amount,
            remittance_information: service.name.clone(),
            category,
            iban: Some(iban),
            postal_iban,
            stamp: None,
            metadata: Metadata::default(),
        };
        let installment = InstallmentDraft {
            ordinal: 1,
            iuv: Some(moment.notice_number.iuv()),
            notice_number: Some(moment.notice_number.into()),
            amount: demand.amount,
            description: service.name.clone(),
            due_date: moment.now.saturating_add(PAYABLE_FOR).unwrap_or(Timestamp::MAX),
            retention_date: None,
            metadata: Metadata::default(),
            transfers: vec![transfer],
        };
        Ok(Self {
            origin: Origin::Demand,
            iupd: moment.iupd,
            service: Some(service.id),
            company_name: profile.organization.name.clone(),
            office_name: None,
            reference: None,
            debt_date: moment.today,
            pay_stand_in: true,
            options: vec![OptionDraft {
                kind: OptionKind::Single,
                validity_date: None,
                switch_to_expired: true,
                debtor: demand.debtor.clone(),
                installments: vec![installment],
            }],
        })
    }
}

/// The account to credit, and the postal one to name beside it.
pub(super) fn accounts(
    profile: &WorkspaceProfile,
    today: Date,
) -> Result<(String, Option<String>), DemandRefusal> {
    let valid = |is_postal: bool| {
        let mut accounts = profile.accounts.iter().filter(|it| it.is_valid_on(today));
        accounts.find(|it| it.iban.is_postal() == is_postal).map(text_of)
    };
    match (valid(false), valid(true)) {
        (Some(bank), postal) => Ok((bank, postal)),
        (None, Some(postal)) => Ok((postal, None)),
        (None, None) => Err(DemandRefusal::AccountMissing),
    }
}

fn text_of(account: &BankAccount) -> String {
    account.iban.as_str().to_owned()
}
