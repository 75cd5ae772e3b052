//! What the log is asked for, by its address.

use iuvo_app::audit::AuditAsked;
use iuvo_domain::audit::{Act, Entry};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

use crate::{
    backoffice::days::{DayField, day_in},
    pages::Texts,
};

/// The query of the log, as it was written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) dal: String,
    pub(super) al: String,
    /// Whose entries, as the log writes its authors.
    pub(super) chi: String,
    /// Of which kind, by its code.
    pub(super) cosa: String,
    /// Before which entry: its moment and number.
    pub(super) prima: String,
}

impl Asked {
    /// The days from which to which, as far as they can be read.
    pub(super) fn days(&self, today: Date) -> (Option<Date>, Option<Date>) {
        (day_in(&self.dal, today, -1), day_in(&self.al, today, -1))
    }

    /// Whether a day was written that cannot be read.
    pub(super) fn is_unreadable(&self, (from, to): (Option<Date>, Option<Date>)) -> bool {
        let is_wrong =
            |written: &str, day: Option<Date>| day.is_none() && !written.trim().is_empty();
        is_wrong(&self.dal, from) || is_wrong(&self.al, to)
    }

    pub(super) fn read(&self, days: (Option<Date>, Option<Date>)) -> AuditAsked {
        AuditAsked {
            days,
            author: Some(self.chi.clone()).filter(|it| !it.is_empty() && !it.contains('\0')),
            act: Act::from_code(&self.cosa),
            before: read_cursor(&self.prima),
        }
    }

    /// The fields of the period. What cannot be read narrows nothing.
    pub(super) fn period(
        &self,
        t: &Texts,
        (from, to): (Option<Date>, Option<Date>),
    ) -> [DayField; 2] {
        [
            DayField::new(("dal", t.say("audit-period-from")), &self.dal, from),
            DayField::new(("al", t.say("audit-period-to")), &self.al, to),
        ]
    }

    /// The query with what narrows the log, from an entry on if one is named.
    pub(super) fn address(&self, before: Option<&Entry>) -> String {
        let cursor = before.map(|it| format!("{}.{}", it.at.as_microsecond(), it.number));
        let all = [
            ("dal", self.dal.as_str()),
            ("al", &self.al),
            ("chi", &self.chi),
            ("cosa", &self.cosa),
            ("prima", cursor.as_deref().unwrap_or_default()),
        ];
        let said: Vec<_> = all.into_iter().filter(|it| !it.1.is_empty()).collect();
        let query = serde_urlencoded::to_string(said).unwrap_or_default();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

fn read_cursor(text: &str) -> Option<(Timestamp, i64)> {
    let (at, number) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, number.parse().ok()?))
}
