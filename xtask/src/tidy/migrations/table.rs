//! Just enough of SQL's grammar to see the keys of a table.

use anyhow::Result;
use regex::Regex;

/// A `create table`.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) columns: Vec<String>,
    pub(super) keys: Vec<Key>,
}

#[derive(Debug)]
pub(super) struct Key {
    /// `primary`, `unique` or `foreign`.
    pub(super) kind: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) line: usize,
}

/// The tables that a text creates.
pub(super) fn read(sql: &str) -> Result<Vec<Table>> {
    let sql = without_comments(sql);
    let start = Regex::new(r"(?i)create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)\s*\(")?;
    let tables = start.captures_iter(&sql).filter_map(|found| {
        let (whole, [name]) = found.extract();
        let after = found.get(0)?.end();
        let line = line_at(&sql, after - whole.len());
        let parts = parts(sql.get(after..)?);
        Some(table(name, line, &parts))
    });
    Ok(tables.collect())
}

/// The unique indexes that a text creates, with the names of their tables.
pub(super) fn unique_indexes(sql: &str) -> Result<Vec<(String, Key)>> {
    let sql = without_comments(sql);
    let index = r"(?i)create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?\w+\s+on\s+(\w+)\s*(\()";
    let index = Regex::new(index)?;
    let indexes = index.captures_iter(&sql).filter_map(|found| {
        let after = found.get(2)?.end();
        let parts = parts(sql.get(after..)?);
        let columns = parts.iter().filter_map(|(_, part)| first_word(part)).collect();
        let line = line_at(&sql, found.get(0)?.start());
        Some((found.get(1)?.as_str().to_owned(), Key { kind: "unique", columns, line }))
    });
    Ok(indexes.collect())
}

fn table(name: &str, line: usize, parts: &[(usize, String)]) -> Table {
    let mut table = Table { name: name.to_owned(), line, columns: Vec::new(), keys: Vec::new() };
    for (offset, part) in parts {
        let key_line = line + offset;
        let words = part.to_lowercase();
        let is_constraint = ["constraint ", "primary key", "unique", "foreign key", "check"]
            .iter()
            .any(|start| words.starts_with(start));
        let column = first_word(part).filter(|_| !is_constraint);
        for (kind, phrase) in
            [("primary", "primary key"), ("unique", "unique"), ("foreign", "foreign key")]
        {
            if let Some((_, after)) = words.split_once(phrase) {
                let columns = column.clone().map_or_else(|| listed(after), |it| vec![it]);
                table.keys.push(Key { kind, columns, line: key_line });
            }
        }
        if let Some(column) = column {
            if words.contains("references ") {
                let columns = vec![column.clone()];
                table.keys.push(Key { kind: "foreign", columns, line: key_line });
            }
            table.columns.push(column);
        }
    }
    table
}

/// The names in the first parentheses of a text.
fn listed(text: &str) -> Vec<String> {
    let inside = text.split_once('(').map_or("", |(_, after)| after);
    let inside = inside.split_once(')').map_or("", |(list, _)| list);
    inside.split(',').filter_map(first_word).collect()
}

fn first_word(text: &str) -> Option<String> {
    text.split_whitespace().next().map(str::to_lowercase)
}

/// What the commas at this level divide, up to the parenthesis that closes it; each with the
/// number of line breaks before it.
fn parts(text: &str) -> Vec<(usize, String)> {
    let mut parts = Vec::new();
    let (mut depth, mut lines, mut part) = (0_usize, 0, String::new());
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            _ => {}
        }
        if character == ',' && depth == 0 {
            parts.push((lines_before(lines, &part), part.trim().to_owned()));
            part.clear();
        } else {
            part.push(character);
        }
        lines += usize::from(character == '\n');
    }
    parts.push((lines_before(lines, &part), part.trim().to_owned()));
    parts
}

/// Where a part begins that ends after so many line breaks.
fn lines_before(lines: usize, part: &str) -> usize {
    lines - part.trim_start().matches('\n').count()
}

fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
}

/// The text with its `--` comments blanked, so that offsets and lines stay.
fn without_comments(sql: &str) -> String {
    let lines = sql.lines().map(|line| match line.split_once("--") {
        Some((code, comment)) => format!("{code}{}", " ".repeat(comment.len() + 2)),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_with_the_lines_of_its_keys() {
        let tables = read(
            "-- Why, with create table nothing (in it).\n\
             CREATE TABLE notice (\n  workspace_id bigint,\n  number text unique,\n\
             amount bigint check (amount > 0),\n  primary key (workspace_id,\n  number)\n);\n",
        )
        .unwrap();
        let [table] = tables.as_slice() else { panic!("one table: {tables:?}") };
        assert_eq!((table.name.as_str(), table.line), ("notice", 2));
        assert_eq!(table.columns, ["workspace_id", "number", "amount"]);
        let keys: Vec<_> =
            table.keys.iter().map(|it| (it.kind, it.columns.join(","), it.line)).collect();
        assert_eq!(
            keys,
            [("unique", "number".to_owned(), 4), ("primary", "workspace_id,number".to_owned(), 6)]
        );
    }

    #[test]
    fn a_unique_index_is_read_with_its_table() {
        let indexes =
            unique_indexes("create unique index one on notice (workspace_id, number)").unwrap();
        let [(table, key)] = indexes.as_slice() else { panic!("one index") };
        assert_eq!(
            (table.as_str(), key.columns.join(",")),
            ("notice", "workspace_id,number".into())
        );
    }
}
