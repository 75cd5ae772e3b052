//! How the copies of a position are called: everything follows from its place in the row.
//!
//! The same names are made here for the requests, and in SQL (`sql`) by the databases themselves,
//! of which a test makes sure.

use anyhow::Result;
use pagopa_codes::{NoticeNumber, SegregationCode};

/// The segregation code of every body.
pub(crate) const SEGREGATION_CODE: &str = "47";

/// The progressive number of the copy at place 0: what the program itself numbers stays below.
pub(crate) const FIRST_BASE: u64 = 1_000_000_000;

/// The notice number of the copy at a place.
pub(crate) fn notice_number(place: u64) -> Result<NoticeNumber> {
    let code = SegregationCode::parse(SEGREGATION_CODE)?;
    Ok(NoticeNumber::generate(code, FIRST_BASE + place)?)
}

/// The identifier of a receipt, spread as those of many PSPs are: 19 digits.
pub(crate) fn receipt_id(number: u64) -> String {
    let id = mixed(number) % 8_000_000_000_000_000_000 + 1_000_000_000_000_000_000;
    id.to_string()
}

/// The place visited at step `step` of a walk that visits every place of `0..count` once, as far
/// from each other as payments of a day are.
pub(crate) fn spread(step: u64, count: u64) -> u64 {
    // A prime larger than any count has no divisor in common with it.
    const PRIME: u128 = 2_147_483_647;
    let place = u128::from(step) * PRIME % u128::from(count);
    u64::try_from(place).unwrap_or_default()
}

/// A number that looks like chance (`SplitMix64`).
pub(crate) fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The fiscal code of a body that is a copy: ten digits and their check digit.
pub(crate) fn fiscal_code(ordinal: u64) -> String {
    let ten = 9_000_000_000 + ordinal;
    let valid = (0..10).map(|check| format!("{ten}{check}")).find(|it| {
        pagopa_codes::OrganizationFiscalCode::parse(it).is_ok_and(|it| it.has_valid_check_digit())
    });
    valid.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_walk_visits_every_place_once() {
        for count in [1, 7, 1000] {
            let places: HashSet<u64> = (0..count).map(|it| spread(it, count)).collect();
            assert_eq!(places.len(), usize::try_from(count).unwrap());
        }
    }

    #[test]
    fn receipts_have_identifiers_of_their_own() {
        let ids: HashSet<String> = (0..10_000).map(receipt_id).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|it| it.len() == 19));
    }

    #[test]
    fn copied_bodies_have_valid_fiscal_codes() {
        assert_eq!(fiscal_code(1).len(), 11);
        assert_ne!(fiscal_code(1), fiscal_code(2));
    }
}
