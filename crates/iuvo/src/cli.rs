//! What can be asked of the program, and in what words.
//!
//! The texts are Italian, those of `clap` included where it lets us say so.

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::{
    commands::{
        admin::AdminCommand, backup::Backup, check::Check, db::DbCommand, demo::Demo,
        migrate::Migrate, restore::Restore, sim::Sim,
    },
    config::given::{Every, Given},
};

/// Iuvo: i pagamenti pagoPA di un ente, o dei mille enti di un intermediario.
#[derive(Parser)]
#[command(name = "iuvo", version, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Avvia il server
    Serve(Given<Every>),
    /// Avvia la dimostrazione: base di dati propria, enti di esempio, simulatori
    Demo(Demo),
    /// Avvia i soli simulatori del Nodo e del PSP
    Sim(Sim),
    /// Crea o aggiorna lo schema della base di dati
    Migrate(Migrate),
    /// Fa una copia di sicurezza verificata, anche mentre il server lavora
    Backup(Backup),
    /// Riporta una copia di sicurezza in una base di dati
    Restore(Restore),
    /// Lavora su basi di dati intere
    #[command(subcommand)]
    Db(DbCommand),
    /// Controlla che tutto sia a posto: configurazione, base di dati, dati
    Check(Check),
    /// Mostra e controlla la configurazione
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Amministra enti, stazioni, conti, servizi e chiavi
    Admin(AdminCommand),
}

/// What to do with the configuration.
#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Mostra la configurazione che risulta, con i segreti coperti, e i suoi errori
    Check {
        #[command(flatten)]
        given: Given<Every>,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
    /// Scrive la pagina di riferimento
    #[command(hide = true)]
    Reference,
}

/// Reads the command line; help and mistakes end the program here (0 and 2).
pub(crate) fn parse() -> Command {
    let matches = command().get_matches();
    match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli.command,
        Err(error) => error.exit(),
    }
}

fn command() -> clap::Command {
    let version = clap::Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("Mostra la versione");
    in_italian(Cli::command().disable_version_flag(true).arg(version))
}

const TEMPLATE: &str = "\
{about-with-newline}
Uso: {usage}

{all-args}";

fn in_italian(command: clap::Command) -> clap::Command {
    let help = clap::Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Mostra questo aiuto")
        .help_heading("Opzioni");
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Comandi")
        .subcommand_value_name("COMANDO")
        .next_help_heading("Opzioni")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(help)
        .mut_args(|argument| {
            if argument.get_help_heading().is_none() && !argument.is_positional() {
                argument.help_heading("Opzioni")
            } else {
                argument
            }
        })
        .mut_subcommands(in_italian)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_has_no_contradictions() {
        command().debug_assert();
    }

    #[test]
    fn every_command_and_option_has_a_help_text() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let name = argument.get_id();
                assert!(argument.get_help().is_some(), "{} {name}", command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        check(&command());
    }
}
