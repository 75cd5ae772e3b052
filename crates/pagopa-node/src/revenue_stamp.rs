//! The digital revenue stamp that a receipt carries: signed XML of the revenue agency
//! (`marcaDaBollo`, schema of 2014).
//!
//! It is looked into through the same gate as the messages, and only for its identifier. Absent on
//! purpose: the check of its signature, which needs the certificates of whoever sells stamps.

use thiserror::Error;

use crate::gate::{Limits, XmlRefusal, read};
use crate::values::{Attachment, Text};

const NAMESPACE: &str = "http://www.agenziaentrate.gov.it/2014/MarcaDaBollo";

/// A stamp with its signature and its signer's certificates has some ten thousand bytes.
const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: 32, elements: 512, attributes: 32 };

/// Identifies a stamp among all that were ever sold ("identificativo univoco bollo digitale"). The
/// official schema sets no limit to its length.
pub type Iubd = Text<255>;

/// Why the identifier of a stamp cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StampError {
    #[error(transparent)]
    Xml(#[from] XmlRefusal),
    #[error("l'elemento radice non è marcaDaBollo del namespace {NAMESPACE}")]
    NotStamp,
    #[error("marcaDaBollo/IUBD: elemento mancante, ripetuto o non valido")]
    Iubd,
}

impl Attachment {
    /// The identifier of the stamp that is attached.
    pub fn iubd(&self) -> Result<Iubd, StampError> {
        let document = read(self.as_bytes(), &LIMITS)?;
        let stamp = document.root().filter(|it| it.is(NAMESPACE, "marcaDaBollo"));
        let mut candidates =
            stamp.ok_or(StampError::NotStamp)?.children().filter(|it| it.is(NAMESPACE, "IUBD"));
        let (Some(iubd), None) = (candidates.next(), candidates.next()) else {
            return Err(StampError::Iubd);
        };
        if iubd.has_children() {
            return Err(StampError::Iubd);
        }
        Text::parse(iubd.text()).map_err(|_| StampError::Iubd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::XmlReason;

    const STAMP: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <marcaDaBollo xmlns="http://www.agenziaentrate.gov.it/2014/MarcaDaBollo"
            xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
          <PSP><CodiceFiscale>60000000001</CodiceFiscale><Denominazione>B</Denominazione></PSP>
          <IUBD>01234567890123</IUBD>
          <OraAcquisto>2026-07-01T10:15:30</OraAcquisto>
          <Importo>16.00</Importo><TipoBollo>01</TipoBollo>
          <ds:Signature><ds:Object><IUBD>altro</IUBD></ds:Object></ds:Signature>
        </marcaDaBollo>"#;

    fn iubd(xml: &str) -> Result<String, StampError> {
        Attachment::new(xml.as_bytes()).unwrap().iubd().map(|it| it.to_string())
    }

    #[test]
    fn the_identifier_of_a_stamp_is_found() {
        assert_eq!(iubd(STAMP).as_deref(), Ok("01234567890123"));
        let prefixed = STAMP
            .replace("xmlns=", "xmlns:m=")
            .replace("marcaDaBollo>", "m:marcaDaBollo>")
            .replace("<marcaDaBollo ", "<m:marcaDaBollo ")
            .replace("IUBD>", "m:IUBD>");
        assert_eq!(iubd(&prefixed).as_deref(), Ok("01234567890123"));
    }

    #[test]
    fn what_is_no_stamp_says_why_it_is_none() {
        let huge = STAMP.replace("60000000001", &"6".repeat(64 * 1024));
        let laughs = STAMP.replace("<marcaDaBollo ", "<!DOCTYPE m><marcaDaBollo ");
        let table = [
            ("\u{1}", None),
            ("%PDF-1.7", None),
            (&laughs, None),
            (&huge, None),
            (STAMP.split("<Importo>").next().unwrap(), None),
            (&STAMP.replace("2014/", "2015/"), Some(StampError::NotStamp)),
            (&STAMP.replace("marcaDaBollo", "bollo"), Some(StampError::NotStamp)),
            (&STAMP.replace("IUBD", "IUB"), Some(StampError::Iubd)),
            (&STAMP.replace("01234567890123", ""), Some(StampError::Iubd)),
            (&STAMP.replace("01234567890123", "<b/>"), Some(StampError::Iubd)),
            (&STAMP.replace("01234567890123", &"0".repeat(256)), Some(StampError::Iubd)),
            (&STAMP.replace("</IUBD>", "</IUBD><IUBD>2</IUBD>"), Some(StampError::Iubd)),
        ];
        for (xml, expected) in table {
            let error = iubd(xml).unwrap_err();
            match expected {
                Some(expected) => assert_eq!(error, expected, "{xml}"),
                None => assert!(matches!(error, StampError::Xml(_)), "{error}"),
            }
        }
        let Err(StampError::Xml(refusal)) = iubd(&laughs) else { panic!("accepted") };
        assert_eq!(refusal.reason(), &XmlReason::DocumentType);
    }
}
