//! Which crate may know which.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::command;

/// The whole house: what the program and its tests may use.
const PRODUCT: &[&str] = &[
    "iuvo-app",
    "iuvo-domain",
    "iuvo-mail",
    "iuvo-store",
    "iuvo-web",
    "pagopa-checkout",
    "pagopa-codes",
    "pagopa-gpd",
    "pagopa-lists",
    "pagopa-node",
    "pagopa-sim",
];
const PRODUCT_AND_PROGRAM: &[&str] = &[
    "iuvo",
    "iuvo-app",
    "iuvo-auditor",
    "iuvo-domain",
    "iuvo-fuzz",
    "iuvo-mail",
    "iuvo-store",
    "iuvo-web",
    "pagopa-checkout",
    "pagopa-codes",
    "pagopa-gpd",
    "pagopa-lists",
    "pagopa-node",
    "pagopa-sim",
];

/// Each crate of ours, and the crates of ours it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("italia-assets", &[]),
    ("pagopa-codes", &[]),
    ("pagopa-node", &["pagopa-codes"]),
    ("pagopa-checkout", &["pagopa-codes"]),
    ("pagopa-gpd", &["pagopa-codes"]),
    ("pagopa-lists", &["pagopa-codes"]),
    ("pagopa-notice", &["pagopa-codes"]),
    // The simulators know nothing of us: the seam is the wire.
    ("pagopa-sim", &["italia-assets", "pagopa-checkout", "pagopa-codes", "pagopa-node"]),
    ("iuvo-domain", &["pagopa-codes"]),
    ("iuvo-mail", &[]),
    ("iuvo-store", &["iuvo-domain", "pagopa-codes"]),
    (
        "iuvo-app",
        &[
            "iuvo-domain",
            "iuvo-mail",
            "iuvo-store",
            "pagopa-checkout",
            "pagopa-codes",
            "pagopa-gpd",
            "pagopa-lists",
            "pagopa-node",
            "pagopa-notice",
        ],
    ),
    (
        "iuvo-web",
        &[
            "italia-assets",
            "iuvo-app",
            "iuvo-domain",
            "pagopa-checkout",
            "pagopa-codes",
            "pagopa-gpd",
            "pagopa-node",
            "pagopa-notice",
        ],
    ),
    // Who shares code with what he judges shares its errors.
    ("iuvo-auditor", &[]),
    ("iuvo", PRODUCT),
    ("iuvo-tests", PRODUCT_AND_PROGRAM),
    // It measures the program that is shipped, and knows of it what everybody knows.
    ("iuvo-bench", &["pagopa-codes", "pagopa-node"]),
    // The parsers under fire, and what mutates their samples.
    (
        "iuvo-fuzz",
        &["pagopa-checkout", "pagopa-codes", "pagopa-gpd", "pagopa-lists", "pagopa-node"],
    ),
    ("xtask", &[]),
];

/// The crates that serve HTTP.
const HTTP_EDGES: &[&str] = &["iuvo", "iuvo-bench", "iuvo-tests", "iuvo-web", "pagopa-sim"];

pub(crate) fn check() -> Result<Vec<Finding>> {
    let metadata =
        command::output(command::cargo("metadata").args(["--format-version", "1", "--no-deps"]))?;
    let metadata = serde_json::from_str(&metadata).context("parsing cargo's metadata")?;
    judge(&metadata)
}

fn judge(metadata: &Value) -> Result<Vec<Finding>> {
    let packages = list(metadata, "packages").context("cargo's metadata has packages")?;
    let ours: Vec<&str> = packages.iter().filter_map(name).collect();
    let mut findings = Vec::new();
    for package in packages {
        let name = name(package).context("a package has a name")?;
        let dependencies = list(package, "dependencies").context("a package has dependencies")?;
        let names: Vec<&str> = dependencies.iter().filter_map(self::name).collect();
        for what in objections(name, &names, &ours) {
            findings.push(Finding::new(&format!("{name}/Cargo.toml"), 0, what));
        }
    }
    Ok(findings)
}

fn objections(package: &str, dependencies: &[&str], ours: &[&str]) -> Vec<String> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package) else {
        return vec![format!("`{package}` has no row in the allow-table of {}", file!())];
    };
    let mut objections = Vec::new();
    for dependency in dependencies {
        if ours.contains(dependency) && !allowed.contains(dependency) {
            objections.push(format!("`{package}` may not depend on `{dependency}`"));
        }
        if dependency.starts_with("axum") && !HTTP_EDGES.contains(&package) {
            objections.push(format!("`{package}` serves no HTTP: no `{dependency}`"));
        }
    }
    objections
}

fn list<'a>(value: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    value.get(key)?.as_array()
}

fn name(value: &Value) -> Option<&str> {
    value.get("name")?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_table_allows_passes() {
        let metadata = json!({"packages": [
            {"name": "pagopa-codes", "dependencies": [{"name": "jiff"}]},
            {"name": "pagopa-sim", "dependencies": [{"name": "pagopa-codes"}, {"name": "axum"}]},
        ]});
        assert_eq!(judge(&metadata).unwrap(), []);
    }

    #[test]
    fn what_it_does_not_allow_is_found() {
        let metadata = json!({"packages": [
            {"name": "iuvo-domain", "dependencies": [{"name": "iuvo-store"}]},
            {"name": "iuvo-store", "dependencies": [{"name": "axum-server"}]},
            {"name": "iuvo-new", "dependencies": []},
        ]});
        let found: Vec<_> = judge(&metadata).unwrap().into_iter().map(|it| it.what).collect();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], "`iuvo-domain` may not depend on `iuvo-store`");
        assert_eq!(found[1], "`iuvo-store` serves no HTTP: no `axum-server`");
        assert!(found[2].starts_with("`iuvo-new` has no row"));
    }

    #[test]
    fn the_simulators_may_know_no_crate_of_the_product() {
        for dependency in PRODUCT.iter().filter(|it| it.starts_with("iuvo")) {
            let found = objections("pagopa-sim", &[dependency], PRODUCT);
            assert_eq!(found.len(), 1, "{dependency}");
        }
    }
}
