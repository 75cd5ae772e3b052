//! `iuvo config`: what the configuration comes to.

use serde::Serialize;

use crate::{
    cli::ConfigCommand,
    config::{
        Config,
        given::{Every, Given},
        reference,
        shown::{ShownKey, shown},
    },
    failure::Failure,
    terminal::{say, say_json},
};

pub(crate) fn run(command: ConfigCommand) -> Result<(), Failure> {
    match command {
        ConfigCommand::Check { given, json } => check(given, json),
        ConfigCommand::Reference => {
            say(reference::page().trim_end());
            Ok(())
        }
    }
}

#[derive(Serialize)]
struct Checked {
    keys: Vec<ShownKey>,
    errors: Vec<String>,
}

fn check(given: Given<Every>, json: bool) -> Result<(), Failure> {
    let values = given.resolve();
    let keys = shown(&values);
    let defects = Config::read(values).err().unwrap_or_default();
    if json {
        let errors = defects.iter().map(|it| format!("{}: {}", it.key, it.reason)).collect();
        say_json(&Checked { keys, errors })?;
    } else {
        for key in keys {
            say(&key.to_string());
        }
    }
    if defects.is_empty() { Ok(()) } else { Err(defects.into()) }
}
