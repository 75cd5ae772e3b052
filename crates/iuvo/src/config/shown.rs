//! The effective configuration, as `iuvo config check` shows it: secrets covered, sources named.

use serde::Serialize;

use super::{
    given::{Value, Values},
    keys::{KEYS, Key, Shape},
    secret::mask_url,
};

/// A key with its value.
#[derive(Debug, Serialize)]
pub(crate) struct ShownKey {
    key: &'static str,
    value: String,
    source: &'static str,
}

/// The keys that have a value.
pub(crate) fn shown(values: &Values) -> Vec<ShownKey> {
    KEYS.iter().filter_map(|key| Some(ShownKey::new(key, values.by_key.get(key.name)?))).collect()
}

impl ShownKey {
    fn new(key: &Key, value: &Value) -> Self {
        let texts: Vec<String> = match key.shape {
            Shape::Secret => value.texts.iter().map(|it| mask_url(it)).collect(),
            Shape::Text | Shape::List | Shape::Switch => value.texts.clone(),
        };
        Self { key: key.name, value: texts.join(", "), source: value.source.name() }
    }
}

impl std::fmt::Display for ShownKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {}  ({})", self.key, self.value, self.source)
    }
}
