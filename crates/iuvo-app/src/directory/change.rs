//! Changing the directory: what `iuvo admin` does, one change a transaction, which the audit log
//! tells of.

use iuvo_domain::{
    AuditEntryId, Environment, JobId, ServiceId, WorkspaceId,
    audit::{Author, Chain, Record},
    directory::{
        ApiClient, BankAccount, Broker, Directory, KeyHash, Organization, Service, ServiceKind,
        Station, StationLink, Workspace,
    },
    number_space::NumberSpace,
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    directory::change,
    jobs::{self, Job},
    number_spaces::{self, BaseRange},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;
use uuid::Uuid;

use super::audited;
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
    /// Opens a workspace of a body, which is written too.
    OpenWorkspace {
        /// The body.
        organization: Organization,
        /// In which environment.
        environment: Environment,
        /// The last part of its portal's address.
        slug: String,
    },
    /// Links a body to a station and opens the numbers of its segregation code.
    SaveLink(StationLink),
    /// Registers an account.
    SaveAccount(WorkspaceId, BankAccount),
    /// Writes a service.
    SaveService(WorkspaceId, Service),
    /// Writes a client and its first key.
    AddClient(ApiClient, KeyHash),
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
    let (ids, now) = (app.ids().new_ids(NEW_IDS), app.now());
    let entry = AuditEntryId::new(app.ids().new_id());
    let record = audited::record(&change, entry, author, now);
    let command = ChangeDirectory { change, record, ids: ids.clone(), now };
    let changed = app.store().execute(Lane::Interactive, command).await?;
    app.refresh_directory().await?;
    match changed {
        Err(ChangeError::WorkspaceTaken) => {
            find_opened(&app.directory(), &ids).ok_or(ChangeError::WorkspaceTaken)
        }
        other => other,
    }
}

/// The workspace that the same change has opened, if its commit went unanswered and it was run
/// again: it is told by the identity of its first service.
fn find_opened(directory: &Directory, ids: &[Uuid]) -> Option<Changed> {
    let is_ours = |it: &Service| ids.iter().any(|id| id.as_bytes() == it.id.as_bytes());
    let mut workspaces = directory.workspaces();
    let opened = workspaces.find(|it| it.services.iter().any(is_ours))?;
    Some(Changed::Workspace(opened.workspace.id))
}

struct ChangeDirectory {
    change: DirectoryChange,
    record: Record,
    ids: Vec<Uuid>,
    now: Timestamp,
}

impl Command for ChangeDirectory {
    type Output = Result<Changed, ChangeError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let done = self.apply(tx).await?;
        if done.is_ok() {
            audit::append(tx, &self.record).await?;
            change::raise_version(tx).await?;
        } else {
            tx.undo();
        }
        Ok(done)
    }
}

impl ChangeDirectory {
    async fn apply(&self, tx: &mut Tx<'_>) -> Result<Result<Changed, ChangeError>, StoreError> {
        match &self.change {
            DirectoryChange::SaveBroker(broker) => change::save_broker(tx, broker).await?,
            DirectoryChange::SaveStation(station) => change::save_station(tx, station).await?,
            DirectoryChange::OpenWorkspace { organization, environment, slug } => {
                return self.open_workspace(tx, organization, *environment, slug).await;
            }
            DirectoryChange::SaveLink(link) => save_link(tx, link).await?,
            DirectoryChange::SaveAccount(workspace, account) => {
                change::save_account(tx, *workspace, account).await?;
            }
            DirectoryChange::SaveService(workspace, service) => {
                change::save_service(tx, *workspace, service).await?;
            }
            DirectoryChange::AddClient(client, key) => {
                change::insert_client(tx, client).await?;
                change::save_key(tx, client, 1, key, self.now).await?;
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
        if !change::insert_workspace(tx, &workspace).await? {
            return Ok(Err(ChangeError::WorkspaceTaken));
        }
        audit::open(tx, Chain::Workspace(workspace.id)).await?;
        let [service_id, job_ids @ ..] = self.ids.as_slice() else {
            return Err(StoreError::Bug("a workspace needs identities".to_owned()));
        };
        let other = Service {
            id: ServiceId::new(*service_id),
            code: Service::OTHER.to_owned(),
            name: "Altri pagamenti".to_owned(),
            kind: ServiceKind::Precalculated,
            transfer_category: None,
            note: None,
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
            jobs::insert(tx, &job, self.now).await?;
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
