//! The request of a digital revenue stamp (`richiestaMarcaDaBollo`, "marca da bollo digitale").

use crate::ascii::Ascii;

/// What the PSP needs to buy a digital revenue stamp for a document of the citizen.
///
/// It takes the place of the IBAN in a transfer, because the money goes to the revenue agency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    document_hash: Box<str>,
    kind: Ascii<2>,
    province: Ascii<2>,
}

impl Stamp {
    /// The only type of stamp that exists (`tipoBollo`).
    pub const TYPE: &str = "01";

    /// Reads the base64 digest of the document (4 to 72 characters), the type of the stamp
    /// (`01`) and the province of residence of the debtor (two upper-case letters).
    pub fn new(document_hash: &str, stamp_type: &str, province: &str) -> Result<Self, StampError> {
        if !(4..=72).contains(&document_hash.len()) {
            return Err(StampError::DocumentHashLength);
        }
        if !is_base64(document_hash) {
            return Err(StampError::DocumentHashNotBase64);
        }
        let kind = Ascii::parse_digits(stamp_type)
            .filter(|it| it.as_str() == Self::TYPE)
            .ok_or(StampError::TypeUnknown)?;
        let province =
            Ascii::parse(province, u8::is_ascii_uppercase).ok_or(StampError::ProvinceShape)?;
        Ok(Self { document_hash: document_hash.into(), kind, province })
    }

    /// The digest of the document, in base64; SHA-256, so 44 characters, when it is ours.
    pub fn document_hash(&self) -> &str {
        &self.document_hash
    }

    /// The type of the stamp: always [`Stamp::TYPE`].
    pub fn stamp_type(&self) -> &str {
        self.kind.as_str()
    }

    /// The province of residence of the debtor: two upper-case letters.
    pub fn province(&self) -> &str {
        self.province.as_str()
    }
}

/// Whether the text is base64 with its padding, as `xsd:base64Binary` without spaces wants it.
fn is_base64(text: &str) -> bool {
    let unpadded = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4)
        && unpadded.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'+' || it == b'/')
}

/// Why a stamp cannot be requested; the first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// The digest is shorter than 4 or longer than 72 characters.
    #[error("the document hash of a stamp has from 4 to 72 characters")]
    DocumentHashLength,
    /// The digest is not base64.
    #[error("the document hash of a stamp is written in base64")]
    DocumentHashNotBase64,
    /// The type is not `01`.
    #[error("the type of a stamp is 01")]
    TypeUnknown,
    /// The province is not two upper-case letters.
    #[error("the province of a stamp is two upper-case letters")]
    ProvinceShape,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The SHA-256 digest of the empty document.
    const HASH: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn a_stamp_keeps_what_was_asked() {
        let stamp = Stamp::new(HASH, "01", "RM").unwrap();
        assert_eq!(stamp.document_hash(), HASH);
        assert_eq!(stamp.stamp_type(), "01");
        assert_eq!(stamp.province(), "RM");
    }

    #[test]
    fn the_first_defect_is_the_one_told() {
        let (longest, too_long) = ("A".repeat(72), "A".repeat(76));
        assert!(Stamp::new(&longest, "01", "RM").is_ok());
        let cases = [
            ("", "01", "RM", StampError::DocumentHashLength),
            (&too_long, "01", "RM", StampError::DocumentHashLength),
            ("AAAAA", "01", "RM", StampError::DocumentHashNotBase64),
            ("A===", "01", "RM", StampError::DocumentHashNotBase64),
            ("====", "01", "RM", StampError::DocumentHashNotBase64),
            ("A=AA", "01", "RM", StampError::DocumentHashNotBase64),
            ("AA-_", "01", "RM", StampError::DocumentHashNotBase64),
            ("AA A", "01", "RM", StampError::DocumentHashNotBase64),
            (HASH, "02", "RM", StampError::TypeUnknown),
            (HASH, "1", "RM", StampError::TypeUnknown),
            (HASH, "01", "rm", StampError::ProvinceShape),
            (HASH, "01", "ROM", StampError::ProvinceShape),
            (HASH, "01", "R1", StampError::ProvinceShape),
        ];
        for (hash, stamp_type, province, error) in cases {
            let refused = Stamp::new(hash, stamp_type, province);
            assert_eq!(refused, Err(error), "{hash:?} {stamp_type:?} {province:?}");
        }
    }

    proptest! {
        #[test]
        fn base64_with_any_padding_is_read(
            groups in "([0-9A-Za-z+/]{4}){0,17}",
            last in "[0-9A-Za-z+/]{4}|[0-9A-Za-z+/]{3}=|[0-9A-Za-z+/]{2}==",
        ) {
            let hash = format!("{groups}{last}");
            prop_assert!(Stamp::new(&hash, Stamp::TYPE, "MI").is_ok());
        }
    }
}
