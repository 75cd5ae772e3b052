//! The files that make the schema.

use anyhow::Result;

use super::{Finding, House};

use table::{Key, Table};

mod table;

const FOLDER: &str = "crates/iuvo-store/migrations/";
const WORKSPACE: &str = "workspace_id";

/// Tables of the directory that point at a workspace. They are small, every process reads them
/// whole as one snapshot, and on a distributed database they are reference tables.
const DIRECTORY: &[&str] = &["bank_account", "service", "station_link"];

pub(crate) fn numbered(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut expected = 1;
    for (path, text) in files(house) {
        let name = path.strip_prefix(FOLDER).unwrap_or(path);
        if number(name) != Some(expected) {
            let what = format!("expected `{expected:04}_slug.sql`, in lower case");
            findings.push(Finding::new(path, 0, what));
        }
        expected = number(name).unwrap_or(expected) + 1;
        let reason = text.lines().next().and_then(|line| line.strip_prefix("--"));
        if reason.is_none_or(|reason| reason.trim().is_empty()) {
            findings.push(Finding::new(path, 1, "the first line is not `-- why`"));
        }
    }
    findings
}

/// The number of `0001_first.sql`.
fn number(name: &str) -> Option<usize> {
    let (digits, slug) = name.strip_suffix(".sql")?.split_once('_')?;
    let is_slug = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if digits.len() != 4 || slug.is_empty() || !slug.chars().all(is_slug) {
        return None;
    }
    digits.parse().ok()
}

pub(crate) fn workspace_first(house: &House) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (path, text) in files(house) {
        let tables = table::read(text)?;
        for table in tables.iter().filter(|table| is_operational(table)) {
            if !table.keys.iter().any(|key| key.kind == "primary") {
                findings.push(Finding::new(path, table.line, lacks(&table.name)));
            }
            let keys = table.keys.iter().filter(|key| !begins_with_workspace(key));
            findings.extend(keys.map(|key| misplaced(path, &table.name, key)));
        }
    }
    let operational = operational_tables(house)?;
    for (path, text) in files(house) {
        for (name, key) in table::unique_indexes(text)? {
            if operational.contains(&name) && !begins_with_workspace(&key) {
                findings.push(misplaced(path, &name, &key));
            }
        }
    }
    Ok(findings)
}

fn lacks(table: &str) -> String {
    format!("`{table}` has no primary key")
}

fn misplaced(path: &str, table: &str, key: &Key) -> Finding {
    let columns = key.columns.join(", ");
    let what = format!("`{table}`: the {} key ({columns}) begins otherwise", key.kind);
    Finding::new(path, key.line, what)
}

fn begins_with_workspace(key: &Key) -> bool {
    key.columns.first().is_some_and(|first| first == WORKSPACE)
}

/// The names of the tables whose rows belong to a workspace.
pub(crate) fn operational_tables(house: &House) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (_, text) in files(house) {
        let tables = table::read(text)?;
        names.extend(tables.into_iter().filter(is_operational).map(|table| table.name));
    }
    Ok(names)
}

fn is_operational(table: &Table) -> bool {
    let is_directory = DIRECTORY.contains(&table.name.as_str());
    !is_directory && table.columns.iter().any(|column| column == WORKSPACE)
}

fn files(house: &House) -> impl Iterator<Item = (&str, &str)> {
    let migrations = house.tree.files.iter().filter(|file| file.path.starts_with(FOLDER));
    migrations.map(|file| (file.path.as_str(), file.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(files: &[(&str, &str)]) -> House {
        let files: Vec<(String, &str)> =
            files.iter().map(|(name, text)| (format!("{FOLDER}{name}"), *text)).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        House::built_of(&files)
    }

    #[test]
    fn numbers_have_no_gaps_and_each_file_says_why() {
        let good = house(&[("0001_start.sql", "-- The start."), ("0002_more.sql", "-- More.")]);
        assert_eq!(numbered(&good), []);
        for (name, text) in [
            ("0003_gap.sql", "-- A gap."),
            ("0001_again.sql", "-- The same number."),
            ("2_short.sql", "-- Short."),
            ("0002_Capital.sql", "-- Capital."),
            ("0002_reason.sql", "create table a (b text);"),
            ("0002_reason.sql", "--\ncreate table a (b text);"),
        ] {
            let bad = house(&[("0001_start.sql", "-- The start."), (name, text)]);
            assert_eq!(numbered(&bad).len(), 1, "{name}: {text}");
        }
    }

    fn misplaced_keys(sql: &str) -> usize {
        workspace_first(&house(&[("0001_start.sql", sql)])).unwrap().len()
    }

    #[test]
    fn keys_of_operational_tables_begin_with_the_workspace() {
        let good = "-- Why.
            create table receipt (
                workspace_id bigint not null references workspace (id),
                id bytea not null, -- its primary key (id) alone would not do
                amount bigint not null check (amount in (1, 2)),
                primary key (workspace_id, id),
                unique (workspace_id, amount),
                foreign key (workspace_id, id) references installment (workspace_id, id)
            );
            create unique index receipt_amount on receipt (workspace_id, amount);
            create table station (id text primary key);";
        assert_eq!(misplaced_keys(good), 0);
    }

    #[test]
    fn a_key_that_begins_otherwise_is_found() {
        for table in [
            "create table t (workspace_id bigint, id bytea)",
            "create table t (workspace_id bigint, id bytea primary key)",
            "create table t (workspace_id bigint, id bytea, primary key (id, workspace_id))",
            "create table t (workspace_id bigint primary key, id bytea unique)",
            "create table t (workspace_id bigint primary key, id bytea, unique (id))",
            "create table t (workspace_id bigint primary key, id bytea references u (id))",
            "create table t (workspace_id bigint primary key, id bytea,
             constraint mine foreign key (id) references u (id))",
            "create table t (workspace_id bigint primary key, id bytea);
             create unique index i on t (id)",
        ] {
            assert_eq!(misplaced_keys(&format!("-- Why.\n{table};")), 1, "{table}");
        }
    }
}
