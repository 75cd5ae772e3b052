//! `iuvo backup`: one moment of the database in one SQLite file, verified, also while it is used.
//!
//! A SQLite database is copied page by page; the rows of a PostgreSQL database are copied from one
//! snapshot. Either backup can be restored into either engine.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use iuvo_store::{
    DatabaseUrl, Snapshot,
    copy::{Existing, TableDigest},
};
use serde::Serialize;

use crate::{
    config::{
        database_url,
        given::{Database, Given},
    },
    copies::{self, NewFile, Proof},
    failure::Failure,
    logs::Logs,
    progress::Progress,
    terminal::{say, say_json},
};

/// A writer that has been told to stop ends in a moment.
const CLOSING_TRIES: u32 = 100;
const CLOSING_PAUSE: Duration = Duration::from_millis(50);

#[derive(clap::Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    given: Given<Database>,
    /// File della copia, che non deve esistere; accanto viene scritto il suo SHA-256
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

/// What was made.
#[derive(Serialize)]
struct Made {
    file: PathBuf,
    sha256: String,
    schema: i64,
    rows: u64,
    tables: Vec<Proof>,
    failed_checks: Vec<String>,
}

pub(crate) async fn run(backup: Backup) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let url = database_url(backup.given.resolve())?;
    let file = NewFile::at(&backup.to)?;
    let snapshot = copies::open(url.expose()).await?;
    let schema = snapshot.schema();
    let tables = fill(&file, snapshot).await?;
    let failed_checks = copies::failed_checks(&file.url()).await?;
    let sha256 = copies::sha256(file.part())?;
    file.publish()?;
    write_sum(&backup.to, &sha256)?;
    let rows = tables.iter().map(|it| it.rows).fold(0, u64::saturating_add);
    let made = Made { file: backup.to, sha256, schema, rows, tables, failed_checks };
    if backup.json {
        return say_json(&made);
    }
    say(&format!("Copia verificata in {}: {rows} righe, schema {schema}.", made.file.display()));
    say(&format!("SHA-256 {}", made.sha256));
    copies::say_checks(&made.failed_checks);
    Ok(())
}

/// Copies the moment and compares the copy with it. An older schema, of which this program does
/// not know the tables, is copied as a file whose soundness is looked at.
async fn fill(file: &NewFile, snapshot: Snapshot) -> Result<Vec<Proof>, Failure> {
    if !copy_pages(&snapshot, file.part())? {
        let read = copies::copy_rows(snapshot, &file.url(), Existing::Kept).await?;
        seal(file).await?;
        return prove(read, file).await;
    }
    if !snapshot.is_up_to_date() {
        copies::open_sound(&file.url()).await?;
        return Ok(Vec::new());
    }
    let source = copies::digest(snapshot, "Leggo").await?;
    prove(source, file).await
}

async fn prove(source: Vec<TableDigest>, file: &NewFile) -> Result<Vec<Proof>, Failure> {
    let proofs = copies::prove(source, &file.url()).await?;
    copies::refuse_unequal(&proofs).map(|()| proofs)
}

/// `false` on a server, which has no file to copy.
pub(super) fn copy_pages(from: &Snapshot, to: &Path) -> Result<bool, Failure> {
    let progress = Progress::of(0, "Copio le pagine");
    from.copy_file(to, &|done, total| progress.at_of(done, total))
        .map_err(Failure::while_doing("Il file non si copia"))
}

/// Leaves nothing of a file in a log beside it, once whoever wrote it has let it go.
pub(super) async fn seal(file: &NewFile) -> Result<(), Failure> {
    for _ in 0..CLOSING_TRIES {
        let sealed = iuvo_store::put_out_of_use(file.part());
        if sealed.map_err(Failure::while_doing("La copia non si chiude"))? {
            return Ok(());
        }
        tokio::time::sleep(CLOSING_PAUSE).await;
    }
    Err(Failure::refused("La copia è in uso da un altro programma."))
}

/// In the form that `sha256sum -c` reads.
fn write_sum(file: &Path, sha256: &str) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    std::fs::write(copies::beside(file, ".sha256"), format!("{sha256}  {name}\n"))
        .map_err(Failure::while_doing("Lo SHA-256 non si scrive"))
}

/// The database that a backup is.
pub(super) fn as_database(file: &Path) -> DatabaseUrl {
    DatabaseUrl::Sqlite(file.to_owned())
}
