//! `iuvo restore`: a backup, verified, becomes the database of either engine.

use std::path::{Path, PathBuf};

use iuvo_store::{DatabaseUrl, Snapshot, Store, copy::Existing};
use serde::Serialize;

use super::backup::{as_database, copy_pages, seal};
use crate::{
    copies::{self, NewFile, Proof},
    failure::Failure,
    logs::Logs,
    terminal::{complain, say, say_json},
};

#[derive(clap::Args)]
pub(crate) struct Restore {
    /// File della copia di sicurezza
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Base di dati da fare: `sqlite:PERCORSO` o `postgres://utente:password@server/base`
    #[arg(long, value_name = "INDIRIZZO", env = "IUVO_RESTORE_TO", hide_env_values = true)]
    to: String,
    /// Sostituisce i dati che ci sono già, e che così vanno persi
    #[arg(long)]
    overwrite: bool,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

/// What was made.
#[derive(Serialize)]
struct Made {
    schema: i64,
    rows: u64,
    tables: Vec<Proof>,
    failed_checks: Vec<String>,
}

pub(crate) async fn run(restore: Restore) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let to = copies::parse_url("--to", &restore.to)?;
    let existing = if restore.overwrite { Existing::Replaced } else { Existing::Kept };
    verify_sum(&restore.from)?;
    let snapshot = copies::open_sound(&as_database(&restore.from)).await?;
    let tables = match &to {
        DatabaseUrl::Sqlite(path) => to_file(snapshot, path, existing).await?,
        DatabaseUrl::Postgres(_) => to_server(snapshot, &restore.from, &to, existing).await?,
    };
    let mut restored = copies::open(&to).await?;
    let made = Made {
        schema: restored.schema(),
        rows: copies::total(&mut restored).await?,
        failed_checks: copies::failed_checks(&to).await?,
        tables,
    };
    if restore.json {
        return say_json(&made);
    }
    say(&format!("Ripristinate {} righe, schema {}.", made.rows, made.schema));
    copies::say_checks(&made.failed_checks);
    Ok(())
}

/// A backup that has changed since it was made is none.
fn verify_sum(file: &Path) -> Result<(), Failure> {
    if !file.exists() {
        return Err(Failure::refused(format!("Il file {} non esiste.", file.display())));
    }
    let beside = copies::beside(file, ".sha256");
    let Ok(text) = std::fs::read_to_string(&beside) else {
        complain(&format!("{} non c'è: la copia si controlla senza.", beside.display()));
        return Ok(());
    };
    if text.split_whitespace().next() == Some(copies::sha256(file)?.as_str()) {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "La copia non è quella che è stata fatta: il suo SHA-256 non è quello di {}.",
        beside.display()
    )))
}

/// The file is made whole, brought up to date and compared before it takes its place.
async fn to_file(
    snapshot: Snapshot,
    path: &Path,
    existing: Existing,
) -> Result<Vec<Proof>, Failure> {
    let file = match existing {
        Existing::Kept => NewFile::at(path)?,
        Existing::Replaced => NewFile::instead_of(path)?,
    };
    copy_pages(&snapshot, file.part())?;
    let made = up_to_date(snapshot, &file).await?;
    if existing == Existing::Replaced && path.exists() {
        release(path)?;
    }
    file.publish()?;
    Ok(made)
}

/// Brings a copy to the schema of this program. Only a copy of the same schema can be compared
/// with its source.
async fn up_to_date(source: Snapshot, file: &NewFile) -> Result<Vec<Proof>, Failure> {
    if source.is_up_to_date() {
        let read = copies::digest(source, "Leggo").await?;
        let proofs = copies::prove(read, &file.url()).await?;
        return copies::refuse_unequal(&proofs).map(|()| proofs);
    }
    let opened = Store::open(&file.url()).await;
    let (store, _) = opened.map_err(Failure::while_doing("Lo schema non si aggiorna"))?;
    store.close();
    drop(store);
    seal(file).await?;
    copies::open_sound(&file.url()).await.map(|_| Vec::new())
}

/// What is replaced must be nobody's any more.
fn release(path: &Path) -> Result<(), Failure> {
    match iuvo_store::put_out_of_use(path) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::refused(
            "La base di dati da sostituire è in uso: prima si ferma il server che la usa.",
        )),
        Err(error) => Err(Failure::while_doing("La base di dati da sostituire non si apre")(error)),
    }
}

/// Rows of an older schema are brought up to date in a copy beside the backup, which goes.
async fn to_server(
    snapshot: Snapshot,
    backup: &Path,
    to: &DatabaseUrl,
    existing: Existing,
) -> Result<Vec<Proof>, Failure> {
    let newer = NewFile::instead_of(&copies::beside(backup, ".aggiornata"))?;
    let source = if snapshot.is_up_to_date() {
        snapshot
    } else {
        copy_pages(&snapshot, newer.part())?;
        up_to_date(snapshot, &newer).await?;
        copies::open_sound(&newer.url()).await?
    };
    let read = copies::copy_rows(source, to, existing).await?;
    let proofs = copies::prove(read, to).await?;
    copies::refuse_unequal(&proofs)?;
    Ok(proofs)
}
