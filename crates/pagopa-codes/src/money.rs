//! Amounts of money in euro cents.
//!
//! Invariants
//! - amounts are exact integers; no operation rounds, wraps or goes through a floating point.
//!
//! Absent on purpose
//! - `Add`, `Sub`, `Sum`: an overflow must be answered, not panicked upon or wrapped;
//! - `FromStr`: pagoPA writes "100" for one euro in GPD and "100.00" for a hundred in SOAP, so a
//!   text without its protocol has no meaning. [`Cents::parse_decimal`] names the protocol form;
//! - the sign of the euro, before which pages, papers and letters set blanks of their own.

use std::fmt;

use crate::grouping::in_thousands;

/// An amount in euro cents, possibly negative (differences, adjustments).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(i64);

impl Cents {
    /// No money at all.
    pub const ZERO: Self = Self(0);

    /// The largest amount that the Node can carry: 999 999 999.99 euro (`stAmount`).
    pub const MAX_NODE: Self = Self(99_999_999_999);

    /// An amount of that many euro cents.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount as a number of euro cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum of the two amounts, unless it overflows.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// This amount less the other one, unless it overflows. The result may be negative.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// The sum of all the amounts, zero when there are none, unless it overflows on the way.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether the amount is greater than zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Reads the decimal form of the Node (`stAmount`): digits, a point, exactly two digits,
    /// from `0.00` to `999999999.99`. No sign, no spaces, no thousands separator.
    pub fn parse_decimal(text: &str) -> Result<Self, AmountError> {
        let (euros, cents) = text.split_once('.').ok_or(AmountError::NotDecimal)?;
        let all_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !all_digits(euros) || !all_digits(cents) || cents.len() != 2 {
            return Err(AmountError::NotDecimal);
        }
        // Both are digits: the only way these can fail is by being too large.
        let euros: i64 = euros.parse().map_err(|_| AmountError::TooLarge)?;
        let cents: i64 = cents.parse().map_err(|_| AmountError::TooLarge)?;
        let amount = euros.checked_mul(100).and_then(|it| it.checked_add(cents)).map(Self);
        amount.filter(|it| *it <= Self::MAX_NODE).ok_or(AmountError::TooLarge)
    }

    /// The decimal form, always with two digits after the point: `123.45`.
    ///
    /// It is valid on the Node for amounts from zero to [`Cents::MAX_NODE`]; outside that range it
    /// is still exact (`-1.00`), for logs and messages.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }

    /// The form that people in Italy read: `1.234,56`, `-50,50`.
    pub fn to_italian(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        format!("{sign}{},{:02}", in_thousands(magnitude / 100), magnitude % 100)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_decimal())
    }
}

/// Why a text is not an amount of the Node; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not made of digits, a point and two digits.
    #[error("an amount is written with digits, a point and exactly two digits")]
    NotDecimal,
    /// The amount is greater than [`Cents::MAX_NODE`].
    #[error("an amount is at most 999999999.99")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimal_amounts_are_read_to_the_cent() {
        let cases = [
            ("0.00", 0),
            ("0.01", 1),
            ("1.00", 100),
            ("123.45", 12_345),
            ("007.10", 710),
            ("999999999.99", 99_999_999_999),
        ];
        for (text, cents) in cases {
            assert_eq!(Cents::parse_decimal(text), Ok(Cents::new(cents)), "{text}");
        }
    }

    #[test]
    fn every_other_way_of_writing_an_amount_is_refused() {
        let cases = [
            "", ".", "1", "1.", ".50", "1.0", "1.000", "1,00", "-1.00", "+1.00", " 1.00", "1.00 ",
            "1.0x", "1_0.00", "1.+1", "1.2.34", "٣.٠٠",
        ];
        for text in cases {
            assert_eq!(Cents::parse_decimal(text), Err(AmountError::NotDecimal), "{text:?}");
        }
    }

    #[test]
    fn an_amount_beyond_the_node_is_refused_whatever_its_size() {
        for text in ["1000000000.00", "92233720368547758.08", "99999999999999999999999.00"] {
            assert_eq!(Cents::parse_decimal(text), Err(AmountError::TooLarge), "{text}");
        }
    }

    #[test]
    fn amounts_out_of_the_range_of_the_node_are_still_printed_exactly() {
        let cases = [
            (-1, "-0.01"),
            (-100, "-1.00"),
            (i64::MAX, "92233720368547758.07"),
            (i64::MIN, "-92233720368547758.08"),
        ];
        for (cents, text) in cases {
            assert_eq!(Cents::new(cents).to_decimal(), text);
            assert_eq!(Cents::new(cents).to_string(), text);
        }
    }

    #[test]
    fn people_in_italy_read_points_between_thousands_and_a_comma_before_cents() {
        let cases = [
            (0, "0,00"),
            (1, "0,01"),
            (-1, "-0,01"),
            (99_999, "999,99"),
            (100_000, "1.000,00"),
            (-100_000, "-1.000,00"),
            (-99_999, "-999,99"),
            (123_456, "1.234,56"),
            (99_999_999_999, "999.999.999,99"),
            (i64::MIN, "-92.233.720.368.547.758,08"),
        ];
        for (cents, text) in cases {
            assert_eq!(Cents::new(cents).to_italian(), text);
        }
    }

    #[test]
    fn overflow_is_answered_with_nothing() {
        let (most, least, one) = (Cents::new(i64::MAX), Cents::new(i64::MIN), Cents::new(1));
        assert_eq!(most.checked_add(one), None);
        assert_eq!(least.checked_sub(one), None);
        assert_eq!(Cents::checked_sum([most, one]), None);
    }

    #[test]
    fn the_sum_of_no_amounts_is_zero() {
        assert_eq!(Cents::checked_sum([]), Some(Cents::ZERO));
    }

    #[test]
    fn only_amounts_above_zero_are_positive() {
        assert!(Cents::new(1).is_positive());
        assert!(!Cents::ZERO.is_positive());
        assert!(!Cents::new(-1).is_positive());
    }

    proptest! {
        #[test]
        fn decimal_forms_come_back_as_the_same_amount(cents in 0..=Cents::MAX_NODE.get()) {
            let amount = Cents::new(cents);
            prop_assert_eq!(Cents::parse_decimal(&amount.to_decimal()), Ok(amount));
        }

        #[test]
        fn what_is_added_can_be_subtracted(left: i32, right: i32) {
            let (left, right) = (Cents::new(left.into()), Cents::new(right.into()));
            let sum = left.checked_add(right);
            prop_assert_eq!(sum.and_then(|it| it.checked_sub(right)), Some(left));
            prop_assert_eq!(sum, Cents::checked_sum([right, left]));
        }

        #[test]
        fn no_text_makes_the_parser_panic_or_leave_the_range_of_the_node(
            text in r".{0,40}|[0-9]{1,30}\.[0-9]{2}",
        ) {
            if let Ok(amount) = Cents::parse_decimal(&text) {
                prop_assert!((Cents::ZERO..=Cents::MAX_NODE).contains(&amount));
            }
        }
    }
}
