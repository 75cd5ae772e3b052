//! The name of a body, as somebody searches for it.

/// Words of a name, in any order and case.
pub(crate) struct SoughtName(Vec<String>);

impl SoughtName {
    /// Takes what was typed; nothing is in every name.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether a name in lower case has all the words.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        self.0.iter().all(|it| folded.contains(it.as_str()))
    }
}
