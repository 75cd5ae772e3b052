//! What is wrong with a field of a form.

/// What is wrong with a field.
pub(super) struct Defect {
    /// Its name.
    pub(super) field: &'static str,
    /// What is wrong, and what to do.
    pub(super) text: String,
}
