//! What the rows of a table amount to, in whatever order they are read.
//!
//! Engines order texts differently, so rows are not hashed one after the other: the SHA-256 of
//! each row is added to those before, as four numbers modulo 2^64. Equal sums and equal counts mean
//! equal rows, short of somebody who makes rows on purpose to collide.

use sha2::{Digest, Sha256};

use super::{OnProgress, encoding::Batch};
use crate::catalog::Catalog;

/// A table's rows, counted and hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDigest {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Their hash, hexadecimal.
    pub hash: String,
}

#[derive(Clone, Default)]
struct Sum {
    rows: u64,
    lanes: [u64; 4],
}

/// The digests of every table, while they are made.
pub(super) struct Digests<'a> {
    names: Vec<String>,
    sums: Vec<Sum>,
    done: u64,
    on_progress: OnProgress<'a>,
}

impl<'a> Digests<'a> {
    pub(super) fn of(catalog: &Catalog, on_progress: OnProgress<'a>) -> Self {
        let names: Vec<_> = catalog.tables.iter().map(|it| it.name.clone()).collect();
        Self { sums: vec![Sum::default(); names.len()], names, done: 0, on_progress }
    }

    /// Adds the rows of a batch.
    pub(super) fn add(&mut self, batch: &Batch) {
        let Some(sum) = self.sums.get_mut(batch.table) else { return };
        for row in batch.rows() {
            sum.rows = sum.rows.saturating_add(1);
            self.done = self.done.saturating_add(1);
            let hash: [u8; 32] = Sha256::digest(row).into();
            let parts = hash.as_chunks::<8>().0.iter().map(|it| u64::from_be_bytes(*it));
            for (lane, part) in sum.lanes.iter_mut().zip(parts) {
                *lane = lane.wrapping_add(part);
            }
        }
        (self.on_progress)(self.done);
    }

    pub(super) fn finish(self) -> Vec<TableDigest> {
        let tables = self.names.into_iter().zip(self.sums);
        tables
            .map(|(table, Sum { rows, lanes: [a, b, c, d] })| TableDigest {
                table,
                rows,
                hash: format!("{a:016x}{b:016x}{c:016x}{d:016x}"),
            })
            .collect()
    }
}
