//! Dates as Italian notices print them.

use jiff::civil::{Date, DateTime};

/// `31/12/2024`
pub(super) fn date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `31/12/2024 alle 09:05:07`
pub(super) fn date_time(at: DateTime) -> String {
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{} alle {hour:02}:{minute:02}:{second:02}", date(at.date()))
}
