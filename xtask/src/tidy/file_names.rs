//! Names of files that say nothing.

use super::{Finding, House};

const EMPTY_NAMES: &[&str] = &[
    "common", "helper", "helpers", "manager", "managers", "misc", "type", "types", "util", "utils",
];

pub(crate) fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &house.rust {
        let mut names = file.path.trim_end_matches(".rs").split('/');
        if let Some(name) = names.find(|name| EMPTY_NAMES.contains(name)) {
            findings.push(Finding::new(&file.path, 0, format!("`{name}` says nothing")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_nothing_is_found_in_files_and_folders() {
        for path in ["crates/iuvo-app/src/utils.rs", "crates/iuvo-app/src/common/money.rs"] {
            assert_eq!(check(&House::built_of(&[(path, "")])).len(), 1, "{path}");
        }
        let fine = "crates/iuvo-domain/src/commons_house.rs";
        assert_eq!(check(&House::built_of(&[(fine, "")])), []);
    }
}
