//! Date-times without a zone, as GPD reads and writes them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A date and time of GPD: no zone on the wire, UTC by definition.
///
/// Read: `yyyy-MM-ddTHH:mm`, with optional seconds, an optional fraction of up to nine digits and
/// an optional final `Z`, which is dropped; any other offset is refused. Written: always with
/// seconds, with the fraction only when it is not zero and without its trailing zeros, never with
/// `Z`. Both are what Jackson does with a `LocalDateTime` when nobody configures it, as in GPD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GpdDateTime(DateTime);

/// The text is not a date-time of the form `yyyy-MM-ddTHH:mm[:ss[.fraction]][Z]`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a date-time of the form yyyy-MM-ddTHH:mm[:ss[.fraction]][Z]")]
pub struct DateTimeError(String);

impl GpdDateTime {
    /// Wraps a civil date-time that is already in UTC.
    pub const fn new(utc: DateTime) -> Self {
        Self(utc)
    }

    /// The civil date-time, in UTC.
    pub const fn civil(self) -> DateTime {
        self.0
    }

    /// The date-time of an instant.
    pub fn from_timestamp(instant: Timestamp) -> Self {
        Self(TimeZone::UTC.to_datetime(instant))
    }

    /// The instant of this date-time; none in the last hours of the year 9999, which bodies do
    /// write to mean "never" and an instant cannot represent.
    pub fn to_timestamp(self) -> Option<Timestamp> {
        TimeZone::UTC.to_timestamp(self.0).ok()
    }

    /// Reads one of the accepted forms; surrounding white space is ignored, as Jackson does.
    pub fn parse(text: &str) -> Result<Self, DateTimeError> {
        let trimmed = text.trim();
        let marked = trimmed.as_bytes().get(10) == Some(&b'T');
        let local = trimmed.strip_suffix('Z').filter(|_| marked).unwrap_or(trimmed);
        civil_from(local).map(Self).ok_or_else(|| DateTimeError(text.to_owned()))
    }
}

/// `yyyy-MM-ddTHH:mm[:ss[.fraction]]`, the form of `ISO_LOCAL_DATE_TIME`.
fn civil_from(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(['T', 't'])?;
    let mut days = date.split('-');
    let year = i16::try_from(digits(days.next()?, 4)?).ok()?;
    let (month, day) = (two_digits(days.next()?)?, two_digits(days.next()?)?);
    let mut hours = time.split(':');
    let (hour, minute) = (two_digits(hours.next()?)?, two_digits(hours.next()?)?);
    let (second, nanosecond) = match hours.next() {
        Some(seconds) => second_and_fraction(seconds)?,
        None => (0, 0),
    };
    if days.next().is_some() || hours.next().is_some() {
        return None;
    }
    DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()
}

fn second_and_fraction(text: &str) -> Option<(i8, i32)> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, ""));
    Some((two_digits(second)?, digits(&format!("{fraction:0<9}"), 9)?))
}

fn two_digits(text: &str) -> Option<i8> {
    i8::try_from(digits(text, 2)?).ok()
}

fn digits(text: &str, len: usize) -> Option<i32> {
    let all_digits = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}

impl fmt::Display for GpdDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for GpdDateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for GpdDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GpdDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_that_gpd_reads_is_written_in_its_canonical_form() {
        let cases = [
            ("2026-05-28T10:30", "2026-05-28T10:30:00"),
            ("2026-05-28T10:30:15", "2026-05-28T10:30:15"),
            ("2026-05-28T10:30:15Z", "2026-05-28T10:30:15"),
            ("2026-05-28T10:30:15.000Z", "2026-05-28T10:30:15"),
            ("2026-05-28T10:30:15.120Z", "2026-05-28T10:30:15.12"),
            ("2026-05-28T10:30:15.123456789", "2026-05-28T10:30:15.123456789"),
            ("2026-05-28T10:30:15.", "2026-05-28T10:30:15"),
            ("2026-05-28t10:30:15", "2026-05-28T10:30:15"),
            (" 2026-05-28T10:30:15 ", "2026-05-28T10:30:15"),
            ("2024-02-29T23:59:59", "2024-02-29T23:59:59"),
            ("9999-12-31T23:59:59", "9999-12-31T23:59:59"),
        ];
        for (read, written) in cases {
            assert_eq!(GpdDateTime::parse(read).unwrap().to_string(), written, "{read}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let cases = [
            "",
            "2026-05-28",
            "2026-05-28 10:30:15",
            "2026-05-28T10:30:15+02:00",
            "2026-05-28T10:30:15+00:00",
            "2026-05-28t10:30:15Z",
            "2026-05-28T10:30:15z",
            "2026-05-28T10:30:15.1234567890",
            "2026-05-28T10:30:15.1.2",
            "2026-05-28T10:30:60",
            "2026-05-28T24:00:00",
            "2026-05-28T10:3",
            "2026-05-28T10",
            "2026-05-28T10:30:15:16",
            "2026-05-28-01T10:30:15",
            "2026-02-30T10:30:15",
            "2025-02-29T10:30:15",
            "26-05-28T10:30:15",
            "+026-05-28T10:30:15",
            "28/05/2026",
        ];
        for text in cases {
            assert_eq!(GpdDateTime::parse(text), Err(DateTimeError(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_instant_and_its_date_time_are_the_same_in_utc() {
        let instant: Timestamp = "2026-05-28T10:30:15.5Z".parse().unwrap();
        let date_time = GpdDateTime::from_timestamp(instant);
        assert_eq!(date_time.to_string(), "2026-05-28T10:30:15.5");
        assert_eq!(date_time.to_timestamp(), Some(instant));
        assert_eq!(GpdDateTime::parse("9999-12-31T23:59:59").unwrap().to_timestamp(), None);
    }

    #[test]
    fn json_carries_a_plain_string() {
        let date_time = GpdDateTime::parse("2026-05-28T10:30:15Z").unwrap();
        let json = serde_json::to_string(&date_time).unwrap();
        assert_eq!(json, r#""2026-05-28T10:30:15""#);
        assert_eq!(serde_json::from_str::<GpdDateTime>(&json).unwrap(), date_time);
        assert!(serde_json::from_str::<GpdDateTime>(r#""yesterday""#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            year in 0_i16..=9999, month in 1_i8..=12, day in 1_i8..=28, hour in 0_i8..=23,
            minute in 0_i8..=59, second in 0_i8..=59, nanosecond in 0_i32..=999_999_999,
        ) {
            let civil = DateTime::new(year, month, day, hour, minute, second, nanosecond).unwrap();
            let date_time = GpdDateTime::new(civil);
            prop_assert_eq!(GpdDateTime::parse(&date_time.to_string()), Ok(date_time));
        }

        #[test]
        fn any_text_is_read_or_refused_with_itself(text in "[0-9T:.Z+ -]{0,30}|\\PC*") {
            let read = GpdDateTime::parse(&text);
            prop_assert!(read.is_ok() || read == Err(DateTimeError(text)));
        }
    }
}
