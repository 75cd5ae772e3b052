//! Bodies, and what each is configured with.

use clap::Subcommand;
use iuvo_app::{
    App,
    directory::{Changed, DirectoryChange, plan_clone},
    documents::check_account,
};
use iuvo_domain::{
    Environment,
    directory::{BankAccount, Organization, Particulars, StationLink},
};
use jiff::civil::Date;
use pagopa_codes::{Iban, OrganizationFiscalCode, SegregationCode, StationId};

use super::{
    change,
    import::{Manner, finish},
    particulars::{DescribeArguments, describe},
    scope::{WorkspaceChoice, find},
    values,
};
use crate::{failure::Failure, terminal::say};

#[derive(Subcommand)]
pub(super) enum OrganizationCommand {
    /// Comincia a servire un ente in un ambiente
    Add {
        /// Codice fiscale dell'ente
        #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
        fiscal_code: OrganizationFiscalCode,
        /// Nome dell'ente, come va sugli avvisi
        #[arg(long, value_name = "NOME", value_parser = values::name)]
        name: String,
        /// Ambiente: collaudo o produzione
        #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
        environment: Environment,
        /// Ultima parte dell'indirizzo del suo portale
        #[arg(long, value_parser = values::slug)]
        slug: String,
    },
    /// Scrive il codice CBILL e i recapiti di un ente, che vanno sugli avvisi, nel portale e nelle
    /// e-mail: cambia solo quello che è indicato, e un testo vuoto lo toglie
    Describe(Box<DescribeArguments>),
    /// Copia in un ente la configurazione di un altro, o dello stesso in un altro ambiente:
    /// servizi, capitoli e accertamenti, attributi dei collegamenti; dallo stesso ente anche
    /// codice CBILL e recapiti. Non copia mai chiavi, posizioni, conti di accredito, stazioni e
    /// codici di segregazione
    Clone(Box<CloneArguments>),
}

