//! Changes of the directory. Whoever makes some raises its version first; each then marks what it
//! changes with that version, so that every process reads it again.
//!
//! Rows are written by their natural key: writing the same thing twice changes nothing, writing
//! it differently corrects it.

use iuvo_domain::{
    Environment, ServiceId, WorkspaceId,
    directory::{
        ApiClient, ApiScope, BankAccount, Broker, KeyHash, Organization, Service, Station,
        StationFeatures, StationLink, Workspace,
    },
};
use jiff::{Timestamp, civil::Date};
use pagopa_codes::{SegregationCode, StationId};

use crate::{
    Command, StoreError, Tx,
    column::{only, params},
    statement::{Statement, statements},
};

macro_rules! insert_client {
    () => {
        "
        insert into api_client
          (id, name, environment, scope_workspace, scope_broker, segregation_codes, call_limit,
           version)
        values ($1, $2,
                coalesce($3, (select environment from workspace where id = $4)),
                $4, $5, $6, $7, (select version from directory_version where id = 1))"
    };
}

statements! {
    RAISE_VERSION = "update directory_version set version = version + 1 where id = 1";
    LOWER_VERSION = "update directory_version set version = version - 1 where id = 1";
    SAVE_BROKER = "
        insert into broker (fiscal_code, name, version)
        values ($1, $2, (select version from directory_version where id = 1))
        on conflict (fiscal_code)
        do update set name = excluded.name, version = excluded.version";
    SAVE_STATION = "
        insert into station
          (environment, code, broker_fiscal_code, enabled, stand_in, payment_options,
           primitive_version, repeated_receipts, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8,
                (select version from directory_version where id = 1))
        on conflict (environment, code)
        do update set version = excluded.version, enabled = excluded.enabled,
                      stand_in = excluded.stand_in,
                      payment_options = excluded.payment_options,
                      primitive_version = excluded.primitive_version,
                      repeated_receipts = excluded.repeated_receipts";
    MARK_STATION = "
        update station set version = (select version from directory_version where id = 1)
        where environment = $1 and code = $2";
    SAVE_ORGANIZATION = "
        insert into organization (fiscal_code, name) values ($1, $2)
        on conflict (fiscal_code) do update set name = excluded.name";
    NEXT_WORKSPACE = "select coalesce(max(id), 0) + 1 from workspace";
    INSERT_WORKSPACE = "
        insert into workspace
          (id, organization_fiscal_code, environment, slug, enabled, version)
        values ($1, $2, $3, $4, $5, (select version from directory_version where id = 1))
        on conflict do nothing";
    MARK_WORKSPACE = "
        update workspace set version = (select version from directory_version where id = 1)
        where id = $1";
    MARK_WORKSPACES_OF = "
        update workspace set version = (select version from directory_version where id = 1)
        where organization_fiscal_code = $1";
    MARK_CLIENT = "
        update api_client set version = (select version from directory_version where id = 1)
        where id = $1";
    FIND_WORKSPACE_WITH = "select workspace_id from service where id = $1";
    SAVE_LINK = "
        insert into station_link
          (workspace_id, environment, station_code, segregation_code, broadcast, stand_in,
           spontaneous)
        values ($1, (select environment from workspace where id = $1), $2, $3, $4, $5, $6)
        on conflict (workspace_id, station_code, segregation_code)
        do update set broadcast = excluded.broadcast, stand_in = excluded.stand_in,
                      spontaneous = excluded.spontaneous";
    SAVE_ACCOUNT = "
        insert into bank_account
          (workspace_id, iban, holder, authorization_code, valid_from, valid_to)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (workspace_id, iban, valid_from)
        do update set holder = excluded.holder,
                      authorization_code = excluded.authorization_code,
                      valid_to = excluded.valid_to";
    SAVE_SERVICE = "
        insert into service
          (workspace_id, id, code, name, kind, transfer_category, note, valid_from, valid_to,
           catalog_service, catalog_subject)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (workspace_id, code)
        do update set name = excluded.name, kind = excluded.kind,
                      transfer_category = excluded.transfer_category, note = excluded.note,
                      valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                      catalog_service = excluded.catalog_service,
                      catalog_subject = excluded.catalog_subject";
    SAVE_CLIENT = concat!(insert_client!(), "
        on conflict (id) do update set name = excluded.name, call_limit = excluded.call_limit,
                                       version = excluded.version");
    ADD_CLIENT = concat!(insert_client!(), "
        on conflict (id) do nothing");
    FIND_KEY = "select slot from api_key where client_id = $1 and hash = $2";
    SAVE_KEY = "
        insert into api_key (client_id, slot, hash, created_at) values ($1, $2, $3, $4)
        on conflict (client_id, slot)
        do update set hash = excluded.hash, created_at = excluded.created_at";
    DELETE_KEY = "delete from api_key where client_id = $1 and slot = $2";
}

/// A write that changes nothing, to learn whether writes are possible. It goes there and back:
/// SQLite would not write what is already so, and would not notice that there is no room.
pub(crate) struct Probe;

impl Command for Probe {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.execute_one(&RAISE_VERSION, params![]).await?;
        tx.execute_one(&LOWER_VERSION, params![]).await
    }
}

/// Tells every process that the directory has changed; called once per change.
pub async fn raise_version(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.execute_one(&RAISE_VERSION, params![]).await
}

/// Writes a broker.
pub async fn save_broker(tx: &mut Tx<'_>, broker: &Broker) -> Result<(), StoreError> {
    tx.execute_one(&SAVE_BROKER, params![broker.fiscal_code, broker.name]).await
}

/// Marks a station, whose stops have changed.
pub(super) async fn mark_station(
    tx: &mut Tx<'_>,
    environment: Environment,
    station: StationId,
) -> Result<(), StoreError> {
    tx.execute_one(&MARK_STATION, params![environment, station]).await
}

/// Writes a station.
pub async fn save_station(tx: &mut Tx<'_>, station: &Station) -> Result<(), StoreError> {
    let Station { code, environment, broker, enabled, features, repeated_receipts } = station;
    let StationFeatures { stand_in, payment_options, primitives } = features;
    let params = params![
        environment,
        code,
        broker,
        enabled,
        stand_in,
        payment_options,
        primitives,
        repeated_receipts
    ];
    tx.execute_one(&SAVE_STATION, params).await
}

/// Writes a body.
pub async fn save_organization(
    tx: &mut Tx<'_>,
    organization: &Organization,
) -> Result<(), StoreError> {
    let Organization { fiscal_code, name } = organization;
    tx.execute_one(&SAVE_ORGANIZATION, params![fiscal_code, name]).await?;
    tx.execute_any(&MARK_WORKSPACES_OF, params![fiscal_code]).await
}

/// The number of the next workspace. Two writers may find the same one: the second insertion
/// then finds it taken.
pub async fn next_workspace(tx: &mut Tx<'_>) -> Result<WorkspaceId, StoreError> {
    tx.query_one(&NEXT_WORKSPACE, params![], only).await
}

/// Opens a workspace; `false` if its number, its slug or its body's environment is taken.
pub async fn insert_workspace(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<bool, StoreError> {
    let params = params![
        workspace.id,
        workspace.organization,
        workspace.environment,
        workspace.slug,
        workspace.enabled
    ];
    Ok(tx.execute(&INSERT_WORKSPACE, params).await? == 1)
}

/// The workspace that has a service with this identity.
pub async fn find_workspace_with(
    tx: &mut Tx<'_>,
    service: ServiceId,
) -> Result<Option<WorkspaceId>, StoreError> {
    tx.query_opt(&FIND_WORKSPACE_WITH, params![service], only).await
}

/// Links a body to a station of its environment.
pub async fn save_link(tx: &mut Tx<'_>, link: &StationLink) -> Result<(), StoreError> {
    let params = params![
        link.workspace,
        link.station,
        link.segregation_code,
        link.broadcast,
        link.stand_in,
        link.spontaneous
    ];
    tx.execute_one(&SAVE_LINK, params).await?;
    mark_workspace(tx, link.workspace).await
}

/// Registers an account.
pub async fn save_account(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    account: &BankAccount,
) -> Result<(), StoreError> {
    let (from, to) = (text(account.valid_from), account.valid_to.map(text));
    let params = params![workspace, account.iban, account.holder, account.authorization, from, to];
    tx.execute_one(&SAVE_ACCOUNT, params).await?;
    mark_workspace(tx, workspace).await
}

/// Lets every process read a workspace again, with what belongs to it.
pub(super) async fn mark_workspace(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
) -> Result<(), StoreError> {
    tx.execute_one(&MARK_WORKSPACE, params![workspace]).await
}

/// A civil date as its column holds it.
fn text(day: Date) -> String {
    day.to_string()
}

/// Writes a service.
pub async fn save_service(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    service: &Service,
) -> Result<(), StoreError> {
    let (from, to) = (service.valid_from.map(text), service.valid_to.map(text));
    let catalog = service.catalog.as_ref();
    let catalog_service = catalog.map(|it| it.service.as_str());
    let catalog_subject = catalog.map(|it| it.subject.as_str());
    let params = params![
        workspace,
        service.id,
        service.code,
        service.name,
        service.kind,
        service.transfer_category,
        service.note,
        from,
        to,
        catalog_service,
        catalog_subject
    ];
    tx.execute_one(&SAVE_SERVICE, params).await?;
    mark_workspace(tx, workspace).await
}

/// Corrects a client of our APIs.
pub async fn save_client(tx: &mut Tx<'_>, client: &ApiClient) -> Result<(), StoreError> {
    write_client(tx, &SAVE_CLIENT, client).await.map(drop)
}

/// Writes a new client of our APIs with its first key; `false` if there was one of that identity,
/// and it does not have that key.
pub async fn add_client(
    tx: &mut Tx<'_>,
    client: &ApiClient,
    key: &KeyHash,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if write_client(tx, &ADD_CLIENT, client).await? == 1 {
        save_key(tx, client, 1, key, now).await?;
        return Ok(true);
    }
    let slot: Option<i64> = tx.query_opt(&FIND_KEY, params![client.id, key], only).await?;
    Ok(slot.is_some())
}

async fn write_client(
    tx: &mut Tx<'_>,
    statement: &'static Statement,
    client: &ApiClient,
) -> Result<u64, StoreError> {
    let (environment, workspace, broker) = match &client.scope {
        ApiScope::Workspace(workspace) => (None, Some(*workspace), None),
        ApiScope::Broker(broker, environment) => (Some(*environment), None, Some(*broker)),
    };
    let codes: Vec<&str> = client.segregation_codes.iter().map(SegregationCode::as_str).collect();
    let codes = codes.join(" ");
    let (name, limit) = (&client.name, client.call_limit);
    let params = params![client.id, name, environment, workspace, broker, codes, limit];
    tx.execute(statement, params).await
}

/// Gives a client a key in one of its two slots, in place of the one it had.
pub async fn save_key(
    tx: &mut Tx<'_>,
    client: &ApiClient,
    slot: i64,
    hash: &KeyHash,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute_one(&SAVE_KEY, params![client.id, slot, hash, now]).await?;
    tx.execute_one(&MARK_CLIENT, params![client.id]).await
}

/// Takes a client's key away; `false` if there was none.
pub async fn delete_key(
    tx: &mut Tx<'_>,
    client: &ApiClient,
    slot: i64,
) -> Result<bool, StoreError> {
    tx.execute_any(&MARK_CLIENT, params![client.id]).await?;
    Ok(tx.execute(&DELETE_KEY, params![client.id, slot]).await? == 1)
}
