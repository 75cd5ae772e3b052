//! The audit log of a workspace as people read it: the last entries first, by whom, how far the
//! chain holds.

use std::collections::{BTreeMap, BTreeSet};

use iuvo_domain::{
    OperatorId, WorkspaceId,
    audit::{Act, Author, Chain, Content, Entry, Field},
};
use iuvo_store::{
    StoreError,
    audit::{Authors, HeadOf, LastFirst},
    operators::NamesOf,
};
use jiff::{Timestamp, civil::Date};

use super::{DOWNLOADED_LOG, Seen, note_seen, verify_audit::follow_now};
use crate::{App, italy::beginning_of};

pub use super::verify_audit::Followed;

/// Authors that are offered at most.
const MOST_AUTHORS: i64 = 200;
/// Entries that a person waits for.
const MOST_FOLLOWED: i64 = 200_000;

/// Which entries of a log are read.
#[derive(Debug, Clone)]
pub struct AuditAsked {
    /// The first day and the last one, both included.
    pub days: (Option<Date>, Option<Date>),
    /// Only what that author did, as the log writes them.
    pub author: Option<String>,
    /// Only what was done so.
    pub act: Option<Act>,
    /// Only what comes before that entry: its moment and number.
    pub before: Option<(Timestamp, i64)>,
}

/// Some entries of a workspace's log, the last first.
pub async fn read_audit(
    app: &App,
    workspace: WorkspaceId,
    asked: AuditAsked,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let AuditAsked { days: (first, last), author, act, before } = asked;
    let from = first.map_or(Timestamp::MIN, beginning_of);
    let end = last.and_then(|it| it.tomorrow().ok()).map_or(Timestamp::MAX, beginning_of);
    let before = before.unwrap_or((end, 0)).min((end, 0));
    let chain = Chain::Workspace(workspace);
    app.store().read(LastFirst { chain, from, before, author, act, limit }).await
}

/// Whoever appears in a workspace's log, as the log writes them.
pub async fn list_audit_authors(
    app: &App,
    workspace: WorkspaceId,
) -> Result<Vec<String>, StoreError> {
    app.store().read(Authors { chain: Chain::Workspace(workspace), limit: MOST_AUTHORS }).await
}

/// The names of the people among some authors, and among those who did something and to whom
/// something was done.
pub async fn name_operators(
    app: &App,
    authors: &[String],
    entries: &[Entry],
) -> Result<BTreeMap<OperatorId, String>, StoreError> {
    let author = |it: &String| match Author::parse(it)? {
        Author::Operator(id) => Some(id),
        Author::Console(_) | Author::Client(_) | Author::Program => None,
    };
    let authors = authors.iter().chain(entries.iter().map(|it| &it.author));
    let subjects = entries.iter().filter_map(|it| OperatorId::parse(&it.subject));
    let ids: BTreeSet<OperatorId> = authors.filter_map(author).chain(subjects).collect();
    let names = app.store().read(NamesOf(ids.into_iter().collect())).await?;
    Ok(names.into_iter().collect())
}

/// How many entries a workspace's log has.
pub async fn count_audit(app: &App, workspace: WorkspaceId) -> Result<i64, StoreError> {
    let head = app.store().read(HeadOf(Chain::Workspace(workspace))).await?;
    Ok(head.map_or(0, |it| it.entries))
}

/// Follows the chain of a workspace from its first entry, as far as a person waits.
pub async fn follow_audit(app: &App, workspace: WorkspaceId) -> Result<Followed, StoreError> {
    follow_now(app.store(), Chain::Workspace(workspace), MOST_FOLLOWED).await
}

/// Writes down that an operator is about to take the log away as a file.
pub async fn note_audit_download(
    app: &App,
    workspace: WorkspaceId,
    operator: OperatorId,
    asked: &AuditAsked,
) -> Result<(), StoreError> {
    let content = Content::default()
        .with_some(Field::From, asked.days.0)
        .with_some(Field::To, asked.days.1)
        .with_some(Field::Author, asked.author.as_ref())
        .with_some(Field::Act, asked.act.map(Act::code));
    let seen = Seen { act: Act::ListDownloaded, subject: DOWNLOADED_LOG.to_owned(), content };
    note_seen(app, workspace, operator, seen).await
}
