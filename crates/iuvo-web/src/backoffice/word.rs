//! The word that is typed before what cannot be undone, where money is real.

use iuvo_domain::Environment;

use super::{Desk, defects::Defect};
use crate::pages::{Texts, form::Form};

/// A word to be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(&'static str);

impl Word {
    /// The field in which it is typed.
    pub(super) const FIELD: &'static str = "conferma";
    /// Longest text that is taken.
    pub(super) const LONGEST: usize = 20;

    /// That word, in production; elsewhere none is asked for.
    pub(super) fn demanded(desk: &Desk, word: &'static str) -> Option<Self> {
        let is_real = desk.profile.workspace.environment == Environment::Production;
        is_real.then_some(Self(word))
    }

    /// A word, for tests of who asks for one.
    #[cfg(test)]
    pub(super) const fn test(word: &'static str) -> Self {
        Self(word)
    }

    /// What is asked.
    pub(super) fn label(self, t: &Texts) -> String {
        t.fill("word-to-type", &[("word", self.0)])
    }

    /// What is wrong, unless it was typed.
    pub(super) fn defect(self, t: &Texts, form: &Form) -> Option<Defect> {
        let is_right = form.field(Self::FIELD) == self.0;
        let text = || t.fill("word-missing", &[("word", self.0)]);
        (!is_right).then(|| Defect { field: Self::FIELD.into(), text: text() })
    }
}
