//! What the invented citizens owe the invented town.
//!
//! Days are counted from the first run; every debt entered [`AGE_DAYS`] before it.

use iuvo_domain::debt_position::{
    Address, Debtor, DebtorKind, InstallmentDraft, Nav, OptionDraft, OptionKind, Origin,
    PositionDraft, TransferDraft,
};
use jiff::{Timestamp, civil, tz::TimeZone};
use pagopa_codes::{Cents, Metadata, OrganizationFiscalCode, TransferCategory};

use super::bodies::{IBAN, POSTAL_IBAN, PROVINCE, TOWN, category};

/// How old the debts are at the first run.
pub(super) const AGE_DAYS: i64 = 60;

/// A citizen.
pub(super) struct Citizen {
    pub(super) full_name: &'static str,
    pub(super) fiscal_code: &'static str,
}

pub(super) const MARIO: Citizen =
    Citizen { full_name: "Mario Rossi", fiscal_code: "RSSMRA80A01H501U" };
const LAURA: Citizen = Citizen { full_name: "Laura Bianchi", fiscal_code: "BNCLRA85M41A944N" };

/// How a debt stands when the visitor arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Paid,
    Expired,
}

/// A debt.
pub(super) struct Debt {
    pub(super) iupd: &'static str,
    pub(super) citizen: &'static Citizen,
    pub(super) description: &'static str,
    pub(super) standing: Standing,
    category: &'static str,
    /// Cents of the town.
    amount: i64,
    /// Cents of the province (TEFA is collected with TARI).
    province_amount: i64,
    /// Due dates, one for each instalment.
    due_in_days: &'static [i64],
}

pub(super) const DEBTS: &[Debt] = &[
    Debt {
        iupd: "DEMO-ROSSI-TARI",
        citizen: &MARIO,
        description: "TARI - saldo dell'anno in corso",
        standing: Standing::Open,
        category: category::TARI,
        amount: 12_000,
        province_amount: 600,
        due_in_days: &[30],
    },
    Debt {
        iupd: "DEMO-ROSSI-TRASPORTO",
        citizen: &MARIO,
        description: "Trasporto scolastico - abbonamento annuale",
        standing: Standing::Paid,
        category: category::SCHOOL_TRANSPORT,
        amount: 18_000,
        province_amount: 0,
        due_in_days: &[20],
    },
    Debt {
        iupd: "DEMO-ROSSI-SANZIONE",
        citizen: &MARIO,
        description: "Sanzione del codice della strada - verbale 1234",
        standing: Standing::Expired,
        category: category::TRAFFIC_FINE,
        amount: 5_880,
        province_amount: 0,
        due_in_days: &[-15],
    },
    Debt {
        iupd: "DEMO-ROSSI-RATE",
        citizen: &MARIO,
        description: "TARI - avviso di accertamento, pagamento a rate",
        standing: Standing::Open,
        category: category::TARI,
        amount: 7_500,
        province_amount: 375,
        due_in_days: &[15, 45, 75, 105],
    },
    Debt {
        iupd: "DEMO-BIANCHI-TARI",
        citizen: &LAURA,
        description: "TARI - saldo dell'anno in corso",
        standing: Standing::Open,
        category: category::TARI,
        amount: 9_800,
        province_amount: 490,
        due_in_days: &[30],
    },
    Debt {
        iupd: "DEMO-BIANCHI-MENSA",
        citizen: &LAURA,
        description: "Mensa scolastica - blocchetto da 25 euro",
        standing: Standing::Open,
        category: category::SCHOOL_MEALS,
        amount: 2_500,
        province_amount: 0,
        due_in_days: &[10],
    },
];

