//! What is told of files.

use std::collections::BTreeMap;

use iuvo_domain::{
    FileId, WorkspaceId,
    file::{File, FileItem, FileState},
};
use iuvo_store::{
    StoreError,
    files::{FindFile, ListFiles, ListItems, ListRejected},
};

use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use crate::{App, italy::beginning_of};

/// Items that are read at once for a report.
const READ_TOGETHER: i64 = 5_000;

/// A file, if it has arrived.
pub async fn find_file(
    app: &App,
    workspace: WorkspaceId,
    id: FileId,
) -> Result<Option<File>, StoreError> {
    let found = app.store().read(FindFile { workspace, id }).await?;
    Ok(found.filter(|it| it.state != FileState::Partial))
}

/// Files received in some days, both included; without a day, all those before or after.
pub struct FilesOfDays {
    /// Whose.
    pub workspace: WorkspaceId,
    /// From which day until which one.
    pub days: (Option<Date>, Option<Date>),
    /// Only those of which something was refused.
    pub only_with_rejects: bool,
    /// Those before this one.
    pub before: Option<FileId>,
    /// At most so many.
    pub limit: i64,
}

/// Files that have arrived, the last first.
pub async fn list_files(app: &App, asked: FilesOfDays) -> Result<Vec<File>, StoreError> {
    let (first, last) = asked.days;
    let from = first.map_or(Timestamp::UNIX_EPOCH, beginning_of);
    let to = last.map_or(Timestamp::MAX, |it| beginning_of(it.saturating_add(1.day())));
    let which = ListFiles {
        workspace: asked.workspace,
        received: (from, to),
        only_with_rejects: asked.only_with_rejects,
        before: asked.before.unwrap_or(FileId::new(Uuid::max())),
        limit: asked.limit,
    };
    app.store().read(which).await
}

/// Items of a file that were refused, in their order, each as it was sent.
pub async fn list_rejected(
    app: &App,
    which: ListRejected,
) -> Result<Vec<(FileItem, Vec<u8>)>, StoreError> {
    app.store().read(which).await
}

/// What became of all items of a file: the positions they are about, by status and message.
pub async fn read_report(
    app: &App,
    file: &File,
) -> Result<BTreeMap<(u16, String), Vec<String>>, StoreError> {
    let mut report: BTreeMap<_, Vec<String>> = BTreeMap::new();
    let mut after = -1;
    loop {
        let (workspace, file, limit) = (file.workspace, file.id, READ_TOGETHER);
        let items = app.store().read(ListItems { workspace, file, after, limit }).await?;
        let Some(last) = items.last() else { return Ok(report) };
        after = last.ordinal;
        for item in items {
            report.entry((item.status, item.message)).or_default().push(item.iupd);
        }
    }
}
