//! What a list is asked for: by its address, where nothing personal stands.

use iuvo_app::{
    debt_positions::{Direction, Place, Selection, SortBy},
    rome,
};
use iuvo_domain::{DebtPositionId, directory::WorkspaceProfile};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use uuid::Uuid;

use super::words::State;
use crate::backoffice::days::day_in;

/// The query of a list, as it was written.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters(Vec<(String, String)>);

/// The fields of a span of days: from, to, and both at once.
const SPANS: [(&str, &str, &str); 3] = [
    ("scadenza_dal", "scadenza_al", "scadenza_il"),
    ("pagata_dal", "pagata_al", "pagata_il"),
    ("creata_dal", "creata_al", "creata_il"),
];
/// What narrows a list, in the order of the form.
const NARROWING: [&str; 12] = [
    "cerca",
    "stato",
    "servizio",
    "scadenza_dal",
    "scadenza_al",
    "scadenza_il",
    "pagata_dal",
    "pagata_al",
    "pagata_il",
    "creata_dal",
    "creata_al",
    "creata_il",
];
/// Longest query that is read, and most pairs.
const LONGEST: usize = 2_000;

/// A date that cannot be read: the field of the form where it is corrected, and what was written.
pub(super) struct WrongDate {
    pub(super) field: &'static str,
    pub(super) written: String,
}

impl Filters {
    pub(super) fn read(query: Option<&str>) -> Self {
        let query = query.filter(|it| it.len() <= LONGEST).unwrap_or_default();
        Self(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    /// The first value of a field, without blanks around.
    pub(super) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|it| it.0 == name && it.1 == value)
    }

    /// The fields that narrow the list and have a value.
    pub(super) fn narrowing(&self) -> impl Iterator<Item = (&str, &str)> {
        let used = self.0.iter().filter(|it| NARROWING.contains(&it.0.as_str()));
        used.map(|it| (it.0.as_str(), it.1.trim())).filter(|it| !it.1.is_empty())
    }

    /// The query without some fields and with others: of what narrows and sorts, nothing else.
    pub(super) fn with(&self, without: &[(&str, Option<&str>)], others: &[(&str, &str)]) -> String {
        let goes = |name: &str, value: &str| {
            without.iter().any(|it| it.0 == name && it.1.is_none_or(|it| it == value))
        };
        let sorted = ["ordina", "verso"].into_iter().map(|it| (it, self.value(it)));
        let kept = self.narrowing().chain(sorted.filter(|it| !it.1.is_empty()));
        let all: Vec<_> =
            kept.filter(|it| !goes(it.0, it.1)).chain(others.iter().copied()).collect();
        let query = serde_urlencoded::to_string(all).unwrap_or_default();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    pub(super) fn sort(&self) -> (SortBy, Direction) {
        let by = match self.value("ordina") {
            "scadenza" => SortBy::DueDate,
            "importo" => SortBy::Amount,
            "nome" => SortBy::Name,
            _ => SortBy::Entry,
        };
        let direction = match (self.value("verso"), by) {
            ("crescente", _) => Direction::Ascending,
            ("decrescente", _) | (_, SortBy::Entry) => Direction::Descending,
            _ => Direction::Ascending,
        };
        (by, direction)
    }

    pub(super) fn place(&self) -> Place {
        let id = |name| Uuid::parse_str(self.value(name)).ok().map(DebtPositionId::new);
        match (id("dopo"), id("prima")) {
            (Some(id), _) => Place::After(id),
            (None, Some(id)) => Place::Before(id),
            (None, None) => Place::First,
        }
    }

    /// Which positions are meant, but for what is sought; and the dates that cannot be read, which
    /// narrow nothing.
    pub(super) fn selection(
        &self,
        profile: &WorkspaceProfile,
        today: Date,
    ) -> (Selection, Vec<WrongDate>) {
        let states = self.narrowing().filter(|it| it.0 == "stato");
        let states = states.filter_map(|it| State::from_code(it.1));
        let codes: Vec<&str> =
            self.narrowing().filter(|it| it.0 == "servizio").map(|it| it.1).collect();
        let services = profile.services.iter().filter(|it| codes.contains(&it.code.as_str()));
        let mut wrong = Vec::new();
        let [due, paid, entered] = SPANS.map(|it| self.days(it, today, &mut wrong));
        let selection = Selection {
            standings: states.flat_map(State::standings).collect(),
            services: (!codes.is_empty()).then(|| services.map(|it| it.id).collect()),
            sought: None,
            // A due date stands in UTC: its day is the civil one. The others are instants.
            due: due.and_then(|it| instants(it, &TimeZone::UTC)),
            paid: paid.and_then(|it| instants(it, &rome())),
            entered: entered.and_then(|it| instants(it, &rome())),
        };
        (selection, wrong)
    }

    /// The days from which to which; none if neither is said.
    fn days(
        &self,
        (from, to, on): (&'static str, &'static str, &'static str),
        today: Date,
        wrong: &mut Vec<WrongDate>,
    ) -> Option<(Date, Date)> {
        let mut read = |field: &str, place: &'static str| {
            let written = self.value(field);
            let day = day_of(field, written, today);
            if day.is_none() && !written.is_empty() {
                wrong.push(WrongDate { field: place, written: written.to_owned() });
            }
            day
        };
        // The form has no field for both days at once.
        if let Some(day) = read(on, from) {
            return Some((day, day));
        }
        match (read(from, from), read(to, to)) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(Date::constant(1970, 1, 1)), to.unwrap_or(LAST))),
        }
    }
}

const LAST: Date = Date::constant(9998, 12, 31);

/// The day that a field means: `7g` is ahead where a span ends.
pub(super) fn day_of(field: &str, written: &str, today: Date) -> Option<Date> {
    let ends = SPANS.iter().any(|it| it.1 == field);
    day_in(written, today, if ends { 1 } else { -1 })
}

/// From the first instant of a day to the last one of another.
fn instants((from, to): (Date, Date), zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let from = from.to_zoned(zone.clone()).ok()?.timestamp();
    let last = Time::constant(23, 59, 59, 999_999_000);
    let to = to.to_datetime(last).to_zoned(zone.clone()).ok()?.timestamp();
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_narrows_and_sorts_and_nothing_else() {
        let filters = Filters::read(Some(
            "stato=valida&stato=bozza&servizio=&ordina=nome&dopo=1&altro=2&scadenza_dal=oggi",
        ));
        let kept = "?stato=valida&stato=bozza&scadenza_dal=oggi&ordina=nome";
        assert_eq!(filters.with(&[], &[]), kept);
        let without = filters.with(&[("stato", Some("bozza")), ("ordina", None)], &[("dopo", "x")]);
        assert_eq!(without, "?stato=valida&scadenza_dal=oggi&dopo=x");
        assert_eq!(Filters::read(Some("%ff=%ff&a")).with(&[], &[]), "");
    }
}
