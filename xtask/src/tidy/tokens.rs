//! Rules that a single token breaks.

use anyhow::Result;
use regex::Regex;

use super::{Finding, House};

const PLACEHOLDERS: &[&str] = &["dbg", "todo", "unimplemented"];
const VOID_TESTS: &[&str] = &["ignore", "should_panic"];

pub(crate) fn unfinished(house: &House) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in &house.rust {
        for call in &file.macros {
            if PLACEHOLDERS.contains(&call.text.as_str()) {
                findings.push(Finding::new(&file.path, call.line, format!("{}!", call.text)));
            }
        }
        for attribute in &file.attributes {
            let name = attribute.text.split(['(', '=']).next().unwrap_or_default();
            if VOID_TESTS.contains(&name) {
                findings.push(Finding::new(&file.path, attribute.line, format!("#[{name}]")));
            }
        }
    }
    findings.extend(markers(house)?);
    Ok(findings)
}

/// To-do markers, in code and in prose.
fn markers(house: &House) -> Result<Vec<Finding>> {
    // Spelled apart, so that this file does not find itself.
    let marker = Regex::new(concat!(r"\b(TO", "DO|FIX", "ME|XX", r"X)\b"))?;
    let mut findings = Vec::new();
    for file in &house.tree.files {
        for (line, number) in file.text().lines().zip(1..) {
            if let Some(found) = marker.find(line) {
                let what = format!("the marker {}", found.as_str());
                findings.push(Finding::new(&file.path, number, what));
            }
        }
    }
    Ok(findings)
}

pub(crate) fn exceptions(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &house.rust {
        for attribute in &file.attributes {
            let is_exception =
                ["expect(", "allow("].iter().any(|name| attribute.text.starts_with(name));
            if is_exception && !attribute.text.contains("reason=\"") {
                let what = format!("#[{}] without a reason", attribute.text);
                findings.push(Finding::new(&file.path, attribute.line, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(source: &str) -> House {
        House::built_of(&[("crates/iuvo-app/src/lib.rs", source)])
    }

    #[test]
    fn unfinished_work_is_found() {
        for source in [
            "fn a() { dbg!(1); }",
            "fn a() { todo!() }",
            "fn a() { unimplemented!() }",
            "#[ignore]\nfn a() {}",
            "#[ignore = \"slow\"]\nfn a() {}",
            "#[should_panic(expected = \"x\")]\nfn a() {}",
            concat!("// TO", "DO: later"),
            concat!("/// FIX", "ME"),
        ] {
            assert_eq!(unfinished(&house(source)).unwrap().len(), 1, "{source}");
        }
    }

    #[test]
    fn words_that_only_resemble_are_left_alone() {
        let source = "// The method dbg! and #[ignore] are banned.\nfn ignore() { log(\"todo!\") }";
        assert_eq!(unfinished(&house(source)).unwrap(), []);
    }

    #[test]
    fn an_exception_without_a_reason_is_found() {
        let found = exceptions(&house("#[expect(dead_code)]\nfn a() {}\n#[allow(x)]\nfn b() {}"));
        assert_eq!(found.len(), 2);
        let reasoned = "#[expect(dead_code, reason = \"the wire has it\")]\nfn a() {}";
        assert_eq!(exceptions(&house(reasoned)), []);
    }
}
