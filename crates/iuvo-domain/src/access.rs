//! Who may do what: one table of roles and actions, and one question, [`may`].
//!
//! Software acts by a key, people by the roles they were granted. The roles are those of pagoPA's
//! Back Office: the Referente Tecnico has full power over what is technical, the operations desk
//! ("Tavolo Operativo") among it; the Referente dei Pagamenti sees that and decides on payments.
//!
//! Invariants: what the table does not allow is refused; nobody reaches beyond the scope of the
//! grant that allows the action; a disabled operator and a disabled workspace are reached by none.
//! Absent on purpose: the proof of who somebody is, which is asked before; here is only what makes
//! a password, an attempt and a session good.

use std::collections::BTreeSet;

use pagopa_codes::OrganizationFiscalCode;

use crate::{
    ServiceId, WorkspaceId,
    coded::coded,
    directory::{ApiClient, Directory, WorkspaceProfile, codes_cover},
};

mod attempts;
mod operator;
mod password;
mod session;

pub use attempts::{Attempts, CountedBy};
pub use operator::{Grant, GrantRefusal, Operator, Scope};
pub use password::{LONGEST_PASSWORD, Password, PasswordRefusal, SHORTEST_PASSWORD};
pub use session::{IDLE, LONGEST, SecondFactorState, Session, SessionHash};

coded! {
    /// What can be done.
    Action;

    /// See positions, with their debtors, and receipts.
    ReadPositions = "read_positions";
    /// Create, change and publish positions.
    WritePositions = "write_positions";
    /// Invalidate and delete positions.
    WithdrawPositions = "withdraw_positions";
    /// Take charge of cases and close them.
    DecideCases = "decide_cases";
    /// See what happened to a notice number, which names no debtor.
    ReadTimeline = "read_timeline";
    /// See how a body is set up.
    ReadSetup = "read_setup";
    /// Change what a body says of itself: its CBILL code and contacts.
    ChangeBody = "change_body";
    /// Change accounts and services.
    ChangePayments = "change_payments";
    /// Change links to stations, numbers and keys.
    ChangeConnections = "change_connections";
    /// See the contacts of the operations desk.
    ReadOperationsDesk = "read_operations_desk";
    /// Change the contacts of the operations desk.
    ChangeOperationsDesk = "change_operations_desk";
    /// Give and take roles.
    GrantRoles = "grant_roles";
    /// See the audit log.
    ReadAudit = "read_audit";
    /// Change a broker, its stations and the bodies it serves.
    ChangeBroker = "change_broker";
}

coded! {
    /// What a person may be.
    Role;

    /// "Amministratore dell'intermediario": sets up bodies and helps them, decides nothing of
    /// their money.
    BrokerAdministrator = "broker_administrator";
    /// "Referente dei Pagamenti" (RP): answers for the body's payments.
    PaymentsContact = "payments_contact";
    /// "Referente Tecnico" (RT): answers for the body's connection.
    TechnicalContact = "technical_contact";
    /// "Operatore": works on positions, perhaps only on those of some services.
    Clerk = "clerk";
}

impl Role {
    /// Whether it decides anything of the body, besides its daily work: then a password is not
    /// proof enough.
    pub const fn decides(self) -> bool {
        !matches!(self, Self::Clerk)
    }

    /// The table of roles and actions; a new action is nobody's until it is named here.
    pub const fn allows(self, action: Action) -> bool {
        match self {
            Self::BrokerAdministrator => matches!(
                action,
                Action::ReadPositions
                    | Action::ReadTimeline
                    | Action::ReadSetup
                    | Action::ChangeBody
                    | Action::ChangeConnections
                    | Action::ReadOperationsDesk
                    | Action::GrantRoles
                    | Action::ReadAudit
                    | Action::ChangeBroker
            ),
            Self::PaymentsContact => matches!(
                action,
                Action::ReadPositions
                    | Action::WritePositions
                    | Action::WithdrawPositions
                    | Action::DecideCases
                    | Action::ReadTimeline
                    | Action::ReadSetup
                    | Action::ChangeBody
                    | Action::ChangePayments
                    | Action::ReadOperationsDesk
                    | Action::GrantRoles
                    | Action::ReadAudit
            ),
            Self::TechnicalContact => matches!(
                action,
                Action::ReadTimeline
                    | Action::ReadSetup
                    | Action::ChangeConnections
                    | Action::ReadOperationsDesk
                    | Action::ChangeOperationsDesk
                    | Action::ReadAudit
            ),
            Self::Clerk => matches!(
                action,
                Action::ReadPositions
                    | Action::WritePositions
                    | Action::DecideCases
                    | Action::ReadTimeline
            ),
        }
    }
}

impl ApiClient {
    /// What a key is for: the positions, and nothing of how a body is set up.
    pub const fn allows(action: Action) -> bool {
        matches!(
            action,
            Action::ReadPositions
                | Action::WritePositions
                | Action::WithdrawPositions
                | Action::ReadTimeline
        )
    }
}

