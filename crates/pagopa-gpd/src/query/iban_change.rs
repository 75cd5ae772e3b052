//! The parameters of the change of accounts.

use super::parameters::Parameters;
use crate::problem::ProblemJson;

/// Most transfers that one call moves, and how many it moves if not asked.
const MAX_TRANSFERS: u16 = 1000;

/// What a change of accounts asks for, besides the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IbanChangeQuery {
    /// The account that is left.
    pub old_iban: String,
    /// How many transfers to move at most: up to 1000, which is also what an absent one means.
    pub limit: u16,
}

impl IbanChangeQuery {
    /// Reads the decoded pairs of a query string; the first refusal that applies is given.
    pub fn parse(pairs: &[(&str, &str)]) -> Result<Self, ProblemJson> {
        let parameters = Parameters(pairs);
        if !parameters.mentions("oldIban") {
            return Err(ProblemJson::bad_request(
                "Required request parameter 'oldIban' for method parameter type String is not \
                 present",
            ));
        }
        let limit = parameters.read("limit", |text| text.trim().parse::<i32>().ok())?;
        let mut refusals = Vec::new();
        let old_iban = parameters.get("oldIban");
        if old_iban.is_none() {
            refusals.push("updateTransferIbanMassive.oldIban: must not be blank");
        }
        let limit = limit.unwrap_or(i32::from(MAX_TRANSFERS));
        if limit > i32::from(MAX_TRANSFERS) {
            refusals.push("updateTransferIbanMassive.limit: must be less than or equal to 1000");
        }
        if limit < 0 {
            refusals.push("updateTransferIbanMassive.limit: must be greater than or equal to 0");
        }
        match (refusals.is_empty(), old_iban, u16::try_from(limit)) {
            (true, Some(old_iban), Ok(limit)) => Ok(Self { old_iban: old_iban.to_owned(), limit }),
            _ => Err(ProblemJson::bad_request(refusals.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_transfers_are_moved_unless_fewer_are_asked() {
        let cases = [(None, 1000), (Some("1000"), 1000), (Some("7"), 7), (Some("0"), 0)];
        for (limit, expected) in cases {
            let limit = limit.map(|it| ("limit", it));
            let pairs: Vec<_> = [("oldIban", "IT01")].into_iter().chain(limit).collect();
            let expected = IbanChangeQuery { old_iban: "IT01".to_owned(), limit: expected };
            assert_eq!(IbanChangeQuery::parse(&pairs), Ok(expected));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[], "oldIban"),
            (&[("oldIban", " ")], "oldIban: must not be blank"),
            (&[("oldIban", "IT"), ("limit", "1001")], "less than or equal to 1000"),
            (&[("oldIban", "IT"), ("limit", "-1")], "greater than or equal to 0"),
            (&[("oldIban", "IT"), ("limit", "x")], "Invalid value x for property limit"),
            (&[("oldIban", ""), ("limit", "1001")], "must not be blank, updateTransfer"),
        ];
        for (pairs, named) in cases {
            let refused = IbanChangeQuery::parse(pairs).unwrap_err();
            assert_eq!((refused.status, refused.title.as_str()), (400, "BAD REQUEST"));
            assert!(refused.detail.contains(named), "{}", refused.detail);
        }
    }
}
