//! What the auditor remembers: everything that was ever delivered, and every number ever seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::{archive::Archive, message::Said};

/// A receipt at a body: workspace and receiptId.
pub(crate) type Key = (i64, String);

#[derive(Default)]
pub(crate) struct Book {
    /// The content that was first accepted.
    pub(crate) accepted: BTreeMap<Key, String>,
    /// Every message that was delivered, undamaged, and what it says.
    pub(crate) delivered: BTreeMap<Key, BTreeMap<Vec<u8>, Said>>,
    /// The contents that were answered as received: OK, or a duplicate with other content.
    pub(crate) acknowledged: BTreeMap<Key, BTreeSet<String>>,
    /// To which position an IUV belonged first.
    pub(crate) numbers: BTreeMap<(i64, String), String>,
    /// The jobs every workspace had at the beginning.
    pub(crate) jobs: BTreeSet<(i64, String)>,
}

impl Book {
    pub(crate) fn new(archive: &Archive) -> Self {
        let jobs = archive.jobs.iter().map(|it| (it.workspace, it.kind.clone())).collect();
        let mut book = Self { jobs, ..Self::default() };
        book.learn(archive);
        book
    }

    /// Keeps the numbers that are in use.
    pub(crate) fn learn(&mut self, archive: &Archive) {
        for position in &archive.positions {
            for installment in position.installments() {
                let key = (position.workspace, installment.iuv.clone());
                self.numbers.entry(key).or_insert_with(|| position.iupd.clone());
            }
        }
    }
}
