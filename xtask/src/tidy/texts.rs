//! What a repository that others clone must not hold.

use anyhow::Result;
use regex::Regex;

use super::{Finding, House};

const BYTES: usize = 300_000;

/// Paths of some machine, hosts of package registries, issue numbers, requirement documents by
/// number instead of title, pages by their number in a plan. Spelled with classes of one letter, so
/// that this file does not find itself.
const FOREIGN: &[&str] = &[
    "/(wor[k]|far[m]|roo[t]|tmp/iuv[o])/",
    r"/hom[e]/\w+/",
    r"/User[s]/\w+/",
    r"registry\.npm[j]s|(index|static)\.crate[s]\.io|pypi\.or[g]|deb\.debia[n]",
    r"(?i)\bissue[ ]#\d+",
    r"(?i)\bsee[d][ -]0\d\d\b",
    r"^//! [BC]\d{1,2}[a-z]?(, [BC]\d{1,2}[a-z]?|–[BC]\d{1,2})*: ",
];

/// The folder beside the clone; only the habit that reads it may name it.
const NEIGHBOUR: &str = r"\.\./share[d]\b";
const NEIGHBOUR_READER: &str = "xtask/src/ci.rs";

pub(crate) fn foreign(house: &House) -> Result<Vec<Finding>> {
    let foreign = Regex::new(&FOREIGN.join("|"))?;
    let neighbour = Regex::new(NEIGHBOUR)?;
    let mut findings = Vec::new();
    for file in &house.tree.files {
        if file.path == "Cargo.lock" {
            continue;
        }
        for (line, number) in file.text().lines().zip(1..) {
            let found = foreign
                .find(line)
                .or_else(|| neighbour.find(line).filter(|_| file.path != NEIGHBOUR_READER));
            if let Some(found) = found {
                findings.push(Finding::new(&file.path, number, format!("`{}`", found.as_str())));
            }
        }
    }
    Ok(findings)
}

pub(crate) fn sizes(house: &House) -> Vec<Finding> {
    house
        .tree
        .files
        .iter()
        .filter(|file| file.bytes > BYTES && file.path != "Cargo.lock")
        .map(|file| Finding::new(&file.path, 0, format!("{} kB", file.bytes / 1000)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        foreign(&House::built_of(&[(path, text)])).unwrap().len()
    }

    #[test]
    fn what_only_one_machine_has_is_found() {
        for text in [
            concat!("cd /wor", "k/main"),
            concat!("/roo", "t/.cargo"),
            concat!("/hom", "e/mario/iuvo"),
            concat!("https://static.crate", "s.io/x"),
            concat!("as issu", "e #12 says"),
            concat!("See", "d 004 says"),
            concat!("//! B", "24: all the bodies"),
            concat!("//! C2, C", "4a: the search"),
            concat!("//! B2–B", "5: positions"),
            concat!("--specs ../share", "d/specs"),
        ] {
            assert_eq!(findings("docs/page.md", text), 1, "{text}");
        }
    }

    #[test]
    fn ordinary_words_and_the_lock_file_are_left_alone() {
        let ordinary = "The teamwork/seeds of a home page; an issue; ../shared_kernel; B24: a row";
        assert_eq!(findings("docs/page.md", ordinary), 0);
        assert_eq!(findings("Cargo.lock", concat!("index.crate", "s.io")), 0);
    }

    #[test]
    fn the_habit_that_reads_the_neighbour_may_name_it() {
        assert_eq!(findings(NEIGHBOUR_READER, concat!("../share", "d/specs")), 0);
    }

    #[test]
    fn a_large_file_is_found() {
        let large = "a".repeat(BYTES + 1);
        assert_eq!(sizes(&House::built_of(&[("docs/big.svg", &large)])).len(), 1);
        assert_eq!(sizes(&House::built_of(&[("Cargo.lock", &large)])), []);
    }
}