#[derive(clap::Args)]
pub(super) struct CloneArguments {
    /// Codice fiscale dell'ente da cui si copia
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
    from: OrganizationFiscalCode,
    /// Ambiente da cui si copia: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    from_environment: Environment,
    /// Codice fiscale dell'ente in cui si copia, già servito
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
    to: OrganizationFiscalCode,
    /// Ambiente in cui si copia: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    to_environment: Environment,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Subcommand)]
pub(super) enum LinkCommand {
    /// Collega un ente a una stazione e ne apre la numerazione, o sostituisce gli attributi
    /// del collegamento
    Add {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        /// Codice della stazione
        #[arg(long, value_name = "CODICE", value_parser = values::station)]
        station: StationId,
        /// Codice di segregazione assegnato da pagoPA
        #[arg(long, value_name = "NN", value_parser = values::segregation_code)]
        segregation_code: SegregationCode,
        #[command(flatten)]
        flags: LinkFlags,
    },
}

#[derive(clap::Args)]
pub(super) struct LinkFlags {
    /// Riceve anche le ricevute dei pagamenti attivati presso altre stazioni
    #[arg(long)]
    broadcast: bool,
    /// Il Nodo può rispondere al posto della stazione per questo ente (Stand-In)
    #[arg(long)]
    stand_in: bool,
    /// Si può pagare senza avviso presso i PSP (modello 4)
    #[arg(long)]
    spontaneous: bool,
}

#[derive(Subcommand)]
pub(super) enum IbanCommand {
    /// Registra un conto di accredito, o ne corregge i dati
    Add {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        #[command(flatten)]
        account: Box<AccountArguments>,
    },
}

#[derive(clap::Args)]
pub(super) struct AccountArguments {
    /// IBAN del conto
    #[arg(long, value_parser = values::iban)]
    iban: Iban,
    /// Intestatario, per i conti postali
    #[arg(long, value_name = "NOME", value_parser = values::name)]
    holder: Option<String>,
    /// Autorizzazione alla stampa in proprio, per i conti postali
    #[arg(long, value_name = "TESTO", value_parser = values::name)]
    authorization: Option<String>,
    /// Primo giorno di validità; se manca, oggi
    #[arg(long, value_name = "DATA", value_parser = values::date)]
    valid_from: Option<Date>,
    /// Ultimo giorno di validità
    #[arg(long, value_name = "DATA", value_parser = values::date)]
    valid_to: Option<Date>,
}

#[derive(Subcommand)]
pub(super) enum NumbersCommand {
    /// Lascia un intervallo di numeri ai programmi dell'ente
    Reserve {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        /// Codice di segregazione
        #[arg(long, value_name = "NN", value_parser = values::segregation_code)]
        segregation_code: SegregationCode,
        /// Primo numero (le 13 cifre fra codice di segregazione e cifre di controllo)
        #[arg(long, value_name = "NUMERO", value_parser = values::base)]
        first: u64,
        /// Ultimo numero
        #[arg(long, value_name = "NUMERO", value_parser = values::base)]
        last: u64,
    },
}

pub(super) async fn run(app: &App, command: OrganizationCommand) -> Result<(), Failure> {
    match command {
        OrganizationCommand::Add { fiscal_code, name, environment, slug } => {
            let organization = Organization { fiscal_code, name };
            add(app, organization, environment, slug).await
        }
        OrganizationCommand::Describe(it) => describe(app, *it).await,
        OrganizationCommand::Clone(it) => clone(app, *it).await,
    }
}

async fn add(
    app: &App,
    organization: Organization,
    environment: Environment,
    slug: String,
) -> Result<(), Failure> {
    let fiscal_code = organization.fiscal_code;
    let particulars = Particulars::default();
    let opening = DirectoryChange::OpenWorkspace { organization, environment, slug, particulars };
    match change(app, opening).await? {
        Changed::Workspace(id) => {
            say(&format!("Ente {fiscal_code} servito in {environment} (numero {id})."));
        }
        Changed::Done => say(&format!("Ente {fiscal_code} servito in {environment}.")),
    }
    Ok(())
}

async fn clone(app: &App, arguments: CloneArguments) -> Result<(), Failure> {
    let CloneArguments { from, from_environment, to, to_environment, manner } = arguments;
    if (from, from_environment) == (to, to_environment) {
        return Err(Failure::refused("Un ente non copia la propria configurazione."));
    }
    let (from, to) = (find(app, from_environment, from)?, find(app, to_environment, to)?);
    let plan = plan_clone(app, &from, &to)
        .await
        .map_err(Failure::while_doing("La configurazione non si legge"))?;
    finish(app, plan, &manner).await
}

pub(super) async fn link(app: &App, command: LinkCommand) -> Result<(), Failure> {
    let LinkCommand::Add { workspace, station, segregation_code, flags } = command;
    let profile = workspace.find(app)?;
    let environment = profile.workspace.environment;
    if app.directory().station(environment, station).is_none() {
        return Err(Failure::refused(format!(
            "La stazione {station} non c'è in {environment}: si aggiunge con \
             «iuvo admin station add»."
        )));
    }
    let workspace = profile.workspace.id;
    let LinkFlags { broadcast, stand_in, spontaneous } = flags;
    let link =
        StationLink { workspace, station, segregation_code, broadcast, stand_in, spontaneous };
    change(app, DirectoryChange::SaveLink(link)).await?;
    say(&format!(
        "Ente {} collegato alla stazione {station} con il codice di segregazione \
         {segregation_code}.",
        profile.workspace.organization
    ));
    Ok(())
}

pub(super) async fn add_iban(app: &App, command: IbanCommand) -> Result<(), Failure> {
    let IbanCommand::Add { workspace, account } = command;
    let profile = workspace.find(app)?;
    let today = app.today();
    let account = account.check(today)?;
    check_account(app, &account).map_err(|error| Failure::refused(error.to_string()))?;
    let text = format!("Conto {} registrato, valido dal {}.", account.iban, account.valid_from);
    let is_late = today <= account.valid_from && !account.is_told_in_time_on(today);
    change(app, DirectoryChange::SaveAccount(profile.workspace.id, account)).await?;
    say(&text);
    if is_late {
        say("Attenzione: un conto nuovo va comunicato a pagoPA almeno 7 giorni prima che valga.");
    }
    Ok(())
}

impl AccountArguments {
    /// A postal slip cannot be printed without holder and authorization (Poste Italiane, bollettino
    /// 896 stampato in proprio); an account that is not postal has neither.
    fn check(self, today: Date) -> Result<BankAccount, Failure> {
        let Self { iban, holder, authorization, valid_from, valid_to } = self;
        let valid_from = valid_from.unwrap_or(today);
        if valid_to.is_some_and(|it| it < valid_from) {
            return Err(Failure::refused("--valid-to viene prima di --valid-from."));
        }
        let postal_data = (holder.is_some(), authorization.is_some());
        if iban.is_postal() && postal_data != (true, true) {
            return Err(Failure::refused(
                "Per un conto postale servono --holder e --authorization.",
            ));
        }
        if !iban.is_postal() && postal_data != (false, false) {
            return Err(Failure::refused(
                "--holder e --authorization sono dei conti postali (ABI 07601): questo non lo è.",
            ));
        }
        Ok(BankAccount { iban, holder, authorization, valid_from, valid_to })
    }
}

pub(super) async fn reserve_numbers(app: &App, command: NumbersCommand) -> Result<(), Failure> {
    let NumbersCommand::Reserve { workspace, segregation_code, first, last } = command;
    let profile = workspace.find(app)?;
    if last < first {
        return Err(Failure::refused("--last viene prima di --first."));
    }
    if !profile.links.iter().any(|it| it.segregation_code == segregation_code) {
        return Err(Failure::refused(format!(
            "Il codice di segregazione {segregation_code} non è di questo ente."
        )));
    }
    let id = profile.workspace.id;
    change(app, DirectoryChange::ReserveNumbers(id, segregation_code, first..=last)).await?;
    say(&format!("Numeri da {first} a {last} riservati ai programmi dell'ente."));
    Ok(())
}
