//! Every statement of the crate, so that a test can prepare them all on both engines.

use crate::{
    DatabaseUrl, OpenError, Store, StoreError, debt_positions, directory, jobs, journal,
    number_spaces, receipts, review_cases, statement::Statement,
};

/// The statements, module by module.
pub(crate) fn statements() -> impl Iterator<Item = &'static (&'static str, &'static Statement)> {
    [
        debt_positions::STATEMENTS,
        debt_positions::page::STATEMENTS,
        directory::STATEMENTS,
        directory::change::STATEMENTS,
        jobs::STATEMENTS,
        journal::STATEMENTS,
        number_spaces::STATEMENTS,
        receipts::STATEMENTS,
        review_cases::STATEMENTS,
    ]
    .into_iter()
    .flatten()
}

/// Prepares every statement on a migrated database; returns how many there are.
///
/// Used by `iuvo check` and by the tests: a statement that the engine refuses is named.
pub async fn prepare_all(url: &DatabaseUrl) -> Result<usize, OpenError> {
    let (store, _) = Store::open(url).await?;
    let mut count: usize = 0;
    for (name, statement) in statements() {
        store.prepare(statement).await.map_err(|error| match error {
            StoreError::Refused(source) => {
                OpenError::Store(StoreError::Bug(format!("{name}: {source}")))
            }
            other => OpenError::Store(other),
        })?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_statement_is_understood_by_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iuvo.db"));
        let prepared = prepare_all(&url).await.unwrap();
        assert_eq!(prepared, statements().count());
    }

    /// A module that declares statements and is not listed above would never be prepared.
    #[test]
    fn every_module_with_statements_is_listed() {
        fn count(folder: &std::path::Path) -> usize {
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .map(|path| {
                    if path.is_dir() {
                        count(&path)
                    } else {
                        let text = std::fs::read_to_string(&path).unwrap();
                        usize::from(text.lines().any(|line| line == "statements! {"))
                    }
                })
                .sum()
        }
        let declared = count(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert_eq!(declared, 9, "list the new module in `statements` and adjust the number");
    }
}
