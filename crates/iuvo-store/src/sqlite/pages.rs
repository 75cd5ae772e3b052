//! A database file copied page by page while others write it, and put out of use.

use std::path::Path;

use rusqlite::{
    Connection, ErrorCode,
    backup::{Backup, StepResult},
};

use super::create_for_its_owner;
use crate::StoreError;

/// Pages copied between two reports.
const STEP: i32 = 1024;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(5);

/// Copies what a connection sees into a new file, which is whole by itself. The connection is in a
/// transaction, so that the copy is of one moment and begins only once.
pub(crate) fn copy(
    from: &Connection,
    to: &Path,
    on_progress: &dyn Fn(u64, u64),
) -> Result<(), StoreError> {
    create_for_its_owner(to);
    let mut target = Connection::open(to)?;
    {
        let backup = Backup::new(from, &mut target)?;
        loop {
            let step = backup.step(STEP)?;
            let progress = backup.progress();
            let total = u64::try_from(progress.pagecount).unwrap_or(0);
            let left = u64::try_from(progress.remaining).unwrap_or(0);
            on_progress(total.saturating_sub(left), total);
            match step {
                StepResult::Done => break,
                StepResult::More => (),
                _ => std::thread::sleep(PAUSE),
            }
        }
    }
    // Without a log beside it the file can be moved as one.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Makes a file whole by itself, with nothing in a log beside it; `false` if somebody uses it.
pub(crate) fn put_out_of_use(path: &Path) -> Result<bool, StoreError> {
    let connection = Connection::open(path)?;
    let closed = || {
        connection.pragma_update(None, "locking_mode", "exclusive")?;
        connection.execute_batch("begin exclusive; commit")?;
        connection.pragma_update(None, "journal_mode", "delete")
    };
    match closed() {
        Ok(()) => Ok(true),
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
