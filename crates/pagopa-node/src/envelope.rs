//! The SOAP 1.1 envelope around a message.
//!
//! Headers are passed over unless one demands to be understood: none is defined for these
//! operations. Everything the schema of the envelope would check in a header we do not know is
//! refused rather than checked.

use thiserror::Error;

use crate::gate::{Document, Element, XML_NAMESPACE, XSI_NAMESPACE, quoted};
use crate::record::Writer;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The namespace of the messages. Only the outermost element of a message is in it.
pub(crate) const PA_FOR_NODE: &str = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd";

/// Why an envelope is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    #[error("l'elemento radice non è Envelope del namespace {SOAP}")]
    NotEnvelope,
    #[error("Envelope: manca l'elemento Body")]
    BodyMissing,
    #[error("Envelope/{0}: elemento non previsto")]
    Unexpected(String),
    #[error("{place}: testo non previsto tra gli elementi")]
    Characters { place: &'static str },
    #[error("{place}: attributo {attribute} non previsto")]
    Attribute { place: String, attribute: String },
    #[error("Envelope/Header/{0}: intestazione obbligatoria non compresa")]
    NotUnderstood(String),
    #[error("Envelope/Header/{0}: intestazione non ammessa")]
    Header(String),
    #[error("Envelope/Body: atteso un solo elemento")]
    NotOneMessage,
}

/// What a body holds.
pub(crate) enum Content<'d> {
    Message(Element<'d>),
    SoapFault(Element<'d>),
}

/// The only child of the body.
pub(crate) fn content<'d>(document: &'d Document<'_>) -> Result<Content<'d>, EnvelopeError> {
    let envelope = document.root().filter(|it| it.is(SOAP, "Envelope"));
    let envelope = envelope.ok_or(EnvelopeError::NotEnvelope)?;
    check_container(envelope, "Envelope")?;
    let mut children = envelope.children();
    let mut next = children.next();
    if let Some(header) = next.filter(|it| it.is(SOAP, "Header")) {
        check_container(header, "Envelope/Header")?;
        header.children().try_for_each(check_header)?;
        next = children.next();
    }
    let body = next.ok_or(EnvelopeError::BodyMissing)?;
    if !body.is(SOAP, "Body") {
        return Err(EnvelopeError::Unexpected(quoted(body.name())));
    }
    if let Some(left) = children.next() {
        return Err(EnvelopeError::Unexpected(quoted(left.name())));
    }
    check_container(body, "Envelope/Body")?;
    let mut messages = body.children();
    match (messages.next(), messages.next()) {
        (Some(fault), None) if fault.is(SOAP, "Fault") => Ok(Content::SoapFault(fault)),
        (Some(message), None) => Ok(Content::Message(message)),
        _ => Err(EnvelopeError::NotOneMessage),
    }
}

/// The elements of SOAP hold elements only, and carry attributes of others only.
fn check_container(element: Element<'_>, place: &'static str) -> Result<(), EnvelopeError> {
    if element.has_characters() {
        return Err(EnvelopeError::Characters { place });
    }
    check_attributes(element, place, |namespace, _| !matches!(namespace, "" | SOAP))
}

fn check_header(header: Element<'_>) -> Result<(), EnvelopeError> {
    let name = quoted(header.name());
    if header.namespace().is_empty() {
        return Err(EnvelopeError::Header(name));
    }
    for element in header.subtree() {
        if matches!(element.namespace(), SOAP | PA_FOR_NODE) {
            return Err(EnvelopeError::Header(name));
        }
        let demands =
            |it: (&str, &str, &str)| it.0 == SOAP && it.1 == "mustUnderstand" && it.2 != "0";
        if element.attributes().any(demands) {
            return Err(EnvelopeError::NotUnderstood(name));
        }
        let place = format!("Envelope/Header/{name}");
        check_attributes(element, &place, |namespace, attribute| {
            namespace != SOAP || attribute == "mustUnderstand"
        })?;
    }
    Ok(())
}

/// Attributes that would change how an element is validated are refused wherever they stand.
fn check_attributes(
    element: Element<'_>,
    place: &str,
    is_allowed: impl Fn(&str, &str) -> bool,
) -> Result<(), EnvelopeError> {
    let is_harmless = |namespace: &str, name: &str| match namespace {
        XML_NAMESPACE => false,
        XSI_NAMESPACE => matches!(name, "schemaLocation" | "noNamespaceSchemaLocation"),
        _ => true,
    };
    let mut attributes = element.attributes();
    let refused = attributes
        .find(|(namespace, name, _)| !is_harmless(namespace, name) || !is_allowed(namespace, name));
    match refused {
        Some((_, name, _)) => {
            Err(EnvelopeError::Attribute { place: place.to_owned(), attribute: quoted(name) })
        }
        None => Ok(()),
    }
}

/// An envelope around one message.
pub(crate) fn write_message(name: &str, content: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::new();
    writer.raw(r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv=""#);
    writer.raw(SOAP);
    writer.raw(r#"" xmlns:pa=""#);
    writer.raw(PA_FOR_NODE);
    writer.raw(r#""><soapenv:Body>"#);
    writer.element(name, content);
    writer.raw("</soapenv:Body></soapenv:Envelope>");
    writer.finish()
}

/// Whose fault it is, when no message can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoapFaultCode {
    /// The request cannot be understood: sending it again is of no use.
    Client,
    /// The request could not be served: sending it again may work.
    Server,
}

/// A SOAP 1.1 fault: the answer of last resort, when the operation is not known.
pub fn encode_soap_fault(code: SoapFaultCode, fault_string: &str) -> String {
    let code = match code {
        SoapFaultCode::Client => "soapenv:Client",
        SoapFaultCode::Server => "soapenv:Server",
    };
    write_message("soapenv:Fault", |writer| {
        writer.element("faultcode", |writer| writer.text(code));
        writer.element("faultstring", |writer| writer.text(fault_string));
    })
}
