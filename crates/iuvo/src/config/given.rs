//! The values as they are given: on the command line, in the environment, in one file.
//!
//! Precedence is command line, environment, file, default; the first two are clap's work.

use std::{collections::BTreeMap, marker::PhantomData, path::PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, parser::ValueSource};

use super::{
    Defect,
    keys::{DATABASE_URL, KEYS, Key, Shape},
};

/// The file that is read when none is named and it exists.
const USUAL_FILE: &str = "iuvo.toml";

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    CommandLine,
    Environment,
    File,
    Default,
}

impl Source {
    /// As operators read it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CommandLine => "riga di comando",
            Self::Environment => "ambiente",
            Self::File => "file",
            Self::Default => "predefinito",
        }
    }
}

/// The texts given for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) texts: Vec<String>,
    pub(crate) source: Source,
}

/// All values, by key, with what is wrong with the file.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) by_key: BTreeMap<&'static str, Value>,
    pub(crate) defects: Vec<Defect>,
}

/// Which keys a command takes as options.
pub(crate) trait Taken {
    fn includes(key: &Key) -> bool;
}

/// All of them.
#[derive(Debug, Clone)]
pub(crate) struct Every;

impl Taken for Every {
    fn includes(_: &Key) -> bool {
        true
    }
}

/// The database's address only.
#[derive(Debug, Clone)]
pub(crate) struct Database;

impl Taken for Database {
    fn includes(key: &Key) -> bool {
        key.name == DATABASE_URL
    }
}

/// What the command line and the environment say.
#[derive(Clone)]
pub(crate) struct Given<T> {
    file: Option<PathBuf>,
    values: BTreeMap<&'static str, Value>,
    taken: PhantomData<T>,
}

impl<T: Taken> clap::Args for Given<T> {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .env("IUVO_CONFIG")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help(format!("File di configurazione; se manca, {USUAL_FILE} se c'è"));
        let keys = KEYS.iter().filter(|key| T::includes(key));
        command.arg(file).args(keys.map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(key: &Key) -> Arg {
    let argument = Arg::new(key.name)
        .long(key.option())
        .env(key.variable())
        .hide_env_values(true)
        .help(key.help.trim())
        .help_heading("Configurazione");
    match key.shape {
        Shape::Text | Shape::Secret => argument.value_name("TESTO"),
        Shape::Switch => argument.value_name("true|false"),
        Shape::List => argument.value_name("ELENCO").value_delimiter(',').action(ArgAction::Append),
    }
}

impl<T: Taken> clap::FromArgMatches for Given<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut values = BTreeMap::new();
        for key in KEYS.iter().filter(|key| T::includes(key)) {
            let Some(texts) = matches.get_many::<String>(key.name) else { continue };
            let source = match matches.value_source(key.name) {
                Some(ValueSource::EnvVariable) => Source::Environment,
                _ => Source::CommandLine,
            };
            values.insert(key.name, Value { texts: texts.cloned().collect(), source });
        }
        let file = matches.get_one::<PathBuf>("config").cloned();
        Ok(Self { file, values, taken: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<T> Given<T> {
    /// Adds what the file says and the defaults.
    pub(crate) fn resolve(self) -> Values {
        let mut values = Values { by_key: self.values, defects: Vec::new() };
        let named = self.file.is_some();
        let path = self.file.unwrap_or_else(|| USUAL_FILE.into());
        match std::fs::read_to_string(&path) {
            Ok(text) => values.add_file(&text),
            Err(error) if !named && error.kind() == std::io::ErrorKind::NotFound => (),
            Err(error) => {
                let reason = format!("il file {} non si legge: {error}", path.display());
                values.defects.push(Defect::new("config", reason));
            }
        }
        values.add_defaults();
        values
    }
}

impl Values {
    /// Adds what a file says, where nothing has been said yet.
    pub(crate) fn add_file(&mut self, text: &str) {
        match text.parse::<toml::Table>() {
            Ok(table) => self.add_table("", &table),
            Err(error) => {
                let reason = format!("il file non è TOML: {}", error.message());
                self.defects.push(Defect::new("config", reason));
            }
        }
    }

    fn add_table(&mut self, prefix: &str, table: &toml::Table) {
        for (name, value) in table {
            let name = format!("{prefix}{name}");
            let key = KEYS.iter().find(|it| it.name == name);
            match (key, value) {
                (Some(key), value) => self.add_value(key, value),
                (None, toml::Value::Table(inner)) if is_section(&name) => {
                    self.add_table(&format!("{name}."), inner);
                }
                (None, _) => {
                    self.defects.push(Defect::new(&name, "questa chiave non esiste".to_owned()));
                }
            }
        }
    }

    fn add_value(&mut self, key: &'static Key, value: &toml::Value) {
        match texts_of(key.shape, value) {
            Ok(texts) => {
                let value = Value { texts, source: Source::File };
                self.by_key.entry(key.name).or_insert(value);
            }
            Err(expected) => {
                let reason = format!("nel file ci vuole {expected}");
                self.defects.push(Defect::new(key.name, reason));
            }
        }
    }

    pub(crate) fn add_defaults(&mut self) {
        for key in KEYS {
            if let Some(default) = key.default {
                let texts = vec![default.to_owned()];
                let value = Value { texts, source: Source::Default };
                self.by_key.entry(key.name).or_insert(value);
            }
        }
    }
}

fn is_section(name: &str) -> bool {
    KEYS.iter().any(|it| it.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

fn texts_of(shape: Shape, value: &toml::Value) -> Result<Vec<String>, &'static str> {
    let text = |it: &toml::Value| it.as_str().map(str::to_owned);
    match shape {
        Shape::Text | Shape::Secret => {
            text(value).map(|it| vec![it]).ok_or("un testo fra virgolette")
        }
        Shape::Switch => {
            value.as_bool().map(|it| vec![it.to_string()]).ok_or("true o false, senza virgolette")
        }
        Shape::List => value
            .as_array()
            .and_then(|items| items.iter().map(text).collect())
            .ok_or("un elenco di testi, fra parentesi quadre"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Args;

    use super::*;

    fn given(arguments: &[&str]) -> Given<Every> {
        let command = Given::<Every>::augment_args(Command::new("iuvo").no_binary_name(true));
        let matches = command.try_get_matches_from(arguments).unwrap();
        clap::FromArgMatches::from_arg_matches(&matches).unwrap()
    }

    #[test]
    fn the_command_line_comes_before_the_file_and_the_file_before_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prova.toml");
        let file = "listen = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\n";
        std::fs::write(&path, file).unwrap();
        let values =
            given(&["--config", path.to_str().unwrap(), "--listen", "127.0.0.1:2"]).resolve();
        assert_eq!(values.defects, []);
        for (key, text, source) in [
            ("listen", "127.0.0.1:2", Source::CommandLine),
            ("log.level", "warn", Source::File),
            ("log.format", "text", Source::Default),
        ] {
            assert_eq!(values.by_key[key], Value { texts: vec![text.to_owned()], source });
        }
    }

    #[test]
    fn lists_are_separated_by_commas_or_repeated() {
        let arguments = ["--proxy-networks", "10.0.0.1,10.0.0.2", "--proxy-networks", "10.0.0.3"];
        let values = given(&arguments).values;
        assert_eq!(values["proxy.networks"].texts, ["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
    }

    #[test]
    fn a_file_that_is_named_must_be_there() {
        let values = given(&["--config", "/inesistente/iuvo.toml"]).resolve();
        assert_eq!(values.defects.len(), 1);
    }
}
