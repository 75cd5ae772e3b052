//! JSON documents against the component schemas of an `OpenAPI` document.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use jsonschema::Validator;
use regex::Regex;
use serde_json::{Value, json};

use super::recorded::JsonDocument;

/// The APIs whose answers are kept, by the name their records have, and the documents they obey.
const APIS: &[(&str, &str)] = &[
    ("gpd", "peers/gpd/openapi_external_v1.json"),
    ("odp", "nodo/openapi/orgs_payment_options.json"),
];

/// GPD writes UTC date-times without saying so, while the `date-time` it declares (RFC 3339)
/// demands an offset: with or without one, the rest of the form is checked.
const DATE_TIME: &str =
    r"^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?(Z|[+-][0-2]\d:[0-5]\d)?$";

/// Validates the documents and prints how many there were of each schema.
pub(crate) fn check(documents: &[JsonDocument], specs: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    println!("\n{:<40}{:>10}", "JSON schema", "documents");
    for (api, document) in APIS {
        let path = specs.join(document);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let openapi = serde_json::from_str(&text)
            .with_context(|| format!("parsing the OpenAPI document {}", path.display()))?;
        findings.extend(judge(api, documents, &openapi)?);
    }
    Ok(findings)
}

fn judge(api: &str, documents: &[JsonDocument], openapi: &Value) -> Result<Vec<String>> {
    let mut by_schema: BTreeMap<&str, Vec<&JsonDocument>> = BTreeMap::new();
    for document in documents.iter().filter(|it| it.api == api) {
        by_schema.entry(&document.schema).or_default().push(document);
    }
    let mut findings = Vec::new();
    if by_schema.is_empty() {
        findings.push(format!("no document of the API `{api}` was recorded"));
    }
    for (schema, documents) in by_schema {
        println!("{:<40}{:>10}", format!("{api} {schema}"), documents.len());
        let validator = validator(openapi, schema)?;
        for document in documents {
            let objections = objections(&validator, &document.text);
            findings
                .extend(objections.iter().map(|it| format!("{}: {it}", document.path.display())));
        }
    }
    Ok(findings)
}

/// `OpenAPI` 3.1 schemas are JSON Schema 2020-12, so the document itself is the schema to read;
/// what is used of 3.0 means the same.
fn validator(openapi: &Value, schema: &str) -> Result<Validator> {
    let components = openapi.get("components").context("the OpenAPI document has components")?;
    let root = json!({
        "$ref": format!("#/components/schemas/{schema}"),
        "components": components,
    });
    let date_time = Regex::new(DATE_TIME)?;
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date-time", move |text: &str| date_time.is_match(text))
        .build(&root)
        .map_err(|error| anyhow!("the schema {schema}: {error}"))
}

fn objections(validator: &Validator, text: &str) -> Vec<String> {
    match serde_json::from_str::<Value>(text) {
        Ok(mut document) => {
            remove_nulls(&mut document);
            validator
                .iter_errors(&document)
                .map(|error| format!("{} at {}", error.masked(), error.instance_path()))
                .collect()
        }
        Err(error) => vec![error.to_string()],
    }
}

/// GPD writes `null` for what is absent, though no type of its document allows it: so an absent
/// value and a null one are the same here, and a mandatory one may be neither.
fn remove_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(remove_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openapi() -> Value {
        json!({"components": {"schemas": {
            "Position": {
                "type": "object",
                "required": ["iupd", "options"],
                "properties": {
                    "iupd": {"type": "string", "maxLength": 5},
                    "insertedDate": {"type": "string", "format": "date-time"},
                    "options": {"type": "array", "items": {"$ref": "#/components/schemas/Option"}},
                },
            },
            "Option": {
                "type": "object",
                "properties": {"amount": {"type": "integer", "minimum": 1}},
            },
        }}})
    }

    fn findings(schema: &str, text: &str) -> Result<Vec<String>> {
        let document = JsonDocument {
            path: "0001-gpd-Position.json".into(),
            api: "gpd".to_owned(),
            schema: schema.to_owned(),
            text: text.to_owned(),
        };
        judge("gpd", &[document], &openapi())
    }

    #[test]
    fn a_document_of_the_schema_passes() {
        for text in [
            r#"{"iupd":"A1","options":[{"amount":1}],"insertedDate":"2026-11-21T10:00:00"}"#,
            r#"{"iupd":"A1","options":[],"insertedDate":"2026-11-21T10:00:00.5Z"}"#,
            r#"{"iupd":"A1","options":[{"amount":null}],"insertedDate":null}"#,
        ] {
            assert_eq!(findings("Position", text).unwrap(), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_mutated_document_is_caught() {
        for text in [
            r#"{"options":[]}"#,
            r#"{"iupd":null,"options":[]}"#,
            r#"{"iupd":"A12345","options":[]}"#,
            r#"{"iupd":"A1","options":[{"amount":0}]}"#,
            r#"{"iupd":"A1","options":[{"amount":"1"}]}"#,
            r#"{"iupd":"A1","options":[],"insertedDate":"21/11/2026"}"#,
            r#"{"iupd":"A1","options":[]"#,
        ] {
            assert_eq!(findings("Position", text).unwrap().len(), 1, "{text}");
        }
    }

    #[test]
    fn a_schema_that_does_not_exist_is_an_error() {
        assert!(findings("Posizione", "{}").is_err());
    }

    #[test]
    fn a_run_without_documents_is_a_finding() {
        assert_eq!(judge("gpd", &[], &openapi()).unwrap().len(), 1);
    }

    #[test]
    fn each_api_is_judged_by_its_own_document() {
        let document = JsonDocument {
            path: "0001-odp-Position.json".into(),
            api: "odp".to_owned(),
            schema: "Position".to_owned(),
            text: "{}".to_owned(),
        };
        let found = judge("gpd", &[document], &openapi()).unwrap();
        assert_eq!(found, ["no document of the API `gpd` was recorded"]);
    }
}
