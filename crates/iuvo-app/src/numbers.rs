//! Issuing notice numbers.
//!
//! A process takes numbers from the database in blocks, in a short transaction of their own, and
//! hands them out from memory: what is left of a block when the process ends is never issued.

mod take;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use iuvo_domain::{WorkspaceId, directory::WorkspaceProfile};
use iuvo_store::{Lane, StoreError};
use pagopa_codes::{NoticeNumber, SegregationCode};
use take::TakeNumbers;

use crate::App;

/// Numbers taken from the database at a time.
const BLOCK: usize = 100;

type Key = (WorkspaceId, SegregationCode);

/// The blocks this process holds.
#[derive(Default)]
pub(crate) struct Blocks {
    held: Mutex<HashMap<Key, VecDeque<u64>>>,
}

/// Why no notice number can be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// No segregation code that the caller may use is configured for the body.
    #[error("the organization has none of the segregation codes that the caller may use")]
    NoNumberSpace,
    /// The numbers under the segregation code are used up.
    #[error("the notice numbers under segregation code {0} are used up")]
    Exhausted(SegregationCode),
    /// The database failed.
    #[error("notice numbers could not be taken")]
    Store(#[from] StoreError),
}

/// Issues notice numbers of the body, under the first of its segregation codes among `allowed`
/// (all, if that is empty).
pub async fn issue_notice_numbers(
    app: &App,
    profile: &WorkspaceProfile,
    allowed: &[SegregationCode],
    count: usize,
) -> Result<Vec<NoticeNumber>, IssueError> {
    let code = profile
        .links
        .iter()
        .map(|it| it.segregation_code)
        .find(|it| allowed.is_empty() || allowed.contains(it))
        .ok_or(IssueError::NoNumberSpace)?;
    let bases = take(app, (profile.workspace.id, code), count).await?;
    bases
        .into_iter()
        .map(|it| NoticeNumber::generate(code, it).map_err(|_| IssueError::Exhausted(code)))
        .collect()
}

async fn take(app: &App, key: Key, count: usize) -> Result<Vec<u64>, IssueError> {
    loop {
        if let Some(bases) = app.numbers.hand_out(key, count) {
            return Ok(bases);
        }
        let (workspace, segregation_code) = key;
        let block = BLOCK.max(count);
        let command = TakeNumbers { workspace, segregation_code, block, needed: count };
        let block = app.store.execute(Lane::Interactive, command).await??;
        app.numbers.add(key, block);
    }
}

impl Blocks {
    fn hand_out(&self, key: Key, count: usize) -> Option<Vec<u64>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let block = held.get_mut(&key)?;
        (block.len() >= count).then(|| block.drain(..count).collect())
    }

    fn add(&self, key: Key, block: Vec<u64>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.entry(key).or_default().extend(block);
    }
}
