//! JSON documents against the component schemas of an `OpenAPI` document.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use jsonschema::{Draft, Validator};
use regex::Regex;
use serde_json::{Value, json};

use super::recorded::JsonDocument;

/// An API whose documents are kept.
struct Api {
    /// Its name in the names of the records.
    name: &'static str,
    /// The official document.
    openapi: &'static str,
    /// The schemas of which there must be a record.
    demanded: &'static [&'static str],
}

const APIS: &[Api] = &[
    Api { name: "gpd", openapi: "peers/gpd/openapi_external_v1.json", demanded: &[] },
    Api {
        name: "upload1",
        openapi: "peers/gpd-upload/gpd-openapi-v1.json",
        demanded: &["ProblemJson", "UploadReport", "UploadStatus"],
    },
    Api {
        name: "upload2",
        openapi: "peers/gpd-upload/gpd-openapi-v2.json",
        demanded: &["FileIdListResponse", "UploadReportDTO", "UploadStatusDTO"],
    },
    Api { name: "odp", openapi: "nodo/openapi/orgs_payment_options.json", demanded: &[] },
    Api {
        name: "checkout1",
        openapi: "nodo/openapi/checkout_v1.json",
        demanded: &["CartRequest", LOCATION, "ProblemJson"],
    },
    Api {
        name: "checkout2",
        openapi: "nodo/openapi/checkout_v2.json",
        demanded: &["CartRequestV2", LOCATION, "ProblemJson"],
    },
];

/// Where a cart that was taken leads: a header, whose schema is in its answer.
const LOCATION: &str = "location";
const LOCATION_SCHEMA: &str = "#/paths/~1carts/post/responses/302/headers/location/schema";

/// GPD writes UTC date-times without saying so, while the `date-time` it declares (RFC 3339)
/// demands an offset: with or without one, the rest of the form is checked.
const DATE_TIME: &str =
    r"^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?(Z|[+-][0-2]\d:[0-5]\d)?$";

/// Validates the documents and prints how many there were of each schema.
pub(crate) fn check(documents: &[JsonDocument], specs: &Path) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    println!("\n{:<40}{:>10}", "JSON schema", "documents");
    for api in APIS {
        let path = specs.join(api.openapi);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let openapi = serde_json::from_str(&text)
            .with_context(|| format!("parsing the OpenAPI document {}", path.display()))?;
        findings.extend(judge(api, documents, &openapi)?);
    }
    Ok(findings)
}

/// Whether records of that name are judged.
pub(crate) fn is_judged(api: &str) -> bool {
    APIS.iter().any(|it| it.name == api)
}

fn judge(api: &Api, documents: &[JsonDocument], openapi: &Value) -> Result<Vec<String>> {
    let mut by_schema: BTreeMap<&str, Vec<&JsonDocument>> = BTreeMap::new();
    for document in documents.iter().filter(|it| it.api == api.name) {
        by_schema.entry(&document.schema).or_default().push(document);
    }
    let mut findings = Vec::new();
    if by_schema.is_empty() {
        findings.push(format!("no document of the API `{}` was recorded", api.name));
    }
    for schema in api.demanded.iter().filter(|it| !by_schema.contains_key(*it)) {
        findings.push(format!("no {schema} of the API `{}` was recorded", api.name));
    }
    for (schema, documents) in by_schema {
        println!("{:<40}{:>10}", format!("{} {schema}", api.name), documents.len());
        let validator = validator(openapi, schema)?;
        for document in documents {
            let objections = objections(&validator, &document.text);
            findings
                .extend(objections.iter().map(|it| format!("{}: {it}", document.path.display())));
        }
    }
    Ok(findings)
}

/// The document itself is the schema to read: those of `OpenAPI` 3.1 are JSON Schema 2020-12, those
/// of 3.0 are nearest to draft 4, whose exclusive bounds are switches, too.
fn validator(openapi: &Value, schema: &str) -> Result<Validator> {
    let components = openapi.get("components").context("the OpenAPI document has components")?;
    let schema_of = |it: &str| match it {
        LOCATION => LOCATION_SCHEMA.to_owned(),
        schema => format!("#/components/schemas/{schema}"),
    };
    let root = json!({
        "allOf": [{"$ref": schema_of(schema)}],
        "components": components,
        "paths": openapi.get("paths"),
    });
    let is_3_0 = openapi.get("openapi").and_then(Value::as_str).is_some_and(|it| it < "3.1");
    let draft = if is_3_0 { Draft::Draft4 } else { Draft::Draft202012 };
    let date_time = Regex::new(DATE_TIME)?;
    jsonschema::options()
        .with_draft(draft)
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

    const GPD: Api = Api { name: "gpd", openapi: "", demanded: &[] };

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
        judge(&GPD, &[document], &openapi())
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
        assert_eq!(judge(&GPD, &[], &openapi()).unwrap().len(), 1);
    }

    #[test]
    fn each_api_is_judged_by_its_own_document() {
        let document = JsonDocument {
            path: "0001-odp-Position.json".into(),
            api: "odp".to_owned(),
            schema: "Position".to_owned(),
            text: "{}".to_owned(),
        };
        let found = judge(&GPD, &[document], &openapi()).unwrap();
        assert_eq!(found, ["no document of the API `gpd` was recorded"]);
    }

    #[test]
    fn a_schema_that_nobody_met_is_a_finding() {
        let demanding = Api { demanded: &["Option", "Position"], ..GPD };
        let document = JsonDocument {
            path: "0001-gpd-Option.json".into(),
            api: "gpd".to_owned(),
            schema: "Option".to_owned(),
            text: "{}".to_owned(),
        };
        let found = judge(&demanding, &[document], &openapi()).unwrap();
        assert_eq!(found, ["no Position of the API `gpd` was recorded"]);
    }

    /// As it stands in Checkout's document of `OpenAPI` 3.0.
    #[test]
    fn bounds_and_headers_are_read_as_their_version_means_them() {
        let openapi = json!({
            "openapi": "3.0.1",
            "components": {"schemas": {
                "Status": {"type": "integer", "maximum": 600, "exclusiveMaximum": true},
            }},
            "paths": {"/carts": {"post": {"responses": {"302": {"headers": {"location": {
                "schema": {"type": "string", "format": "uri"},
            }}}}}}},
        });
        for (schema, text, is_valid) in [
            ("Status", "599", true),
            ("Status", "600", false),
            (LOCATION, r#""https://checkout.example/c/1""#, true),
            (LOCATION, r#""checkout.example/c/1""#, false),
        ] {
            let validator = validator(&openapi, schema).unwrap();
            assert_eq!(objections(&validator, text).is_empty(), is_valid, "{schema} {text}");
        }
    }
}
