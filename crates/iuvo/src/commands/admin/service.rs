//! Services of a body, and how their income is accounted for.

use clap::Subcommand;
use iuvo_app::{
    App,
    directory::{AccountingOf, DirectoryChange},
};
use iuvo_domain::{
    ServiceId,
    directory::{
        Accounting, AccountingDefect, CatalogCode, Service, ServiceDefect, ServiceKind,
        WorkspaceProfile,
    },
};
use jiff::civil::Date;
use pagopa_codes::TransferCategory;
use serde::Serialize;

use super::{change, scope::WorkspaceChoice, values};
use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

#[derive(Subcommand)]
pub(super) enum ServiceCommand {
    /// Aggiunge un servizio, o lo corregge
    Add {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        #[command(flatten)]
        service: Box<ServiceArguments>,
    },
}

#[derive(clap::Args)]
pub(super) struct ServiceArguments {
    /// Codice breve, per esempio TARI
    #[arg(long, value_name = "CODICE", value_parser = values::name)]
    code: String,
    /// Nome, come lo leggono i cittadini
    #[arg(long, value_name = "NOME", value_parser = values::name)]
    name: String,
    /// L'importo lo dichiara il cittadino
    #[arg(long)]
    spontaneous: bool,
    /// Codice della tassonomia, se è uno solo
    #[arg(long, value_name = "CODICE", value_parser = values::category)]
    category: Option<TransferCategory>,
    /// Istruzioni per chi paga spontaneamente
    #[arg(long, value_name = "TESTO")]
    note: Option<String>,
    /// Primo giorno in cui prende le posizioni della sua tassonomia; se manca, da sempre
    #[arg(long, value_name = "DATA", value_parser = values::date)]
    valid_from: Option<Date>,
    /// Ultimo giorno; se manca, per sempre
    #[arg(long, value_name = "DATA", value_parser = values::date)]
    valid_to: Option<Date>,
    #[command(flatten)]
    catalog: CatalogArguments,
}

#[derive(clap::Args)]
struct CatalogArguments {
    /// Codice del servizio nel catalogo di pagoPA (idServizio): chi paga presso un PSP può chiedere
    /// un avviso
    #[arg(
        long, value_name = "CODICE", value_parser = values::catalog_code,
        requires_all = ["catalog_subject", "spontaneous", "category"],
    )]
    catalog_service: Option<String>,
    /// Codice di chi lo offre nel catalogo di pagoPA (idSoggettoServizio)
    #[arg(
        long, value_name = "CODICE", value_parser = values::catalog_code,
        requires = "catalog_service",
    )]
    catalog_subject: Option<String>,
}

