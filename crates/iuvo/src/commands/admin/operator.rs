//! People who work with the program, and their roles.

mod password;

use clap::Subcommand;
use iuvo_app::{
    App,
    operators::{OperatorChange, OperatorError, change_operator, list_operators},
    sign_in::remove_second_factor,
};
use iuvo_domain::{
    Environment, OperatorId,
    access::{Grant, GrantRefusal, Operator, Role, Scope},
    directory::Directory,
};
use pagopa_codes::OrganizationFiscalCode;
use serde::Serialize;

use super::{author, scope, values};
use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

#[derive(Subcommand)]
pub(super) enum OperatorCommand {
    /// Aggiunge una persona, ancora senza ruoli
    Add {
        #[command(flatten)]
        person: Person,
        /// Nome e cognome
        #[arg(long, value_name = "NOME", value_parser = values::name)]
        name: String,
    },
    /// Dà un ruolo a una persona
    Grant(RoleArguments),
    /// Toglie un ruolo a una persona
    Revoke(RoleArguments),
    /// Impedisce a una persona di fare qualsiasi cosa; i suoi ruoli restano scritti
    Disable {
        #[command(flatten)]
        person: Person,
    },
    /// Riammette una persona, con i ruoli che aveva
    Enable {
        #[command(flatten)]
        person: Person,
    },
    /// Dà una password a una persona, chiesta al terminale o letta dalla prima riga dello standard
    /// input; le sue sessioni finiscono
    Password {
        #[command(flatten)]
        person: Person,
    },
    /// Toglie il secondo fattore a chi ha perso il telefono e i codici di riserva
    ResetSecondFactor {
        #[command(flatten)]
        person: Person,
    },
    /// Mostra le persone e i loro ruoli
    List {
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(super) struct Person {
    /// Indirizzo di posta elettronica, con cui la persona è conosciuta
    #[arg(long, value_name = "INDIRIZZO", value_parser = values::email)]
    email: String,
}

#[derive(clap::Args)]
pub(super) struct RoleArguments {
    #[command(flatten)]
    person: Person,
    /// Ruolo: amministratore (di un intermediario), referente-pagamenti, referente-tecnico,
    /// operatore
    #[arg(long, value_name = "RUOLO", value_parser = values::role)]
    role: Role,
    /// Codice fiscale dell'ente per cui il ruolo vale
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code, requires = "environment",
          required_unless_present = "broker", conflicts_with = "broker")]
    organization: Option<OrganizationFiscalCode>,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    environment: Option<Environment>,
    /// Codice fiscale dell'intermediario per cui il ruolo vale
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
    broker: Option<OrganizationFiscalCode>,
    /// Codice di un servizio a cui l'operatore è limitato; se manca, tutti (si può ripetere)
    #[arg(long, value_name = "CODICE", conflicts_with = "broker")]
    service: Vec<String>,
}

pub(super) async fn run(app: &App, command: OperatorCommand) -> Result<(), Failure> {
    match command {
        OperatorCommand::Add { person: Person { email }, name } => {
            let id = OperatorId::new(app.ids().new_id());
            let text = format!(
                "{email} aggiunto: i ruoli si danno con «iuvo admin operator grant», la password \
                         con «iuvo admin operator password»."
            );
            change(app, OperatorChange::Add(Operator::new(id, email, name))).await?;
            say(&text);
            Ok(())
        }
        OperatorCommand::Grant(arguments) => grant(app, &arguments).await,
        OperatorCommand::Revoke(arguments) => revoke(app, &arguments).await,
        OperatorCommand::Disable { person } => {
            let operator = find(app, &person.email).await?;
            change(app, OperatorChange::Disable(operator)).await?;
            say(&format!("{} non può più fare nulla.", person.email));
            Ok(())
        }
        OperatorCommand::Enable { person } => {
            let operator = find(app, &person.email).await?;
            change(app, OperatorChange::Enable(operator)).await?;
            say(&format!("{} è riammesso con i suoi ruoli.", person.email));
            Ok(())
        }
        OperatorCommand::ResetSecondFactor { person } => reset(app, &person.email).await,
        OperatorCommand::Password { person } => password::set(app, &person.email).await,
        OperatorCommand::List { json } => list(app, json).await,
    }
}

async fn reset(app: &App, email: &str) -> Result<(), Failure> {
    let operator = find(app, email).await?;
    let removed = remove_second_factor(app, &author(), &operator).await;
    if !removed.map_err(Failure::while_doing("La modifica non è riuscita"))? {
        return Err(Failure::refused(format!("{email} non ha un secondo fattore.")));
    }
    say(&format!("Tolto il secondo fattore di {email}: le sue sessioni sono finite."));
    Ok(())
}

async fn grant(app: &App, arguments: &RoleArguments) -> Result<(), Failure> {
    let operator = find(app, &arguments.person.email).await?;
    for grant in arguments.grants(app)? {
        let text = format!("{}: {}.", operator.email, name_of(&app.directory(), &grant));
        change(app, OperatorChange::Grant(operator.clone(), grant)).await?;
        say(&text);
    }
    Ok(())
}

