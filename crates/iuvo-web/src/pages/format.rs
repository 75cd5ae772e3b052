//! How amounts, days and codes are written for people in Italy.

use iuvo_app::{clock_time, long_date, rome};
use iuvo_domain::debt_position;
use jiff::{
    Timestamp,
    civil::{Date, Weekday},
};
use pagopa_codes::{Cents, in_fours, in_thousands};

use super::Texts;

/// `1.234,56 €`, kept on one line.
pub(crate) fn amount(cents: Cents) -> String {
    format!("{}\u{a0}€", cents.to_italian())
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
    in_thousands(u64::try_from(count).unwrap_or(u64::MAX))
}

/// A code in groups of four, kept on one line.
pub(crate) fn grouped(code: &str) -> String {
    in_fours(code, "\u{a0}")
}

/// An IBAN in groups of four. It may be longer than a line, which then ends between two of them.
pub(crate) fn grouped_iban(code: &str) -> String {
    in_fours(code, " ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn amounts_stay_on_one_line() {
        assert_eq!(amount(Cents::new(-123_456)), "-1.234,56\u{a0}€");
        assert_eq!(thousands(1_234), "1.234");
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
        assert_eq!(
            grouped_iban("IT60X0542811101000000123456"),
            "IT60 X054 2811 1010 0000 0123 456"
        );
    }
}
