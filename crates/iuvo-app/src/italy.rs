//! The zone of the bodies: the one place where it is named.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

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
}
