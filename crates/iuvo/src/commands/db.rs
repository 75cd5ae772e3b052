//! `iuvo db`: whole databases, from one engine to the other.

use clap::Subcommand;
use iuvo_store::{DatabaseUrl, copy::Existing};

use crate::{
    copies::{self, NewFile, Proof},
    failure::Failure,
    logs::Logs,
    terminal::{say, say_json},
};

/// What to do.
#[derive(Subcommand)]
pub(crate) enum DbCommand {
    /// Copia tutto in una base di dati vuota, anche dell'altro motore, e prova che è uguale
    Copy(Copy),
}

#[derive(clap::Args)]
pub(crate) struct Copy {
    /// Base di dati da copiare: `sqlite:PERCORSO` o `postgres://utente:password@server/base`
    #[arg(long, value_name = "INDIRIZZO", env = "IUVO_COPY_FROM", hide_env_values = true)]
    from: String,
    /// Base di dati da fare, dello stesso genere di indirizzo
    #[arg(long, value_name = "INDIRIZZO", env = "IUVO_COPY_TO", hide_env_values = true)]
    to: String,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: DbCommand) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let DbCommand::Copy(copy) = command;
    let from = copies::parse_url("--from", &copy.from)?;
    let to = copies::parse_url("--to", &copy.to)?;
    let proofs = copy_all(&from, &to).await?;
    if copy.json {
        say_json(&proofs)?;
    } else {
        proofs.iter().for_each(say_proof);
    }
    copies::refuse_unequal(&proofs)
}

async fn copy_all(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<Proof>, Failure> {
    let snapshot = copies::open_sound(from).await?;
    let DatabaseUrl::Sqlite(path) = to else {
        let read = copies::copy_rows(snapshot, to, Existing::Kept).await?;
        return copies::prove(read, to).await;
    };
    let file = NewFile::at(path)?;
    let read = copies::copy_rows(snapshot, &file.url(), Existing::Kept).await?;
    super::backup::seal(&file).await?;
    let proofs = copies::prove(read, &file.url()).await?;
    if copies::is_equal(&proofs) {
        file.publish()?;
    }
    Ok(proofs)
}

fn say_proof(proof: &Proof) {
    let Proof { table, rows, hash, equal, found } = proof;
    let verdict = if *equal { "uguale" } else { "DIVERSA" };
    say(&format!("{table:<24}{rows:>12}  {hash:.16}…  {verdict}"));
    if let Some(found) = found {
        say(&format!("{:<24}{:>12}  {:.16}…", "  nella copia", found.rows, found.hash));
    }
}
