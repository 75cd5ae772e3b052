//! What a payer declares when he demands a notice: XML inside the message, of the schema that
//! pagoPA's catalog has for the service.
//!
//! It passes the same gate as the messages and is read from the same kind of table. Absent on
//! purpose: the other schemas of the catalog, which belong to single administrations.

use std::fmt;

use pagopa_codes::OrganizationFiscalCode;
use thiserror::Error;

use crate::gate::{Element, Limits, XmlRefusal, quoted, read};
use crate::record::{DecodeError, Group as _, Writer, choice, decode_group_in, record};
use crate::values::{Amount, Attachment, Email, Text};

/// The schema of the "Canone Unico Patrimoniale" (`Cup_1_0_0`).
const CUP: &str = "http://PuntoAccessoPSP.spcoop.gov.it/Cup";
const CUP_ROOT: &str = "pagamentoCup";

/// The declaration of a debt has a dozen elements.
const LIMITS: Limits = Limits { bytes: 64 * 1024, depth: 16, elements: 256, attributes: 16 };

/// What a payer declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceData {
    Cup(CanoneUnico),
}

record! {
    /// A payment of the "Canone Unico Patrimoniale" (`ctPagamentoCup`), which is the form for any
    /// debt whose amount the payer declares.
    #[derive(Clone, PartialEq, Eq)]
    pub struct CanoneUnico {
        pub organization: OrganizationCode,
        /// The organization's name, as the payer was shown it.
        pub company_name: Text<140> = "companyName",
        pub debtor_fiscal_code: Text<20> = "debtorFiscalCode",
        pub debtor_full_name: Text<70> = "debtorFullName",
        pub debtor_email: Option<Email> = "debtorEmail",
        pub amount: Amount = "amount",
    }
}

/// Shows nothing that tells who declares.
impl fmt::Debug for CanoneUnico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanoneUnico").field("amount", &self.amount).finish_non_exhaustive()
    }
}

choice! {
    /// By which of its codes the organization is named.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum OrganizationCode {
        FiscalCode(OrganizationFiscalCode) = "organizationFiscalCode",
        Istat(Text<6>) = "istatCode",
        Cadastral(Text<4, 4>) = "catastaleCode",
    }
}

