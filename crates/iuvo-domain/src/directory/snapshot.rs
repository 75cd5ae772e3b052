//! The directory as one immutable snapshot, which a process replaces when its version changes.
//!
//! Invariants: of two rows with the same key storage holds only one, so none is lost here.

use std::{collections::HashMap, sync::Arc};

use pagopa_codes::{OrganizationFiscalCode, StationId};

use super::{ApiClient, ApiScope, Broker, KeyHash, Station, WorkspaceProfile, taxonomy::Taxonomy};
use crate::{ApiClientId, Environment, WorkspaceId};

/// Everything the directory holds, as read from storage.
#[derive(Debug, Clone, Default)]
pub struct DirectoryContents {
    /// Grows with every change; two processes with the same version hold the same directory.
    pub version: i64,
    /// All brokers.
    pub brokers: Vec<Broker>,
    /// All stations.
    pub stations: Vec<Station>,
    /// All workspaces.
    pub workspaces: Vec<WorkspaceProfile>,
    /// All clients with the hashes of their keys.
    pub clients: Vec<(ApiClient, Vec<KeyHash>)>,
    /// The codes that pagoPA publishes.
    pub taxonomy: Taxonomy,
}

/// An immutable snapshot of the directory, indexed for the request path.
#[derive(Debug, Default)]
pub struct Directory {
    version: i64,
    pub(super) brokers: HashMap<OrganizationFiscalCode, Broker>,
    stations: HashMap<(Environment, StationId), Station>,
    workspaces: HashMap<WorkspaceId, Arc<WorkspaceProfile>>,
    by_organization: HashMap<(Environment, OrganizationFiscalCode), WorkspaceId>,
    clients: HashMap<KeyHash, ApiClient>,
    taxonomy: Arc<Taxonomy>,
}

impl Directory {
    /// Indexes what storage holds.
    pub fn new(contents: DirectoryContents) -> Self {
        let taxonomy = Arc::new(contents.taxonomy);
        let mut directory = Self { version: contents.version, taxonomy, ..Self::default() };
        for it in contents.brokers {
            directory.brokers.insert(it.fiscal_code, it);
        }
        for it in contents.stations {
            directory.stations.insert((it.environment, it.code), it);
        }
        for it in contents.workspaces {
            let key = (it.workspace.environment, it.workspace.organization);
            directory.by_organization.insert(key, it.workspace.id);
            directory.workspaces.insert(it.workspace.id, Arc::new(it));
        }
        for (client, keys) in contents.clients {
            directory.clients.extend(keys.into_iter().map(|key| (key, client.clone())));
        }
        directory
    }

    /// The version of the contents.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The taxonomy of collections.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }

    /// All brokers, in no order.
    pub fn brokers(&self) -> impl Iterator<Item = &Broker> {
        self.brokers.values()
    }

    /// All stations, in no order.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        self.stations.values()
    }

    /// All workspaces, in no order.
    pub fn workspaces(&self) -> impl Iterator<Item = &WorkspaceProfile> {
        self.workspaces.values().map(AsRef::as_ref)
    }

    /// The workspace with that key.
    pub fn workspace(&self, id: WorkspaceId) -> Option<&Arc<WorkspaceProfile>> {
        self.workspaces.get(&id)
    }

    /// The workspace of a body in an environment.
    pub fn workspace_of(
        &self,
        environment: Environment,
        organization: OrganizationFiscalCode,
    ) -> Option<&Arc<WorkspaceProfile>> {
        self.workspace(*self.by_organization.get(&(environment, organization))?)
    }

    /// The station with that code in an environment.
    pub fn station(&self, environment: Environment, code: StationId) -> Option<&Station> {
        self.stations.get(&(environment, code))
    }

    /// The client that owns the key with this hash.
    pub fn client(&self, key: &KeyHash) -> Option<&ApiClient> {
        self.clients.get(key)
    }

    /// All clients that have a key, each once, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &ApiClient> {
        let by_id: HashMap<ApiClientId, &ApiClient> =
            self.clients.values().map(|it| (it.id, it)).collect();
        by_id.into_values()
    }

    /// The workspace of a body on which a client may act, if there is one.
    ///
    /// A workspace's key names its own environment; a broker's key reaches the bodies linked to
    /// that broker's stations.
    pub fn workspace_for_client(
        &self,
        client: &ApiClient,
        organization: OrganizationFiscalCode,
    ) -> Option<&Arc<WorkspaceProfile>> {
        match &client.scope {
            ApiScope::Workspace(id) => {
                self.workspace(*id).filter(|it| it.workspace.organization == organization)
            }
            ApiScope::Broker(broker, environment) => {
                self.workspace_of(*environment, organization).filter(|profile| {
                    profile.links.iter().any(|link| {
                        self.station(*environment, link.station)
                            .is_some_and(|station| station.broker == *broker)
                    })
                })
            }
        }
    }
}
