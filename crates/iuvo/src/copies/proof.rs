//! The proof that two databases hold the same, table by table.

use iuvo_store::copy::TableDigest;
use serde::Serialize;

/// A table on both sides.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) table: String,
    pub(crate) rows: u64,
    pub(crate) hash: String,
    pub(crate) equal: bool,
    /// What was found on the other side, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Found>,
}

/// What a table holds that should hold something else.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) rows: u64,
    pub(crate) hash: String,
}

/// Compares two sides; a table that only one of them has is unequal.
pub(crate) fn compare(source: Vec<TableDigest>, copied: Vec<TableDigest>) -> Vec<Proof> {
    let mut copied = copied.into_iter();
    let compared = source.into_iter().map(|it| {
        let found = copied.next();
        let equal = found.as_ref() == Some(&it);
        let found = found.filter(|_| !equal).map(|it| Found { rows: it.rows, hash: it.hash });
        Proof { table: it.table, rows: it.rows, hash: it.hash, equal, found }
    });
    compared.collect()
}

/// Whether every table is equal.
pub(crate) fn is_equal(proofs: &[Proof]) -> bool {
    !proofs.is_empty() && proofs.iter().all(|it| it.equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(table: &str, rows: u64, hash: &str) -> TableDigest {
        TableDigest { table: table.to_owned(), rows, hash: hash.to_owned() }
    }

    #[test]
    fn a_row_more_another_hash_or_a_missing_table_is_unequal() {
        let side = || vec![digest("receipt", 2, "a"), digest("job", 1, "b")];
        assert!(is_equal(&compare(side(), side())));
        for other in [
            vec![digest("receipt", 3, "a"), digest("job", 1, "b")],
            vec![digest("receipt", 2, "a"), digest("job", 1, "c")],
            vec![digest("receipt", 2, "a")],
            vec![],
        ] {
            assert!(!is_equal(&compare(side(), other)));
        }
        assert!(!is_equal(&compare(vec![], vec![])));
    }
}
