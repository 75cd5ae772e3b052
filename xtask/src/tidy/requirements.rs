//! The tests and the use-cases that `docs/requirements.md` names.

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
            let mut wrong = objections(house, cell("test"), cell("state"));
            wrong.extend(unknown_use_cases(house, cell("use-case"), cell("state")));
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

/// What meets a requirement is a function, or a command of the program.
fn unknown_use_cases(house: &House, use_case: Option<&str>, state: Option<&str>) -> Vec<String> {
    if !matches!(state, Some("done" | "partly")) {
        return Vec::new();
    }
    let named = use_case.into_iter().flat_map(names).filter(|it| !it.starts_with("iuvo "));
    let is_known =
        |name: &str| house.rust.iter().any(|it| it.functions.iter().any(|it| it.name == name));
    let unknown = named.filter(|name| !is_known(name));
    unknown.map(|name| format!("no use-case is named `{name}`")).collect()
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

/// `iuvo-tests::stories::paying::a_notice_is_paid_once` is a function of that crate, in the file of
/// that module.
fn exists(house: &House, name: &str) -> bool {
    let path: Vec<&str> = name.split("::").collect();
    let [package, modules @ .., function] = path.as_slice() else {
        return false;
    };
    let is_there = |path: &str| {
        let places: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        // Tests that stand below what they test are in its file.
        modules.iter().all(|it| *it == "tests" || places.contains(it))
    };
    house
        .rust
        .iter()
        .filter(|file| file.package == *package && is_there(&file.path))
        .any(|file| file.functions.iter().any(|it| it.name == *function))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(test: &str, state: &str) -> Vec<String> {
        findings_of("–", test, state)
    }

    fn findings_of(use_case: &str, test: &str, state: &str) -> Vec<String> {
        let page = format!(
            "# Requirements\n\n`not::a_test`\n\n\
             | requirement | use-case | test | state |\n|---|---|---|---|\n\
             | Pay once | {use_case} | {test} | {state} |\n"
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
        for name in [
            "iuvo-tests::stories::paying::gone",
            "iuvo-tests::stories::receipts::a_notice_is_paid_once",
            "pagopa-codes::a_notice_is_paid_once",
        ] {
            assert_eq!(
                findings(&format!("`{name}`"), "partly"),
                [format!("no test is named `{name}`")]
            );
        }
    }

    #[test]
    fn a_use_case_that_does_not_exist_is_found_once_it_is_said_to() {
        let test = "`pagopa-codes::iuv::tests::an_iuv_is_read`";
        let named = |name, state| findings_of(name, test, state);
        assert_eq!(named("`an_iuv_is_read`, `iuvo check`, page of a debt", "done").len(), 0);
        assert_eq!(named("`gone`", "partly"), ["no use-case is named `gone`"]);
        assert_eq!(named("`gone`", "planned").len(), 0);
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
