//! The codes of `pagopa_codes` as they stand in the messages.

use std::borrow::Cow;

use pagopa_codes::{Iuv, NoticeNumber, OrganizationFiscalCode, TransferCategory};

use super::Text;
use crate::record::{DecodeReason, Scalar, Schema};

/// `stFiscalCodePA`.
impl Scalar for OrganizationFiscalCode {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text).map_err(|_| DecodeReason::NotOrganizationFiscalCode)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        let facets = [("pattern", "[0-9]{11}")];
        schema.restriction("OrganizationFiscalCode", "xsd:string", &facets)
    }
}

/// `stNoticeNumber`.
impl Scalar for NoticeNumber {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text).map_err(|_| DecodeReason::NotNoticeNumber)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        schema.restriction("NoticeNumber", "xsd:string", &[("pattern", "[0-9]{18}")])
    }
}

/// `stText35` in the official XSD; an IUV is narrower.
impl Scalar for Iuv {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        Self::parse(text).map_err(|_| DecodeReason::NotIuv)
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        <Text<35> as Scalar>::type_name(schema)
    }
}

/// `stText140`.
impl Scalar for TransferCategory {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let text = Text::<140>::parse(text)?;
        Self::parse(text.as_str()).map_err(|_| DecodeReason::TooLong { max: 140 })
    }

    fn to_text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }

    fn type_name(schema: &mut Schema) -> String {
        <Text<140> as Scalar>::type_name(schema)
    }
}
