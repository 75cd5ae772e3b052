//! Amounts as the Node writes them: euro, a point, exactly two decimals (`stAmount`).

use std::borrow::Cow;

use pagopa_codes::{AmountError, Cents};

use super::collapsed;
use crate::record::{DecodeReason, Scalar, Schema};

const PATTERN: (&str, &str) = ("pattern", r"\d+\.\d{2}");
const MAX: (&str, &str) = ("maxInclusive", "999999999.99");

/// From 0.00 to 999999999.99 euro (`stAmount`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Cents);

impl Amount {
    /// `None` when the Node could not carry it.
    pub fn new(cents: Cents) -> Option<Self> {
        (Cents::ZERO..=Cents::MAX_NODE).contains(&cents).then_some(Self(cents))
    }

    pub const fn cents(self) -> Cents {
        self.0
    }
}

/// From 0.01 to 999999999.99 euro (`stAmountNotZero`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositiveAmount(Cents);

impl PositiveAmount {
    /// `None` when it is zero, or the Node could not carry it.
    pub fn new(cents: Cents) -> Option<Self> {
        Amount::new(cents).filter(|it| it.0.is_positive()).map(|it| Self(it.0))
    }

    pub const fn cents(self) -> Cents {
        self.0
    }
}

impl Scalar for Amount {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        match Cents::parse_decimal(collapsed(text)) {
            Ok(cents) => Self::new(cents).ok_or(DecodeReason::AmountTooLarge),
            Err(AmountError::TooLarge) => Err(DecodeReason::AmountTooLarge),
            Err(AmountError::NotDecimal) => Err(DecodeReason::NotAmount),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.0.to_decimal().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        schema.restriction("Amount", "xsd:decimal", &[PATTERN, MAX])
    }
}

impl Scalar for PositiveAmount {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::new(Amount::parse_text(text)?.0).ok_or(DecodeReason::AmountZero)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.0.to_decimal().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        let min = ("minInclusive", "0.01");
        schema.restriction("PositiveAmount", "xsd:decimal", &[PATTERN, min, MAX])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_exactly_two_decimals() {
        use DecodeReason as R;
        let table = [
            ("0.00", Ok(0)),
            ("0.01", Ok(1)),
            ("120.00", Ok(12_000)),
            (" 120.00\n", Ok(12_000)),
            ("00120.00", Ok(12_000)),
            ("999999999.99", Ok(99_999_999_999)),
            ("1000000000.00", Err(R::AmountTooLarge)),
            ("99999999999999999999999.00", Err(R::AmountTooLarge)),
            ("120.0", Err(R::NotAmount)),
            ("120.000", Err(R::NotAmount)),
            ("120", Err(R::NotAmount)),
            ("120,00", Err(R::NotAmount)),
            (".00", Err(R::NotAmount)),
            ("+1.00", Err(R::NotAmount)),
            ("-1.00", Err(R::NotAmount)),
            ("1 .00", Err(R::NotAmount)),
            ("１.００", Err(R::NotAmount)),
            ("", Err(R::NotAmount)),
        ];
        for (text, cents) in table {
            assert_eq!(Amount::parse_text(text).map(|it| it.cents().get()), cents, "{text}");
        }
    }

    #[test]
    fn where_zero_has_no_meaning_it_is_refused() {
        assert_eq!(PositiveAmount::parse_text("0.00"), Err(DecodeReason::AmountZero));
        assert!(PositiveAmount::parse_text("0.01").is_ok());
        let made = |cents| PositiveAmount::new(Cents::new(cents)).is_some();
        assert_eq!([-1, 0, 1].map(made), [false, false, true]);
        assert!(made(Cents::MAX_NODE.get()) && !made(Cents::MAX_NODE.get() + 1));
        assert!(Amount::new(Cents::ZERO).is_some() && Amount::new(Cents::new(-1)).is_none());
    }
}
