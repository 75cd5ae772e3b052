//! Amounts, dates and numbers as Italian notices print them.

use jiff::civil::{Date, DateTime};
use pagopa_codes::{Cents, NoticeNumber};

/// `1.500,00`
pub(super) fn amount(cents: Cents) -> String {
    let cents = cents.get();
    let (euros, cents) = (cents / 100, cents.unsigned_abs() % 100);
    let digits = euros.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let rest = digits.len().saturating_sub(index);
        if index > 0 && rest.is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{cents:02}")
}

/// `31/12/2024`
pub(super) fn date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `31/12/2024 alle 09:05:07`
pub(super) fn date_time(at: DateTime) -> String {
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{} alle {hour:02}:{minute:02}:{second:02}", date(at.date()))
}

/// `3010 0000 0000 0001 44`
pub(super) fn number(number: &NoticeNumber) -> String {
    let mut grouped = String::new();
    for (index, digit) in number.as_str().chars().enumerate() {
        if index > 0 && index.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (cents, text) in [
            (1, "0,01"),
            (100, "1,00"),
            (99_999, "999,99"),
            (150_000, "1.500,00"),
            (99_999_999_999, "999.999.999,99"),
        ] {
            assert_eq!(amount(Cents::new(cents)), text);
        }
    }

    #[test]
    fn numbers_are_grouped_by_four() {
        let parsed = NoticeNumber::parse("470000008800999051").unwrap();
        assert_eq!(number(&parsed), "4700 0000 8800 9990 51");
    }
}