/// Who wants to do something.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// Software, told by its key.
    Client(&'a ApiClient),
    /// A person.
    Operator(&'a Operator),
}

/// On what.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A broker, its stations and its bodies.
    Broker(OrganizationFiscalCode),
    /// A workspace as a whole. Whoever is limited to some segregation codes reaches it, and is
    /// then shown only what has one of them; whoever is limited to some services does not.
    Workspace(&'a WorkspaceProfile),
    /// What belongs to a service.
    Service(&'a WorkspaceProfile, ServiceId),
    /// What has that IUV.
    Number(&'a WorkspaceProfile, &'a str),
}

impl<'a> Target<'a> {
    fn workspace(self) -> Option<&'a WorkspaceProfile> {
        match self {
            Self::Broker(_) => None,
            Self::Workspace(it) | Self::Service(it, _) | Self::Number(it, _) => Some(it),
        }
    }

    fn is_in(self, workspace: WorkspaceId) -> bool {
        self.workspace().is_some_and(|it| it.workspace.id == workspace)
    }
}

/// Whether somebody may do something on something.
pub fn may(directory: &Directory, actor: Actor<'_>, action: Action, target: Target<'_>) -> bool {
    if target.workspace().is_some_and(|it| !it.workspace.enabled) {
        return false;
    }
    match actor {
        Actor::Client(client) => {
            ApiClient::allows(action) && reaches_as_client(directory, client, target)
        }
        Actor::Operator(operator) => {
            operator.enabled
                && operator.grants().iter().any(|grant| {
                    grant.role().allows(action) && reaches(directory, grant.scope(), target)
                })
        }
    }
}

/// How much of a workspace somebody may do something on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// Nothing of it.
    Nothing,
    /// What belongs to these services.
    Services(Vec<ServiceId>),
    /// All of it.
    Everything,
}

impl Extent {
    /// Whether what belongs to a service is part of it.
    pub fn covers(&self, service: ServiceId) -> bool {
        match self {
            Self::Nothing => false,
            Self::Services(services) => services.contains(&service),
            Self::Everything => true,
        }
    }

    /// The services to which it is limited; `None` if it is not.
    pub fn services(&self) -> Option<Vec<ServiceId>> {
        match self {
            Self::Nothing => Some(Vec::new()),
            Self::Services(services) => Some(services.clone()),
            Self::Everything => None,
        }
    }
}

/// How much of a workspace an operator may do something on, as [`may`] has it.
pub fn extent(
    directory: &Directory,
    operator: &Operator,
    action: Action,
    profile: &WorkspaceProfile,
) -> Extent {
    let may = |target| may(directory, Actor::Operator(operator), action, target);
    if may(Target::Workspace(profile)) {
        return Extent::Everything;
    }
    let services = profile.services.iter().map(|it| it.id);
    let services: Vec<_> = services.filter(|it| may(Target::Service(profile, *it))).collect();
    if services.is_empty() { Extent::Nothing } else { Extent::Services(services) }
}

/// Whether an operator has anything to do in a workspace; if not, it is to them as if there were
/// none.
pub fn works_in(directory: &Directory, operator: &Operator, profile: &WorkspaceProfile) -> bool {
    operator.enabled
        && profile.workspace.enabled
        && !roles_in(directory, operator, profile).is_empty()
}

/// Where an operator has anything to do, in no order.
pub fn workspaces_of<'a>(
    directory: &'a Directory,
    operator: &'a Operator,
) -> Box<dyn Iterator<Item = &'a WorkspaceProfile> + 'a> {
    let own: BTreeSet<WorkspaceId> =
        operator.grants().iter().filter_map(|it| it.scope().workspace()).collect();
    let serves_many = operator.grants().iter().any(|it| it.scope().workspace().is_none());
    let theirs = move |it: &&WorkspaceProfile| works_in(directory, operator, it);
    if serves_many {
        Box::new(directory.workspaces().filter(theirs))
    } else {
        let found = own.into_iter().filter_map(|id| directory.workspace(id));
        Box::new(found.map(AsRef::as_ref).filter(theirs))
    }
}

/// The roles an operator has in a workspace, each once, in the order of the table.
pub fn roles_in(
    directory: &Directory,
    operator: &Operator,
    profile: &WorkspaceProfile,
) -> Vec<Role> {
    let holds_there = |scope: &Scope| match scope {
        Scope::Broker(broker) => directory.is_served_by(profile, *broker),
        Scope::Workspace(own) | Scope::Service(own, _) => *own == profile.workspace.id,
    };
    let has = |role: &Role| {
        operator.grants().iter().any(|it| it.role() == *role && holds_there(it.scope()))
    };
    Role::ALL.iter().copied().filter(has).collect()
}

fn reaches_as_client(directory: &Directory, client: &ApiClient, target: Target<'_>) -> bool {
    let reached = target.workspace().is_some_and(|it| directory.reaches(&client.scope, it));
    match target {
        Target::Number(_, iuv) => reached && codes_cover(&client.segregation_codes, iuv),
        Target::Broker(_) | Target::Workspace(_) | Target::Service(..) => reached,
    }
}

fn reaches(directory: &Directory, scope: &Scope, target: Target<'_>) -> bool {
    match (scope, target) {
        (Scope::Broker(own), Target::Broker(other)) => *own == other,
        (Scope::Broker(own), _) => {
            target.workspace().is_some_and(|it| directory.is_served_by(it, *own))
        }
        (Scope::Workspace(own), _) => target.is_in(*own),
        (Scope::Service(own, service), Target::Service(_, other)) => {
            target.is_in(*own) && *service == other
        }
        (Scope::Service(..), _) => false,
    }
}

#[cfg(test)]
mod tests;
