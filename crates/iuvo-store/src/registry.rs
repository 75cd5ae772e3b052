//! Every statement of the crate, so that a test can prepare them all on both engines.

use crate::{
    Snapshot, StoreError, audit, calls, carts, debt_positions, directory, files, form_drafts,
    glance, invariants, jobs, journal, notice_demands, number_spaces, operators, receipt_mails,
    receipts, refused_messages, review_cases, second_factors, sign_in, statement::Statement,
};

/// The statements, module by module.
pub(crate) fn statements() -> impl Iterator<Item = &'static (&'static str, &'static Statement)> {
    [
        audit::STATEMENTS,
        calls::STATEMENTS,
        carts::STATEMENTS,
        debt_positions::STATEMENTS,
        debt_positions::by_iban::STATEMENTS,
        debt_positions::find::STATEMENTS,
        debt_positions::openings::STATEMENTS,
        debt_positions::listed::STATEMENTS,
        debt_positions::search::parts::STATEMENTS,
        debt_positions::search::walk::STATEMENTS,
        debt_positions::search::STATEMENTS,
        directory::STATEMENTS,
        directory::change::STATEMENTS,
        invariants::STATEMENTS,
        invariants::rules::STATEMENTS,
        directory::maintenance::STATEMENTS,
        directory::particulars::STATEMENTS,
        directory::taxonomy::STATEMENTS,
        directory::accounting::STATEMENTS,
        jobs::STATEMENTS,
        jobs::resting::STATEMENTS,
        files::STATEMENTS,
        form_drafts::STATEMENTS,
        glance::STATEMENTS,
        glance::takings::STATEMENTS,
        journal::STATEMENTS,
        journal::questions::STATEMENTS,
        notice_demands::STATEMENTS,
        number_spaces::STATEMENTS,
        operators::STATEMENTS,
        receipt_mails::STATEMENTS,
        receipts::STATEMENTS,
        receipts::of_notice::STATEMENTS,
        receipts::waiting::STATEMENTS,
        refused_messages::STATEMENTS,
        review_cases::STATEMENTS,
        second_factors::STATEMENTS,
        sign_in::STATEMENTS,
    ]
    .into_iter()
    .chain(debt_positions::page::listing::STATEMENTS.iter().copied())
    .flatten()
}

/// Prepares every statement on a database whose schema is up to date; returns how many there are.
///
/// Used by `iuvo check` and by the tests: a statement that the engine refuses is named.
pub async fn prepare_all(snapshot: &Snapshot) -> Result<usize, StoreError> {
    let mut count: usize = 0;
    for (name, statement) in statements() {
        snapshot.prepare(statement).await.map_err(|error| match error {
            StoreError::Refused(source) => StoreError::Bug(format!("{name}: {source}")),
            other => other,
        })?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DatabaseUrl, Store};

    #[tokio::test]
    async fn every_statement_is_understood_by_sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iuvo.db"));
        let (_store, _) = Store::open(&url).await.unwrap();
        let prepared = prepare_all(&Snapshot::open(&url).await.unwrap()).await.unwrap();
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
        let listed = include_str!("registry.rs")
            .lines()
            .filter(|it| it.trim_end().ends_with("::STATEMENTS,"))
            .count();
        assert_eq!(declared, listed, "list the new module in `statements`");
    }
}
