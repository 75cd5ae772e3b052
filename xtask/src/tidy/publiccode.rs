//! `publiccode.yml`, by which the catalogue of public software describes the project.

use anyhow::{Result, anyhow};
use serde_json::Value;

use super::{Finding, House};

const PAGE: &str = "publiccode.yml";

/// The mandatory keys of publiccode.yml 0.2 and of its Italian extension, with their lengths and
/// words, as a JSON Schema of ours.
const SCHEMA: &str = include_str!("publiccode.schema.json");

pub(crate) fn check(house: &House) -> Result<Vec<Finding>> {
    let Some(page) = house.tree.find(PAGE) else {
        return Ok(vec![Finding::new(PAGE, 0, "the file is missing")]);
    };
    let schema: Value = serde_json::from_str(SCHEMA)?;
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .map_err(|error| anyhow!("the schema of {PAGE}: {error}"))?;
    match serde_yaml_ng::from_str::<Value>(page.text()) {
        Ok(document) => Ok(validator
            .iter_errors(&document)
            .map(|error| format!("{} at {}", error.masked(), error.instance_path()))
            .map(|what| Finding::new(PAGE, 0, what))
            .collect()),
        Err(error) => Ok(vec![Finding::new(PAGE, 0, error.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../../publiccode.yml");

    fn findings(page: &str) -> usize {
        check(&House::built_of(&[(PAGE, page)])).unwrap().len()
    }

    #[test]
    fn our_file_is_valid() {
        let house = House::built_of(&[(PAGE, GOOD)]);
        assert_eq!(check(&house).unwrap(), []);
    }

    #[test]
    fn a_key_that_is_missing_or_wrong_is_found() {
        for (from, to) in [
            ("name: Iuvo\n", ""),
            ("releaseDate: ", "released: "),
            ("softwareType: standalone/web", "softwareType: service"),
            ("developmentStatus: development", "developmentStatus: started"),
            ("license: EUPL-1.2", "licence: EUPL-1.2"),
            ("pagopa: true", "pagopa: 1"),
            ("type: internal", "type: none at all"),
            (
                "shortDescription: ",
                "shortDescription: Un testo che è troppo lungo per un elenco, \
              perché ripete quello che dice la descrizione estesa e non si ferma neppure quando \
              dovrebbe. ",
            ),
        ] {
            assert!(GOOD.contains(from), "{from}");
            assert_ne!(findings(&GOOD.replacen(from, to, 1)), 0, "{from} → {to}");
        }
    }

    #[test]
    fn a_file_that_is_missing_or_no_yaml_is_found() {
        assert_eq!(check(&House::built_of(&[])).unwrap().len(), 1);
        assert_eq!(findings("name: [Iuvo"), 1);
    }
}
