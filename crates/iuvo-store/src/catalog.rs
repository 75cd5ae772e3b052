//! The schema as the migrations make it: which tables there are, with which columns and keys.
//!
//! It is read from a database in memory that the migrations have just built, so that whatever is
//! done to every table (a copy, a comparison, a search for orphans) forgets none.

use rusqlite::Connection;

use crate::{StoreError, migration};

/// Every table, parents before their children.
pub(crate) struct Catalog {
    pub(crate) tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// In the order of their declaration.
    pub(crate) columns: Vec<String>,
    /// Those that tell its rows apart.
    pub(crate) key: Vec<String>,
    pub(crate) parents: Vec<Reference>,
    /// Whether the migrations put rows there.
    pub(crate) is_seeded: bool,
}

/// What a row of a table refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) parent: String,
    /// A column of the child, and the parent's that it equals.
    pub(crate) columns: Vec<(String, String)>,
}

impl Table {
    /// Whether its rows belong to workspaces.
    pub(crate) fn is_operational(&self) -> bool {
        self.columns.iter().any(|it| it == "workspace_id")
    }

    /// Reads whole rows.
    pub(crate) fn select(&self) -> String {
        format!("select {} from {}", self.columns.join(", "), self.name)
    }

    /// Writes a whole row.
    pub(crate) fn insert_sqlite(&self) -> String {
        let places = vec!["?"; self.columns.len()].join(", ");
        format!("insert into {} ({}) values ({places})", self.name, self.columns.join(", "))
    }

    /// Takes whole rows from the client.
    pub(crate) fn copy_postgres(&self) -> String {
        let columns = self.columns.join(", ");
        format!("copy {} ({columns}) from stdin (format binary)", self.name)
    }
}

impl Catalog {
    /// Reads the schema of this program.
    pub(crate) fn read() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory()?;
        migration::build_sqlite(&connection)?;
        let names = strings(
            &connection,
            "select name from pragma_table_list
             where type = 'table' and schema = 'main' and name not like 'sqlite_%'
             order by name",
            "",
        )?;
        let tables: Result<Vec<_>, _> = names.iter().map(|it| table(&connection, it)).collect();
        parents_first(tables?)
    }
}

fn table(connection: &Connection, name: &str) -> Result<Table, StoreError> {
    let columns = "select name from pragma_table_info($1) order by cid";
    let key = "select name from pragma_table_info($1) where pk > 0 order by pk";
    let seeded = format!("select count(*) > 0 from {name}");
    Ok(Table {
        name: name.to_owned(),
        is_seeded: connection.query_row(&seeded, [], |row| row.get(0))?,
        columns: strings(connection, columns, name)?,
        key: strings(connection, key, name)?,
        parents: references(connection, name)?,
    })
}

fn references(connection: &Connection, table: &str) -> Result<Vec<Reference>, StoreError> {
    let mut statement = connection.prepare(
        r#"select id, "table", "from", coalesce("to", "from")
           from pragma_foreign_key_list($1) order by id, seq"#,
    )?;
    let mut rows = statement.query([table])?;
    let mut found: Vec<(i64, Reference)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, parent, columns) = (row.get(0)?, row.get(1)?, (row.get(2)?, row.get(3)?));
        match found.last_mut().filter(|(last, _)| *last == id) {
            Some((_, reference)) => reference.columns.push(columns),
            None => found.push((id, Reference { parent, columns: vec![columns] })),
        }
    }
    Ok(found.into_iter().map(|(_, reference)| reference).collect())
}

fn strings(connection: &Connection, sql: &str, about: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let given: Vec<&str> = std::iter::repeat_n(about, statement.parameter_count()).collect();
    let rows = statement.query_map(rusqlite::params_from_iter(given), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts every table after those that its rows refer to.
fn parents_first(mut waiting: Vec<Table>) -> Result<Catalog, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_free = |it: &Table| {
            let known = |parent: &str| tables.iter().any(|table| table.name == parent);
            it.parents
                .iter()
                .all(|reference| reference.parent == it.name || known(&reference.parent))
        };
        let (free, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            return Err(StoreError::Bug("tables refer to each other in a circle".to_owned()));
        }
        tables.extend(free);
        waiting = others;
    }
    Ok(Catalog { tables })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_stands_after_its_parents() {
        let Catalog { tables } = Catalog::read().unwrap();
        let place = |name: &str| tables.iter().position(|it| it.name == name).unwrap();
        for (index, table) in tables.iter().enumerate() {
            assert!(!table.key.is_empty(), "{} has no primary key", table.name);
            for reference in &table.parents {
                assert!(place(&reference.parent) <= index, "{}", table.name);
            }
        }
        assert!(place("schema_version") < tables.len());
    }

    #[test]
    fn a_table_is_read_with_its_columns_and_keys() {
        let Catalog { tables } = Catalog::read().unwrap();
        let range = tables.iter().find(|it| it.name == "reserved_number_range").unwrap();
        let columns = ["workspace_id", "segregation_code", "first_base", "last_base"];
        assert_eq!(range.columns, columns);
        assert_eq!(range.key, ["workspace_id", "segregation_code", "first_base"]);
        let pair = |it: &str| (it.to_owned(), it.to_owned());
        let columns = vec![pair("workspace_id"), pair("segregation_code")];
        assert_eq!(range.parents, [Reference { parent: "number_space".to_owned(), columns }]);
    }
}
