//! SQL texts that both engines accept.
//!
//! A statement is written once, with `$n` placeholders. SQLite would read `$n` as a *named*
//! parameter numbered by first appearance, so that positional binding silently puts values in the
//! wrong places; the text is therefore rewritten to `?n` the first time SQLite meets it.

use std::{borrow::Cow, sync::OnceLock};

/// One SQL text of the registry. Every one is prepared on both engines by a test.
pub(crate) struct Statement {
    sql: Cow<'static, str>,
    sqlite: OnceLock<String>,
}

impl Statement {
    pub(crate) const fn new(sql: &'static str) -> Self {
        Self { sql: Cow::Borrowed(sql), sqlite: OnceLock::new() }
    }

    /// A text made from the schema, for what is asked of every table alike.
    pub(crate) const fn made(sql: String) -> Self {
        Self { sql: Cow::Owned(sql), sqlite: OnceLock::new() }
    }

    pub(crate) fn postgres(&self) -> &str {
        &self.sql
    }

    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| positional(&self.sql))
    }
}

/// Declares the statements of a module and its registry, `STATEMENTS`, which `registry` collects.
macro_rules! statements {
    ($($name:ident = $sql:expr;)+) => {
        $(static $name: $crate::statement::Statement = $crate::statement::Statement::new($sql);)+

        pub(crate) static STATEMENTS: &[(&str, &$crate::statement::Statement)] =
            &[$((stringify!($name), &$name)),+];
    };
}
pub(crate) use statements;

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
}
