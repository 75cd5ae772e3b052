//! The taxonomy of collections: its import, and the positions whose codes are not in force.

use std::path::PathBuf;

use clap::Subcommand;
use iuvo_app::{
    App,
    directory::{ExpiredCategory, TaxonomyEntries, list_expired_categories, plan_taxonomy},
};
use serde::Serialize;

use super::{
    import::{Manner, finish, open, unreadable},
    scope::WorkspaceChoice,
};
use crate::{failure::Failure, terminal::say};

#[derive(Subcommand)]
pub(super) enum TaxonomyCommand {
    /// Importa la tassonomia pubblicata da pagoPA; i codici che il file non ha restano
    Import {
        /// Il file CSV, in UTF-8, con «;» o «,»
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        manner: Manner,
    },
    /// Elenca le quote non ancora pagate con un codice sconosciuto o non in vigore oggi
    Positions {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        /// Scrive in JSON, un oggetto per riga
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownShare<'a> {
    iupd: &'a str,
    notice_number: &'a str,
    transfer: i64,
    category: &'a str,
    state: &'static str,
}

pub(super) async fn run(app: &App, command: TaxonomyCommand) -> Result<(), Failure> {
    match command {
        TaxonomyCommand::Import { file, manner } => {
            let known = app
                .store()
                .read(TaxonomyEntries)
                .await
                .map_err(Failure::while_doing("La tassonomia non si legge"))?;
            let plan = plan_taxonomy(&known, open(&file)?).map_err(|it| unreadable(&it))?;
            finish(app, plan, &manner).await
        }
        TaxonomyCommand::Positions { workspace, json } => {
            let profile = workspace.find(app)?;
            let mut count: u64 = 0;
            let found = |it: ExpiredCategory| {
                count = count.saturating_add(1);
                show(&it, json);
            };
            list_expired_categories(app, profile.workspace.id, found)
                .await
                .map_err(Failure::while_doing("Le posizioni non si leggono"))?;
            if !json {
                say(&format!("Quote da correggere: {count}."));
            }
            Ok(())
        }
    }
}

/// One line each: there may be many.
fn show(found: &ExpiredCategory, json: bool) {
    let ExpiredCategory { share, is_known } = found;
    let shown = ShownShare {
        iupd: &share.iupd,
        notice_number: &share.notice_number,
        transfer: share.transfer_index,
        category: share.category.as_str(),
        state: if *is_known { "non in vigore" } else { "sconosciuto" },
    };
    if json {
        say(&serde_json::to_string(&shown).unwrap_or_default());
        return;
    }
    let ShownShare { iupd, notice_number, transfer, category, state } = shown;
    say(&format!("{iupd}  avviso {notice_number}  quota {transfer}  {category}  {state}"));
}
