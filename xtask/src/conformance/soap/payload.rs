//! The payload of an envelope, cut out as a document of its own.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use uppsala::{Document, NodeId, NodeKind};

pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The first child of the body.
#[derive(Debug)]
pub(super) struct Payload {
    /// Its local name.
    pub(super) name: String,
    /// Itself, with the namespaces it was born with.
    pub(super) document: String,
    /// What it says in `outcome` and `faultCode`, if it says it.
    pub(super) outcome: Option<String>,
    pub(super) fault_code: Option<String>,
}

/// Opens an envelope.
pub(super) fn open(envelope: &str) -> Result<Payload> {
    let document = uppsala::parse(envelope).map_err(|error| anyhow!("{error}"))?;
    let root = document.document_element().context("the document is empty")?;
    let body = document
        .first_child_element_by_name_ns(root, SOAP, "Body")
        .context("the envelope has no SOAP body")?;
    let elements: Vec<NodeId> = children(&document, body);
    let [payload] = elements.as_slice() else {
        bail!("the body has {} elements, not one", elements.len());
    };
    let element = document.element(*payload).context("the payload is an element")?;
    let inner = |name: &str| text_within(&document, *payload, name);
    Ok(Payload {
        name: element.name.local_name.to_string(),
        document: standing_alone(&document, *payload)?,
        outcome: inner("outcome"),
        fault_code: inner("faultCode"),
    })
}

fn children(document: &Document, parent: NodeId) -> Vec<NodeId> {
    let is_element = |id: &NodeId| matches!(document.node_kind(*id), Some(NodeKind::Element(_)));
    document.children(parent).into_iter().filter(is_element).collect()
}

/// The text of the first element of that name among the payload's children and grandchildren,
/// where responses have their outcome and their fault's code.
fn text_within(document: &Document, payload: NodeId, name: &str) -> Option<String> {
    let near = children(document, payload);
    let deeper = near.iter().flat_map(|child| children(document, *child));
    let found =
        near.iter().copied().chain(deeper).find(|id| {
            document.element(*id).is_some_and(|element| element.name.local_name == name)
        })?;
    Some(document.text_content_deep(found))
}

/// The element's own text, byte for byte, with the namespaces its ancestors declared for it.
fn standing_alone(document: &Document, id: NodeId) -> Result<String> {
    let source = document.node_source(id).context("the payload has a source")?;
    let element = document.element(id).context("the payload is an element")?;
    let name = element.name.prefixed_name();
    let rest = source
        .strip_prefix('<')
        .and_then(|it| it.strip_prefix(name.as_ref()))
        .context("the payload starts with its name")?;
    let inherited: String = inherited_namespaces(document, id)
        .iter()
        .map(|(prefix, uri)| match prefix.as_str() {
            "" => format!(" xmlns=\"{uri}\""),
            prefix => format!(" xmlns:{prefix}=\"{uri}\""),
        })
        .collect();
    Ok(format!("<{name}{inherited}{rest}"))
}

/// The namespaces in force around an element that it does not declare itself, by prefix.
fn inherited_namespaces(document: &Document, id: NodeId) -> BTreeMap<String, String> {
    let mut inherited = BTreeMap::new();
    for element in document.ancestors(id).iter().filter_map(|it| document.element(*it)) {
        for (prefix, uri) in &element.namespace_declarations {
            // Ancestors come nearest first, and the nearest declaration is the one in force.
            inherited.entry(prefix.to_string()).or_insert_with(|| uri.to_string());
        }
    }
    if let Some(own) = document.element(id) {
        for (prefix, _) in &own.namespace_declarations {
            inherited.remove(prefix.as_ref());
        }
    }
    inherited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_takes_its_namespaces_along() {
        let payload = open(&format!(
            r#"<s:Envelope xmlns:s="{SOAP}" xmlns:p="urn:a"><s:Body xmlns:p="urn:b" xmlns:q="urn:q">
               <p:paSendRTV2Response xmlns:q="urn:r"><outcome>OK</outcome></p:paSendRTV2Response>
               </s:Body></s:Envelope>"#
        ))
        .unwrap();
        assert_eq!(payload.name, "paSendRTV2Response");
        assert_eq!(payload.outcome.as_deref(), Some("OK"));
        assert_eq!(
            payload.document,
            format!(
                r#"<p:paSendRTV2Response xmlns:p="urn:b" xmlns:s="{SOAP}" xmlns:q="urn:r"><outcome>OK</outcome></p:paSendRTV2Response>"#
            )
        );
    }

    #[test]
    fn the_code_of_a_fault_is_read() {
        let payload = open(&format!(
            r#"<s:Envelope xmlns:s="{SOAP}"><s:Body><r><outcome>KO</outcome><fault>
               <faultCode>PAA_SEMANTICA</faultCode></fault></r></s:Body></s:Envelope>"#
        ))
        .unwrap();
        assert_eq!(payload.fault_code.as_deref(), Some("PAA_SEMANTICA"));
    }

    #[test]
    fn what_is_no_envelope_with_one_payload_is_an_error() {
        for text in [
            "not XML".to_owned(),
            "<Envelope><Body><a/></Body></Envelope>".to_owned(),
            format!(r#"<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>"#),
            format!(r#"<s:Envelope xmlns:s="{SOAP}"><s:Body><a/><b/></s:Body></s:Envelope>"#),
        ] {
            assert!(open(&text).is_err(), "{text}");
        }
    }
}
