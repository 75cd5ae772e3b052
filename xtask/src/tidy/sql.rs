//! Where SQL may be written, and what it must say.

use anyhow::Result;
use regex::{Regex, RegexSet};

use super::rust::RustFile;
use super::{Finding, House, migrations};

const HOME: &str = "iuvo-store";

/// How a statement begins. English sentences begin with the same verbs, so each shape asks for
/// the word that must follow.
const STATEMENTS: &[&str] = &[
    r"(?i)^select\s.*\sfrom\s",
    r"(?i)^select\s+(\d|\$|count\(|max\(|min\(|exists\b|coalesce\()",
    r"(?i)^insert\s+into\s",
    r"(?i)^update\s+\w+\s+(as\s+\w+\s+)?set\s",
    r"(?i)^delete\s+from\s",
    r"(?i)^(create|alter|drop)\s+(unique\s+|temporary\s+)?(table|index|view|schema|database)\s",
    r"(?i)^with\s+(recursive\s+)?\w+(\s*\([^)]*\))?\s+as\s+(materialized\s+)?\(",
    r"(?i)^(truncate|pragma|vacuum)\s+\w+",
];

/// Statements that reach operational tables of more than one workspace, by their names; each with
/// the reason.
const ACROSS_WORKSPACES: [(&str, &str); 3] = [
    ("DUE_WORKSPACES", "a worker must learn where work is due before it can ask for it"),
    ("WORKSPACES_WITH_STUCK_JOBS", "a broker's people must learn in which of its bodies to look"),
    ("WORKSPACES_WITH_CASES", "a broker's people must learn in which of its bodies to look"),
];

pub(crate) fn home(house: &House) -> Result<Vec<Finding>> {
    let shapes = RegexSet::new(STATEMENTS)?;
    let mut findings = Vec::new();
    for file in house.rust.iter().filter(|file| !may_hold_sql(file)) {
        for text in &file.texts {
            if !text.is_test && shapes.is_match(text.value.trim_start()) {
                let what = format!("SQL outside {HOME}: `{}`", beginning(&text.value));
                findings.push(Finding::new(&file.path, text.line, what));
            }
        }
    }
    Ok(findings)
}

/// The tests read rows as an auditor; the bench copies rows, and writes them without the program.
fn may_hold_sql(file: &RustFile) -> bool {
    [HOME, "iuvo-auditor", "iuvo-bench", "iuvo-tests"].contains(&file.package.as_str())
}

pub(crate) fn workspace_filter(house: &House) -> Result<Vec<Finding>> {
    let shapes = RegexSet::new(STATEMENTS)?;
    let reach = Reach::of(migrations::operational_tables(house)?)?;
    let mut excused = Vec::new();
    let mut findings = Vec::new();
    for file in house.rust.iter().filter(|file| file.package == HOME) {
        for text in file.texts.iter().filter(|text| !text.is_test) {
            if !shapes.is_match(text.value.trim_start()) || reach.is_filtered(&text.value) {
                continue;
            }
            if ACROSS_WORKSPACES.iter().any(|(name, _)| *name == text.owner) {
                excused.push(text.owner.as_str());
                continue;
            }
            let what = format!("{} reaches a table without its `workspace_id`", text.owner);
            findings.push(Finding::new(&file.path, text.line, what));
        }
    }
    findings.extend(needless(&excused, house));
    Ok(findings)
}

/// How statements reach the operational tables.
struct Reach {
    tables: Vec<String>,
    mention: Regex,
    filter: Regex,
}

impl Reach {
    fn of(tables: Vec<String>) -> Result<Self> {
        let mention = Regex::new(r"(?i)\b(?:from|join|update|into)\s+(\w+)")?;
        // A condition, or the first column of an insertion.
        let filter = Regex::new(r"(?i)\bworkspace_id\s*=|\binto\s+\w+\s*\(\s*workspace_id\b")?;
        Ok(Self { tables, mention, filter })
    }

    /// Whether there is a workspace for every mention of an operational table.
    fn is_filtered(&self, sql: &str) -> bool {
        let mentions = self.mention.captures_iter(sql).filter(|mention| {
            mention.get(1).is_some_and(|name| self.tables.iter().any(|it| it == name.as_str()))
        });
        mentions.count() <= self.filter.find_iter(sql).count()
    }
}

