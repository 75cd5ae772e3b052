//! The audit log: read, verified, anchored.

use std::{fs, path::PathBuf};

use clap::Subcommand;
use iuvo_app::{
    App,
    audit::{VerifiedChain, anchor_audit, list_audit, verify_audit},
};
use iuvo_domain::{
    Environment, WorkspaceId,
    audit::{self, Anchor, Chain, Entry, Head},
    directory::Directory,
};
use iuvo_store::{DatabaseUrl, Snapshot};
use pagopa_codes::OrganizationFiscalCode;
use serde::{Deserialize, Serialize};

use super::{scope, values};
use crate::{
    audit_log::{self, hex, name_of},
    failure::Failure,
    terminal::{say, say_json},
};

/// Entries read at a time.
const PAGE: i64 = 1_000;

const UNREADABLE: &str = "Il registro non si legge";

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Mostra le registrazioni di un ente, o dell'anagrafica comune
    List(List),
    /// Ripercorre tutte le catene e dice dove si spezzano
    Verify {
        /// File scritto da «iuvo admin audit root --json», per cui le catene devono passare
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
    /// Scrive la radice di oggi, da conservare fuori dalla base di dati
    Root {
        /// Scrive in JSON, con la fine di ogni catena
        #[arg(long)]
        json: bool,
    },
}

