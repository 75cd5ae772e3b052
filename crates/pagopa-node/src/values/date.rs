//! Dates and instants (`xsd:date`, `xsd:dateTime`).
//!
//! A date may carry a time zone: the day written is the day meant, so the zone is dropped. An
//! instant without a zone is what a clock in Rome shows: the pagoPA platform lives there. When that
//! clock jumps (last Sunday of March) or repeats an hour (last Sunday of October), the reading is
//! the usual one: past the gap by as much as it is wide, the first of the two.
//!
//! Absent on purpose: years before 1 and after 9999, the hour 24 and leap seconds, which no system
//! of the platform writes; blanks around the value, which the common validators refuse although
//! the standard drops them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::record::{DecodeReason, Scalar, Schema};

/// The first instant of the year 1: XSD 1.0 has no year 0.
const FIRST_SECOND: i64 = -62_135_596_800;

impl Scalar for Date {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let read = || {
            let mut cursor = Cursor(text);
            let date = cursor.date()?;
            cursor.zone()?;
            cursor.0.is_empty().then_some(date)
        };
        read().ok_or(DecodeReason::NotDate)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:date".to_owned()
    }
}

impl Scalar for Timestamp {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let read = || {
            let mut cursor = Cursor(text);
            let civil = cursor.date_time()?;
            let zone = cursor.zone()?;
            let instant = if cursor.0.is_empty() { instant(civil, zone) } else { None };
            instant.filter(|it| it.as_second() >= FIRST_SECOND)
        };
        read().ok_or(DecodeReason::NotDateTime)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:dateTime".to_owned()
    }
}

fn instant(civil: DateTime, zone: Zone) -> Option<Timestamp> {
    let zone = match zone {
        Zone::Offset(offset) => offset.to_time_zone(),
        Zone::Unsaid => TimeZone::get("Europe/Rome").ok()?,
    };
    zone.to_ambiguous_timestamp(civil).compatible().ok()
}

#[derive(Clone, Copy)]
enum Zone {
    Offset(Offset),
    Unsaid,
}

/// What is still to be read of a date.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4)?;
        self.literal('-')?;
        let month = self.digits(2)?;
        self.literal('-')?;
        let day = self.digits(2)?;
        if year == 0 {
            return None;
        }
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    fn date_time(&mut self) -> Option<DateTime> {
        let date = self.date()?;
        self.literal('T')?;
        let hour = self.digits(2)?;
        self.literal(':')?;
        let minute = self.digits(2)?;
        self.literal(':')?;
        let second = self.digits(2)?;
        let nanosecond = if self.literal('.').is_some() { self.fraction()? } else { 0 };
        let time = Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second).ok()?,
            nanosecond,
        );
        Some(date.to_datetime(time.ok()?))
    }

    /// Digits after the ninth are smaller than anything we can hold, and are dropped.
    fn fraction(&mut self) -> Option<i32> {
        let end = self.0.bytes().position(|it| !it.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at_checked(end)?;
        if digits.is_empty() {
            return None;
        }
        self.0 = rest;
        let nanoseconds: String = digits.chars().chain("00000000".chars()).take(9).collect();
        nanoseconds.parse().ok()
    }

    /// `Z`, an offset of at most fourteen hours, or nothing.
    fn zone(&mut self) -> Option<Zone> {
        if self.0.is_empty() {
            return Some(Zone::Unsaid);
        }
        if self.literal('Z').is_some() {
            return Some(Zone::Offset(Offset::UTC));
        }
        let sign = if self.literal('-').is_some() { -1 } else { self.literal('+').map(|()| 1)? };
        let hours = i32::from(self.digits(2)?);
        self.literal(':')?;
        let minutes = i32::from(self.digits(2)?);
        let total = hours.checked_mul(60)?.checked_add(minutes)?;
        if minutes > 59 || total > 14 * 60 {
            return None;
        }
        Offset::from_seconds(total.checked_mul(60)?.checked_mul(sign)?).ok().map(Zone::Offset)
    }

    fn digits(&mut self, count: usize) -> Option<i16> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn literal(&mut self, character: char) -> Option<()> {
        self.0 = self.0.strip_prefix(character)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_day_written_whatever_its_zone() {
        let table = [
            ("2026-12-16", Some("2026-12-16")),
            ("2026-12-16Z", Some("2026-12-16")),
            ("2026-12-16+02:00", Some("2026-12-16")),
            ("2026-12-16-14:00", Some("2026-12-16")),
            ("2024-02-29", Some("2024-02-29")),
            ("0001-01-01", Some("0001-01-01")),
            ("9999-12-31", Some("9999-12-31")),
            ("2026-02-29", None),
            ("0000-01-01", None),
            ("-2026-01-01", None),
            ("+2026-01-01", None),
            ("12026-01-01", None),
            ("2026-1-01", None),
            ("2026-13-01", None),
            ("2026-12-16+14:01", None),
            ("2026-12-16+13:60", None),
            ("2026-12-16+0200", None),
            ("2026-12-16z", None),
            ("2026-12-16ZZ", None),
            ("2026-12-16 ", None),
            ("2026-12-16T00:00:00", None),
            ("16/12/2026", None),
            ("٢٠٢٦-12-16", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = Date::parse_text(text).ok().map(|it| it.to_text().into_owned());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_instant_without_a_zone_is_the_time_of_rome() {
        let table = [
            ("2026-07-01T10:15:30", Some("2026-07-01T08:15:30Z")),
            ("2026-01-01T10:15:30", Some("2026-01-01T09:15:30Z")),
            ("2026-07-01T10:15:30Z", Some("2026-07-01T10:15:30Z")),
            ("2026-07-01T10:15:30+02:00", Some("2026-07-01T08:15:30Z")),
            ("2026-07-01T10:15:30-00:30", Some("2026-07-01T10:45:30Z")),
            ("2026-07-01T10:15:30.5", Some("2026-07-01T08:15:30.5Z")),
            ("2026-07-01T10:15:30.1234567899Z", Some("2026-07-01T10:15:30.123456789Z")),
            // Summer time begins: the clock goes from 2 to 3, and half past two is half past three.
            ("2026-03-29T01:59:59", Some("2026-03-29T00:59:59Z")),
            ("2026-03-29T02:30:00", Some("2026-03-29T01:30:00Z")),
            ("2026-03-29T03:00:00", Some("2026-03-29T01:00:00Z")),
            // Summer time ends: the hour from 2 to 3 happens twice, the first is meant.
            ("2026-10-25T02:30:00", Some("2026-10-25T00:30:00Z")),
            ("2026-10-25T03:00:00", Some("2026-10-25T02:00:00Z")),
            ("2026-07-01T24:00:00", None),
            ("2026-07-01T23:59:60", None),
            ("2026-07-01T10:15", None),
            ("2026-07-01T10:15:30.", None),
            ("2026-07-01t10:15:30", None),
            ("2026-07-01 10:15:30", None),
            ("2026-07-01", None),
            ("0001-01-01T00:00:00", None),
            ("9999-12-31T23:59:59-14:00", None),
        ];
        for (text, expected) in table {
            let read = Timestamp::parse_text(text).ok().map(|it| it.to_text().into_owned());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
