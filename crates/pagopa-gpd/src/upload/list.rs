//! Which uploads are asked for.

use jiff::civil::Date;

use crate::{problem::ProblemJson, query::Parameters};

/// Uploads on a page: what GPD takes, and what it takes for granted.
const SIZES: std::ops::RangeInclusive<i64> = 100..=500;

/// The parameters of the list of uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListQuery {
    /// Received on that day or later.
    pub from: Option<Date>,
    /// Received on that day or before.
    pub to: Option<Date>,
    /// How many at most.
    pub size: i64,
}

impl ListQuery {
    /// Reads the decoded pairs of a query string; the error names the parameter.
    pub fn parse(pairs: &[(&str, &str)]) -> Result<Self, ProblemJson> {
        let parameters = Parameters(pairs);
        let from: Option<Date> = parameters.word("from")?;
        let to: Option<Date> = parameters.word("to")?;
        if from > to && to.is_some() {
            return Err(ProblemJson::bad_request("from: it must not be after to"));
        }
        let size =
            parameters.read("size", |it| it.trim().parse().ok().filter(|it| SIZES.contains(it)))?;
        Ok(Self { from, to, size: size.unwrap_or(*SIZES.start()) })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_size_are_read_or_named() {
        let asked = ListQuery::parse(&[("from", "2026-11-01"), ("size", "500")]).unwrap();
        assert_eq!(asked, ListQuery { from: Some(date(2026, 11, 1)), to: None, size: 500 });
        assert_eq!(ListQuery::parse(&[]).unwrap().size, 100);
        for (pairs, named) in [
            ([("from", "yesterday"), ("to", "")], "from"),
            ([("from", "2026-11-02"), ("to", "2026-11-01")], "from"),
            ([("size", "99"), ("to", "")], "size"),
            ([("size", "501"), ("to", "")], "size"),
        ] {
            assert!(ListQuery::parse(&pairs).unwrap_err().detail.contains(named), "{pairs:?}");
        }
    }
}
