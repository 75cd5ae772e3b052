//! The working days of the PSPs, who send the money of a payment on the following one.
//!
//! The platform follows the Italian calendar (SACI, operazione di trasferimento fondi): Saturdays,
//! Sundays and national holidays do not count. Local patrons do.

use jiff::civil::{Date, Weekday, date};

/// Months and days of the holidays that do not move; 4 October is one from 2026.
const HOLIDAYS: [(i8, i8); 11] = [
    (1, 1),
    (1, 6),
    (4, 25),
    (5, 1),
    (6, 2),
    (8, 15),
    (10, 4),
    (11, 1),
    (12, 8),
    (12, 25),
    (12, 26),
];

/// The full moon before Easter for each place of a year in the lunar cycle of nineteen, as the
/// Gregorian calendar reckons it from 1900 to 2199.
const PASCHAL_MOONS: [(i8, i8); 19] = [
    (4, 14),
    (4, 3),
    (3, 23),
    (4, 11),
    (3, 31),
    (4, 18),
    (4, 8),
    (3, 28),
    (4, 16),
    (4, 5),
    (3, 25),
    (4, 13),
    (4, 2),
    (3, 22),
    (4, 10),
    (3, 30),
    (4, 17),
    (4, 7),
    (3, 27),
];

/// The first working day after that one; the day itself at the end of the calendar.
pub(crate) fn next_working_day(day: Date) -> Date {
    let mut candidate = day;
    while let Ok(tomorrow) = candidate.tomorrow() {
        candidate = tomorrow;
        if is_working_day(candidate) {
            return candidate;
        }
    }
    day
}

fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !HOLIDAYS.contains(&(day.month(), day.day()))
        && easter_monday(day.year()) != Some(day)
}

/// Easter is the Sunday after the full moon.
fn easter_monday(year: i16) -> Option<Date> {
    let place = usize::try_from(year.rem_euclid(19)).ok()?;
    let (month, day) = *PASCHAL_MOONS.get(place)?;
    date(year, month, day).nth_weekday(1, Weekday::Sunday).ok()?.tomorrow().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_working_day_skips_weekends_and_holidays() {
        let table = [
            // A Monday; a Friday.
            (date(2026, 11, 23), date(2026, 11, 24)),
            (date(2026, 11, 20), date(2026, 11, 23)),
            // Christmas Eve on a Thursday: two holidays, then a Sunday.
            (date(2026, 12, 24), date(2026, 12, 28)),
            // Holy Saturday: Easter Sunday, Easter Monday.
            (date(2026, 4, 4), date(2026, 4, 7)),
            (date(2027, 1, 5), date(2027, 1, 7)),
        ];
        for (day, next) in table {
            assert_eq!(next_working_day(day), next, "after {day}");
        }
    }

    #[test]
    fn easter_mondays_fall_where_the_calendars_print_them() {
        for monday in [
            date(2000, 4, 24),
            date(2019, 4, 22),
            date(2024, 4, 1),
            date(2025, 4, 21),
            date(2026, 4, 6),
            date(2027, 3, 29),
            date(2038, 4, 26),
        ] {
            assert_eq!(easter_monday(monday.year()), Some(monday));
        }
    }
}
