//! The length of lines.

use super::rust::RustFile;
use super::{Finding, House};

const COLUMNS: usize = 100;

pub(crate) fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &house.rust {
        for (line, number) in file.source.lines().zip(1..) {
            let columns = line.chars().count();
            if columns > COLUMNS && !is_one_text(file, line, number) {
                let what = format!("{columns} columns");
                findings.push(Finding::new(&file.path, number, what));
            }
        }
    }
    findings
}

/// A line that cannot be broken: a text alone, the middle of one, or an address.
fn is_one_text(file: &RustFile, line: &str, number: usize) -> bool {
    let alone = line.trim().trim_end_matches([',', ';', ')']).trim_start_matches("r#");
    let is_text = alone.starts_with('"') && alone.trim_end_matches('#').ends_with('"');
    let has_address = line
        .split_whitespace()
        .any(|word| word.contains("://") && word.chars().count() > COLUMNS / 2);
    is_text || has_address || file.is_inside_text(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(source: &str) -> usize {
        check(&House::built_of(&[("crates/iuvo-app/src/lib.rs", source)])).len()
    }

    #[test]
    fn a_long_line_is_found() {
        let (fits, long) = ("a".repeat(97), "a".repeat(98));
        assert_eq!(findings(&format!("// {fits}\n")), 0);
        assert_eq!(findings(&format!("// {long}\n")), 1);
    }

    #[test]
    fn columns_are_characters_not_bytes() {
        assert_eq!(findings(&format!("// {}\n", "à".repeat(97))), 0);
    }

    #[test]
    fn a_line_made_of_one_text_or_address_cannot_be_broken() {
        let long = "a ".repeat(60);
        for source in [
            format!("const A: &str =\n    \"{long}\";\n"),
            format!("const A: &str = \"\n{long}\n\";\n"),
            format!("// https://example.org/{}\n", "a".repeat(90)),
        ] {
            assert_eq!(findings(&source), 0, "{source}");
        }
    }
}