#[derive(clap::Args)]
pub(super) struct List {
    /// Codice fiscale dell'ente; se manca, l'anagrafica comune
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code, requires = "environment")]
    organization: Option<OrganizationFiscalCode>,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment,
          requires = "organization")]
    environment: Option<Environment>,
    /// Solo le registrazioni dopo questo numero
    #[arg(long, value_name = "NUMERO", default_value_t = 0)]
    after: i64,
    /// Al massimo quante
    #[arg(long, value_name = "NUMERO", default_value_t = 100,
          value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    limit: i64,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(
    app: &App,
    database: &DatabaseUrl,
    command: AuditCommand,
) -> Result<(), Failure> {
    match command {
        AuditCommand::List(list) => self::list(app, list).await,
        AuditCommand::Verify { anchor, json } => {
            let anchors = anchor.map(|it| read_anchors(&it)).transpose()?.unwrap_or_default();
            let mut snapshot =
                Snapshot::open(database).await.map_err(Failure::while_doing(UNREADABLE))?;
            let verified = verify_audit(&mut snapshot, &anchors)
                .await
                .map_err(Failure::while_doing(UNREADABLE))?;
            report(&app.directory(), &verified, json)
        }
        AuditCommand::Root { json } => root(app, json).await,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownEntry {
    number: i64,
    at: String,
    author: String,
    act: String,
    subject: String,
    content: serde_json::Value,
    hash: String,
}

impl ShownEntry {
    fn of(entry: &Entry) -> Self {
        let Entry { number, at, author, act, subject, content, hash, .. } = entry.clone();
        // What was tampered with may be no JSON any more; it is shown all the same.
        let content = serde_json::from_str(&content).unwrap_or(content.into());
        Self { number, at: at.to_string(), author, act, subject, content, hash: hex(&hash) }
    }

    fn line(&self) -> String {
        let Self { number, at, author, act, subject, content, hash: _ } = self;
        format!("{number}  {at}  {author}  {act}  {subject}  {content}")
    }
}

async fn list(app: &App, list: List) -> Result<(), Failure> {
    let chain = match list.organization.zip(list.environment) {
        Some((organization, environment)) => {
            Chain::Workspace(scope::find(app, environment, organization)?.workspace.id)
        }
        None => Chain::Directory,
    };
    let (mut after, mut left, mut shown) = (list.after, list.limit, Vec::new());
    while left > 0 {
        let page = list_audit(app, chain, after, left.min(PAGE)).await;
        let page = page.map_err(Failure::while_doing(UNREADABLE))?;
        let Some(newest) = page.last() else { break };
        after = newest.number;
        left = left.saturating_sub(i64::try_from(page.len()).unwrap_or(left));
        let page = page.iter().map(ShownEntry::of);
        if list.json {
            shown.extend(page);
        } else {
            page.for_each(|it| say(&it.line()));
        }
    }
    if list.json { say_json(&shown) } else { Ok(()) }
}

#[derive(Serialize)]
struct ShownChain {
    chain: i64,
    name: String,
    entries: i64,
    /// The first broken entry and what is wrong with it.
    broken: Option<ShownBreak>,
}

#[derive(Serialize)]
struct ShownBreak {
    number: i64,
    fault: &'static str,
    text: String,
}

fn report(directory: &Directory, verified: &[VerifiedChain], json: bool) -> Result<(), Failure> {
    let shown: Vec<ShownChain> = verified.iter().map(|it| show(directory, it)).collect();
    if json {
        say_json(&shown)?;
    } else {
        for ShownChain { name, entries, broken, .. } in &shown {
            match broken {
                None => say(&format!("OK  {name}: {entries} registrazioni")),
                Some(broken) => say(&format!("KO  {name}: {}", broken.text)),
            }
        }
    }
    match shown.iter().filter(|it| it.broken.is_some()).count() {
        0 => Ok(()),
        1 => Err(Failure::refused("Una catena è spezzata.")),
        count => Err(Failure::refused(format!("{count} catene sono spezzate."))),
    }
}

fn show(directory: &Directory, verified: &VerifiedChain) -> ShownChain {
    let broken = verified.broken.map(|it| ShownBreak {
        number: it.number,
        fault: it.fault.code(),
        text: audit_log::sentence(it),
    });
    let VerifiedChain { chain, entries, .. } = *verified;
    ShownChain { chain: chain.number(), name: name_of(directory, chain), entries, broken }
}

/// The file that anchors the chains.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RootFile {
    date: String,
    root: String,
    chains: Vec<HeadOfChain>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadOfChain {
    chain: i64,
    entries: i64,
    hash: Option<String>,
}

async fn root(app: &App, json: bool) -> Result<(), Failure> {
    let anchors = anchor_audit(app).await.map_err(Failure::while_doing(UNREADABLE))?;
    let root = hex(&audit::root(&anchors));
    let date = app.today().to_string();
    if json {
        let chains = anchors.iter().map(|Anchor { chain, head }| HeadOfChain {
            chain: chain.number(),
            entries: head.entries,
            hash: head.hash.as_deref().map(hex),
        });
        return say_json(&RootFile { date, root, chains: chains.collect() });
    }
    let entries: i64 = anchors.iter().fold(0, |sum, it| sum.saturating_add(it.head.entries));
    say(&format!("{date}  {root}  {} catene, {entries} registrazioni", anchors.len()));
    Ok(())
}

/// The anchors of a file, which must have the root it says.
fn read_anchors(path: &PathBuf) -> Result<Vec<Anchor>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(Failure::while_doing(&format!("Il file {} non si legge", path.display())))?;
    let file: RootFile = serde_json::from_str(&text)
        .map_err(Failure::while_doing(&format!("Il file {} non va bene", path.display())))?;
    let anchors: Option<Vec<Anchor>> = file.chains.iter().map(HeadOfChain::anchor).collect();
    anchors.filter(|it| hex(&audit::root(it)) == file.root).ok_or_else(|| {
        Failure::refused(format!(
            "Il file {} non va bene: la radice non è quella delle sue catene.",
            path.display()
        ))
    })
}

impl HeadOfChain {
    fn anchor(&self) -> Option<Anchor> {
        let chain = match self.chain {
            0 => Chain::Directory,
            number => Chain::Workspace(WorkspaceId::new(number)),
        };
        let hash = match &self.hash {
            Some(text) => Some(audit_log::from_hex(text)?),
            None => None,
        };
        Some(Anchor { chain, head: Head { entries: self.entries, hash } })
    }
}
