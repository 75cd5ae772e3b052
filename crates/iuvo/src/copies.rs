//! What backup, restore and copy share: a file that appears only when it is whole, the proof that
//! two databases hold the same, the look at what was made.

mod new_file;
mod proof;

use std::fmt::Display;

use iuvo_store::{DatabaseUrl, OpenError, Snapshot, copy};

use crate::{commands::check, config::Defect, failure::Failure, progress::Progress, terminal::say};

pub(crate) use new_file::{NewFile, beside, sha256};
pub(crate) use proof::{Proof, compare, is_equal};

/// What cannot be read says so.
const UNREADABLE: &str = "La base di dati non si legge";

/// Opens a database as it is at this moment, and tells whether its file is sound.
pub(crate) async fn open(url: &DatabaseUrl) -> Result<Snapshot, Failure> {
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Err(Failure::refused(format!("Il file {} non esiste.", path.display())));
    }
    Snapshot::open(url).await.map_err(|error| match error {
        OpenError::Damaged(damage) => damaged(&damage),
        other => Failure::while_doing("La base di dati non si apre")(other),
    })
}

/// Opens what has been, or is about to be, copied; a damaged file is refused.
pub(crate) async fn open_sound(url: &DatabaseUrl) -> Result<Snapshot, Failure> {
    let snapshot = open(url).await?;
    match snapshot.damage().map_err(Failure::while_doing(UNREADABLE))? {
        None => Ok(snapshot),
        Some(damage) => Err(damaged(&damage)),
    }
}

fn damaged(damage: &dyn Display) -> Failure {
    Failure::refused(format!("Il file è danneggiato: {damage}"))
}

/// How many rows there are.
pub(crate) async fn total(snapshot: &mut Snapshot) -> Result<u64, Failure> {
    let counts =
        copy::counts(snapshot).await.map_err(Failure::while_doing("Le righe non si contano"))?;
    Ok(counts.iter().map(|it| it.rows).fold(0, u64::saturating_add))
}

/// Copies row by row; what was read is returned.
pub(crate) async fn copy_rows(
    mut from: Snapshot,
    to: &DatabaseUrl,
    existing: copy::Existing,
) -> Result<Vec<copy::TableDigest>, Failure> {
    let rows = if from.is_up_to_date() { total(&mut from).await? } else { 0 };
    let progress = Progress::of(rows, "Copio");
    copy::copy(from, to, existing, &|done| progress.at(done)).await.map_err(explain)
}

/// What a database holds, table by table.
pub(crate) async fn digest(
    mut snapshot: Snapshot,
    what: &'static str,
) -> Result<Vec<copy::TableDigest>, Failure> {
    let progress = Progress::of(total(&mut snapshot).await?, what);
    copy::digest(snapshot, &|done| progress.at(done))
        .await
        .map_err(Failure::while_doing("Le righe non si confrontano"))
}

/// Reads a copy again and compares it with what was read of its source.
pub(crate) async fn prove(
    source: Vec<copy::TableDigest>,
    made: &DatabaseUrl,
) -> Result<Vec<Proof>, Failure> {
    let copied = digest(open_sound(made).await?, "Confronto").await?;
    Ok(compare(source, copied))
}

/// A copy that differs from its source is a failure.
pub(crate) fn refuse_unequal(proofs: &[Proof]) -> Result<(), Failure> {
    if is_equal(proofs) {
        return Ok(());
    }
    let unequal = proofs.iter().filter(|it| !it.equal).map(|it| it.table.as_str());
    let tables = unequal.collect::<Vec<_>>().join(", ");
    Err(Failure::refused(format!("La copia non è uguale alla base di dati: {tables}")))
}

/// Reads a database's address given as an option; it is not repeated, for it may hold a password.
pub(crate) fn parse_url(option: &str, text: &str) -> Result<DatabaseUrl, Failure> {
    DatabaseUrl::parse(text).map_err(|_| {
        let reason = "comincia con sqlite: (e un percorso) o con postgres://";
        Failure::from(vec![Defect::new(option, reason)])
    })
}

fn explain(error: copy::CopyError) -> Failure {
    match error {
        copy::CopyError::OtherSchema { found, known } => Failure::refused(format!(
            "Lo schema è alla versione {found} e questo programma copia la {known}: prima \
             iuvo migrate, con la stessa versione del programma."
        )),
        copy::CopyError::NotEmpty(table) => Failure::refused(format!(
            "La base di dati di destinazione non è vuota: ci sono righe in {table}."
        )),
        copy::CopyError::InUse => Failure::refused(
            "La base di dati di destinazione è in uso: prima si fermano i server che la usano.",
        ),
        other => Failure::while_doing("La copia non è riuscita")(other),
    }
}

/// The checks of `iuvo check` that a database does not pass, by name; none are asked of an older
/// schema.
pub(crate) async fn failed_checks(url: &DatabaseUrl) -> Result<Vec<String>, Failure> {
    let mut snapshot = open_sound(url).await?;
    if !snapshot.is_up_to_date() {
        return Ok(Vec::new());
    }
    Ok(check::failed_invariants(&mut snapshot).await)
}

/// Says for a person what the checks found.
pub(crate) fn say_checks(failed: &[String]) {
    match failed {
        [] => say("I controlli sui dati passano."),
        failed => say(&format!(
            "La copia è fedele, ma i dati non passano questi controlli (iuvo check li spiega): {}",
            failed.join(", ")
        )),
    }
}
