//! Files of positions: taken whole before they are answered, worked through afterwards, told of.

mod item;
mod note_download;
mod read;
mod take;
mod work;

use iuvo_domain::{FileId, WorkspaceId};

pub use iuvo_store::files::ListRejected;
pub use note_download::note_rejected_download;
pub use read::{FilesOfDays, find_file, list_files, list_rejected, read_report};
pub use take::{NewFile, take_file};
pub(crate) use work::{Progress, work_through};

/// How the job that works through a file names it.
fn subject(file: FileId) -> String {
    file.to_string()
}

/// The file that a job is about.
fn of_subject(workspace: WorkspaceId, subject: &str) -> Option<(WorkspaceId, FileId)> {
    Some((workspace, FileId::parse(subject)?))
}
