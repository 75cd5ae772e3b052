//! Constraints on one field at a time, with the meaning that Bean Validation gives them.
//!
//! Every check reports and goes on: a value that comes back may be one that was reported, and
//! [`Violations::conclude`] is where it stops.
//!
//! `null` violates only "is required"; lengths count UTF-16 units; a text is blank when it holds
//! nothing but characters up to the space.

use crate::problem::ProblemJson;

/// How many violations an answer tells: a body of a few bytes must not earn a long answer.
const MAX_TOLD: usize = 100;

/// The violations found so far, in order.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<String>);

impl Violations {
    /// Turns a checked value into the answer: the value, if nothing was violated.
    pub(super) fn conclude<T>(self, checked: Option<T>) -> Result<T, ProblemJson> {
        match checked {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(ProblemJson::bad_request(self.0.join(", "))),
        }
    }
}

/// An object being checked: where it is, and where its violations go.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    violations: &'a mut Violations,
    prefix: String,
}

impl<'a> Scope<'a> {
    /// The outermost object.
    pub(super) fn root(violations: &'a mut Violations) -> Self {
        Self { violations, prefix: String::new() }
    }

    /// The object at a step from this one: a field, or an element of a list.
    pub(super) fn inside(&mut self, step: &str) -> Scope<'_> {
        let prefix = format!("{}{step}.", self.prefix);
        Scope { violations: self.violations, prefix }
    }

    /// Checks every element of a list; the whole is good if each one is.
    pub(super) fn each<T, U>(
        &mut self,
        field: &str,
        list: Vec<T>,
        check: impl Fn(&mut Scope<'_>, T) -> Option<U>,
    ) -> Option<Vec<U>> {
        let checked: Vec<Option<U>> = list
            .into_iter()
            .enumerate()
            .map(|(index, element)| check(&mut self.inside(&format!("{field}[{index}]")), element))
            .collect();
        checked.into_iter().collect()
    }

    /// Reports a violation unless the field is good.
    pub(super) fn check(&mut self, good: bool, field: &str, message: &str) {
        if !good && self.violations.0.len() < MAX_TOLD {
            self.violations.0.push(format!("{}{field}: {message}", self.prefix));
        }
    }

    /// A field that must be there.
    pub(super) fn required<T>(
        &mut self,
        field: &str,
        value: Option<T>,
        message: &str,
    ) -> Option<T> {
        self.check(value.is_some(), field, message);
        value
    }

    /// A text that must be there and not be blank.
    pub(super) fn not_blank<T: AsRef<str>>(
        &mut self,
        field: &str,
        value: Option<T>,
        message: &str,
    ) -> Option<T> {
        let blank = |text: &str| text.chars().all(|character| character <= ' ');
        let good = value.as_ref().is_some_and(|text| !blank(text.as_ref()));
        self.check(good, field, message);
        value
    }

    /// A text, if any, of at most 140 characters: the measure of most texts of the Node.
    pub(super) fn at_most_140(&mut self, field: &str, value: Option<&str>) {
        self.length(field, value, (0, 140), "size must be between 0 and 140");
    }

    /// A text, if any, whose length is between two bounds.
    pub(super) fn length(
        &mut self,
        field: &str,
        value: Option<&str>,
        (least, most): (usize, usize),
        message: &str,
    ) {
        let length = value.map(|text| text.encode_utf16().count());
        let good = length.is_none_or(|length| (least..=most).contains(&length));
        self.check(good, field, message);
    }

    /// A text, if any, of two capital letters.
    pub(super) fn two_capitals(&mut self, field: &str, value: Option<&str>, message: &str) {
        let capital = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        self.check(value.is_none_or(capital), field, message);
    }

    /// An amount that must be there and be at least one cent.
    pub(super) fn amount(&mut self, value: Option<i64>) -> Option<i64> {
        let amount = self.required("amount", value, "amount is required");
        self.check(amount.is_none_or(|cents| cents >= 1), "amount", "minimum amount is 1 eurocent");
        amount
    }
}
