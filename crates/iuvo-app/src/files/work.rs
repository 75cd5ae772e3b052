//! The job that works through a file, one part at each of its runs, so that the work of others is
//! not held up by a long file.
//!
//! What an item does and that it is done is one transaction, so that each item is worked through
//! once, however often the program stops in between.

use iuvo_domain::{
    FileId, WorkspaceId,
    file::{File, FileState},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    files::{self, FindFile, FindPart},
};
use jiff::Timestamp;
use serde_json::value::RawValue;

use super::{
    item::{Item, work_on},
    of_subject,
};
use crate::App;

/// Where a file is after a run.
pub(crate) enum Progress {
    /// There is more of it.
    GoesOn,
    /// It has ended.
    Ended,
}

/// Works through the next part of the file that a job names.
pub(crate) async fn work_through(
    app: &App,
    workspace: WorkspaceId,
    subject: &str,
) -> Result<Progress, StoreError> {
    let Some((workspace, id)) = of_subject(workspace, subject) else { return Ok(Progress::Ended) };
    let found = app.store().read(FindFile { workspace, id }).await?;
    let Some(file) = found.filter(|it| it.state == FileState::InHand) else {
        return Ok(Progress::Ended);
    };
    if file.processed() < file.submitted {
        work_on_part(app, &file).await?;
        return Ok(Progress::GoesOn);
    }
    let end = End { of: (workspace, id), at: app.now() };
    app.store().execute(Lane::Bulk, end).await?;
    Ok(Progress::Ended)
}

async fn work_on_part(app: &App, file: &File) -> Result<(), StoreError> {
    let next = file.processed();
    let part = FindPart { workspace: file.workspace, file: file.id, ordinal: next };
    let damaged = |why: String| StoreError::Bug(format!("file {}: {why}", file.id));
    let (first, content) = app
        .store()
        .read(part)
        .await?
        .ok_or_else(|| damaged(format!("item {next} is in no part")))?;
    let items: Vec<&RawValue> =
        serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
    let directory = app.directory();
    let profile = directory
        .workspace(file.workspace)
        .ok_or_else(|| damaged("its workspace is unknown".to_owned()))?;
    for (ordinal, content) in (first..).zip(items).skip_while(|(ordinal, _)| *ordinal < next) {
        if !work_on(app, profile, Item { file, ordinal, content }).await? {
            // Another worker was faster, and goes on.
            break;
        }
    }
    Ok(())
}

struct End {
    of: (WorkspaceId, FileId),
    at: Timestamp,
}

impl Command for End {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        files::end(tx, self.of, self.at).await
    }
}
