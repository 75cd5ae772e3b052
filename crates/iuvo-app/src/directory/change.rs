//! Changing the directory: what `iuvo admin` does, one change a transaction, which the audit log
//! tells of.

use std::num::NonZeroU32;

use iuvo_domain::{
    AuditEntryId, Environment, JobId, ServiceId, WorkspaceId,
    audit::{Author, Chain, Record},
    directory::{
        Accounting, ApiClient, BankAccount, Broker, KeyHash, Organization, Particulars, Service,
        ServiceKind, Station, StationLink, Workspace,
        maintenance::{MaintenanceRefusal, MaintenanceWindow},
        taxonomy::TaxonomyEntry,
    },
    number_space::NumberSpace,
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    directory::{accounting, change, particulars, taxonomy},
    jobs::{self, Job},
    number_spaces::{self, BaseRange},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;
use uuid::Uuid;

use super::{audited, maintenance};
use crate::{App, jobs::JobKind};

/// Identities a change may need: a service, and the recurring jobs of a workspace.
const NEW_IDS: usize = 1 + JobKind::RECURRING.len();

/// A change of the directory.
#[derive(Debug, Clone)]
pub enum DirectoryChange {
    /// Writes a broker.
    SaveBroker(Broker),
    /// Writes a station.
    SaveStation(Station),
    /// Corrects the name of a body.
    SaveOrganization(Organization),
    /// Opens a workspace of a body, which is written too.
    OpenWorkspace {
        /// The body.
        organization: Organization,
        /// In which environment.
        environment: Environment,
        /// The last part of its portal's address.
        slug: String,
        /// What the body says of itself there.
        particulars: Particulars,
    },
    /// Writes everything that a body says of itself.
    SaveParticulars(WorkspaceId, Particulars),
    /// Links a body to a station and opens the numbers of its segregation code.
    SaveLink(StationLink),
    /// Registers an account.
    SaveAccount(WorkspaceId, BankAccount),
    /// Writes a service.
    SaveService(WorkspaceId, Service),
    /// Writes how a service is accounted for in a year.
    SaveAccounting(WorkspaceId, ServiceId, Accounting),
    /// Takes the accounting codes of a service in a year away.
    DeleteAccounting(WorkspaceId, ServiceId, i16),
    /// Writes a code of the taxonomy.
    SaveTaxonomy(TaxonomyEntry),
    /// Plans a stop of a station.
    PlanMaintenance(MaintenanceWindow),
    /// Takes back a stop that has not begun, or ends now one that has.
    CancelMaintenance(MaintenanceWindow),
    /// Writes a client and its first key. Again with the same key nothing happens; once the key has
    /// been taken away, it does not come back ([`ChangeError::Unknown`]).
    AddClient(ApiClient, KeyHash),
    /// Limits the calls a client may make in ten seconds, or no longer.
    LimitCalls(ApiClient, Option<NonZeroU32>),
    /// Gives a client a key in one of its slots (1 or 2).
    SaveKey(ApiClient, i64, KeyHash),
    /// Takes the key in a slot away.
    DeleteKey(ApiClient, i64),
    /// Leaves a range of numbers to the body's own software.
    ReserveNumbers(WorkspaceId, SegregationCode, BaseRange),
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Done.
    Done,
    /// Done: the workspace has this number.
    Workspace(WorkspaceId),
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The body has a workspace in that environment, or the slug is in use.
    #[error("the body has a workspace in that environment already, or the slug is in use")]
    WorkspaceTaken,
    /// There is no such row to change.
    #[error("there is nothing of that name")]
    Unknown,
    /// A rule of planned stops is broken.
    #[error("the stop cannot be planned: {0:?}")]
    Maintenance(MaintenanceRefusal),
    /// The stop is over.
    #[error("the stop is over")]
    MaintenanceFinished,
    /// The database failed.
    #[error("the directory could not be changed")]
    Store(#[from] StoreError),
}

/// Changes the directory and reads it again.
pub async fn change_directory(
    app: &App,
    author: &Author,
    change: DirectoryChange,
) -> Result<Changed, ChangeError> {
    let command = Changes::of(app, author, [change]);
    let changed = app.store().execute(Lane::Interactive, command).await??;
    app.refresh_directory().await?;
    Ok(changed)
}

/// Makes several changes in one transaction, all of them or none, and reads the directory again.
pub async fn change_directory_together(
    app: &App,
    author: &Author,
    changes: Vec<DirectoryChange>,
) -> Result<(), ChangeError> {
    app.store().execute(Lane::Interactive, Changes::of(app, author, changes)).await??;
    app.refresh_directory().await?;
    Ok(())
}

/// Makes several changes in one transaction: all of them or none. The directory is not read again.
pub(super) async fn change_many(
    app: &App,
    author: &Author,
    changes: Vec<DirectoryChange>,
) -> Result<(), ChangeError> {
    app.store().execute(Lane::Bulk, Changes::of(app, author, changes)).await?.map(drop)
}

/// Changes with what they need, made together.
struct Changes {
    changes: Vec<ChangeDirectory>,
}

impl Changes {
    fn of(app: &App, author: &Author, changes: impl IntoIterator<Item = DirectoryChange>) -> Self {
        let now = app.now();
        let with_needs = |change| {
            let entry = AuditEntryId::new(app.ids().new_id());
            ChangeDirectory {
                record: audited::record(&change, entry, author, now),
                change,
                ids: app.ids().new_ids(NEW_IDS),
                now,
            }
        };
        Self { changes: changes.into_iter().map(with_needs).collect() }
    }
}

impl Command for Changes {
    type Output = Result<Changed, ChangeError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        // First, so that changes wait for each other: what one has looked at stays true.
        change::raise_version(tx).await?;
        let mut last = Changed::Done;
        for change in &self.changes {
            match change.apply(tx).await? {
                Ok(changed) => last = changed,
                Err(refusal) => {
                    tx.undo();
                    return Ok(Err(refusal));
                }
            }
        }
        audit::append_all(tx, self.changes.iter().map(|it| &it.record)).await?;
        Ok(Ok(last))
    }
}

struct ChangeDirectory {
    change: DirectoryChange,
    record: Record,
    ids: Vec<Uuid>,
    now: Timestamp,
}

impl ChangeDirectory {
    async fn apply(&self, tx: &mut Tx<'_>) -> Result<Result<Changed, ChangeError>, StoreError> {
        match &self.change {
            DirectoryChange::SaveBroker(broker) => change::save_broker(tx, broker).await?,
            DirectoryChange::SaveStation(station) => change::save_station(tx, station).await?,
            DirectoryChange::SaveOrganization(organization) => {
                change::save_organization(tx, organization).await?;
            }
            DirectoryChange::SaveTaxonomy(entry) => taxonomy::save(tx, entry).await?,
            DirectoryChange::OpenWorkspace { organization, environment, slug, particulars } => {
                let opened = self.open_workspace(tx, organization, *environment, slug).await?;
                if let (Ok(Changed::Workspace(id)), false) = (&opened, particulars.is_empty()) {
                    particulars::save(tx, *id, particulars).await?;
                }
                return Ok(opened);
            }
            DirectoryChange::SaveParticulars(workspace, said) => {
                particulars::save(tx, *workspace, said).await?;
            }
            DirectoryChange::SaveLink(link) => save_link(tx, link).await?,
            DirectoryChange::SaveAccount(workspace, account) => {
                change::save_account(tx, *workspace, account).await?;
            }
            DirectoryChange::SaveService(workspace, service) => {
                change::save_service(tx, *workspace, service).await?;
            }
            DirectoryChange::SaveAccounting(workspace, service, codes) => {
                accounting::save(tx, *workspace, *service, codes).await?;
            }
            DirectoryChange::DeleteAccounting(workspace, service, year) => {
                if !accounting::delete(tx, *workspace, *service, *year).await? {
                    return Ok(Err(ChangeError::Unknown));
                }
            }
            DirectoryChange::PlanMaintenance(window) => {
                let planned = maintenance::plan(tx, window, self.now).await?;
                return Ok(planned.map(|()| Changed::Done));
            }
            DirectoryChange::CancelMaintenance(window) => {
                let cancelled = maintenance::cancel(tx, window, self.now).await?;
                return Ok(cancelled.map(|()| Changed::Done));
            }
            DirectoryChange::AddClient(client, key) => {
                if !change::add_client(tx, client, key, self.now).await? {
                    return Ok(Err(ChangeError::Unknown));
                }
            }
            DirectoryChange::LimitCalls(client, limit) => {
                let limited = ApiClient { call_limit: *limit, ..client.clone() };
                change::save_client(tx, &limited).await?;
            }
            DirectoryChange::SaveKey(client, slot, key) => {
                change::save_key(tx, client, *slot, key, self.now).await?;
            }
            DirectoryChange::DeleteKey(client, slot) => {
                if !change::delete_key(tx, client, *slot).await? {
                    return Ok(Err(ChangeError::Unknown));
                }
            }
            DirectoryChange::ReserveNumbers(workspace, code, range) => {
                number_spaces::insert_reserved(tx, *workspace, *code, range).await?;
            }
        }
        Ok(Ok(Changed::Done))
    }

    /// A workspace begins with the service that takes what no other claims, and with its
    /// recurring work.
    async fn open_workspace(
        &self,
        tx: &mut Tx<'_>,
        organization: &Organization,
        environment: Environment,
        slug: &str,
    ) -> Result<Result<Changed, ChangeError>, StoreError> {
        change::save_organization(tx, organization).await?;
        let workspace = Workspace {
            id: change::next_workspace(tx).await?,
            organization: organization.fiscal_code,
            environment,
            slug: slug.to_owned(),
            enabled: true,
        };
        let [service_id, job_ids @ ..] = self.ids.as_slice() else {
            return Err(StoreError::Bug("a workspace needs identities".to_owned()));
        };
        if !change::insert_workspace(tx, &workspace).await? {
            // Ours, if it has the service we would give it: its commit went unanswered.
            let opened = change::find_workspace_with(tx, ServiceId::new(*service_id)).await?;
            return Ok(opened.map(Changed::Workspace).ok_or(ChangeError::WorkspaceTaken));
        }
        audit::open(tx, Chain::Workspace(workspace.id)).await?;
        let other = Service {
            id: ServiceId::new(*service_id),
            code: Service::OTHER.to_owned(),
            name: "Altri pagamenti".to_owned(),
            kind: ServiceKind::Precalculated,
            transfer_category: None,
            note: None,
            valid_from: None,
            valid_to: None,
            catalog: None,
        };
        change::save_service(tx, workspace.id, &other).await?;
        for (kind, id) in JobKind::RECURRING.iter().zip(job_ids) {
            let job = Job {
                id: JobId::new(*id),
                workspace: workspace.id,
                kind: kind.code().to_owned(),
                subject: String::new(),
                due_at: self.now,
            };
            jobs::insert_first(tx, &job, self.now).await?;
        }
        Ok(Ok(Changed::Workspace(workspace.id)))
    }
}

async fn save_link(tx: &mut Tx<'_>, link: &StationLink) -> Result<(), StoreError> {
    change::save_link(tx, link).await?;
    let space = NumberSpace {
        workspace: link.workspace,
        segregation_code: link.segregation_code,
        next: 1,
        end: NumberSpace::LAST_BASE,
    };
    number_spaces::insert(tx, &space).await?;
    Ok(())
}
