//! The tests that `docs/requirements.md` names.

use super::{Finding, House};

const PAGE: &str = "docs/requirements.md";

pub(crate) fn check(house: &House) -> Vec<Finding> {
    let Some(page) = house.tree.find(PAGE) else {
        return vec![Finding::new(PAGE, 0, "the page is missing")];
    };
    let mut findings = Vec::new();
    let mut heading: Option<Vec<&str>> = None;
    for (line, number) in page.text().lines().zip(1..) {
        let cells = cells(line);
        if cells.is_empty() {
            heading = None;
        } else if let Some(heading) = &heading {
            let cell = |name: &str| {
                let column = heading.iter().position(|it| *it == name)?;
                cells.get(column).copied()
            };
            let wrong = objections(house, cell("test"), cell("state"));
            findings.extend(wrong.into_iter().map(|what| Finding::new(PAGE, number, what)));
        } else {
            heading = Some(cells);
        }
    }
    findings
}

fn objections(house: &House, test: Option<&str>, state: Option<&str>) -> Vec<String> {
    let names: Vec<&str> = test.into_iter().flat_map(names).collect();
    let missing = names.iter().filter(|name| !exists(house, name));
    let mut objections: Vec<String> =
        missing.map(|name| format!("no test is named `{name}`")).collect();
    if let Some(state @ ("done" | "partly")) = state
        && names.is_empty()
    {
        objections.push(format!("`{state}`, and no test proves it"));
    }
    objections
}

/// The cells of a table's row; none for any other line.
fn cells(line: &str) -> Vec<&str> {
    let Some(row) = line.trim().strip_prefix('|') else {
        return Vec::new();
    };
    row.trim_end_matches('|').split('|').map(str::trim).collect()
}

/// What stands in backticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// `iuvo-tests::stories::paying::a_notice_is_paid_once` is a function of that crate.
fn exists(house: &House, name: &str) -> bool {
    let Some((package, path)) = name.split_once("::") else {
        return false;
    };
    let function = path.rsplit("::").next().unwrap_or(path);
    house
        .rust
        .iter()
        .filter(|file| file.package == package)
        .any(|file| file.functions.iter().any(|it| it.name == function))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(test: &str, state: &str) -> Vec<String> {
        let page = format!(
            "# Requirements\n\n`not::a_test`\n\n\
             | requirement | test | state |\n|---|---|---|\n| Pay once | {test} | {state} |\n"
        );
        let house = House::built_of(&[
            (PAGE, page.as_str()),
            ("crates/iuvo-tests/src/stories/paying.rs", "fn a_notice_is_paid_once() {}"),
            ("crates/pagopa-codes/src/iuv.rs", "fn an_iuv_is_read() {}"),
        ]);
        check(&house).into_iter().map(|it| it.what).collect()
    }

    #[test]
    fn tests_that_exist_pass() {
        let both = "`iuvo-tests::stories::paying::a_notice_is_paid_once`, \
                    `pagopa-codes::iuv::tests::an_iuv_is_read`";
        assert_eq!(findings(both, "done"), Vec::<String>::new());
        assert_eq!(findings("–", "planned"), Vec::<String>::new());
    }

    #[test]
    fn a_test_that_does_not_exist_in_its_crate_is_found() {
        for name in ["iuvo-tests::stories::paying::gone", "pagopa-codes::a_notice_is_paid_once"] {
            assert_eq!(
                findings(&format!("`{name}`"), "partly"),
                [format!("no test is named `{name}`")]
            );
        }
    }

    #[test]
    fn a_requirement_that_is_met_without_a_test_is_found() {
        assert_eq!(findings("–", "done"), ["`done`, and no test proves it"]);
        assert_eq!(findings("–", "partly").len(), 1);
    }

    #[test]
    fn a_repository_without_the_page_is_found() {
        assert_eq!(check(&House::built_of(&[])).len(), 1);
    }
}
