//! The directory: who is served, as every process keeps it in a snapshot.
//!
//! It changes rarely. A process asks for the version and reads what has been written since the one
//! it knows; each row that stands for itself (broker, station, workspace, client) carries the
//! version of its last change, which is also that of what belongs to it.

use iuvo_domain::{
    ServiceId, WorkspaceId,
    directory::{
        Accounting, ApiClient, ApiScope, BankAccount, Broker, CatalogCode, DirectoryContents,
        KeyHash, Organization, Service, Station, StationFeatures, StationLink, Workspace,
        WorkspaceProfile,
    },
};
use pagopa_codes::{OrganizationFiscalCode, SegregationCode};

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, only, params},
    statement::statements,
};

pub mod accounting;
pub mod change;
pub mod maintenance;
pub mod particulars;
pub mod taxonomy;

statements! {
    VERSION = "select version from directory_version where id = 1";
    BROKERS = "select fiscal_code, name from broker where version > $1";
    STATIONS = "
        select code, environment, broker_fiscal_code, enabled, stand_in, payment_options,
               primitive_version, repeated_receipts
        from station where version > $1";
    STOPS = "
        select m.environment, m.station_code, m.starts_at, m.ends_at, m.stand_in
        from station s
        join station_maintenance m
          on m.environment = s.environment and m.station_code = s.code
        where s.version > $1";
    WORKSPACES = "
        select w.id, w.organization_fiscal_code, w.environment, w.slug, w.enabled, o.name,
               p.cbill, p.address, p.office, p.phone, p.email, p.pec, p.website, p.accessibility
        from workspace w
        join organization o on o.fiscal_code = w.organization_fiscal_code
        left join particulars p on p.workspace_id = w.id
        where w.version > $1
        order by w.id";
    LINKS = "
        select l.workspace_id, l.station_code, l.segregation_code, l.broadcast, l.stand_in,
               l.spontaneous
        from workspace w join station_link l on l.workspace_id = w.id
        where w.version > $1
        order by l.workspace_id, l.station_code, l.segregation_code";
    ACCOUNTS = "
        select a.workspace_id, a.iban, a.holder, a.authorization_code, a.valid_from, a.valid_to
        from workspace w join bank_account a on a.workspace_id = w.id
        where w.version > $1
        order by a.workspace_id, a.valid_from, a.iban";
    SERVICES = "
        select s.workspace_id, s.id, s.code, s.name, s.kind, s.transfer_category, s.note,
               s.valid_from, s.valid_to, s.catalog_service, s.catalog_subject
        from workspace w join service s on s.workspace_id = w.id
        where w.version > $1
        order by s.workspace_id, s.code";
    ACCOUNTING = "
        select a.workspace_id, a.service_id, a.year, a.chapter, a.assessment
        from workspace w join service_accounting a on a.workspace_id = w.id
        where w.version > $1
        order by a.workspace_id, a.service_id, a.year";
    CLIENTS = "
        select c.id, c.name, c.environment, c.scope_workspace, c.scope_broker,
               c.segregation_codes, c.call_limit, k.hash
        from api_client c
        left join api_key k on k.client_id = c.id
        where c.version > $1
        order by c.id, k.slot";
}

/// The version of the directory.
pub struct Version;

impl Query for Version {
    type Output = i64;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query_one(&VERSION, params![], only).await
    }
}

/// What of the directory has been written after a version.
///
/// The version is read first: if the rest is newer, the next look at the version brings it again.
pub struct WrittenAfter(pub i64);

/// The whole directory: versions begin at 1.
pub const EVERYTHING: WrittenAfter = WrittenAfter(0);

impl Query for WrittenAfter {
    type Output = DirectoryContents;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let known = self.0;
        Ok(DirectoryContents {
            version: Version.run(tx).await?,
            brokers: tx.query(&BROKERS, params![known], read_broker).await?,
            stations: tx.query(&STATIONS, params![known], read_station).await?,
            stops: tx.query(&STOPS, params![known], maintenance::read).await?,
            workspaces: read_workspaces(tx, known).await?,
            clients: read_clients(tx, known).await?,
            taxonomy: taxonomy::read_after(tx, known).await?,
        })
    }
}

fn read_broker(row: &mut Row<'_>) -> Result<Broker, StoreError> {
    Ok(Broker { fiscal_code: row.next()?, name: row.next()? })
}

fn read_station(row: &mut Row<'_>) -> Result<Station, StoreError> {
    Ok(Station {
        code: row.next()?,
        environment: row.next()?,
        broker: row.next()?,
        enabled: row.next()?,
        features: StationFeatures {
            stand_in: row.next()?,
            payment_options: row.next()?,
            primitives: row.next()?,
        },
        repeated_receipts: row.next()?,
    })
}

async fn read_workspaces(tx: &mut Tx<'_>, known: i64) -> Result<Vec<WorkspaceProfile>, StoreError> {
    let mut profiles = tx.query(&WORKSPACES, params![known], read_workspace).await?;
    let rows = tx.query(&LINKS, params![known], read_link).await?;
    share_out(rows, &mut profiles, |it| &mut it.links);
    let rows = tx.query(&ACCOUNTS, params![known], read_account).await?;
    share_out(rows, &mut profiles, |it| &mut it.accounts);
    let rows = tx.query(&SERVICES, params![known], read_service).await?;
    share_out(rows, &mut profiles, |it| &mut it.services);
    let rows = tx.query(&ACCOUNTING, params![known], read_accounting).await?;
    share_out(rows, &mut profiles, |it| &mut it.accounting);
    Ok(profiles)
}

