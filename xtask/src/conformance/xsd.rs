//! Two independent XSD validators, `uppsala` (Rust) and `xmllint` (libxml2), that must agree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use uppsala::XsdValidator;

/// An official schema, loaded by both validators.
pub(crate) struct Schema {
    path: PathBuf,
    validator: XsdValidator,
}

/// What both validators say of one document, or that they differ.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    Invalid(String),
    Disagreement(String),
}

impl Schema {
    /// Loads a schema whose imports live in `imports`. `uppsala` follows no import that leaves the
    /// folder it starts from, and `paForNode.xsd` imports from `../../xsd-common`; so it is given
    /// the imported folder as its base, and the same file names without their way up.
    pub(crate) fn load(path: PathBuf, imports: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).with_context(|| format!("the schema {name}"))?;
        let folder = imports.file_name().unwrap_or_default().to_string_lossy();
        let text = text.replace(&format!("\"../../{folder}/"), "\"");
        let document = uppsala::parse(&text).map_err(|error| anyhow!("{name}: {error}"))?;
        let validator = XsdValidator::from_schema_with_base_path(&document, Some(imports))
            .map_err(|error| anyhow!("{name}: {error}"))?;
        Ok(Self { path, validator })
    }

    /// Judges documents that are both texts and files, in their order.
    pub(crate) fn judge(&self, documents: &[(PathBuf, &str)]) -> Result<Vec<Verdict>> {
        let files: Vec<&Path> = documents.iter().map(|(path, _)| path.as_path()).collect();
        let second_opinions = self.xmllint(&files)?;
        let verdicts = documents.iter().map(|(path, text)| {
            let second = second_opinions.get(path).map(String::as_str);
            compare(self.uppsala(text).as_deref(), second)
        });
        Ok(verdicts.collect())
    }

    /// What `uppsala` objects to, if anything.
    fn uppsala(&self, text: &str) -> Option<String> {
        let document = match uppsala::parse(text) {
            Ok(document) => document,
            Err(error) => return Some(error.to_string()),
        };
        let errors = self.validator.validate(&document);
        let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
        (!messages.is_empty()).then(|| messages.join("; "))
    }

    /// What `xmllint` objects to, by file.
    fn xmllint(&self, files: &[&Path]) -> Result<BTreeMap<PathBuf, String>> {
        let mut objections = BTreeMap::new();
        // Chunks, because a command line has a length.
        for chunk in files.chunks(500) {
            let output = Command::new("xmllint")
                .args(["--noout", "--nonet", "--schema"])
                .arg(&self.path)
                .args(chunk)
                .output()
                .context("starting xmllint; `cargo xtask setup` installs it")?;
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            // Its manual page: 5 is an error in the schema itself.
            if output.status.code() == Some(5) {
                bail!("xmllint cannot load {}: {words}", self.path.display());
            }
            objections.extend(chunk.iter().filter_map(|file| {
                objection_to(file, &words).map(|objection| (file.to_path_buf(), objection))
            }));
        }
        Ok(objections)
    }
}

/// `xmllint` writes `FILE validates`, or a line `FILE:LINE: …` for each error.
fn objection_to(file: &Path, words: &str) -> Option<String> {
    let file = file.display().to_string();
    let validates = format!("{file} validates");
    if words.lines().any(|line| line == validates) {
        return None;
    }
    let errors = words.lines().filter_map(|line| line.strip_prefix(&file)?.strip_prefix(':'));
    Some(errors.collect::<Vec<_>>().join("; "))
}

fn compare(uppsala: Option<&str>, xmllint: Option<&str>) -> Verdict {
    match (uppsala, xmllint) {
        (None, None) => Verdict::Valid,
        (Some(first), Some(second)) => {
            Verdict::Invalid(format!("uppsala: {first}\n    xmllint: {second}"))
        }
        (Some(first), None) => Verdict::Disagreement(format!("only uppsala objects: {first}")),
        (None, Some(second)) => Verdict::Disagreement(format!("only xmllint objects: {second}")),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const IMPORTED: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
        targetNamespace="urn:shared"><xs:simpleType name="digits"><xs:restriction
        base="xs:string"><xs:pattern value="[0-9]{3}"/></xs:restriction></xs:simpleType>
        </xs:schema>"#;
    const IMPORTING: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
        targetNamespace="urn:notice" xmlns:s="urn:shared"><xs:import namespace="urn:shared"
        schemaLocation="../../imported/digits.xsd"/><xs:element name="notice"><xs:complexType>
        <xs:sequence><xs:element name="number" type="s:digits"/></xs:sequence>
        </xs:complexType></xs:element></xs:schema>"#;

    /// Two schemas that lie as the official ones do, and a folder for documents.
    fn schema() -> (TempDir, Schema) {
        let root = tempfile::tempdir().unwrap();
        let importing = root.path().join("wsdl/xsd/notice.xsd");
        let imported = root.path().join("imported");
        std::fs::create_dir_all(importing.parent().unwrap()).unwrap();
        std::fs::create_dir(&imported).unwrap();
        std::fs::write(&importing, IMPORTING).unwrap();
        std::fs::write(imported.join("digits.xsd"), IMPORTED).unwrap();
        (root, Schema::load(importing, &imported).unwrap())
    }

    fn judge(texts: &[&str]) -> Vec<Verdict> {
        let (root, schema) = schema();
        let documents: Vec<(PathBuf, &str)> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let path = root.path().join(format!("{index}.xml"));
                std::fs::write(&path, text).unwrap();
                (path, *text)
            })
            .collect();
        schema.judge(&documents).unwrap()
    }

    #[test]
    fn a_mutated_message_is_caught_by_both_validators() {
        let verdicts = judge(&[
            r#"<n:notice xmlns:n="urn:notice"><number>123</number></n:notice>"#,
            r#"<n:notice xmlns:n="urn:notice"><number>12x</number></n:notice>"#,
            r#"<n:notice xmlns:n="urn:notice"><numero>123</numero></n:notice>"#,
            "<notice><number>123</number></notice>",
            r#"<n:notice xmlns:n="urn:notice"><number>123</number>"#,
        ]);
        let [valid, mutated @ ..] = verdicts.as_slice() else { panic!("five verdicts") };
        assert_eq!(*valid, Verdict::Valid);
        assert_eq!(mutated.len(), 4);
        for verdict in mutated {
            assert!(matches!(verdict, Verdict::Invalid(_)), "{verdict:?}");
        }
    }

    #[test]
    fn validators_that_differ_are_a_disagreement() {
        assert!(matches!(compare(Some("no"), None), Verdict::Disagreement(_)));
        assert!(matches!(compare(None, Some("no")), Verdict::Disagreement(_)));
    }

    #[test]
    fn a_schema_that_does_not_load_is_an_error() {
        let missing = Path::new("no-such-folder/paForNode.xsd").to_path_buf();
        assert!(Schema::load(missing, Path::new("no-such-folder")).is_err());
    }
}
