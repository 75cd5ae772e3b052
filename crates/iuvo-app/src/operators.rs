//! People and their roles, changed one act a transaction, which the audit log tells of.

use iuvo_domain::{
    AuditEntryId, WorkspaceId,
    access::{Grant, Operator, Scope},
    audit::{Act, Author, Chain, Content, Field, Record},
};
use iuvo_store::{
    Command, Lane, StoreError, Tx, audit,
    operators::{self, OperatorWith, Operators, OperatorsOf},
    sign_in,
};
use jiff::Timestamp;

use crate::App;

/// A change of who may do what.
#[derive(Debug, Clone)]
pub enum OperatorChange {
    /// Somebody new, with no role yet.
    Add(Operator),
    /// They are given a role.
    Grant(Operator, Grant),
    /// A role is taken from them.
    Revoke(Operator, Grant),
    /// They may do nothing for now.
    Disable(Operator),
    /// They may do again what they were granted.
    Enable(Operator),
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The address is somebody else's.
    #[error("an operator has that address already")]
    EmailTaken,
    /// The database failed.
    #[error("the operator could not be changed")]
    Store(#[from] StoreError),
}

/// Everybody, in the order of their addresses.
pub async fn list_operators(app: &App) -> Result<Vec<Operator>, StoreError> {
    app.store().read(Operators).await
}

/// Whoever has a role in a workspace, with their roles there, in the order of their addresses.
pub async fn list_operators_of(
    app: &App,
    workspace: WorkspaceId,
) -> Result<Vec<Operator>, StoreError> {
    app.store().read(OperatorsOf(workspace)).await
}

/// Whoever has that address, in lower case.
pub async fn find_operator(app: &App, email: &str) -> Result<Option<Operator>, StoreError> {
    app.store().read(OperatorWith(email.to_owned())).await
}

/// Makes a change. One that is made already changes nothing, and is not told again.
pub async fn change_operator(
    app: &App,
    author: &Author,
    change: OperatorChange,
) -> Result<(), OperatorError> {
    let id = AuditEntryId::new(app.ids().new_id());
    let record = change.record(id, author.clone(), app.now());
    app.store().execute(Lane::Interactive, ChangeOperator { change, record }).await?
}

struct ChangeOperator {
    change: OperatorChange,
    record: Record,
}

impl Command for ChangeOperator {
    type Output = Result<(), OperatorError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let changed = match &self.change {
            OperatorChange::Add(it) => {
                if !operators::insert(tx, it, self.record.at).await? {
                    return Ok(Err(OperatorError::EmailTaken));
                }
                true
            }
            OperatorChange::Grant(it, grant) => operators::insert_grant(tx, it.id, grant).await?,
            OperatorChange::Revoke(it, grant) => operators::delete_grant(tx, it.id, grant).await?,
            OperatorChange::Disable(it) => {
                sign_in::delete_sessions(tx, it.id).await?;
                operators::set_enabled(tx, it.id, false).await?
            }
            OperatorChange::Enable(it) => operators::set_enabled(tx, it.id, true).await?,
        };
        if changed {
            audit::append(tx, &self.record).await?;
        }
        Ok(Ok(()))
    }
}

impl OperatorChange {
    /// What the audit log says of it: a role is told where it holds.
    fn record(&self, id: AuditEntryId, author: Author, at: Timestamp) -> Record {
        let (act, operator, grant) = match self {
            Self::Add(it) => (Act::OperatorAdded, it, None),
            Self::Grant(it, grant) => (Act::RoleGranted, it, Some(grant)),
            Self::Revoke(it, grant) => (Act::RoleRevoked, it, Some(grant)),
            Self::Disable(it) => (Act::OperatorDisabled, it, None),
            Self::Enable(it) => (Act::OperatorEnabled, it, None),
        };
        let (chain, content) = said(grant);
        let content = content.with(Field::Email, &operator.email);
        let content =
            content.with_some(Field::Name, matches!(self, Self::Add(_)).then_some(&operator.name));
        Record { id, chain, at, author, act, subject: operator.id.to_string(), content }
    }
}

fn said(grant: Option<&Grant>) -> (Chain, Content) {
    let Some(grant) = grant else { return (Chain::Directory, Content::default()) };
    let content = Content::default().with(Field::Role, grant.role().code());
    match grant.scope() {
        Scope::Broker(broker) => (Chain::Directory, content.with(Field::Broker, broker)),
        Scope::Workspace(id) => (Chain::Workspace(*id), content),
        Scope::Service(id, service) => {
            (Chain::Workspace(*id), content.with(Field::Service, service))
        }
    }
}
