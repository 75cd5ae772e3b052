//! People, and the roles they were granted.

use pagopa_codes::OrganizationFiscalCode;

use super::Role;
use crate::{OperatorId, ServiceId, WorkspaceId};

/// Somebody who works with Iuvo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Their identity.
    pub id: OperatorId,
    /// Their address, in lower case, by which they are known: unique.
    pub email: String,
    /// Their name.
    pub name: String,
    /// A disabled operator may do nothing; their grants stay, for the day they come back.
    pub enabled: bool,
    grants: Vec<Grant>,
}

impl Operator {
    /// Somebody new, who has no role yet.
    pub const fn new(id: OperatorId, email: String, name: String) -> Self {
        Self { id, email, name, enabled: true, grants: Vec::new() }
    }

    /// The same, with these roles.
    #[must_use]
    pub fn with_grants(self, grants: Vec<Grant>) -> Self {
        Self { grants, ..self }
    }

    /// The same, let in or kept out.
    #[must_use]
    pub fn with_enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// What they were granted.
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }
}

/// Where a role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A broker and all the bodies its stations serve, in both environments.
    Broker(OrganizationFiscalCode),
    /// A body in one environment.
    Workspace(WorkspaceId),
    /// One of its services; several are several grants.
    Service(WorkspaceId, ServiceId),
}

impl Scope {
    /// The workspace that it is, or is a part of; a broker has many.
    pub const fn workspace(&self) -> Option<WorkspaceId> {
        match self {
            Self::Broker(_) => None,
            Self::Workspace(id) | Self::Service(id, _) => Some(*id),
        }
    }
}

/// A role somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    role: Role,
    scope: Scope,
}

/// Why a role cannot hold there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    /// Only the broker administrator's role holds for a broker.
    #[error("a broker has no such role")]
    NotOfBrokers,
    /// The broker administrator's role holds for a broker alone.
    #[error("a body has no such role")]
    NotOfBodies,
    /// Only a clerk is limited to some services.
    #[error("a service has no such role")]
    NotOfServices,
}

impl Grant {
    /// A role where it can hold.
    pub const fn new(role: Role, scope: Scope) -> Result<Self, GrantRefusal> {
        match (role, scope) {
            (Role::BrokerAdministrator, Scope::Broker(_))
            | (Role::PaymentsContact | Role::TechnicalContact, Scope::Workspace(_))
            | (Role::Clerk, Scope::Workspace(_) | Scope::Service(..)) => Ok(Self { role, scope }),
            (_, Scope::Broker(_)) => Err(GrantRefusal::NotOfBrokers),
            (Role::BrokerAdministrator, _) => Err(GrantRefusal::NotOfBodies),
            (Role::PaymentsContact | Role::TechnicalContact, Scope::Service(..)) => {
                Err(GrantRefusal::NotOfServices)
            }
        }
    }

    /// The role.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Where it holds.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }
}
