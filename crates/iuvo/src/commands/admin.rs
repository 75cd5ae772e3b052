//! `iuvo admin`: who is served, changed by an operator at the command line.
//!
//! It may run beside a server: the change is in the database, and every process reads the
//! directory again within a second.

mod audit;
mod broker;
mod calls;
mod import;
mod key;
mod maintenance;
mod operator;
mod organization;
mod particulars;
mod scope;
mod service;
mod show;
mod taxonomy;
mod values;

use clap::Subcommand;
use iuvo_app::{
    App, Clock,
    directory::{ChangeError, Changed, DirectoryChange, change_directory},
};
use iuvo_domain::audit::Author;
use iuvo_store::{DatabaseUrl, Store};

use crate::{
    config::{
        database_url,
        given::{Database, Given},
    },
    failure::Failure,
    logs::Logs,
};

#[derive(clap::Args)]
pub(crate) struct AdminCommand {
    #[command(flatten)]
    given: Given<Database>,
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    /// Intermediari tecnologici
    #[command(subcommand)]
    Broker(broker::BrokerCommand),
    /// Stazioni degli intermediari
    #[command(subcommand)]
    Station(broker::StationCommand),
    /// Enti, in un ambiente
    #[command(subcommand)]
    Organization(organization::OrganizationCommand),
    /// Collegamenti fra enti e stazioni
    #[command(subcommand)]
    Link(organization::LinkCommand),
    /// Conti di accredito
    #[command(subcommand)]
    Iban(organization::IbanCommand),
    /// Servizi per cui si paga
    #[command(subcommand)]
    Service(service::ServiceCommand),
    /// Capitoli e accertamenti dei servizi, anno per anno
    #[command(subcommand)]
    Accounting(service::AccountingCommand),
    /// Tassonomia dei servizi di incasso
    #[command(subcommand)]
    Taxonomy(taxonomy::TaxonomyCommand),
    /// Enti, stazioni e conti dalle esportazioni del Back Office pagoPA
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Fermi programmati delle stazioni
    #[command(subcommand)]
    Maintenance(maintenance::MaintenanceCommand),
    /// Numeri di avviso
    #[command(subcommand)]
    Numbers(organization::NumbersCommand),
    /// Chiavi dei programmi che chiamano le API
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Persone e ruoli
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    /// Registro delle modifiche
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Chiamate del Nodo, contate per stazione, operazione e quarto d'ora
    Calls(calls::CallsCommand),
    /// Tutto quello che è configurato
    #[command(subcommand)]
    Directory(show::DirectoryCommand),
}

pub(crate) async fn run(command: AdminCommand) -> Result<(), Failure> {
    Logs::of_a_command().start();
    let url = database_url(command.given.resolve())?;
    let (store, _) = Store::open(url.expose())
        .await
        .map_err(Failure::while_doing("La base di dati non si apre"))?;
    let app = App::start(store, Clock::system())
        .await
        .map_err(Failure::while_doing("La base di dati non si legge"))?;
    let done = dispatch(&app, url.expose(), command.subject).await;
    app.store().close();
    done
}

async fn dispatch(app: &App, database: &DatabaseUrl, subject: Subject) -> Result<(), Failure> {
    match subject {
        Subject::Broker(command) => broker::add(app, command).await,
        Subject::Station(command) => broker::add_station(app, command).await,
        Subject::Organization(command) => organization::run(app, command).await,
        Subject::Link(command) => organization::link(app, command).await,
        Subject::Iban(command) => organization::add_iban(app, command).await,
        Subject::Service(command) => service::add(app, command).await,
        Subject::Accounting(command) => service::account(app, command).await,
        Subject::Taxonomy(command) => taxonomy::run(app, command).await,
        Subject::Import(command) => import::run(app, command).await,
        Subject::Maintenance(command) => maintenance::run(app, command).await,
        Subject::Numbers(command) => organization::reserve_numbers(app, command).await,
        Subject::Key(command) => key::run(app, command).await,
        Subject::Operator(command) => operator::run(app, command).await,
        Subject::Audit(command) => audit::run(app, database, command).await,
        Subject::Calls(command) => calls::run(app, &command).await,
        Subject::Directory(command) => show::run(app, &command),
    }
}

async fn change(app: &App, change: DirectoryChange) -> Result<Changed, Failure> {
    change_directory(app, &author(), change).await.map_err(|error| match error {
        ChangeError::WorkspaceTaken => {
            Failure::refused("L'ente ha già questo ambiente, oppure lo slug è già di un altro.")
        }
        ChangeError::Unknown => Failure::refused("Non c'è niente da togliere."),
        ChangeError::Maintenance(refusal) => Failure::refused(maintenance::reason(&refusal)),
        ChangeError::MaintenanceFinished => Failure::refused("Il fermo è già finito."),
        ChangeError::Store(error) => Failure::while_doing("La modifica non è riuscita")(error),
    })
}

/// Whoever types, by the account they have entered the machine with; `sudo` names it beside its
/// own.
fn author() -> Author {
    let names = ["SUDO_USER", "USER", "LOGNAME"];
    let account = names.into_iter().find_map(|it| std::env::var_os(it).filter(|it| !it.is_empty()));
    let account = account.map(|it| it.to_string_lossy().into_owned());
    Author::Console(account.unwrap_or_else(|| "sconosciuto".to_owned()))
}
