//! The closed vocabularies of the wire.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Writes `as_str` and the ways out and in that every vocabulary has, from one list of words.
macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every value, in GPD's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let known = Self::ALL.iter().find(|value| value.as_str() == text);
                known.copied().ok_or(UnknownWord)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// The text is not a word of this vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not a word of this vocabulary")]
pub struct UnknownWord;

/// Who owes: a natural or a legal person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DebtorType {
    /// Natural person ("persona fisica").
    Natural,
    /// Legal person ("persona giuridica").
    Legal,
}

words!(DebtorType { Natural => "F", Legal => "G" });

/// Status of a debt position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PositionStatus {
    /// Created, not offered yet.
    Draft,
    /// Offered, its validity has not begun.
    Published,
    /// Payable.
    Valid,
    /// Withdrawn by the organization.
    Invalid,
    /// Its last due date passed and it had to expire then.
    Expired,
    /// Some installment of a plan is paid.
    PartiallyPaid,
    /// Paid, or closed by the organization as already paid.
    Paid,
    /// Paid and reported in the reporting flows.
    Reported,
}

words!(PositionStatus {
    Draft => "DRAFT",
    Published => "PUBLISHED",
    Valid => "VALID",
    Invalid => "INVALID",
    Expired => "EXPIRED",
    PartiallyPaid => "PARTIALLY_PAID",
    Paid => "PAID",
    Reported => "REPORTED",
});

/// Status of a payment option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentOptionStatus {
    /// Not paid.
    Unpaid,
    /// Paid, none of its transfers reported.
    Paid,
    /// Paid, some of its transfers reported.
    PartiallyReported,
    /// Paid, all of its transfers reported.
    Reported,
}

words!(PaymentOptionStatus {
    Unpaid => "PO_UNPAID",
    Paid => "PO_PAID",
    PartiallyReported => "PO_PARTIALLY_REPORTED",
    Reported => "PO_REPORTED",
});

/// Status of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferStatus {
    /// Not found in any reporting flow yet.
    Unreported,
    /// Found in a reporting flow.
    Reported,
}

words!(TransferStatus { Unreported => "T_UNREPORTED", Reported => "T_REPORTED" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_wire_is_read_and_written() {
        let positions =
            "DRAFT PUBLISHED VALID INVALID EXPIRED PARTIALLY_PAID PAID REPORTED".split(' ');
        for (word, status) in positions.zip(PositionStatus::ALL) {
            assert_eq!(word.parse(), Ok(*status));
            assert_eq!(serde_json::to_value(status).unwrap(), word);
        }
        let options = "PO_UNPAID PO_PAID PO_PARTIALLY_REPORTED PO_REPORTED".split(' ');
        for (word, status) in options.zip(PaymentOptionStatus::ALL) {
            assert_eq!(word.parse(), Ok(*status));
        }
        assert_eq!("T_REPORTED".parse(), Ok(TransferStatus::Reported));
        assert_eq!("T_UNREPORTED".parse(), Ok(TransferStatus::Unreported));
        assert_eq!("F".parse(), Ok(DebtorType::Natural));
        assert_eq!("G".parse(), Ok(DebtorType::Legal));
    }

    #[test]
    fn words_are_case_sensitive() {
        assert_eq!("draft".parse::<PositionStatus>(), Err(UnknownWord));
        assert_eq!("f".parse::<DebtorType>(), Err(UnknownWord));
        assert_eq!("".parse::<TransferStatus>(), Err(UnknownWord));
    }
}
