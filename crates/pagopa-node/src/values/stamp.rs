//! The request of a digital revenue stamp (`ctRichiestaMarcaDaBollo`).

use std::borrow::Cow;

use pagopa_codes::Stamp;

use super::attachment::decode_base64;
use super::text::check_length;
use super::{CountryCode, collapsed};
use crate::gate::Element;
use crate::record::{DecodeError, DecodeReason, Scalar, Schema, Value, Writer, codes, record};

record! {
    struct StampRequest {
        document_hash: DocumentHash = "hashDocumento",
        stamp_type: StampType = "tipoBollo",
        province: CountryCode = "provinciaResidenza",
    }
}

codes! {
    enum StampType {
        Digital = "01",
    }
}

/// `stBase64Binary72`: its pattern counts the characters of the base64 form. Unlike attachments,
/// it is admitted without blanks inside only.
struct DocumentHash(Box<str>);

impl Scalar for DocumentHash {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let text = collapsed(text);
        check_length(text, 4, 72)?;
        decode_base64(text.as_bytes()).ok_or(DecodeReason::NotBase64)?;
        Ok(Self(text.into()))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn type_name(schema: &mut Schema) -> String {
        schema.restriction("DocumentHash", "xsd:base64Binary", &[("pattern", ".{4,72}")])
    }
}

impl Value for Stamp {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        let StampRequest { document_hash, stamp_type, province } = StampRequest::decode(element)?;
        Self::new(&document_hash.0, stamp_type.as_str(), province.as_str())
            .map_err(|_| DecodeReason::Characters.into())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.element("hashDocumento", |writer| writer.text(self.document_hash()));
        writer.element("tipoBollo", |writer| writer.text(self.stamp_type()));
        writer.element("provinciaResidenza", |writer| writer.text(self.province()));
    }

    fn type_name(schema: &mut Schema) -> String {
        StampRequest::type_name(schema)
    }
}
