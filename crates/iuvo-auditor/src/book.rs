//! What the auditor remembers: everything that was ever delivered, and every number ever seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    archive::Archive,
    message::{Content, Said},
    step::{Called, Step},
};

/// A receipt at a body: workspace and receiptId.
pub(crate) type Key = (i64, String);

#[derive(Default)]
pub(crate) struct Book {
    /// The content that was first accepted.
    pub(crate) accepted: BTreeMap<Key, Content>,
    /// Every message that was delivered, undamaged, and what it says.
    pub(crate) delivered: BTreeMap<Key, BTreeMap<Vec<u8>, Said>>,
    /// The contents that were answered as received: OK, or a duplicate with other content.
    pub(crate) acknowledged: BTreeMap<Key, BTreeSet<Content>>,
    /// To which position an IUV belonged first.
    pub(crate) numbers: BTreeMap<(i64, String), String>,
    /// The notices of which a body has said, or may have said, that they were paid elsewhere.
    pub(crate) elsewhere: BTreeSet<(i64, String)>,
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

    /// Keeps what the bodies said.
    pub(crate) fn hear(&mut self, step: &Step, archive: &Archive) {
        let was_refused = |it: &&Called| (400..500).contains(&it.status);
        for it in step.called.iter().filter(|it| it.operation == "mark" && !was_refused(it)) {
            if let Some(workspace) = archive.workspace_of(&it.organization) {
                self.elsewhere.insert((workspace, it.notice.clone()));
            }
        }
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
