//! Days as people write them in the fields of forms and lists.

use jiff::{ToSpan, civil::Date};

use super::defects::Defect;
use crate::pages::{Texts, short_date};

/// A field of a day: what was written, and the day that is meant.
pub(super) struct DayField {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) is_wrong: bool,
}

impl DayField {
    /// Characters of a value that are shown again.
    const LONGEST: usize = 30;

    /// Shows the day that was read, or what was written if none can be read in it.
    pub(super) fn new(
        (name, label): (&'static str, String),
        written: &str,
        read: Option<Date>,
    ) -> Self {
        match read {
            Some(day) => Self::written(name, label, &short_date(day), false),
            None => Self::written(name, label, written, !written.trim().is_empty()),
        }
    }

    /// Shows another day, unless what was written is to be corrected first.
    pub(super) fn showing(self, day: Date) -> Self {
        if self.is_wrong { self } else { Self { value: short_date(day), ..self } }
    }

    /// Shows what was written.
    pub(super) fn written(
        name: &'static str,
        label: String,
        written: &str,
        is_wrong: bool,
    ) -> Self {
        let value = written.chars().take(Self::LONGEST).collect();
        Self { name, label, value, is_wrong }
    }
}

/// The fields that cannot be read.
pub(super) fn wrong_days(t: &Texts, fields: &[DayField]) -> Vec<Defect> {
    let defect = |it: &DayField| Defect {
        field: it.name.into(),
        text: t.fill("date-wrong", &[("date", &it.value)]),
    };
    fields.iter().filter(|it| it.is_wrong).map(defect).collect()
}

/// A day as people write it: `oggi`, `ieri`, `domani`, `7g` (so many days ago, or ahead), as in
/// Italy, or as browsers send it.
pub(super) fn day_in(text: &str, today: Date, direction: i64) -> Option<Date> {
    let text = text.trim().to_lowercase();
    let moved = |days: i64| today.checked_add(days.days()).ok();
    match text.as_str() {
        "oggi" => return Some(today),
        "ieri" => return moved(-1),
        "domani" => return moved(1),
        _ => (),
    }
    if let Some(days) = text.strip_suffix('g').and_then(|it| it.trim().parse::<u16>().ok()) {
        return moved(i64::from(days).checked_mul(direction)?);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [one, month, other] = parts.as_slice() else { return None };
    let (day, year) = if one.len() == 4 { (other, one) } else { (one, other) };
    let is_written = year.len() == 4 && [day, month].iter().all(|it| (1..=2).contains(&it.len()));
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (is_written && (1970..=9998).contains(&date.year())).then_some(date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let today = date(2026, 11, 22);
        for (text, expected) in [
            ("oggi", Some(today)),
            (" Ieri ", Some(date(2026, 11, 21))),
            ("7g", Some(date(2026, 11, 15))),
            ("01/12/2026", Some(date(2026, 12, 1))),
            ("1/2/2026", Some(date(2026, 2, 1))),
            ("2026-12-01", Some(date(2026, 12, 1))),
            ("31/02/2026", None),
            ("1/1/26", None),
            ("99999999g", None),
            ("", None),
            ("1/1/2026/1", None),
            ("+1/-1/2026", None),
        ] {
            assert_eq!(day_in(text, today, -1), expected, "{text}");
        }
        assert_eq!(day_in("7g", today, 1), Some(date(2026, 11, 29)));
    }
}