async fn revoke(app: &App, arguments: &RoleArguments) -> Result<(), Failure> {
    let operator = find(app, &arguments.person.email).await?;
    let grants = arguments.grants(app)?;
    if let Some(missing) = grants.iter().find(|it| !operator.grants().contains(it)) {
        let name = name_of(&app.directory(), missing);
        return Err(Failure::refused(format!("{} non ha questo ruolo: {name}.", operator.email)));
    }
    for grant in grants {
        let text = format!("Tolto a {}: {}.", operator.email, name_of(&app.directory(), &grant));
        change(app, OperatorChange::Revoke(operator.clone(), grant)).await?;
        say(&text);
    }
    Ok(())
}

impl RoleArguments {
    /// The grants that are meant: one, or one for each service.
    fn grants(&self, app: &App) -> Result<Vec<Grant>, Failure> {
        let grants = self.scopes(app)?.into_iter().map(|it| Grant::new(self.role, it));
        grants.collect::<Result<_, _>>().map_err(|refusal| {
            Failure::refused(match refusal {
                GrantRefusal::NotOfBrokers => {
                    "Per un intermediario c'è soltanto il ruolo di amministratore."
                }
                GrantRefusal::NotOfBodies => {
                    "Il ruolo di amministratore si dà per un intermediario, con --broker."
                }
                GrantRefusal::NotOfServices => {
                    "Soltanto il ruolo di operatore si può limitare ad alcuni servizi."
                }
            })
        })
    }

    fn scopes(&self, app: &App) -> Result<Vec<Scope>, Failure> {
        if let Some(broker) = self.broker {
            let directory = app.directory();
            let is_known = directory.brokers().any(|it| it.fiscal_code == broker);
            let found = is_known.then(|| vec![Scope::Broker(broker)]);
            return found.ok_or_else(|| Failure::refused("L'intermediario non c'è."));
        }
        let (Some(organization), Some(environment)) = (self.organization, self.environment) else {
            return Err(Failure::refused("Serve --organization con --environment, o --broker."));
        };
        let profile = scope::find(app, environment, organization)?;
        let id = profile.workspace.id;
        if self.service.is_empty() {
            return Ok(vec![Scope::Workspace(id)]);
        }
        let found = self.service.iter().map(|code| {
            let service = profile.services.iter().find(|it| it.code == *code);
            service
                .map(|it| Scope::Service(id, it.id))
                .ok_or_else(|| Failure::refused(format!("L'ente non ha il servizio {code}.")))
        });
        found.collect()
    }
}

async fn find(app: &App, email: &str) -> Result<Operator, Failure> {
    let operators = list_operators(app).await.map_err(Failure::while_doing(UNREADABLE))?;
    operators
        .into_iter()
        .find(|it| it.email == email)
        .ok_or_else(|| Failure::refused(format!("Nessuno ha l'indirizzo {email}.")))
}

const UNREADABLE: &str = "Le persone non si leggono";

async fn change(app: &App, change: OperatorChange) -> Result<(), Failure> {
    change_operator(app, &author(), change).await.map_err(|error| match error {
        OperatorError::EmailTaken => Failure::refused("L'indirizzo è già di una persona."),
        OperatorError::Store(error) => Failure::while_doing("La modifica non è riuscita")(error),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownOperator {
    id: String,
    email: String,
    name: String,
    enabled: bool,
    roles: Vec<String>,
}

async fn list(app: &App, json: bool) -> Result<(), Failure> {
    let operators = list_operators(app).await.map_err(Failure::while_doing(UNREADABLE))?;
    let directory = app.directory();
    let shown: Vec<ShownOperator> = operators
        .into_iter()
        .map(|it| ShownOperator {
            id: it.id.to_string(),
            roles: it.grants().iter().map(|grant| name_of(&directory, grant)).collect(),
            enabled: it.enabled,
            email: it.email,
            name: it.name,
        })
        .collect();
    if json {
        return say_json(&shown);
    }
    for ShownOperator { email, name, enabled, roles, .. } in &shown {
        let state = if *enabled { "" } else { "  escluso" };
        say(&format!("{email}  {name}{state}"));
        for role in roles {
            say(&format!("  {role}"));
        }
    }
    Ok(())
}

/// A role and where it holds, in words.
fn name_of(directory: &Directory, grant: &Grant) -> String {
    let role = match grant.role() {
        Role::BrokerAdministrator => "Amministratore dell'intermediario",
        Role::PaymentsContact => "Referente dei Pagamenti",
        Role::TechnicalContact => "Referente Tecnico",
        Role::Clerk => "Operatore",
    };
    let body = |id| {
        directory.workspace(id).map_or_else(
            || format!("ente numero {id}"),
            |it| format!("ente {} {}", it.organization.fiscal_code, it.workspace.environment),
        )
    };
    match grant.scope() {
        Scope::Broker(broker) => format!("{role}, intermediario {broker}"),
        Scope::Workspace(id) => format!("{role}, {}", body(*id)),
        Scope::Service(id, service) => {
            let found = directory.workspace(*id).and_then(|profile| {
                profile.services.iter().find(|it| it.id == *service).map(|it| it.code.clone())
            });
            let service = found.unwrap_or_else(|| service.to_string());
            format!("{role}, {}, servizio {service}", body(*id))
        }
    }
}
