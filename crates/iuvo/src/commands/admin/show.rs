//! The directory as operators see it.

use std::{collections::BTreeMap, num::NonZeroU32};

use clap::Subcommand;
use iuvo_app::App;
use iuvo_domain::directory::{
    ApiClient, ApiScope, BankAccount, Directory, Primitives, RepeatedReceipts, Service,
    ServiceKind, Station, StationFeatures, StationLink, WorkspaceProfile,
};
use serde::Serialize;

use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

#[derive(Subcommand)]
pub(super) enum DirectoryCommand {
    /// Mostra intermediari, stazioni, enti e programmi
    Show {
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(app: &App, command: &DirectoryCommand) -> Result<(), Failure> {
    let DirectoryCommand::Show { json } = command;
    let shown = Shown::of(&app.directory());
    if *json {
        return say_json(&shown);
    }
    shown.lines().iter().for_each(|line| say(line));
    Ok(())
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    brokers: Vec<ShownBroker>,
    stations: Vec<ShownStation>,
    organizations: Vec<ShownWorkspace>,
    clients: Vec<ShownClient>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownBroker {
    fiscal_code: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownStation {
    code: String,
    environment: &'static str,
    enabled: bool,
    stand_in: bool,
    payment_options: bool,
    primitives: u8,
    /// `accept` or `refuse`.
    repeated_receipts: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownWorkspace {
    workspace: i64,
    fiscal_code: String,
    name: String,
    environment: &'static str,
    slug: String,
    enabled: bool,
    /// What the body says of itself, by its name at the command line.
    particulars: BTreeMap<&'static str, String>,
    links: Vec<ShownLink>,
    accounts: Vec<ShownAccount>,
    services: Vec<ShownService>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownLink {
    station: String,
    segregation_code: String,
    broadcast: bool,
    stand_in: bool,
    spontaneous: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownAccount {
    iban: String,
    holder: Option<String>,
    valid_from: String,
    valid_to: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownService {
    code: String,
    name: String,
    spontaneous: bool,
    category: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    catalog_service: Option<String>,
    catalog_subject: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownClient {
    id: String,
    name: String,
    scope: String,
    segregation_codes: Vec<String>,
    /// In ten seconds.
    call_limit: Option<NonZeroU32>,
}

impl Shown {
    fn of(directory: &Directory) -> Self {
        let mut brokers: Vec<_> = directory
            .brokers()
            .map(|it| ShownBroker {
                fiscal_code: it.fiscal_code.to_string(),
                name: it.name.clone(),
            })
            .collect();
        brokers.sort_by(|a, b| a.fiscal_code.cmp(&b.fiscal_code));
        let mut stations: Vec<_> = directory.stations().map(ShownStation::of).collect();
        stations.sort_by(|a, b| (&a.code, a.environment).cmp(&(&b.code, b.environment)));
        let mut organizations: Vec<_> = directory.workspaces().map(ShownWorkspace::of).collect();
        organizations.sort_by_key(|it| it.workspace);
        let mut clients: Vec<_> =
            directory.clients().map(|it| ShownClient::of(it, directory)).collect();
        clients.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Self { brokers, stations, organizations, clients }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for it in &self.brokers {
            lines.push(format!("intermediario {}  {}", it.fiscal_code, it.name));
        }
        for it in &self.stations {
            lines.push(it.line());
        }
        for it in &self.organizations {
            lines.extend(it.lines());
        }
        for it in &self.clients {
            let codes = it.segregation_codes.join(" ");
            let limit = it.call_limit.map(|it| format!("  {it} chiamate in 10 s"));
            let limit = limit.unwrap_or_default();
            let line = format!("programma {}  {}  {}{limit}  {codes}", it.id, it.name, it.scope);
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

impl ShownStation {
    fn of(station: &Station) -> Self {
        let StationFeatures { stand_in, payment_options, primitives } = station.features;
        Self {
            code: station.code.to_string(),
            environment: station.environment.slug(),
            enabled: station.enabled,
            stand_in,
            payment_options,
            primitives: match primitives {
                Primitives::V1 => 1,
                Primitives::V2 => 2,
            },
            repeated_receipts: match station.repeated_receipts {
                RepeatedReceipts::Accept => "accept",
                RepeatedReceipts::Refuse => "refuse",
            },
        }
    }

    fn line(&self) -> String {
        let Self { code, environment, primitives, .. } = self;
        let state = words(&[
            (!self.enabled, "spenta"),
            (self.stand_in, "stand-in"),
            (self.payment_options, "opzioni di pagamento"),
            (self.repeated_receipts == "refuse", "rifiuta le ricevute ripetute"),
        ]);
        format!("stazione {code}  {environment}  primitive {primitives}{state}")
    }
}

/// The words of what is so.
fn words(attributes: &[(bool, &str)]) -> String {
    let so = attributes.iter().filter(|(is_so, _)| *is_so);
    so.map(|(_, word)| ["  ", *word].concat()).collect()
}

impl ShownWorkspace {
    fn of(profile: &WorkspaceProfile) -> Self {
        let said = profile.particulars.all();
        Self {
            workspace: profile.workspace.id.get(),
            fiscal_code: profile.organization.fiscal_code.to_string(),
            name: profile.organization.name.clone(),
            environment: profile.workspace.environment.slug(),
            slug: profile.workspace.slug.clone(),
            enabled: profile.workspace.enabled,
            particulars: said.map(|(what, text)| (what.code(), text.to_owned())).collect(),
            links: profile.links.iter().map(ShownLink::of).collect(),
            accounts: profile.accounts.iter().map(ShownAccount::of).collect(),
            services: profile.services.iter().map(ShownService::of).collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let Self { fiscal_code, environment, slug, name, .. } = self;
        let mut lines = vec![format!("ente {fiscal_code}  {environment}  /{slug}  {name}")];
        lines.extend(self.particulars.iter().map(|(what, text)| format!("  {what} {text}")));
        for ShownLink { station, segregation_code, broadcast, stand_in, spontaneous } in &self.links
        {
            let flags = words(&[
                (*broadcast, "broadcast"),
                (*stand_in, "stand-in"),
                (*spontaneous, "spontanei"),
            ]);
            lines.push(format!("  stazione {station}  codice {segregation_code}{flags}"));
        }
        for ShownAccount { iban, valid_from, valid_to, .. } in &self.accounts {
            let end = valid_to.as_ref().map(|it| format!(" al {it}")).unwrap_or_default();
            lines.push(format!("  conto {iban}  dal {valid_from}{end}"));
        }
        lines.extend(self.services.iter().map(ShownService::line));
        lines
    }
}

impl ShownLink {
    fn of(link: &StationLink) -> Self {
        Self {
            station: link.station.to_string(),
            segregation_code: link.segregation_code.to_string(),
            broadcast: link.broadcast,
            stand_in: link.stand_in,
            spontaneous: link.spontaneous,
        }
    }
}

impl ShownAccount {
    fn of(account: &BankAccount) -> Self {
        Self {
            iban: account.iban.to_string(),
            holder: account.holder.clone(),
            valid_from: account.valid_from.to_string(),
            valid_to: account.valid_to.map(|it| it.to_string()),
        }
    }
}

impl ShownService {
    fn of(service: &Service) -> Self {
        Self {
            code: service.code.clone(),
            name: service.name.clone(),
            spontaneous: service.kind == ServiceKind::Spontaneous,
            category: service.transfer_category.as_ref().map(|it| it.as_str().to_owned()),
            valid_from: service.valid_from.map(|it| it.to_string()),
            valid_to: service.valid_to.map(|it| it.to_string()),
            catalog_service: service.catalog.as_ref().map(|it| it.service.clone()),
            catalog_subject: service.catalog.as_ref().map(|it| it.subject.clone()),
        }
    }

    fn line(&self) -> String {
        let Self { code, name, .. } = self;
        let category = self.category.as_deref().unwrap_or_default();
        let from = self.valid_from.as_ref().map(|it| format!(" dal {it}")).unwrap_or_default();
        let to = self.valid_to.as_ref().map(|it| format!(" al {it}")).unwrap_or_default();
        let catalog = self.catalog_service.as_ref().zip(self.catalog_subject.as_ref());
        let catalog = catalog.map(|(service, subject)| format!("  catalogo {service} {subject}"));
        let catalog = catalog.unwrap_or_default();
        let line = format!("  servizio {code}  {name}  {category}{from}{to}{catalog}");
        line.trim_end().to_owned()
    }
}

impl ShownClient {
    fn of(client: &ApiClient, directory: &Directory) -> Self {
        let scope = match &client.scope {
            ApiScope::Workspace(id) => directory.workspace(*id).map_or_else(
                || format!("ente numero {id}"),
                |it| format!("ente {} {}", it.organization.fiscal_code, it.workspace.environment),
            ),
            ApiScope::Broker(broker, environment) => {
                format!("intermediario {broker} {environment}")
            }
        };
        let codes = &client.segregation_codes;
        Self {
            id: client.id.to_string(),
            name: client.name.clone(),
            scope,
            segregation_codes: codes.iter().map(ToString::to_string).collect(),
            call_limit: client.call_limit,
        }
    }
}
