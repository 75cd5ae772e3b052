//! The parameters of the list of positions.

use std::str::FromStr;

use jiff::civil::DateTime;

use super::parameters::Parameters;
use crate::date_time::GpdDateTime;
use crate::problem::ProblemJson;
use crate::v1::PositionStatus;

mod interval;

pub use interval::{Interval, MAX_DAYS};
use interval::{end_of_day, start_of_day};

/// What a list asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// How many positions a page holds: 1 to 50, 10 if not asked.
    pub limit: u32,
    /// Which page, from zero.
    pub page: u32,
    /// Only positions with an option due in the interval, and of those only such options.
    pub due: Option<Interval>,
    /// Only positions paid in the interval.
    pub paid: Option<Interval>,
    /// Only positions in this status.
    pub status: Option<PositionStatus>,
    /// The one key of the order.
    pub order_by: OrderBy,
    /// Its direction.
    pub ordering: Ordering,
}

/// By what a list is ordered. GPD leaves ties to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// When the position was created.
    InsertedDate,
    /// The identifier of the position.
    Iupd,
    /// The status, by the alphabet of its wire spelling.
    Status,
    /// The name of the organization.
    CompanyName,
}

/// Direction of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordering {
    /// From the least to the greatest.
    Ascending,
    /// From the greatest to the least.
    Descending,
}

impl FromStr for OrderBy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "INSERTED_DATE" => Ok(Self::InsertedDate),
            "IUPD" => Ok(Self::Iupd),
            "STATUS" => Ok(Self::Status),
            "COMPANY_NAME" => Ok(Self::CompanyName),
            _ => Err(()),
        }
    }
}

impl FromStr for Ordering {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "ASC" => Ok(Self::Ascending),
            "DESC" => Ok(Self::Descending),
            _ => Err(()),
        }
    }
}

impl ListQuery {
    /// Reads the decoded pairs of a query string.
    ///
    /// Refusals, in GPD's order: the first parameter of a wrong type; limit and page out of range,
    /// together; filters that exclude each other; an interval inverted or longer than [`MAX_DAYS`].
    pub fn parse(pairs: &[(&str, &str)]) -> Result<Self, ProblemJson> {
        let parameters = Parameters(pairs);
        let limit = parameters.read("limit", integer)?.unwrap_or(10);
        let page = parameters.read("page", integer)?.unwrap_or(0);
        let due_from = parameters.read("due_date_from", start_of_day)?;
        let due_to = parameters.read("due_date_to", end_of_day)?;
        let paid_from = parameters.read("payment_date_from", start_of_day)?;
        let paid_to = parameters.read("payment_date_to", end_of_day)?;
        let paid_from_time = parameters.read("payment_date_time_from", date_time)?;
        let paid_to_time = parameters.read("payment_date_time_to", date_time)?;
        let status = parameters.word("status")?;
        let order_by = parameters.word("orderby")?.unwrap_or(OrderBy::InsertedDate);
        let ordering = parameters.word("ordering")?.unwrap_or(Ordering::Descending);
        let (limit, page) = bounded(limit, page)?;
        check_exclusive(&parameters)?;
        let due = Interval::complete(due_from, due_to)?;
        let paid = Interval::complete(paid_from.or(paid_from_time), paid_to.or(paid_to_time))?;
        Ok(Self { limit, page, due, paid, status, order_by, ordering })
    }
}

fn integer(text: &str) -> Option<i32> {
    text.split_whitespace().collect::<String>().parse().ok()
}

fn date_time(text: &str) -> Option<DateTime> {
    GpdDateTime::parse(text).ok().map(GpdDateTime::civil)
}

fn bounded(limit: i32, page: i32) -> Result<(u32, u32), ProblemJson> {
    let mut refusals = Vec::new();
    if limit < 1 {
        refusals.push("getOrganizationDebtPositions.limit: must be greater than 0");
    }
    if limit > 50 {
        refusals.push("getOrganizationDebtPositions.limit: must be less than or equal to 50");
    }
    if page < 0 {
        refusals.push("getOrganizationDebtPositions.page: must be greater than or equal to 0");
    }
    match (refusals.is_empty(), u32::try_from(limit), u32::try_from(page)) {
        (true, Ok(limit), Ok(page)) => Ok((limit, page)),
        _ => Err(ProblemJson::bad_request(refusals.join(", "))),
    }
}

