//! Bytes inside a message (`xsd:base64Binary`): the signed XML of a digital revenue stamp.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::record::{DecodeReason, Scalar, Schema};

/// Some bytes, at least one. Their base64 form may be broken into lines when it arrives, and is
/// one line when it leaves.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Attachment(Box<[u8]>);

impl Attachment {
    /// `None` when there are no bytes: an attachment is there or is left out.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() { None } else { Some(Self(bytes.into())) }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Only the size: the content names the buyer.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({} bytes)", self.0.len())
    }
}

impl Scalar for Attachment {
    fn parse_text(text: &str) -> Result<Self, DecodeReason> {
        let is_blank = |it: &u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r');
        let compact: Cow<'_, [u8]> = if text.bytes().any(|it| is_blank(&it)) {
            text.bytes().filter(|it| !is_blank(it)).collect()
        } else {
            Cow::Borrowed(text.as_bytes())
        };
        let bytes = decode_base64(&compact).ok_or(DecodeReason::NotBase64)?;
        Self::new(&bytes).ok_or(DecodeReason::Empty)
    }

    fn to_text(&self) -> Cow<'_, str> {
        STANDARD.encode(&self.0).into()
    }

    fn type_name(_: &mut Schema) -> String {
        "xsd:base64Binary".to_owned()
    }
}

/// Padding is required and the bits it leaves over are zero, as XSD wants.
pub(super) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_by_the_letter_except_for_its_line_breaks() {
        let table: [(&str, Result<&[u8], DecodeReason>); 12] = [
            ("QQ==", Ok(b"A")),
            ("QUI=", Ok(b"AB")),
            ("QUJD", Ok(b"ABC")),
            ("\n QU\r\nJD\t", Ok(b"ABC")),
            ("", Err(DecodeReason::Empty)),
            ("  ", Err(DecodeReason::Empty)),
            ("QQ", Err(DecodeReason::NotBase64)),
            ("QQ=", Err(DecodeReason::NotBase64)),
            // The bits under the padding are not zero.
            ("QR==", Err(DecodeReason::NotBase64)),
            ("QQ==QQ==", Err(DecodeReason::NotBase64)),
            ("QU-D", Err(DecodeReason::NotBase64)),
            ("QU\u{A0}JD", Err(DecodeReason::NotBase64)),
        ];
        for (text, bytes) in table {
            let read = Attachment::parse_text(text);
            assert_eq!(
                read.as_ref().map(Attachment::as_bytes),
                bytes.as_ref().map(|it| *it),
                "{text}"
            );
        }
    }
}