/// An exception that excuses nothing any more.
fn needless(excused: &[&str], house: &House) -> Vec<Finding> {
    let has_store = house.rust.iter().any(|file| file.package == HOME);
    ACROSS_WORKSPACES
        .iter()
        .filter(|(name, _)| has_store && !excused.contains(name))
        .map(|(name, _)| Finding::new(file!(), 0, format!("the exception {name} is needless")))
        .collect()
}

fn beginning(sql: &str) -> String {
    sql.split_whitespace().take(4).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIGRATION: (&str, &str) = (
        "crates/iuvo-store/migrations/0001_start.sql",
        "-- Why.\ncreate table receipt (workspace_id bigint, id bytea,\n\
         primary key (workspace_id, id));\ncreate table station (id text primary key);\n",
    );

    fn homeless(path: &str, source: &str) -> usize {
        home(&House::built_of(&[(path, source)])).unwrap().len()
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        for sql in [
            "select id from receipt",
            "\\n   SELECT 1",
            "insert into receipt (id) values ($1)",
            "update receipt set version = version + 1",
            "delete from receipt",
            "create table receipt (id bytea)",
            "create unique index one on receipt (id)",
            "with due as (select 1) select 2",
            "pragma foreign_keys = on",
        ] {
            let source = format!("const A: &str = \"{sql}\";");
            assert_eq!(homeless("crates/iuvo-app/src/receipts.rs", &source), 1, "{sql}");
            assert_eq!(homeless("crates/iuvo-store/src/receipts.rs", &source), 0, "{sql}");
        }
    }

    #[test]
    fn sql_in_a_macro_is_found_and_in_a_test_is_not() {
        let path = "crates/iuvo-web/src/lib.rs";
        assert_eq!(homeless(path, "fn a() { run!(\"select 1 from b\") }"), 1);
        let test = "#[cfg(test)]\nmod tests { fn a() { run(\"select 1 from b\") } }";
        assert_eq!(homeless(path, test), 0);
    }

    #[test]
    fn sentences_are_no_sql() {
        for sentence in [
            "select a body",
            "update the position, then try again",
            "delete the draft",
            "create a position",
            "with the notice number as it is printed",
            "insert the card",
        ] {
            let source = format!("const A: &str = \"{sentence}\";");
            assert_eq!(homeless("crates/iuvo-app/src/lib.rs", &source), 0, "{sentence}");
        }
    }

    fn unfiltered(statement: &str) -> Vec<String> {
        let excused = ACROSS_WORKSPACES
            .map(|(name, _)| format!("{name} = \"select workspace_id from receipt where due\";"));
        let excused = excused.join(" ");
        let source = format!("statements! {{ {excused} FIND = {statement}; }}");
        let house = House::built_of(&[MIGRATION, ("crates/iuvo-store/src/receipts.rs", &source)]);
        workspace_filter(&house).unwrap().into_iter().map(|it| it.what).collect()
    }

    #[test]
    fn a_statement_has_a_workspace_for_each_operational_table() {
        for statement in [
            "\"select id from receipt where workspace_id = $1\"",
            "\"insert into receipt (workspace_id, id) values ($1, $2)\"",
            "\"update receipt set id = $2 where workspace_id = $1\"",
            "\"select id from station where id = $1\"",
            "concat!(\"select \", columns!(), \" from receipt r where r.workspace_id = $1\")",
        ] {
            assert_eq!(unfiltered(statement), Vec::<String>::new(), "{statement}");
        }
    }

    #[test]
    fn a_statement_that_could_mix_bodies_is_found() {
        for statement in [
            "\"select id from receipt where id = $1\"",
            "\"select workspace_id from receipt where id = $1\"",
            "\"delete from receipt\"",
            "\"select r.id from receipt r join receipt s on s.id = r.id where r.workspace_id = $1\"",
            "concat!(\"select \", columns!(), \" from receipt where id = $1\")",
        ] {
            let found = unfiltered(statement);
            assert_eq!(found, ["FIND reaches a table without its `workspace_id`"], "{statement}");
        }
    }

    #[test]
    fn an_exception_that_excuses_nothing_is_found() {
        let house = House::built_of(&[("crates/iuvo-store/src/lib.rs", "")]);
        assert_eq!(workspace_filter(&house).unwrap().len(), ACROSS_WORKSPACES.len());
    }
}
