//! The query of a page's address, which anybody may have mistyped: it is read leniently, as forms
//! are, and is never answered by anything but the page.

use std::{collections::BTreeMap, convert::Infallible};

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

/// What the query says. A field that comes twice says what it says last; what cannot be read asks
/// for nothing.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> Query<T> {
    fn read(query: &str) -> Self {
        let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let last: BTreeMap<String, String> = fields.into_iter().collect();
        let said = serde_urlencoded::to_string(last).ok();
        Self(said.and_then(|it| serde_urlencoded::from_str(&it).ok()).unwrap_or_default())
    }
}

impl<S: Sync, T: DeserializeOwned + Default> FromRequestParts<S> for Query<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Asked {
        name: String,
        number: usize,
    }

    #[test]
    fn the_last_of_a_field_counts_and_nonsense_asks_for_nothing() {
        let asked = |name: &str, number| Asked { name: name.to_owned(), number };
        for (query, expected) in [
            ("", asked("", 0)),
            ("name=a&number=2&other=x", asked("a", 2)),
            ("name=a&name=%C3%A8+b", asked("è b", 0)),
            ("name=a&number=-1", asked("", 0)),
            ("name=%ff&&=", asked("\u{fffd}", 0)),
        ] {
            assert_eq!(Query::<Asked>::read(query).0, expected, "{query}");
        }
    }
}
