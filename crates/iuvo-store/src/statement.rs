//! SQL texts that both engines accept.
//!
//! A statement is written once, with `$n` placeholders. SQLite would read `$n` as a *named*
//! parameter numbered by first appearance, so that positional binding silently puts values in the
//! wrong places; the text is therefore rewritten to `?n` the first time SQLite meets it.

use std::{borrow::Cow, sync::OnceLock};

/// One SQL text of the registry. Every one is prepared on both engines by a test.
pub(crate) struct Statement {
    sql: Cow<'static, str>,
    rows: Option<Rows>,
    postgres: OnceLock<String>,
    sqlite: OnceLock<String>,
}

/// How many rows an insertion takes at once, of how many columns: what `$rows` stands for.
pub(crate) struct Rows {
    pub(crate) count: usize,
    pub(crate) columns: usize,
}

impl Statement {
    pub(crate) const fn new(sql: &'static str) -> Self {
        Self::with(Cow::Borrowed(sql), None)
    }

    /// A text made from the schema, for what is asked of every table alike.
    pub(crate) const fn made(sql: String) -> Self {
        Self::with(Cow::Owned(sql), None)
    }

    /// An insertion of many rows, which stand in the text as `$rows`.
    pub(crate) const fn of_rows(sql: &'static str, rows: Rows) -> Self {
        Self::with(Cow::Borrowed(sql), Some(rows))
    }

    const fn with(sql: Cow<'static, str>, rows: Option<Rows>) -> Self {
        Self { sql, rows, postgres: OnceLock::new(), sqlite: OnceLock::new() }
    }

    /// How many rows it writes at once.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.as_ref().map_or(1, |it| it.count)
    }

    pub(crate) fn postgres(&self) -> &str {
        match &self.rows {
            None => &self.sql,
            Some(rows) => self.postgres.get_or_init(|| self.sql.replace("$rows", &rows.written())),
        }
    }

    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| positional(self.postgres()))
    }
}

impl Rows {
    /// `($1, $2), ($3, $4)`
    fn written(&self) -> String {
        let mut numbers = 1_usize..;
        let rows = (0..self.count).map(|_| {
            let row = numbers.by_ref().take(self.columns).map(|it| format!("${it}"));
            format!("({})", row.collect::<Vec<_>>().join(", "))
        });
        rows.collect::<Vec<_>>().join(", ")
    }
}

/// Declares the statements of a module and its registry, `STATEMENTS`, which `registry` collects.
/// `=> 32 rows of 10` after a text says what its `$rows` are.
macro_rules! statements {
    ($($name:ident = $sql:expr $(=> $count:literal rows of $columns:literal)?;)+) => {
        $(static $name: $crate::statement::Statement =
            $crate::statement::statement!($sql $(, $count, $columns)?);)+

        pub(crate) static STATEMENTS: &[(&str, &$crate::statement::Statement)] =
            &[$((stringify!($name), &$name)),+];
    };
}
pub(crate) use statements;

macro_rules! statement {
    ($sql:expr) => {
        $crate::statement::Statement::new($sql)
    };
    ($sql:expr, $count:literal, $columns:literal) => {
        $crate::statement::Statement::of_rows(
            $sql,
            $crate::statement::Rows { count: $count, columns: $columns },
        )
    };
}
pub(crate) use statement;

/// Rewrites `$1` to `?1`. No text of ours holds a dollar sign for another reason.
fn positional(sql: &str) -> String {
    sql.replace('$', "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_reads_placeholders_by_position() {
        let statement = Statement::new("update t set a = $2 where b = $1");
        assert_eq!(statement.sqlite(), "update t set a = ?2 where b = ?1");
        assert_eq!(statement.postgres(), "update t set a = $2 where b = $1");
    }

    #[test]
    fn an_insertion_of_many_rows_numbers_them_all() {
        let rows = Rows { count: 2, columns: 3 };
        let statement = Statement::of_rows("insert into t (a, b, c) values $rows", rows);
        let text = "insert into t (a, b, c) values ($1, $2, $3), ($4, $5, $6)";
        assert_eq!(statement.postgres(), text);
        assert_eq!(statement.sqlite(), text.replace('$', "?"));
    }
}
