//! `iuvo migrate`: the schema brought up to date, as `serve` would do at its start.

use serde::Serialize;

use crate::{
    config::{
        database_url,
        given::{Database, Given},
    },
    failure::Failure,
    logs::Logs,
    terminal::{say, say_json},
};
use iuvo_store::Store;

#[derive(clap::Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    given: Given<Database>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Schema {
    from: i64,
    to: i64,
}

pub(crate) async fn run(migrate: Migrate) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let url = database_url(migrate.given.resolve())?;
    let (store, migrated) = Store::open(url.expose())
        .await
        .map_err(Failure::while_doing("La base di dati non si apre"))?;
    store.close();
    let schema = Schema { from: migrated.from, to: migrated.to };
    if migrate.json {
        return say_json(&schema);
    }
    if schema.from == schema.to {
        say(&format!("Lo schema è già alla versione {}.", schema.to));
    } else {
        say(&format!("Lo schema è passato dalla versione {} alla {}.", schema.from, schema.to));
    }
    Ok(())
}
