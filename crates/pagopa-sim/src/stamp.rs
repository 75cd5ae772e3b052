//! The digital revenue stamp that the PSP buys and attaches to the receipt (`marcaDaBollo`, schema
//! of the revenue agency).
//!
//! It has the shape of a real one and is worth nothing: its signature is a word, not a signature.

use jiff::Timestamp;
use pagopa_codes::{Cents, Stamp};
use pagopa_node::Attachment;

use crate::psp::PspIdentity;

/// Says so to whoever decodes it: "FIRMA SIMULATA".
const SIGNATURE: &str = "RklSTUEgU0lNVUxBVEE=";

/// `iubd` identifies the stamp among all that were ever sold.
pub(crate) fn bought(
    stamp: &Stamp,
    iubd: &str,
    amount: Cents,
    at: Timestamp,
    psp: &PspIdentity,
) -> Option<Attachment> {
    let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    let (fiscal_code, name) = (escaped(psp.fiscal_code.as_str()), escaped(psp.name.as_str()));
    let (kind, digest) = (stamp.stamp_type(), stamp.document_hash());
    let xml = [
        r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned(),
        r#"<marcaDaBollo xmlns="http://www.agenziaentrate.gov.it/2014/MarcaDaBollo""#.to_owned(),
        r#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">"#.to_owned(),
        format!("<PSP><CodiceFiscale>{fiscal_code}</CodiceFiscale>"),
        format!("<Denominazione>{name}</Denominazione></PSP>"),
        format!("<IUBD>{iubd}</IUBD><OraAcquisto>{at}</OraAcquisto>"),
        format!("<Importo>{amount}</Importo><TipoBollo>{kind}</TipoBollo>"),
        format!(r#"<ImprontaDocumento><DigestMethod Algorithm="{sha256}"/>"#),
        format!("<ds:DigestValue>{digest}</ds:DigestValue></ImprontaDocumento>"),
        "<ds:Signature><ds:SignedInfo>".to_owned(),
        r#"<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"#
            .to_owned(),
        r#"<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>"#
            .to_owned(),
        format!(r#"<ds:Reference URI=""><ds:DigestMethod Algorithm="{sha256}"/>"#),
        format!("<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"),
        format!("<ds:SignatureValue>{SIGNATURE}</ds:SignatureValue></ds:Signature>"),
        "</marcaDaBollo>".to_owned(),
    ];
    Attachment::new(xml.concat().as_bytes())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