/// Why the declaration of a payer cannot be read. It quotes no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ServiceDataError {
    #[error(transparent)]
    Xml(#[from] XmlRefusal),
    #[error("{0}: elemento che non è di alcuno schema servito (pagamentoCup del namespace {CUP})")]
    UnknownSchema(String),
    #[error(transparent)]
    Data(#[from] DecodeError),
}

impl ServiceData {
    /// Reads a declaration, bounded to 64 KiB.
    pub fn decode(data: &Attachment) -> Result<Self, ServiceDataError> {
        let document = read(data.as_bytes(), &LIMITS)?;
        let root = document.root().ok_or_else(|| ServiceDataError::UnknownSchema(String::new()))?;
        if !root.is(CUP, CUP_ROOT) {
            return Err(ServiceDataError::UnknownSchema(quoted(root.name())));
        }
        Ok(Self::Cup(decode_cup(root)?))
    }

    /// Writes a declaration. The same one always gives the same bytes.
    pub fn encode(&self) -> String {
        let Self::Cup(cup) = self;
        let mut writer = Writer::new();
        writer.raw("<");
        writer.raw(CUP_ROOT);
        writer.raw(" xmlns=\"");
        writer.raw(CUP);
        writer.raw("\">");
        cup.write(&mut writer);
        writer.raw("</");
        writer.raw(CUP_ROOT);
        writer.raw(">");
        writer.finish()
    }
}

fn decode_cup(root: Element<'_>) -> Result<CanoneUnico, DecodeError> {
    decode_group_in(root, CUP).map_err(|it| it.within(CUP_ROOT))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <cup:pagamentoCup xmlns:cup="http://PuntoAccessoPSP.spcoop.gov.it/Cup">
          <cup:organizationFiscalCode>77777777777</cup:organizationFiscalCode>
          <cup:companyName>Comune di Vattelapesca</cup:companyName>
          <cup:debtorFiscalCode>RSSMRA80A01H501U</cup:debtorFiscalCode>
          <cup:debtorFullName>Mario Rossi</cup:debtorFullName>
          <cup:debtorEmail>mario.rossi@example.it</cup:debtorEmail>
          <cup:amount>25.50</cup:amount>
        </cup:pagamentoCup>"#;

    fn decode(xml: &str) -> Result<ServiceData, ServiceDataError> {
        ServiceData::decode(&Attachment::new(xml.as_bytes()).unwrap())
    }

    fn cup(xml: &str) -> CanoneUnico {
        let ServiceData::Cup(cup) = decode(xml).unwrap();
        cup
    }

    #[test]
    fn a_declaration_is_read_and_written() {
        let declared = cup(DECLARED);
        assert_eq!(declared.debtor_full_name.as_str(), "Mario Rossi");
        assert_eq!(declared.amount.cents().get(), 2_550);
        let written = ServiceData::Cup(declared.clone()).encode();
        assert_eq!(cup(&written), declared);
        assert_eq!(ServiceData::Cup(cup(&written)).encode(), written);
    }

    #[test]
    fn the_organization_is_named_by_one_of_three_codes() {
        let by = |element: &str| {
            let own = "<cup:organizationFiscalCode>77777777777</cup:organizationFiscalCode>";
            cup(&DECLARED.replace(own, element)).organization
        };
        let istat = by("<cup:istatCode>037006</cup:istatCode>");
        assert_eq!(istat, OrganizationCode::Istat(Text::parse("037006").unwrap()));
        let cadastral = by("<cup:catastaleCode>A944</cup:catastaleCode>");
        assert_eq!(cadastral, OrganizationCode::Cadastral(Text::parse("A944").unwrap()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let at = |element: &str, reason: &str| format!("pagamentoCup/{element}: {reason}");
        let missing = "elemento obbligatorio mancante";
        let table = [
            (
                "<cup:companyName>Comune di Vattelapesca</cup:companyName>",
                "",
                at("companyName", missing),
            ),
            ("cup:debtorFullName>", "cup:nome>", at("debtorFullName", missing)),
            ("cup:amount>", "amount>", at("amount", "elemento fuori dal namespace previsto")),
            ("25.50", "25.5", at("amount", "non è un importo con due decimali")),
            ("25.50", "1000000000.00", at("amount", "importo maggiore di 999999999.99")),
            (
                "77777777777",
                "777",
                at("organizationFiscalCode", "non è un codice fiscale di 11 cifre"),
            ),
            ("Mario Rossi", "", at("debtorFullName", "valore vuoto")),
            (
                "RSSMRA80A01H501U",
                "012345678901234567890",
                at("debtorFiscalCode", "valore più lungo di 20 caratteri"),
            ),
            (
                "mario.rossi@example.it",
                "mario",
                at("debtorEmail", "non è un indirizzo di posta elettronica"),
            ),
            ("</cup:amount>", "</cup:amount><cup:note/>", at("note", "elemento non previsto")),
            (
                "</cup:organizationFiscalCode>",
                "</cup:organizationFiscalCode><cup:istatCode>037006</cup:istatCode>",
                at("istatCode", "elemento fuori ordine"),
            ),
        ];
        for (from, to, sentence) in table {
            let xml = DECLARED.replace(from, to);
            assert_ne!(xml, DECLARED, "{from}");
            assert_eq!(decode(&xml).unwrap_err().to_string(), sentence, "{xml}");
        }
        let other = DECLARED.replace("spcoop.gov.it/Cup", "spcoop.gov.it/Altro");
        assert!(matches!(decode(&other), Err(ServiceDataError::UnknownSchema(_))));
        let cut = DECLARED.split("Mario").next().unwrap();
        for bytes in ["x", "<!DOCTYPE a><a/>", cut, &" ".repeat(70_000)] {
            assert!(matches!(decode(bytes), Err(ServiceDataError::Xml(_))), "{bytes}");
        }
    }

    #[test]
    fn the_debug_form_of_a_declaration_does_not_tell_whose_it_is() {
        let shown = format!("{:?}", decode(DECLARED).unwrap());
        for secret in ["Rossi", "RSSMRA80A01H501U", "example.it"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}
