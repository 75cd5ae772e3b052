//! What of a position was written otherwise, so that its story tells it: amounts and days as they
//! were and are, of everything else only that it changed, since that may name a debtor.

use jiff::civil::Date;
use pagopa_codes::Cents;

use super::euros;
use crate::debt_position::{DebtPosition, Installment, OptionKind, due_day};

/// Between what was written and what is written instead.
const BETWEEN: char = ';';
/// Stands for no day.
const NO_DAY: &str = "-";

/// Something of a position that was written otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Revised {
    /// The amount of its only instalment.
    Amount(Cents, Cents),
    /// The day by which its only instalment is due.
    Due(Option<Date>, Option<Date>),
    /// Its instalments, of which there are several.
    Installments,
    Debtor,
    Description,
    /// Who is credited, and where.
    Transfers,
    Texts,
}

/// What of a position was written otherwise, as an event says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionDetail(Vec<Revised>);

impl RevisionDetail {
    /// What tells a position from what it was.
    pub fn between(before: &DebtPosition, after: &DebtPosition) -> Self {
        let mut revised = Vec::new();
        match (only(before), only(after)) {
            (Some(old), Some(new)) => {
                if old.amount != new.amount {
                    revised.push(Revised::Amount(old.amount, new.amount));
                }
                if old.due_date != new.due_date {
                    revised.push(Revised::Due(due_day(old.due_date), due_day(new.due_date)));
                }
            }
            _ if shares(before) != shares(after) => revised.push(Revised::Installments),
            _ => (),
        }
        let debtors = |it: &DebtPosition| -> Vec<_> {
            it.options.iter().map(|it| it.debtor.clone()).collect()
        };
        let descriptions = |it: &DebtPosition| -> Vec<_> {
            it.installments().map(|it| it.description.clone()).collect()
        };
        let texts = |it: &DebtPosition| (it.company_name.clone(), it.office_name.clone());
        let others = [
            (debtors(before) != debtors(after), Revised::Debtor),
            (descriptions(before) != descriptions(after), Revised::Description),
            (credited(before) != credited(after), Revised::Transfers),
            (texts(before) != texts(after), Revised::Texts),
        ];
        revised.extend(others.into_iter().filter(|it| it.0).map(|it| it.1));
        Self(revised)
    }

    /// As it is kept; nothing, if nothing of all this was written otherwise.
    pub fn written(&self) -> Option<String> {
        let parts: Vec<_> = self.0.iter().map(Revised::written).collect();
        (!parts.is_empty()).then(|| parts.join(&BETWEEN.to_string()))
    }

    /// Reads what [`Self::written`] writes; what a later program wrote is left out.
    pub(super) fn read(text: &str) -> Self {
        Self(text.split(BETWEEN).filter_map(Revised::read).collect())
    }

    /// "importo da 500,00 € a 5,00 €, causale".
    pub(super) fn in_words(&self) -> String {
        self.0.iter().map(Revised::in_words).collect::<Vec<_>>().join(", ")
    }
}

/// The instalment of a position that can be paid in one way only, all at once.
fn only(position: &DebtPosition) -> Option<&Installment> {
    let mut installments = position.installments();
    let first = installments.next();
    let is_single = position.options.iter().all(|it| it.kind == OptionKind::Single);
    first.filter(|_| is_single && installments.next().is_none())
}

/// What each instalment asks for, and by when.
fn shares(position: &DebtPosition) -> Vec<(Cents, jiff::Timestamp)> {
    position.installments().map(|it| (it.amount, it.due_date)).collect()
}

/// Who is credited, and where: what is not an amount.
fn credited(position: &DebtPosition) -> Vec<Vec<(u8, String)>> {
    let transfers = |it: &Installment| {
        let each = it.transfers.iter();
        each.map(|it| (it.index, format!("{} {:?}", it.organization, it.destination))).collect()
    };
    position.installments().map(transfers).collect()
}

impl Revised {
    fn written(&self) -> String {
        let day = |it: &Option<Date>| it.map_or_else(|| NO_DAY.to_owned(), |it| it.to_string());
        match self {
            Self::Amount(old, new) => format!("amount {} {}", old.get(), new.get()),
            Self::Due(old, new) => format!("due {} {}", day(old), day(new)),
            Self::Installments => "installments".to_owned(),
            Self::Debtor => "debtor".to_owned(),
            Self::Description => "description".to_owned(),
            Self::Transfers => "transfers".to_owned(),
            Self::Texts => "texts".to_owned(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let name = words.next()?;
        Some(match name {
            "amount" => {
                let mut cents = words.map(|it| it.parse().ok().map(Cents::new));
                Self::Amount(cents.next()??, cents.next()??)
            }
            "due" => {
                let day = |it: &str| (it != NO_DAY).then(|| it.parse()).transpose().ok();
                Self::Due(day(words.next()?)?, day(words.next()?)?)
            }
            "installments" => Self::Installments,
            "debtor" => Self::Debtor,
            "description" => Self::Description,
            "transfers" => Self::Transfers,
            "texts" => Self::Texts,
            _ => return None,
        })
    }

    fn in_words(&self) -> String {
        let day = |it: &Option<Date>| {
            it.map_or_else(|| "nessuna".to_owned(), |it| it.strftime("%d/%m/%Y").to_string())
        };
        match self {
            Self::Amount(old, new) => format!("importo da {} a {}", euros(*old), euros(*new)),
            Self::Due(old, new) => format!("scadenza da {} a {}", day(old), day(new)),
            Self::Installments => "rate".to_owned(),
            Self::Debtor => "debitore".to_owned(),
            Self::Description => "causale".to_owned(),
            Self::Transfers => "beneficiari o conti".to_owned(),
            Self::Texts => "ente o ufficio".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_written_otherwise_is_read_back_and_told() {
        let days = (Some(date(2026, 12, 31)), None);
        let all = RevisionDetail(vec![
            Revised::Amount(Cents::new(50_000), Cents::new(500)),
            Revised::Due(days.0, days.1),
            Revised::Installments,
            Revised::Debtor,
            Revised::Description,
            Revised::Transfers,
            Revised::Texts,
        ]);
        let written = all.written().unwrap();
        assert_eq!(
            written,
            "amount 50000 500;due 2026-12-31 -;installments;debtor;description;transfers;texts"
        );
        assert_eq!(RevisionDetail::read(&written), all);
        assert_eq!(
            all.in_words(),
            "importo da 500,00 € a 5,00 €, scadenza da 31/12/2026 a nessuna, rate, debitore, \
             causale, beneficiari o conti, ente o ufficio"
        );
        assert_eq!(RevisionDetail(Vec::new()).written(), None);
        let unknown = RevisionDetail::read("amount 1;due x y;colour;debtor");
        assert_eq!(unknown, RevisionDetail(vec![Revised::Debtor]));
    }
}
