//! The taxonomy of collections: which codes may be used on which days.
//!
//! pagoPA publishes a list of codes with their days; a payment under a code that is not in it, or
//! no longer, is not refused by the Node, but by law it must carry a code in force.
//! Absent on purpose: to which bodies a code is meant; pagoPA checks it, and does not enforce it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use pagopa_codes::TransferCategory;

/// A code in a span of days. Code and first day identify it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyEntry {
    /// The bare code: `0101101IM`.
    pub code: String,
    /// Its first day.
    pub valid_from: Date,
    /// Its last day.
    pub valid_to: Date,
    /// For which kind of body.
    pub organization_type: String,
    /// In which area.
    pub area: String,
    /// What is collected.
    pub service: String,
}

/// What the taxonomy says of a category on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryStanding {
    /// It may be used; or the taxonomy has not been imported, and says nothing.
    InForce,
    /// It is not of the list.
    Unknown,
    /// It is of the list, on other days: past or future ones.
    NotOnThatDay,
}

/// The days of each code of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taxonomy {
    spans: BTreeMap<Box<str>, Vec<(Date, Date)>>,
}

impl Taxonomy {
    /// Reads codes with their first and last days.
    pub fn new(entries: impl IntoIterator<Item = (String, Date, Date)>) -> Self {
        let mut spans: BTreeMap<Box<str>, Vec<(Date, Date)>> = BTreeMap::new();
        for (code, first, last) in entries {
            spans.entry(code.into()).or_default().push((first, last));
        }
        Self { spans }
    }

    /// How a category, however it is dressed, stands on that day.
    pub fn standing(&self, category: &TransferCategory, day: Date) -> CategoryStanding {
        if self.spans.is_empty() {
            return CategoryStanding::InForce;
        }
        let Some(spans) = self.spans.get(category.code()) else {
            return CategoryStanding::Unknown;
        };
        if spans.iter().any(|(first, last)| *first <= day && day <= *last) {
            CategoryStanding::InForce
        } else {
            CategoryStanding::NotOnThatDay
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_code_is_in_force_on_its_days() {
        use CategoryStanding::{InForce, NotOnThatDay, Unknown};
        let entry = |code: &str, first, last| (code.to_owned(), first, last);
        let taxonomy = Taxonomy::new([
            entry("0101101IM", date(2021, 1, 1), date(2023, 12, 31)),
            entry("0101101IM", date(2025, 1, 1), date(2080, 1, 1)),
            entry("0201102IM", date(2021, 1, 1), date(2024, 6, 30)),
        ]);
        for (text, day, expected) in [
            ("9/0101101IM/", date(2023, 12, 31), InForce),
            ("0101101IM", date(2024, 1, 1), NotOnThatDay),
            ("9/0101101IM", date(2025, 1, 1), InForce),
            ("9/0101101IM/", date(2020, 12, 31), NotOnThatDay),
            ("9/0201102IM/", date(2024, 6, 30), InForce),
            ("9/0201102IM/", date(2024, 7, 1), NotOnThatDay),
            ("9/0101109AP/", date(2026, 1, 1), Unknown),
            ("TARI", date(2026, 1, 1), Unknown),
        ] {
            let category = text.parse().unwrap();
            assert_eq!(taxonomy.standing(&category, day), expected, "{text} {day}");
            assert_eq!(Taxonomy::default().standing(&category, day), InForce, "{text}");
        }
    }
}