#[derive(Subcommand)]
pub(super) enum AccountingCommand {
    /// Registra capitolo e accertamento di un servizio per un anno, o li corregge
    Set {
        #[command(flatten)]
        service: ServiceChoice,
        /// Anno di bilancio
        #[arg(long, value_name = "ANNO")]
        year: i16,
        /// Capitolo di entrata (al massimo 140 caratteri)
        #[arg(long, value_name = "CODICE")]
        chapter: String,
        /// Accertamento (al massimo 140 caratteri)
        #[arg(long, value_name = "CODICE")]
        assessment: Option<String>,
    },
    /// Toglie capitolo e accertamento di un servizio per un anno
    Remove {
        #[command(flatten)]
        service: ServiceChoice,
        /// Anno di bilancio
        #[arg(long, value_name = "ANNO")]
        year: i16,
    },
    /// Mostra i capitoli e gli accertamenti di un ente
    List {
        #[command(flatten)]
        workspace: WorkspaceChoice,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(super) struct ServiceChoice {
    #[command(flatten)]
    workspace: WorkspaceChoice,
    /// Codice del servizio
    #[arg(long, value_name = "CODICE")]
    service: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownAccounting {
    service: String,
    year: i16,
    chapter: String,
    assessment: Option<String>,
}

pub(super) async fn add(app: &App, command: ServiceCommand) -> Result<(), Failure> {
    let ServiceCommand::Add { workspace, service } = command;
    let profile = workspace.find(app)?;
    let service = service.check(&profile, ServiceId::new(app.ids().new_id()))?;
    let text = format!("Servizio {} registrato.", service.code);
    change(app, DirectoryChange::SaveService(profile.workspace.id, service)).await?;
    say(&text);
    Ok(())
}

impl ServiceArguments {
    /// The service of that code, corrected, or a new one.
    fn check(self, profile: &WorkspaceProfile, new: ServiceId) -> Result<Service, Failure> {
        let Self { code, name, spontaneous, category, note, valid_from, valid_to, catalog } = self;
        let known = profile.services.iter().find(|it| it.code == code);
        let id = known.map_or(new, |it| it.id);
        let kind = if spontaneous { ServiceKind::Spontaneous } else { ServiceKind::Precalculated };
        let transfer_category = category;
        let catalog = catalog.catalog_service.zip(catalog.catalog_subject);
        let catalog = catalog.map(|(service, subject)| CatalogCode { service, subject });
        let service = Service {
            id,
            code,
            name,
            kind,
            transfer_category,
            note,
            valid_from,
            valid_to,
            catalog,
        };
        match service.defects(&profile.services).into_iter().next() {
            Some(defect) => Err(Failure::refused(told(&defect))),
            None => Ok(service),
        }
    }
}

fn told(defect: &ServiceDefect) -> String {
    let text = match defect {
        ServiceDefect::Code => "--code ha da 1 a 140 caratteri.",
        ServiceDefect::CodeTaken => "--code è di un altro servizio.",
        ServiceDefect::Name => "--name ha da 1 a 140 caratteri.",
        ServiceDefect::Note => "--note ha da 1 a 250 caratteri.",
        ServiceDefect::OtherIsAlwaysValid => {
            "ALTRO prende le posizioni che nessun servizio prende: vale sempre."
        }
        ServiceDefect::DatesInDisorder => "--valid-to viene prima di --valid-from.",
        ServiceDefect::CatalogCode => {
            "--catalog-service e --catalog-subject hanno cinque cifre o lettere."
        }
        ServiceDefect::CatalogNeedsDeclared => {
            "Nel catalogo di pagoPA stanno i servizi spontanei di una sola tassonomia."
        }
        ServiceDefect::CatalogTaken(code) => {
            return format!("Nel catalogo di pagoPA quei codici sono già del servizio {code}.");
        }
    };
    text.to_owned()
}

pub(super) async fn account(app: &App, command: AccountingCommand) -> Result<(), Failure> {
    match command {
        AccountingCommand::Set { service, year, chapter, assessment } => {
            let codes = Accounting::new(year, &chapter, assessment.as_deref()).map_err(refused)?;
            let (profile, id) = service.find(app)?;
            let saving = DirectoryChange::SaveAccounting(profile.workspace.id, id, codes);
            change(app, saving).await?;
            say(&format!("Servizio {}, anno {year}: capitolo registrato.", service.service));
        }
        AccountingCommand::Remove { service, year } => {
            let (profile, id) = service.find(app)?;
            change(app, DirectoryChange::DeleteAccounting(profile.workspace.id, id, year)).await?;
            say(&format!("Servizio {}, anno {year}: capitolo tolto.", service.service));
        }
        AccountingCommand::List { workspace, json } => {
            let shown = list(app, &*workspace.find(app)?).await?;
            if json {
                return say_json(&shown);
            }
            for ShownAccounting { service, year, chapter, assessment } in &shown {
                let assessment = assessment.as_deref().unwrap_or("-");
                let text =
                    format!("{service}  {year}  capitolo {chapter}  accertamento {assessment}");
                say(&text);
            }
        }
    }
    Ok(())
}

fn refused(defect: AccountingDefect) -> Failure {
    Failure::refused(match defect {
        AccountingDefect::Year => "--year ha quattro cifre.",
        AccountingDefect::Chapter => "--chapter ha da 1 a 140 caratteri.",
        AccountingDefect::Assessment => "--assessment ha da 1 a 140 caratteri.",
    })
}

impl ServiceChoice {
    fn find(&self, app: &App) -> Result<(std::sync::Arc<WorkspaceProfile>, ServiceId), Failure> {
        let profile = self.workspace.find(app)?;
        let found = profile.services.iter().find(|it| it.code == self.service).map(|it| it.id);
        let id = found.ok_or_else(|| {
            Failure::refused(format!("L'ente non ha il servizio «{}».", self.service))
        })?;
        Ok((profile, id))
    }
}

async fn list(app: &App, profile: &WorkspaceProfile) -> Result<Vec<ShownAccounting>, Failure> {
    let codes = app
        .store()
        .read(AccountingOf(profile.workspace.id))
        .await
        .map_err(Failure::while_doing("I capitoli non si leggono"))?;
    let code = |id| profile.services.iter().find(|it| it.id == id).map(|it| it.code.clone());
    let mut shown: Vec<ShownAccounting> = codes
        .into_iter()
        .map(|(id, it)| ShownAccounting {
            service: code(id).unwrap_or_default(),
            year: it.year(),
            chapter: it.chapter().to_owned(),
            assessment: it.assessment().map(str::to_owned),
        })
        .collect();
    shown.sort_by(|a, b| (&a.service, a.year).cmp(&(&b.service, b.year)));
    Ok(shown)
}
