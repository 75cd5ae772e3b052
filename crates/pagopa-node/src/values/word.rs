//! The closed vocabularies of the messages.

use std::borrow::Cow;

use super::collapsed;
use crate::record::{DecodeReason, Scalar, Schema, codes};

codes! {
    /// `stOutcome`, as the answer of an operation.
    pub(crate) enum Outcome {
        Ok = "OK",
        Ko = "KO",
    }
}

codes! {
    /// How the payment ended, in a receipt. Receipts are only sent for payments that ended well.
    pub enum PaymentOutcome {
        Ok = "OK",
        Ko = "KO",
    }
}

codes! {
    /// Whether a subject is a person or an organization.
    pub enum SubjectKind {
        /// Persona fisica.
        Natural = "F",
        /// Persona giuridica.
        Legal = "G",
    }
}

codes! {
    /// How the amount paid may relate to the amount asked. Only [`AmountOption::Equal`] is in use.
    pub enum AmountOption {
        Equal = "EQ",
        Less = "LS",
        Greater = "GT",
        Any = "ANY",
    }
}

codes! {
    /// Which account the caller would credit.
    pub enum TransferType {
        /// The postal account: the first transfer must go there.
        Postal = "POSTAL",
        /// The bank account.
        PagoPa = "PAGOPA",
    }
}

/// The place of a transfer among those of its payment, from 1 to 5 (`stIdTransfer`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferIndex(u8);

impl TransferIndex {
    /// `None` outside 1..=5.
    pub fn new(index: u8) -> Option<Self> {
        (1..=5).contains(&index).then_some(Self(index))
    }

    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Scalar for TransferIndex {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let index = collapsed(text).parse().map_err(|_| DecodeReason::NotInteger)?;
        Self::new(index).ok_or(DecodeReason::NotAllowed { allowed: "da 1 a 5" })
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.0.to_string().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        let facets = ["1", "2", "3", "4", "5"].map(|it| ("enumeration", it));
        schema.restriction("TransferIndex", "xsd:int", &facets)
    }
}

impl Scalar for bool {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        match collapsed(text) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(DecodeReason::NotBoolean),
        }
    }

    fn to_text(&self) -> Cow<'_, str> {
        if *self { "true" } else { "false" }.into()
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:boolean".to_owned()
    }
}

impl Scalar for i32 {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        collapsed(text).parse().map_err(|_| DecodeReason::NotInteger)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:int".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_and_integers_have_the_forms_of_xsd() {
        let booleans = [
            ("true", Some(true)),
            (" 1 ", Some(true)),
            ("false", Some(false)),
            ("0", Some(false)),
            ("TRUE", None),
            ("si", None),
            ("", None),
        ];
        for (text, expected) in booleans {
            assert_eq!(bool::parse_text(text).ok(), expected, "{text}");
        }
        let integers = [
            ("1", Some(1)),
            ("+01\n", Some(1)),
            ("-2147483648", Some(i32::MIN)),
            ("2147483648", None),
            ("1.0", None),
            ("", None),
        ];
        for (text, expected) in integers {
            assert_eq!(i32::parse_text(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_transfer_has_an_index_from_one_to_five() {
        let table = [
            ("1", Some(1)),
            (" 05", Some(5)),
            ("+3", Some(3)),
            ("0", None),
            ("6", None),
            ("-1", None),
            ("uno", None),
        ];
        for (text, expected) in table {
            let read = TransferIndex::parse_text(text).ok();
            assert_eq!(read.map(TransferIndex::get), expected, "{text}");
        }
    }

    #[test]
    fn words_are_read_by_the_letter() {
        assert_eq!(TransferType::parse_text("POSTAL"), Ok(TransferType::Postal));
        for text in ["postal", " POSTAL", "POSTALE", ""] {
            let refused = DecodeReason::NotAllowed { allowed: "POSTAL PAGOPA" };
            assert_eq!(TransferType::parse_text(text), Err(refused), "{text}");
        }
    }
}
