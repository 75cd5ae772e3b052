//! Markdown pages.

use super::{Finding, House};

pub(crate) fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in house.tree.with_extension("md") {
        let titles = titles(file.text());
        if titles.len() != 1 {
            let line = titles.get(1).copied().unwrap_or(1);
            let what = format!("{} first-level headings", titles.len());
            findings.push(Finding::new(&file.path, line, what));
        }
    }
    findings
}

/// The lines of the first-level headings; a `#` in a code block is a comment of some language.
fn titles(text: &str) -> Vec<usize> {
    let mut in_code = false;
    let mut titles = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code && line.starts_with("# ") {
            titles.push(number);
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_title() {
        for (page, expected) in [
            ("# Title\n\n```sh\n# a comment\n```\n## Section\n", 0),
            ("## Section\n", 1),
            ("# Title\n# Another\n", 1),
        ] {
            let found = check(&House::built_of(&[("README.md", page)]));
            assert_eq!(found.len(), expected, "{page}");
        }
    }
}
