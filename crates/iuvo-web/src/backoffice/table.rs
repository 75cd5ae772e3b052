//! A table of a page: dense on a desk, cards on a telephone.

use crate::pages::thousands;

/// Rows on a page of a table that goes on.
const ON_A_PAGE: usize = 50;
/// Rows that are read for it: one more tells whether there is a next page.
pub(super) const READ_FOR_A_PAGE: i64 = 51;

/// Leaves the rows of one page; says whether there are more.
pub(super) fn cut<T>(rows: &mut Vec<T>) -> bool {
    let has_more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    has_more
}

/// How many there are: `1.234`.
pub(super) fn count(it: i64) -> String {
    thousands(usize::try_from(it).unwrap_or_default())
}

/// A table, or why there is none.
pub(super) struct Table {
    /// What it is a table of.
    pub(super) caption: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What is said where there are no rows.
    pub(super) empty: String,
}

/// A place of a table.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) leads_to: Option<String>,
    /// What a link is about, for who hears it without its row.
    pub(super) about: String,
    /// How it is written: `iv-money`, `iv-number`.
    pub(super) class: &'static str,
    /// Its language, if it is not that of the page.
    pub(super) language: &'static str,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), leads_to: None, about: String::new(), class: "", language: "" }
    }

    /// A text for machines and those who program them.
    pub(super) fn english(text: impl Into<String>) -> Self {
        Self { language: "en", ..Self::text(text) }
    }

    pub(super) fn money(text: String) -> Self {
        Self { class: "iv-money", ..Self::text(text) }
    }

    /// How many; they stand one below the other as amounts do.
    pub(super) fn count(it: i64) -> Self {
        Self::money(count(it))
    }

    pub(super) fn number(text: impl Into<String>) -> Self {
        Self { class: "iv-number", ..Self::text(text) }
    }

    pub(super) fn link(text: impl Into<String>, leads_to: String) -> Self {
        Self { leads_to: Some(leads_to), ..Self::text(text) }
    }

    /// A link to what can be done with what a row is about.
    pub(super) fn act(text: String, leads_to: String, about: &str) -> Self {
        Self { about: about.to_owned(), ..Self::link(text, leads_to) }
    }
}