/// Two of the three groups together are refused, even when a parameter has no value.
fn check_exclusive(parameters: &Parameters<'_>) -> Result<(), ProblemJson> {
    let groups = [
        ["due_date_to", "due_date_from"],
        ["payment_date_from", "payment_date_to"],
        ["payment_date_time_from", "payment_date_time_to"],
    ];
    let mentioned = |group: &&[&str; 2]| group.iter().any(|name| parameters.mentions(name));
    if groups.iter().filter(mentioned).count() < 2 {
        return Ok(());
    }
    Err(ProblemJson {
        title: "Exclusive Parameters".to_owned(),
        status: 400,
        // The missing spaces are GPD's.
        detail: "Parameters due_date_to, due_date_from and payment_date_from, \
                 payment_date_toandpayment_date_time_from, payment_date_time_to are mutual \
                 exclusive"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(pairs: &[(&str, &str)]) -> String {
        ListQuery::parse(pairs).unwrap_err().detail
    }

    #[test]
    fn nothing_asked_means_the_first_ten_from_the_newest() {
        let expected = ListQuery {
            limit: 10,
            page: 0,
            due: None,
            paid: None,
            status: None,
            order_by: OrderBy::InsertedDate,
            ordering: Ordering::Descending,
        };
        assert_eq!(ListQuery::parse(&[]), Ok(expected.clone()));
        let empty = ["limit", "page", "due_date_from", "status", "orderby", "ordering", "unknown"];
        assert_eq!(ListQuery::parse(&empty.map(|name| (name, ""))), Ok(expected));
    }

    #[test]
    fn everything_asked_is_read() {
        let query = ListQuery::parse(&[
            ("limit", "50"),
            ("page", "3"),
            ("payment_date_time_from", "2026-05-01T10:00:00"),
            ("payment_date_time_to", "2026-05-02T10:00:00"),
            ("status", "PARTIALLY_PAID"),
            ("orderby", "COMPANY_NAME"),
            ("ordering", "ASC"),
        ])
        .unwrap();
        assert_eq!((query.limit, query.page), (50, 3));
        let paid = query.paid.unwrap();
        assert_eq!(paid.from.to_string(), "2026-05-01T10:00:00");
        assert_eq!(paid.to.to_string(), "2026-05-02T10:00:00");
        assert_eq!(query.status, Some(PositionStatus::PartiallyPaid));
        assert_eq!(query.order_by, OrderBy::CompanyName);
        assert_eq!(query.ordering, Ordering::Ascending);
    }

    #[test]
    fn values_of_another_type_are_refused_by_name() {
        let cases = [
            ("limit", "ten"),
            ("limit", "99999999999"),
            ("page", "1.5"),
            ("due_date_from", "2026-02-30"),
            ("due_date_to", "2026-05-01T10:00:00"),
            ("payment_date_from", "01/05/2026"),
            ("payment_date_to", "today"),
            ("payment_date_time_from", "2026-05-01"),
            ("payment_date_time_to", "x"),
            ("status", "valid"),
            ("status", "UNPAYABLE"),
            ("orderby", "AMOUNT"),
            ("ordering", "desc"),
        ];
        for (name, value) in cases {
            assert_eq!(
                refusal(&[(name, value)]),
                format!("Invalid value {value} for property {name}")
            );
        }
    }

    #[test]
    fn limit_and_page_have_bounds() {
        let limit = "getOrganizationDebtPositions.limit";
        let page = "getOrganizationDebtPositions.page";
        assert_eq!(
            refusal(&[("limit", "51")]),
            format!("{limit}: must be less than or equal to 50")
        );
        assert_eq!(refusal(&[("limit", "0")]), format!("{limit}: must be greater than 0"));
        assert_eq!(
            refusal(&[("limit", "-1"), ("page", "-1")]),
            format!("{limit}: must be greater than 0, {page}: must be greater than or equal to 0")
        );
    }

    #[test]
    fn a_wrong_type_is_told_before_a_wrong_bound_and_that_before_exclusive_filters() {
        let exclusive = [("due_date_from", ""), ("payment_date_to", "")];
        assert_eq!(
            refusal(&[exclusive[0], exclusive[1], ("limit", "51"), ("status", "x")]),
            "Invalid value x for property status"
        );
        assert_eq!(
            refusal(&[exclusive[0], exclusive[1], ("limit", "51")]),
            "getOrganizationDebtPositions.limit: must be less than or equal to 50"
        );
        let refused = ListQuery::parse(&exclusive).unwrap_err();
        assert_eq!(refused.title, "Exclusive Parameters");
        assert_eq!(refused.status, 400);
        assert_eq!(
            refused.detail,
            "Parameters due_date_to, due_date_from and payment_date_from, \
             payment_date_toandpayment_date_time_from, payment_date_time_to are mutual exclusive"
        );
    }

    #[test]
    fn any_two_groups_of_dates_exclude_each_other() {
        let pairs = [
            ("due_date_to", "payment_date_to"),
            ("due_date_from", "payment_date_time_to"),
            ("payment_date_from", "payment_date_time_from"),
        ];
        for (one, other) in pairs {
            let refused = ListQuery::parse(&[(one, ""), (other, "")]).unwrap_err();
            assert_eq!(refused.title, "Exclusive Parameters", "{one} {other}");
        }
    }
}
