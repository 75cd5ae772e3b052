//! How amounts, days and codes are written for people in Italy.

use iuvo_app::{clock_time, in_fours, long_date, rome};
use iuvo_domain::debt_position;
use jiff::{
    Timestamp,
    civil::{Date, Weekday},
};
use pagopa_codes::Cents;

use super::Texts;

/// `1.234,56 €`, kept on one line.
pub(crate) fn amount(cents: Cents) -> String {
    let decimal = cents.to_decimal();
    let (whole, rest) = decimal.split_once('.').unwrap_or((&decimal, "00"));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |it| ("-", it));
    format!("{sign}{},{rest}\u{a0}€", grouped_by_thousands(digits))
}

fn grouped_by_thousands(digits: &str) -> String {
    let places = digits.len();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && places.saturating_sub(place) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// The day by which something is due, for tables: `27/11/2026`, or that there is none.
pub(crate) fn due_day(t: &Texts, instant: Timestamp) -> String {
    debt_position::due_day(instant).map_or_else(|| t.say("no-due-date"), short_date)
}

/// The day by which something is due, as a sentence writes it: `27 novembre 2026`, or that there is
/// none.
pub(crate) fn long_due_day(t: &Texts, instant: Timestamp) -> String {
    debt_position::due_day(instant).map_or_else(|| t.say("no-due-date"), long_date)
}

/// `venerdì 27 novembre 2026`.
pub(crate) fn weekday_date(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "lunedì",
        Weekday::Tuesday => "martedì",
        Weekday::Wednesday => "mercoledì",
        Weekday::Thursday => "giovedì",
        Weekday::Friday => "venerdì",
        Weekday::Saturday => "sabato",
        Weekday::Sunday => "domenica",
    };
    format!("{weekday} {}", long_date(date))
}

/// The day of an instant in Italy.
pub(crate) fn local_date(instant: Timestamp) -> Date {
    instant.to_zoned(rome()).date()
}

/// `27/11/2026`, of an instant in Italy.
pub(crate) fn local_day(instant: Timestamp) -> String {
    short_date(local_date(instant))
}

/// `27/11/2026`.
pub(crate) fn short_date(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// `27/11/2026, 15:42`, in Italy.
pub(crate) fn moment(instant: Timestamp) -> String {
    format!("{}, {}", local_day(instant), clock_time(instant.to_zoned(rome()).datetime()))
}

/// `15:42:07`, in Italy.
pub(crate) fn clock_seconds(instant: Timestamp) -> String {
    let time = instant.to_zoned(rome()).time();
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// `1.234`.
pub(crate) fn thousands(count: usize) -> String {
    grouped_by_thousands(&count.to_string())
}

/// A code in groups of four, kept on one line.
pub(crate) fn grouped(code: &str) -> String {
    in_fours(code, "\u{a0}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn amounts_are_written_as_italians_write_them() {
        for (cents, written) in [
            (0, "0,00\u{a0}€"),
            (1, "0,01\u{a0}€"),
            (123_456, "1.234,56\u{a0}€"),
            (100_000, "1.000,00\u{a0}€"),
            (99_999_999_999, "999.999.999,99\u{a0}€"),
            (-5_050, "-50,50\u{a0}€"),
        ] {
            assert_eq!(amount(Cents::new(cents)), written);
        }
    }

    #[test]
    fn days_and_codes_are_written_for_reading() {
        let t = Texts::italian();
        for (instant, short, long) in [
            ("2026-11-01T23:59:59Z", "01/11/2026", "1º novembre 2026"),
            ("9999-12-30T22:00:00Z", "senza scadenza", "senza scadenza"),
        ] {
            let instant = instant.parse().unwrap();
            assert_eq!(due_day(t, instant), short);
            assert_eq!(long_due_day(t, instant), long);
        }
        assert_eq!(weekday_date(date(2026, 11, 1)), "domenica 1º novembre 2026");
        assert_eq!(grouped("301000000000000144"), "3010\u{a0}0000\u{a0}0000\u{a0}0001\u{a0}44");
    }
}
