//! A file on its way in: written to disk piece by piece, then read through, so that one of any
//! size takes no memory.

use std::{fs, io, io::Write};

use axum::{
    body::Bytes,
    extract::{Multipart, multipart::Field, multipart::MultipartError},
    http::StatusCode,
};
use pagopa_gpd::{
    ProblemJson,
    upload::{LARGEST_UPLOAD, Listed, Upload},
};

use crate::gpd::Problem;

/// The name of the file's field.
const FIELD: &str = "file";

/// Takes the file of a form and reads through it; returns its sender's name for it, too.
pub(super) async fn open(mut form: Multipart, listed: Listed) -> Result<(String, Upload), Problem> {
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        if field.name() == Some(FIELD) {
            let name = field.file_name().unwrap_or_default().to_owned();
            let archive = write(field).await?;
            let read = blocking(move || Upload::open(archive, listed)).await?;
            return Ok((name, read?));
        }
    }
    Err(ProblemJson::bad_request(format!("{FIELD}: the form has no such field")).into())
}

/// Writes a field to a file without a name, which goes when nobody has it open any more.
async fn write(mut field: Field<'_>) -> Result<fs::File, Problem> {
    let mut file = blocking(tempfile::tempfile).await?.map_err(|it| failed(&it))?;
    let mut size: u64 = 0;
    while let Some(piece) = field.chunk().await.map_err(|it| broken(&it))? {
        size = size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if size > LARGEST_UPLOAD {
            return Err(too_large());
        }
        file = blocking(move || append(file, &piece)).await?.map_err(|it| failed(&it))?;
    }
    Ok(file)
}

fn append(mut file: fs::File, piece: &Bytes) -> io::Result<fs::File> {
    file.write_all(piece)?;
    Ok(file)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a file could not be taken");
        Problem::internal()
    })
}

fn failed(error: &io::Error) -> Problem {
    tracing::error!(%error, "a file could not be written to the folder of temporary files");
    Problem::internal()
}

fn broken(error: &MultipartError) -> Problem {
    unreadable(error.status(), &error.body_text())
}

/// A form that cannot be read.
pub(super) fn unreadable(status: StatusCode, reason: &str) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    ProblemJson::bad_request(format!("the body is no form with a file: {reason}")).into()
}

fn too_large() -> Problem {
    ProblemJson::payload_too_large(usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX)).into()
}
