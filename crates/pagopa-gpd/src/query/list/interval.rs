//! Intervals of dates, completed and bounded.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::app_error::AppError;
use crate::date_time::GpdDateTime;
use crate::problem::ProblemJson;

/// The longest interval of dates, in whole days: GPD's default.
pub const MAX_DAYS: i64 = 30;

const FIRST_NANOSECOND: Time = Time::midnight();
const LAST_NANOSECOND: Time = Time::constant(23, 59, 59, 999_999_999);

/// An interval of date-times, both bounds included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first instant.
    pub from: GpdDateTime,
    /// The last instant.
    pub to: GpdDateTime,
}

impl Interval {
    /// Puts a missing bound [`MAX_DAYS`] away from the other one, at the edge of its day, and
    /// refuses an interval inverted or longer than that.
    pub(super) fn complete(
        from: Option<DateTime>,
        to: Option<DateTime>,
    ) -> Result<Option<Self>, ProblemJson> {
        let span = MAX_DAYS.days();
        let (from, to) = match (from, to) {
            (None, None) => return Ok(None),
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => {
                (from, from.date().saturating_add(span).to_datetime(LAST_NANOSECOND))
            }
            (None, Some(to)) => (to.date().saturating_sub(span).to_datetime(FIRST_NANOSECOND), to),
        };
        let days = whole_days(from, to);
        if from > to || days > MAX_DAYS {
            return Err(AppError::NotRecoverable { from, to, days, max_days: MAX_DAYS }.problem());
        }
        Ok(Some(Self { from: GpdDateTime::new(from), to: GpdDateTime::new(to) }))
    }
}

/// Reads a date as the beginning of its day.
pub(super) fn start_of_day(text: &str) -> Option<DateTime> {
    date(text).map(|date| date.to_datetime(FIRST_NANOSECOND))
}

/// Reads a date as the end of its day.
pub(super) fn end_of_day(text: &str) -> Option<DateTime> {
    date(text).map(|date| date.to_datetime(LAST_NANOSECOND))
}

fn date(text: &str) -> Option<Date> {
    let midnight = GpdDateTime::parse(&format!("{text}T00:00")).ok()?;
    Some(midnight.civil().date())
}

/// The whole days from one date-time to another, rounded towards zero.
fn whole_days(from: DateTime, to: DateTime) -> i64 {
    from.duration_until(to).as_hours().checked_div(24).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(from: Option<&str>, to: Option<&str>) -> Result<Option<Interval>, String> {
        let from = from.map(|text| start_of_day(text).unwrap());
        let to = to.map(|text| end_of_day(text).unwrap());
        Interval::complete(from, to).map_err(|problem| problem.detail)
    }

    fn interval(from: &str, to: &str) -> Interval {
        let bound = |text| GpdDateTime::parse(text).unwrap();
        Interval { from: bound(from), to: bound(to) }
    }

    #[test]
    fn no_bound_is_no_interval() {
        assert_eq!(Interval::complete(None, None), Ok(None));
    }

    #[test]
    fn a_missing_bound_is_thirty_days_away() {
        assert_eq!(
            complete(Some("2026-01-31"), None),
            Ok(Some(interval("2026-01-31T00:00:00", "2026-03-02T23:59:59.999999999")))
        );
        assert_eq!(
            complete(None, Some("2026-03-02")),
            Ok(Some(interval("2026-01-31T00:00:00", "2026-03-02T23:59:59.999999999")))
        );
    }

    #[test]
    fn thirty_whole_days_and_their_last_day_are_the_longest_interval() {
        assert!(complete(Some("2026-05-01"), Some("2026-05-31")).is_ok());
        assert!(complete(Some("2026-05-01"), Some("2026-05-01")).is_ok());
        assert_eq!(
            complete(Some("2026-05-01"), Some("2026-06-01")),
            Err(
                "Debt positions cannot be recovered. Verify that due_date_to >= due_date_from and \
                 that the interval between the two dates not exceed the maximum number of days \
                 allowed [due_date_from= 2026-05-01T00:00, \
                 due_date_to= 2026-06-01T23:59:59.999999999, days_between_from_to= 31, \
                 max_days_interval= 30]"
                    .to_owned()
            )
        );
    }

    #[test]
    fn an_inverted_interval_is_refused_with_negative_days() {
        let refused = complete(Some("2026-05-10"), Some("2026-05-05")).unwrap_err();
        assert!(refused.contains("days_between_from_to= -4,"), "{refused}");
    }

    #[test]
    fn a_missing_bound_never_leaves_the_calendar() {
        assert_eq!(
            complete(Some("9999-12-31"), None),
            Ok(Some(interval("9999-12-31T00:00:00", "9999-12-31T23:59:59.999999999")))
        );
    }
}
