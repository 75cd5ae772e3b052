//! One parameter at a time, converted as Spring does.

use std::str::FromStr;

use crate::problem::ProblemJson;

/// The decoded pairs of a query string, with GPD's rules: the first of two homonyms counts, an
/// empty value is as good as none, unknown names are ignored.
pub(crate) struct Parameters<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl<'a> Parameters<'a> {
    /// Whether the name appears at all, even without a value.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| *known == name)
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == name)?;
        if value.trim().is_empty() { None } else { Some(*value) }
    }

    /// The value of a parameter, read by `read`; what it cannot read is a 400.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ProblemJson> {
        self.get(name).map(|value| read(value).ok_or_else(|| mismatch(value, name))).transpose()
    }

    /// The value of a parameter that is one of a list of words.
    pub(crate) fn word<T: FromStr>(&self, name: &str) -> Result<Option<T>, ProblemJson> {
        self.read(name, |value| value.trim().parse().ok())
    }
}

fn mismatch(value: &str, name: &str) -> ProblemJson {
    ProblemJson::bad_request(format!("Invalid value {value} for property {name}"))
}

/// The parameter `toPublish` of POST and PUT: absent means false.
///
/// The words are those of Spring: true, on, yes, 1 and false, off, no, 0, in any case.
pub fn to_publish(pairs: &[(&str, &str)]) -> Result<bool, ProblemJson> {
    let read = Parameters(pairs).read("toPublish", |value| {
        match value.trim().to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Some(true),
            "false" | "off" | "no" | "0" => Some(false),
            _ => None,
        }
    })?;
    Ok(read.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_publish_is_false_unless_asked() {
        let cases = [("", false), ("true", true), ("TRUE", true), ("1", true), ("false", false)];
        for (value, expected) in cases {
            assert_eq!(to_publish(&[("toPublish", value)]), Ok(expected), "{value}");
        }
        assert_eq!(to_publish(&[("other", "true")]), Ok(false));
    }

    #[test]
    fn of_two_homonyms_the_first_counts() {
        assert_eq!(to_publish(&[("toPublish", "true"), ("toPublish", "false")]), Ok(true));
    }

    #[test]
    fn a_value_of_another_type_is_refused_by_name() {
        let refused = to_publish(&[("toPublish", "maybe")]).unwrap_err();
        assert_eq!(refused.title, "BAD REQUEST");
        assert_eq!(refused.detail, "Invalid value maybe for property toPublish");
    }
}