/// Gives each workspace its rows; both come in the order of the workspaces. A snapshot of thousands
/// of bodies is kept for long: no list in it has room that it does not need.
fn share_out<T>(
    rows: Vec<(WorkspaceId, T)>,
    profiles: &mut [WorkspaceProfile],
    list: impl Fn(&mut WorkspaceProfile) -> &mut Vec<T>,
) {
    let mut rows = rows.into_iter().peekable();
    for profile in profiles {
        let id = profile.workspace.id;
        // Of a workspace that was opened after the others had been read.
        while rows.next_if(|it| it.0 < id).is_some() {}
        let own = std::iter::from_fn(|| rows.next_if(|it| it.0 == id));
        let list = list(profile);
        *list = own.map(|it| it.1).collect();
        list.shrink_to_fit();
    }
}

fn read_workspace(row: &mut Row<'_>) -> Result<WorkspaceProfile, StoreError> {
    let workspace = Workspace {
        id: row.next()?,
        organization: row.next()?,
        environment: row.next()?,
        slug: row.next()?,
        enabled: row.next()?,
    };
    let organization = Organization { fiscal_code: workspace.organization, name: row.next()? };
    Ok(WorkspaceProfile {
        workspace,
        organization,
        particulars: particulars::read(row)?,
        links: Vec::new(),
        accounts: Vec::new(),
        accounting: Vec::new(),
        services: Vec::new(),
    })
}

fn read_link(row: &mut Row<'_>) -> Result<(WorkspaceId, StationLink), StoreError> {
    let workspace = row.next()?;
    let link = StationLink {
        workspace,
        station: row.next()?,
        segregation_code: row.next()?,
        broadcast: row.next()?,
        stand_in: row.next()?,
        spontaneous: row.next()?,
    };
    Ok((workspace, link))
}

fn read_account(row: &mut Row<'_>) -> Result<(WorkspaceId, BankAccount), StoreError> {
    let workspace = row.next()?;
    let account = BankAccount {
        iban: row.next()?,
        holder: row.next()?,
        authorization: row.next()?,
        valid_from: row.next()?,
        valid_to: row.next()?,
    };
    Ok((workspace, account))
}

fn read_service(row: &mut Row<'_>) -> Result<(WorkspaceId, Service), StoreError> {
    let workspace = row.next()?;
    let service = Service {
        id: row.next()?,
        code: row.next()?,
        name: row.next()?,
        kind: row.next()?,
        transfer_category: row.next()?,
        note: row.next()?,
        valid_from: row.next()?,
        valid_to: row.next()?,
        catalog: read_catalog(row)?,
    };
    Ok((workspace, service))
}

fn read_accounting(
    row: &mut Row<'_>,
) -> Result<(WorkspaceId, (ServiceId, Accounting)), StoreError> {
    Ok((row.next()?, accounting::read(row)?))
}

fn read_catalog(row: &mut Row<'_>) -> Result<Option<CatalogCode>, StoreError> {
    let (service, subject): (Option<String>, Option<String>) = (row.next()?, row.next()?);
    Ok(service.zip(subject).map(|(service, subject)| CatalogCode { service, subject }))
}

async fn read_clients(
    tx: &mut Tx<'_>,
    known: i64,
) -> Result<Vec<(ApiClient, Vec<KeyHash>)>, StoreError> {
    let mut clients: Vec<(ApiClient, Vec<KeyHash>)> = Vec::new();
    for (client, key) in tx.query(&CLIENTS, params![known], read_client).await? {
        match clients.last_mut() {
            Some((last, keys)) if last.id == client.id => keys.extend(key),
            _ => clients.push((client, Vec::from_iter(key))),
        }
    }
    Ok(clients)
}

/// A client with one of its keys, if it has any left.
fn read_client(row: &mut Row<'_>) -> Result<(ApiClient, Option<KeyHash>), StoreError> {
    let (id, name, environment) = (row.next()?, row.next()?, row.next()?);
    let workspace: Option<WorkspaceId> = row.next()?;
    let broker: Option<OrganizationFiscalCode> = row.next()?;
    let scope = match (workspace, broker) {
        (Some(workspace), None) => ApiScope::Workspace(workspace),
        (None, Some(broker)) => ApiScope::Broker(broker, environment),
        _ => {
            return Err(StoreError::Bug("a client has two scopes or none".to_owned()));
        }
    };
    let segregation_codes = read_codes(&row.next::<String>()?)?;
    let call_limit = row.next()?;
    Ok((ApiClient { id, name, scope, segregation_codes, call_limit }, row.next()?))
}

pub(crate) fn read_codes(text: &str) -> Result<Vec<SegregationCode>, StoreError> {
    text.split_ascii_whitespace()
        .map(|it| {
            SegregationCode::parse(it).map_err(|error| StoreError::Bug(format!("{it}: {error}")))
        })
        .collect()
}