/// Why the data above cannot be used; a test keeps it from happening.
#[derive(Debug, thiserror::Error)]
#[error("il dato della dimostrazione non è valido: {0}")]
pub(crate) struct Invalid(pub(super) &'static str);

impl Debt {
    /// The debt as its body's software would hand it in; `today` is the day of the first run.
    pub(super) fn draft(&self, today: civil::Date) -> Result<PositionDraft, Invalid> {
        let installments: Vec<InstallmentDraft> = (1_u16..)
            .zip(self.due_in_days)
            .map(|(ordinal, days)| self.installment(ordinal, due_date(today, *days)?))
            .collect::<Result<_, _>>()?;
        let kind = if installments.len() > 1 { OptionKind::Plan } else { OptionKind::Single };
        let option = OptionDraft {
            kind,
            validity_date: None,
            switch_to_expired: self.standing == Standing::Expired,
            debtor: self.citizen.debtor(),
            installments,
        };
        Ok(PositionDraft {
            origin: Origin::GpdV1,
            iupd: self.iupd.to_owned(),
            service: None,
            company_name: "Comune di Esempio".to_owned(),
            office_name: None,
            reference: None,
            debt_date: today,
            pay_stand_in: true,
            options: vec![option],
        })
    }

    fn installment(&self, ordinal: u16, due_date: Timestamp) -> Result<InstallmentDraft, Invalid> {
        let town = self.transfer(1, TOWN, self.amount, self.category)?;
        let province = (self.province_amount > 0)
            .then(|| self.transfer(2, PROVINCE, self.province_amount, category::TEFA))
            .transpose()?;
        let transfers: Vec<_> = std::iter::once(town).chain(province).collect();
        let amount = Cents::checked_sum(transfers.iter().map(|it| it.amount));
        let description = if self.due_in_days.len() > 1 {
            format!("{}, rata {ordinal}", self.description)
        } else {
            self.description.to_owned()
        };
        Ok(InstallmentDraft {
            ordinal,
            iuv: None,
            notice_number: None::<Nav>,
            amount: amount.ok_or(Invalid(self.iupd))?,
            description,
            due_date,
            retention_date: None,
            metadata: Metadata::default(),
            transfers,
        })
    }

    fn transfer(
        &self,
        index: u8,
        organization: &'static str,
        amount: i64,
        category: &'static str,
    ) -> Result<TransferDraft, Invalid> {
        Ok(TransferDraft {
            index,
            organization: OrganizationFiscalCode::parse(organization)
                .map_err(|_| Invalid(organization))?,
            company_name: None,
            amount: Cents::new(amount),
            remittance_information: self.description.to_owned(),
            category: TransferCategory::parse(category).map_err(|_| Invalid(category))?,
            iban: Some(IBAN.to_owned()),
            postal_iban: (organization == TOWN).then(|| POSTAL_IBAN.to_owned()),
            stamp: None,
            metadata: Metadata::default(),
        })
    }
}

impl Citizen {
    fn debtor(&self) -> Debtor {
        Debtor {
            kind: DebtorKind::Natural,
            fiscal_code: self.fiscal_code.to_owned(),
            full_name: self.full_name.to_owned(),
            address: Address {
                street: Some("Via Roma".to_owned()),
                number: Some("1".to_owned()),
                postal_code: Some("00100".to_owned()),
                city: Some("Esempio".to_owned()),
                province: Some("RM".to_owned()),
                region: None,
                country: Some("IT".to_owned()),
            },
            email: None,
            phone: None,
        }
    }
}

/// The end of a day, so that the debt may still be paid on its due date.
fn due_date(today: civil::Date, days: i64) -> Result<Timestamp, Invalid> {
    let span = jiff::Span::new().try_days(days).map_err(|_| Invalid("due_in_days"))?;
    let day = today.checked_add(span).map_err(|_| Invalid("due_in_days"))?;
    let end = day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC);
    end.map(|it| it.timestamp()).map_err(|_| Invalid("due_in_days"))
}

#[cfg(test)]
mod tests {
    use iuvo_domain::debt_position::Writing;
    use pagopa_codes::PersonFiscalCode;

    use super::*;

    #[test]
    fn every_debt_obeys_the_rules_on_the_day_it_entered() {
        let today = civil::date(2026, 11, 22);
        let entered: Timestamp = "2026-09-23T10:00:00Z".parse().unwrap();
        for debt in DEBTS {
            let draft = debt.draft(today).unwrap();
            assert_eq!(draft.check(Writing::Create, entered), Ok(()), "{}", debt.iupd);
            PersonFiscalCode::parse(debt.citizen.fiscal_code).unwrap();
        }
    }
}
