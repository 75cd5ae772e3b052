//! What stands for a position in a list: one way of settling it, and its next notice.

use jiff::Timestamp;
use pagopa_codes::Cents;

use super::{DebtPosition, Installment, NameKey, PaymentOption};

/// The line of a position in a list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The option that was begun, else the first one given.
    pub option: &'a PaymentOption,
    /// Its first unpaid instalment by due date, else its last one.
    pub installment: &'a Installment,
}

impl DebtPosition {
    /// What stands for it in a list; none if it asks for nothing.
    pub fn listed(&self) -> Option<Listed<'_>> {
        let begun = self.options.iter().find(|it| it.is_started());
        let option = begun.or(self.options.first())?;
        let unpaid = option.installments.iter().filter(|it| !it.is_paid());
        let next = unpaid.min_by_key(|it| (it.due_date, it.ordinal));
        let last = || option.installments.iter().max_by_key(|it| (it.due_date, it.ordinal));
        next.or_else(last).map(|installment| Listed { option, installment })
    }
}

impl Listed<'_> {
    /// When what comes next is due.
    pub fn due_date(&self) -> Timestamp {
        self.installment.due_date
    }

    /// All that the option asks for, paid or not; the greatest amount if it is beyond any.
    pub fn amount(&self) -> Cents {
        let due = self.option.installments.iter().map(Installment::amount_due);
        let all = due.collect::<Option<Vec<_>>>().and_then(Cents::checked_sum);
        all.unwrap_or(Cents::new(i64::MAX))
    }

    /// The fiscal code by which the debtor is looked for.
    pub fn debtor_code(&self) -> String {
        searched_code(&self.option.debtor.fiscal_code)
    }

    /// The name by which the debtor is looked for.
    pub fn debtor_name(&self) -> NameKey {
        NameKey::of(&self.option.debtor.full_name)
    }
}

/// A fiscal code without the blanks around it and in capitals, however it was typed.
pub fn searched_code(code: &str) -> String {
    code.trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, days, now, receipt};

    #[test]
    fn the_option_begun_stands_for_the_position() {
        let mut position = Sample::new().single(100).plan(&[60, 50]).published();
        let listed = position.listed().unwrap();
        assert_eq!((listed.amount(), listed.installment.ordinal), (Cents::new(100), 1));
        position.settle(&receipt("R1", &position, 2), now()).unwrap();
        let listed = position.listed().unwrap();
        assert_eq!((listed.amount(), listed.installment.ordinal), (Cents::new(110), 3));
    }

    #[test]
    fn the_next_due_date_is_that_of_what_is_unpaid() {
        let plan = Sample::new().plan(&[1, 1]).with(|it| {
            it.installments[0].due_date = days(60);
            it.installments[1].due_date = days(30);
        });
        let mut position = plan.published();
        for (place, expected) in [(2, 60), (1, 60)] {
            position.settle(&receipt(&place.to_string(), &position, place), now()).unwrap();
            assert_eq!(position.listed().unwrap().due_date(), days(expected), "{place}");
        }
        assert!(Sample::new().written().listed().is_none());
    }

    #[test]
    fn a_code_is_looked_for_without_case() {
        assert_eq!(searched_code(" rssmra80a01h501u "), "RSSMRA80A01H501U");
    }
}
