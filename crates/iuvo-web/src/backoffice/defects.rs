//! What is wrong with a field of a form.

use std::borrow::Cow;

/// What is wrong with a field.
pub(super) struct Defect {
    /// Its name.
    pub(super) field: Cow<'static, str>,
    /// What is wrong, and what to do.
    pub(super) text: String,
}

impl Defect {
    /// Whether it is of that field.
    pub(super) fn is_of(&self, field: &str) -> bool {
        self.field == field
    }
}
