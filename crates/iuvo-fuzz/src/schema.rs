//! The official schema of paForNode, to hold against what the gate accepts.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use uppsala::{Document, NodeId, NodeKind, XsdValidator};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The schemas of the envelope and of the message in it.
pub struct Schema {
    envelope: XsdValidator,
    message: XsdValidator,
}

impl Schema {
    /// Loads both from the folder of the official files.
    pub fn load(specs: &Path) -> Result<Self> {
        let common = specs.join("nodo/xsd-common");
        let message = specs.join("nodo/wsdl/xsd/paForNode.xsd");
        Ok(Self {
            envelope: validator(&common.join("envelope.xsd"), &common)?,
            message: validator(&message, &common)?,
        })
    }

    /// What the schemas object to in an envelope, if anything.
    pub fn objection(&self, text: &str) -> Option<String> {
        self.judge(text).err().map(|error| error.to_string())
    }

    fn judge(&self, text: &str) -> Result<()> {
        let whole = uppsala::parse(text).map_err(|error| anyhow!("{error}"))?;
        valid(&self.envelope, &whole)?;
        let message = payload(&whole)?;
        let alone = uppsala::parse(&message).map_err(|error| anyhow!("{error}"))?;
        valid(&self.message, &alone)
    }
}

/// `uppsala` follows no import that leaves the folder it starts from: it is given the imported
/// folder as its base, and the same file names without their way up.
fn validator(path: &Path, imports: &Path) -> Result<XsdValidator> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("the schema {name}"))?;
    let folder = imports.file_name().unwrap_or_default().to_string_lossy();
    let text = text.replace(&format!("\"../../{folder}/"), "\"");
    let document = uppsala::parse(&text).map_err(|error| anyhow!("{name}: {error}"))?;
    XsdValidator::from_schema_with_base_path(&document, Some(imports))
        .map_err(|error| anyhow!("{name}: {error}"))
}

fn valid(validator: &XsdValidator, document: &Document) -> Result<()> {
    let errors = validator.validate(document);
    match errors.first() {
        None => Ok(()),
        Some(error) => Err(anyhow!("{error}")),
    }
}

/// The message as a document of its own, with the namespaces declared around it.
fn payload(document: &Document) -> Result<String> {
    let root = document.document_element().context("an empty document")?;
    let body = document.first_child_element_by_name_ns(root, SOAP, "Body").context("no body")?;
    let is_element = |id: &NodeId| matches!(document.node_kind(*id), Some(NodeKind::Element(_)));
    let id = document.children(body).into_iter().find(is_element).context("an empty body")?;
    let element = document.element(id).context("an element")?;
    let source = document.node_source(id).context("its source")?;
    let name = element.name.prefixed_name();
    let rest = source.strip_prefix('<').and_then(|it| it.strip_prefix(name.as_ref()));
    let mut seen: Vec<String> =
        element.namespace_declarations.iter().map(|(prefix, _)| prefix.to_string()).collect();
    let mut inherited = String::new();
    for ancestor in document.ancestors(id).iter().filter_map(|it| document.element(*it)) {
        for (prefix, uri) in &ancestor.namespace_declarations {
            if !seen.iter().any(|it| *it == **prefix) {
                seen.push(prefix.to_string());
                let colon = if prefix.is_empty() { "" } else { ":" };
                inherited.extend([" xmlns", colon, &**prefix, "=\"", &**uri, "\""]);
            }
        }
    }
    Ok(format!("<{name}{inherited}{}", rest.context("its name")?))
}
