//! Positions and receipts for tests: ordinary ones, of which a test changes what it is about.

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::{
    Cents, Iuv, Metadata, NoticeNumber, OrganizationFiscalCode, SegregationCode, Stamp,
};
use uuid::Uuid;

use crate::{
    ServiceId, WorkspaceId,
    debt_position::{
        Address, DebtPosition, Debtor, DebtorKind, DraftIds, InstallmentDraft, OptionDraft,
        OptionKind, Origin, PositionDraft, TransferDraft,
    },
    receipt::{Content, Psp, Receipt, ReceiptTransfer},
};

/// The body of every sample.
pub(crate) const TOWN: &str = "77777777777";
/// Another beneficiary.
pub(crate) const PROVINCE: &str = "99999999999";
/// A bank account with right digits.
pub(crate) const BANK: &str = "IT60X0542811101000000123456";
/// A postal account with right digits.
pub(crate) const POSTAL: &str = "IT32O0760102400000012345678";

/// The instant at which samples are written.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T10:00:00Z".parse().unwrap()
}

/// An instant so many microseconds after [`now`].
pub(crate) fn micros(count: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_micros(count)).unwrap()
}

/// An instant so many days after [`now`].
pub(crate) fn days(count: i64) -> Timestamp {
    let hours = count.checked_mul(24).unwrap();
    now().checked_add(SignedDuration::from_hours(hours)).unwrap()
}

pub(crate) fn code(text: &str) -> OrganizationFiscalCode {
    OrganizationFiscalCode::parse(text).unwrap()
}

/// The notice number of the item listed in that place.
pub(crate) fn notice(place: u64) -> NoticeNumber {
    NoticeNumber::generate(SegregationCode::parse("02").unwrap(), place).unwrap()
}

pub(crate) fn stamp() -> Stamp {
    Stamp::new("wHpFSLCGZjIvNSXxqtGbxg7275t446DRTk5ZrsdUQ6E=", "01", "BO").unwrap()
}

pub(crate) fn transfer(index: u8, organization: &str, cents: i64) -> TransferDraft {
    TransferDraft {
        index,
        organization: code(organization),
        company_name: None,
        amount: Cents::new(cents),
        remittance_information: "TARI 2026".to_owned(),
        category: "9/0101101IM/".parse().unwrap(),
        iban: Some(BANK.to_owned()),
        postal_iban: None,
        stamp: None,
        metadata: Metadata::default(),
    }
}

fn debtor() -> Debtor {
    Debtor {
        kind: DebtorKind::Natural,
        fiscal_code: "RSSMRA80A01H501U".to_owned(),
        full_name: "Mario Rossi".to_owned(),
        address: Address::default(),
        email: None,
        phone: None,
    }
}

/// An empty draft.
pub(crate) fn draft() -> PositionDraft {
    PositionDraft {
        origin: Origin::GpdV1,
        iupd: "TARI-2026-1".to_owned(),
        service: None,
        company_name: "Comune di Esempio".to_owned(),
        office_name: None,
        reference: None,
        debt_date: jiff::civil::date(2026, 6, 1),
        pay_stand_in: true,
        options: Vec::new(),
    }
}

/// A draft being filled; what is not said is payable at once, due in thirty days, not expiring.
pub(crate) struct Sample(pub(crate) PositionDraft);

impl Sample {
    pub(crate) fn new() -> Self {
        Self(draft())
    }

    /// Adds a payment of the whole.
    pub(crate) fn single(self, cents: i64) -> Self {
        self.option(OptionKind::Single, &[cents])
    }

    /// Adds a plan.
    pub(crate) fn plan(self, cents: &[i64]) -> Self {
        self.option(OptionKind::Plan, cents)
    }

    fn option(mut self, kind: OptionKind, cents: &[i64]) -> Self {
        let listed: usize = self.0.options.iter().map(|it| it.installments.len()).sum();
        let places = (1_u16..).skip(listed);
        self.0.options.push(OptionDraft {
            kind,
            validity_date: None,
            switch_to_expired: false,
            debtor: debtor(),
            installments: places.zip(cents).map(|(place, it)| installment(place, *it)).collect(),
        });
        self
    }

    /// Changes the option added last.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut OptionDraft)) -> Self {
        change(self.0.options.last_mut().unwrap());
        self
    }

    /// Payable from then on.
    pub(crate) fn valid_from(self, instant: Timestamp) -> Self {
        self.with(|it| it.validity_date = Some(instant))
    }

    /// Due then.
    pub(crate) fn due(self, instant: Timestamp) -> Self {
        self.with(|it| it.installments.iter_mut().for_each(|it| it.due_date = instant))
    }

    /// Not payable after the due date.
    pub(crate) fn expiring(self) -> Self {
        self.with(|it| it.switch_to_expired = true)
    }

    /// The position, in `Draft`. The rules are not checked.
    pub(crate) fn written(self) -> DebtPosition {
        let mut numbers = 1_u128..;
        let new_id = &mut || Uuid::from_u128(numbers.next().unwrap());
        let service = ServiceId::new(Uuid::from_u128(0));
        let ids = DraftIds { workspace: WorkspaceId::new(1), service, new_id };
        DebtPosition::from_draft(self.0, ids, now()).unwrap()
    }

    /// The position, published.
    pub(crate) fn published(self) -> DebtPosition {
        let mut position = self.written();
        position.publish(now()).unwrap();
        position
    }
}

fn installment(place: u16, cents: i64) -> InstallmentDraft {
    InstallmentDraft {
        ordinal: place,
        iuv: Some(notice(u64::from(place)).iuv()),
        notice_number: None,
        amount: Cents::new(cents),
        description: "TARI 2026".to_owned(),
        due_date: days(30),
        retention_date: None,
        metadata: Metadata::default(),
        transfers: vec![transfer(1, TOWN, cents)],
    }
}

/// The receipt, with that identifier, of the item listed in that place, as it should be.
pub(crate) fn receipt(id: &str, position: &DebtPosition, place: u64) -> Receipt {
    let number = notice(place);
    let (option, installment) = position.find(number.as_str()).unwrap();
    let shares = installment.transfers_due(code(TOWN)).unwrap();
    let transfers = shares.into_iter().map(|(it, amount)| ReceiptTransfer {
        index: it.index,
        organization: it.organization,
        amount,
        iban: it.accounts().next().map(str::to_owned),
        iubd: None,
        remittance_information: it.remittance_information.clone(),
        category: it.category.to_string(),
    });
    Receipt {
        receipt_id: id.to_owned(),
        notice_number: number,
        organization: code(TOWN),
        is_paid: true,
        iuv: installment.iuv.to_string(),
        amount: installment.amount_due().unwrap(),
        debtor_fiscal_code: option.debtor.fiscal_code.clone(),
        transfers: transfers.collect(),
        psp: Psp {
            id: "60000000001".to_owned(),
            name: "Banca di Prova".to_owned(),
            fiscal_code: None,
            channel_id: "60000000001_01".to_owned(),
        },
        payment_method: Some("creditCard".to_owned()),
        fee: Some(Cents::new(150)),
        paid_at: Some(now()),
        application_date: None,
        transfer_date: None,
        stand_in: false,
        content: Content { hash: [0; 32], first_version_hash: None },
    }
}

/// The cells of a table drawn with bars, row by row; rules and blank lines are left out.
pub(crate) fn cells(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'))
        .filter(|line| !line.trim_start().starts_with("--"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect()
}

/// An IUV of 17 digits, for items that the town's numbers do not have.
pub(crate) fn iuv(place: u64) -> Iuv {
    notice(place).iuv()
}
