//! Italy: its zone, named here and nowhere else, and how days and times are written there.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// The zone of Italy, whose rules the program carries with it.
pub fn rome() -> TimeZone {
    static ROME: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Europe/Rome").unwrap_or(TimeZone::UTC));
    ROME.clone()
}

/// An instant as the clocks of Italy show it.
pub fn in_italy(instant: Timestamp) -> DateTime {
    instant.to_zoned(rome()).datetime()
}

/// The moment at which a day begins in Italy.
pub(crate) fn beginning_of(day: Date) -> Timestamp {
    let zoned = day.to_zoned(rome());
    zoned.map_or(Timestamp::MAX, |it| it.timestamp())
}

/// `27 novembre 2026`, for sentences; `1º` for the first.
pub fn long_date(date: Date) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|it| MONTHS.get(it.checked_sub(1)?));
    let day = if date.day() == 1 { "1º".to_owned() } else { date.day().to_string() };
    format!("{day} {} {}", month.unwrap_or(&""), date.year())
}

/// The same with its article: `il 27 novembre 2026`, `l’8 dicembre 2026`.
pub fn the_long_date(date: Date) -> String {
    let article = if matches!(date.day(), 8 | 11) { "l’" } else { "il " };
    format!("{article}{}", long_date(date))
}

/// `15:42`.
pub fn clock_time(moment: DateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_clocks_are_ahead_and_know_the_summer() {
        for (instant, there) in [
            ("2026-01-15T12:00:00Z", "2026-01-15T13:00:00"),
            ("2026-07-15T12:00:00Z", "2026-07-15T14:00:00"),
        ] {
            let instant: Timestamp = instant.parse().unwrap();
            assert_eq!(in_italy(instant).to_string(), there);
        }
    }

    #[test]
    fn days_and_times_are_written_for_reading() {
        let moment = DateTime::constant(2026, 11, 1, 0, 59, 59, 0);
        assert_eq!(long_date(moment.date()), "1º novembre 2026");
        assert_eq!(clock_time(moment), "00:59");
        for (day, written) in [(1, "il 1º"), (8, "l’8"), (11, "l’11"), (18, "il 18")] {
            let date = Date::constant(2026, 12, day);
            assert_eq!(the_long_date(date), format!("{written} dicembre 2026"));
        }
    }
}
