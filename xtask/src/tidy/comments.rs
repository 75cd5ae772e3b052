//! Rules about comments: the header every file has, and code that hides in them.

use anyhow::Result;
use regex::RegexSet;

use super::{Finding, House};

pub(crate) fn headers(house: &House) -> Vec<Finding> {
    house
        .rust
        .iter()
        .filter(|file| !file.source.starts_with("//!"))
        .map(|file| Finding::new(&file.path, 1, "the file does not begin with `//!`"))
        .collect()
}

/// Shapes that code has and sentences do not. Prose may end in a semicolon or hold a parenthesis,
/// so each shape asks for more than that.
const CODE: &[&str] = &[
    // Items and statements.
    r"^(pub(\([a-z]+\))? )?(async |const )?fn \w+.*[;{]$",
    r"^(pub(\([a-z]+\))? )?(struct|enum|trait|mod|impl(<.*>)?) \w+.*\{$",
    r"^(pub(\([a-z]+\))? )?(use|mod) [\w:]+(::.*)?;$",
    r"^(let|const|static|type) .*=.*;$",
    r"^(pub(\([a-z]+\))? )?\w+: [\w<>&:]+,$",
    r"^return\b.*;$",
    // Blocks and their ends.
    r"^(\} else |else )?(if|for|while|loop|match)\b.*\{$",
    r"^[)\]}]+[;,?]*$",
    // Calls, macros, attributes, match arms.
    r"^[\w.:]+!?\(.*\)\??(\.await)?\??;$",
    r"^#!?\[.*\]$",
    r"^[\w:]+(\(.*\))? => .*[,{]$",
];

pub(crate) fn dead_code(house: &House) -> Result<Vec<Finding>> {
    let shapes = RegexSet::new(CODE)?;
    let mut findings = Vec::new();
    for file in &house.rust {
        for (number, line) in file.comment_lines() {
            let is_documentation = line.starts_with("///") || line.starts_with("//!");
            let words = line.trim_start_matches('/').trim();
            if !is_documentation && shapes.is_match(words) {
                let what = format!("commented-out code: `{words}`");
                findings.push(Finding::new(&file.path, number, what));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(source: &str) -> House {
        House::built_of(&[("crates/iuvo-app/src/lib.rs", source)])
    }

    #[test]
    fn a_file_without_a_header_is_found() {
        assert_eq!(headers(&house("//! The app.\n")), []);
        assert_eq!(headers(&house("// The app.\n")).len(), 1);
        assert_eq!(headers(&house("use std::fs;\n//! The app.\n")).len(), 1);
    }

    #[test]
    fn code_in_a_comment_is_found() {
        for code in [
            "// let total = a + b;",
            "// pub(crate) fn total() -> Cents {",
            "// use crate::Cents;",
            "// if total > limit {",
            "// } else if total > limit {",
            "// }",
            "// });",
            "// store.insert_receipt(&receipt).await?;",
            "// assert_eq!(a, b);",
            "//#[derive(Debug)]",
            "// Some(receipt) => replay(receipt),",
            "// return Err(Refusal::Expired);",
            "// total: Cents,",
        ] {
            assert_eq!(dead_code(&house(code)).unwrap().len(), 1, "{code}");
        }
    }

    #[test]
    fn sentences_are_no_code() {
        for sentence in [
            "// The Node retries (SANP, paSendRTV2); the receipt is stored once;",
            "// for a receipt that comes twice, see `record_receipts`;",
            "// use the first;",
            "// The first that applies:",
            "// if it is already paid, the answer is the same.",
            "// match by notice number, then by IUV",
            "// (see the norm)",
            "// The state becomes PAID => nothing leaves it.",
            "/// let total = a + b;",
        ] {
            assert_eq!(dead_code(&house(sentence)).unwrap(), [], "{sentence}");
        }
    }
}
