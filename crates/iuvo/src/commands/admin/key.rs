//! Keys of the software that calls our APIs.
//!
//! Each client has two slots, so that a new key can be handed out while the old one works. A key
//! is shown once, when it is made: only its hash is kept.

use std::num::NonZeroU32;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use clap::Subcommand;
use iuvo_app::{App, access::hash_key, directory::DirectoryChange};
use iuvo_domain::{
    ApiClientId, Environment,
    directory::{ApiClient, ApiScope},
};
use pagopa_codes::{OrganizationFiscalCode, SegregationCode};
use serde::Serialize;

use super::{change, scope, values};
use crate::{
    failure::Failure,
    terminal::{say, say_json},
};

/// Bytes of a key: too many to be guessed, so that a plain hash of it is enough.
const KEY_BYTES: usize = 32;

#[derive(Subcommand)]
pub(super) enum KeyCommand {
    /// Aggiunge un programma e ne scrive la prima chiave (posto 1), che non si rivede più
    Create(Create),
    /// Dà a un programma una chiave nuova, al posto di quella del posto scelto
    Rotate {
        #[command(flatten)]
        slot: Slot,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
    /// Limita le chiamate di un programma, o toglie il limite
    Limit(Limit),
    /// Toglie a un programma la chiave di un posto
    Revoke {
        #[command(flatten)]
        slot: Slot,
    },
}

#[derive(clap::Args)]
pub(super) struct Create {
    /// Nome del programma
    #[arg(long, value_name = "NOME", value_parser = values::name)]
    name: String,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    environment: Environment,
    /// Codice fiscale dell'ente per cui agisce
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code,
          required_unless_present = "broker", conflicts_with = "broker")]
    organization: Option<OrganizationFiscalCode>,
    /// Codice fiscale dell'intermediario, per agire su tutti i suoi enti
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
    broker: Option<OrganizationFiscalCode>,
    /// Codice di segregazione che può toccare; se manca, tutti (si può ripetere)
    #[arg(long, value_name = "NN", value_parser = values::segregation_code)]
    segregation_code: Vec<SegregationCode>,
    /// Chiamate all'archivio ammesse in 10 secondi, come GPD; 0 per non limitarle
    #[arg(long, value_name = "N", default_value_t = ApiClient::GPD_CALLS)]
    calls: u32,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct Limit {
    /// Nome o identificativo del programma
    #[arg(long, value_name = "NOME|ID")]
    client: String,
    /// Chiamate all'archivio ammesse in 10 secondi; 0 per non limitarle
    #[arg(long, value_name = "N")]
    calls: u32,
}

#[derive(clap::Args)]
pub(super) struct Slot {
    /// Nome o identificativo del programma
    #[arg(long, value_name = "NOME|ID")]
    client: String,
    /// Posto della chiave: 1 o 2
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=2))]
    slot: i64,
}

#[derive(Serialize)]
struct NewKey {
    client: String,
    slot: i64,
    key: String,
}

impl NewKey {
    /// Makes a key from the operating system's randomness.
    fn make(client: &ApiClient, slot: i64) -> Result<Self, Failure> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes)
            .map_err(Failure::while_doing("Il sistema non dà numeri casuali"))?;
        let key = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self { client: client.id.to_string(), slot, key })
    }

    fn show(&self, json: bool) -> Result<(), Failure> {
        if json {
            return say_json(self);
        }
        say(&format!("Programma {}, posto {}.", self.client, self.slot));
        say("Chiave, da conservare subito perché non si rivede più:");
        say(&self.key);
        Ok(())
    }
}

pub(super) async fn run(app: &App, command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::Create(create) => self::create(app, create).await,
        KeyCommand::Rotate { slot: Slot { client, slot }, json } => {
            let client = find(app, &client)?;
            let key = NewKey::make(&client, slot)?;
            let hash = hash_key(&key.key);
            change(app, DirectoryChange::SaveKey(client, slot, hash)).await?;
            key.show(json)
        }
        KeyCommand::Limit(limit) => self::limit(app, limit).await,
        KeyCommand::Revoke { slot: Slot { client, slot } } => {
            let client = find(app, &client)?;
            let text = format!("Chiave del posto {slot} tolta a «{}».", client.name);
            change(app, DirectoryChange::DeleteKey(client, slot)).await?;
            say(&text);
            Ok(())
        }
    }
}

async fn create(app: &App, create: Create) -> Result<(), Failure> {
    let client = ApiClient {
        id: ApiClientId::new(app.ids().new_id()),
        scope: scope_of(app, &create)?,
        name: create.name,
        segregation_codes: create.segregation_code,
        call_limit: NonZeroU32::new(create.calls),
    };
    let directory = app.directory();
    if directory.clients().any(|it| it.name == client.name && it.scope == client.scope) {
        return Err(Failure::refused(format!(
            "Il programma «{}» c'è già: una chiave nuova si fa con «iuvo admin key rotate».",
            client.name
        )));
    }
    let key = NewKey::make(&client, 1)?;
    change(app, DirectoryChange::AddClient(client, hash_key(&key.key))).await?;
    key.show(create.json)
}

async fn limit(app: &App, limit: Limit) -> Result<(), Failure> {
    let client = find(app, &limit.client)?;
    let text = match NonZeroU32::new(limit.calls) {
        Some(calls) => format!("«{}» può fare {calls} chiamate in 10 secondi.", client.name),
        None => format!("Le chiamate di «{}» non sono limitate.", client.name),
    };
    change(app, DirectoryChange::LimitCalls(client, NonZeroU32::new(limit.calls))).await?;
    say(&text);
    Ok(())
}

fn scope_of(app: &App, create: &Create) -> Result<ApiScope, Failure> {
    let environment = create.environment;
    if let Some(organization) = create.organization {
        let profile = scope::find(app, environment, organization)?;
        return Ok(ApiScope::Workspace(profile.workspace.id));
    }
    create
        .broker
        .filter(|broker| app.directory().brokers().any(|it| it.fiscal_code == *broker))
        .map(|broker| ApiScope::Broker(broker, environment))
        .ok_or_else(|| Failure::refused("L'intermediario non c'è."))
}

/// Finds a client that has a key, by name or identity; a name may be that of several.
fn find(app: &App, client: &str) -> Result<ApiClient, Failure> {
    let directory = app.directory();
    let mut found: Vec<&ApiClient> =
        directory.clients().filter(|it| it.name == client || it.id.to_string() == client).collect();
    found.sort_by_key(|it| it.id);
    match found[..] {
        [only] => Ok(only.clone()),
        [] => Err(Failure::refused(format!("Nessun programma con una chiave è «{client}»."))),
        _ => {
            let ids: Vec<String> = found.iter().map(|it| it.id.to_string()).collect();
            Err(Failure::refused(format!(
                "Più programmi si chiamano «{client}»; si scelga l'identificativo: {}.",
                ids.join(", ")
            )))
        }
    }
}
