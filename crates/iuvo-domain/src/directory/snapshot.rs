//! The directory as one immutable snapshot, which a process replaces when its version changes.
//!
//! Invariants: of two rows with the same key storage holds only one, so none is lost here.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use pagopa_codes::{OrganizationFiscalCode, StationId};

use super::{
    ApiClient, ApiScope, Broker, KeyHash, Station, Workspace, WorkspaceProfile,
    maintenance::MaintenanceWindow, taxonomy::Taxonomy,
};
use crate::{ApiClientId, Environment, WorkspaceId};

/// Contents of the directory as read from storage: all of them, or what was written since.
#[derive(Debug, Clone, Default)]
pub struct DirectoryContents {
    /// Grows with every change; two processes with the same version hold the same directory.
    pub version: i64,
    /// Brokers.
    pub brokers: Vec<Broker>,
    /// Stations.
    pub stations: Vec<Station>,
    /// All stops of these stations.
    pub stops: Vec<MaintenanceWindow>,
    /// Workspaces, each with everything that is configured for it.
    pub workspaces: Vec<WorkspaceProfile>,
    /// Clients, each with the hashes of all its keys.
    pub clients: Vec<(ApiClient, Vec<KeyHash>)>,
    /// The codes that pagoPA publishes, all of them; nothing if none has changed.
    pub taxonomy: Option<Taxonomy>,
}

/// An immutable snapshot of the directory, indexed for the request path.
///
/// Clients without a key are not in it. What does not change is shared with the snapshot before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    version: i64,
    pub(super) brokers: HashMap<OrganizationFiscalCode, Arc<Broker>>,
    stations: HashMap<(Environment, StationId), Arc<Station>>,
    stops: HashMap<(Environment, StationId), Arc<[MaintenanceWindow]>>,
    workspaces: HashMap<WorkspaceId, Arc<WorkspaceProfile>>,
    by_organization: HashMap<(Environment, OrganizationFiscalCode), WorkspaceId>,
    by_slug: HashMap<Box<str>, WorkspaceId>,
    clients: HashMap<KeyHash, Arc<ApiClient>>,
    taxonomy: Arc<Taxonomy>,
}

impl Directory {
    /// Indexes what storage holds.
    pub fn new(contents: DirectoryContents) -> Self {
        Self::default().with(contents)
    }

    /// The snapshot that follows this one, with what was written since. Nothing is ever taken out
    /// of the directory but keys, and those come with their client.
    #[must_use]
    pub fn with(&self, changes: DirectoryContents) -> Self {
        let mut next = Self { version: changes.version, ..self.clone() };
        for it in changes.brokers {
            next.brokers.insert(it.fiscal_code, Arc::new(it));
        }
        next.replace_stops(&changes.stations, changes.stops);
        for it in changes.stations {
            next.stations.insert((it.environment, it.code), Arc::new(it));
        }
        for it in changes.workspaces {
            let key = (it.workspace.environment, it.workspace.organization);
            next.by_organization.insert(key, it.workspace.id);
            next.by_slug.insert(it.workspace.slug.as_str().into(), it.workspace.id);
            next.workspaces.insert(it.workspace.id, Arc::new(it));
        }
        next.replace_clients(changes.clients);
        if let Some(taxonomy) = changes.taxonomy {
            next.taxonomy = Arc::new(taxonomy);
        }
        next
    }

    fn replace_stops(&mut self, stations: &[Station], stops: Vec<MaintenanceWindow>) {
        for it in stations {
            self.stops.remove(&(it.environment, it.code));
        }
        let mut by_station: HashMap<_, Vec<_>> = HashMap::new();
        for it in stops {
            by_station.entry((it.environment, it.station)).or_default().push(it);
        }
        self.stops.extend(by_station.into_iter().map(|(station, stops)| (station, stops.into())));
    }

    fn replace_clients(&mut self, clients: Vec<(ApiClient, Vec<KeyHash>)>) {
        let changed: HashSet<ApiClientId> = clients.iter().map(|(it, _)| it.id).collect();
        self.clients.retain(|_, it| !changed.contains(&it.id));
        for (client, keys) in clients {
            let client = Arc::new(client);
            self.clients.extend(keys.into_iter().map(|key| (key, Arc::clone(&client))));
        }
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
        self.brokers.values().map(AsRef::as_ref)
    }

    /// All stations, in no order.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        self.stations.values().map(AsRef::as_ref)
    }

    /// All workspaces, in no order.
    pub fn workspaces(&self) -> impl Iterator<Item = &WorkspaceProfile> {
        self.workspaces.values().map(AsRef::as_ref)
    }

    /// The workspace with that key.
    pub fn workspace(&self, id: WorkspaceId) -> Option<&Arc<WorkspaceProfile>> {
        self.workspaces.get(&id)
    }

    /// The workspace whose portal has that address.
    pub fn workspace_with_slug(&self, slug: &str) -> Option<&Arc<WorkspaceProfile>> {
        let found = self.workspace(*self.by_slug.get(slug)?);
        // An address that a workspace had before is nobody's.
        found.filter(|it| it.workspace.slug == slug)
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
        self.stations.get(&(environment, code)).map(AsRef::as_ref)
    }

    /// The stops of the stations that speak for a workspace and end after an instant, in the order
    /// of their beginning.
    pub fn coming_stops(
        &self,
        profile: &WorkspaceProfile,
        since: Timestamp,
    ) -> Vec<&MaintenanceWindow> {
        let environment = profile.workspace.environment;
        let stations: HashSet<StationId> = profile.links.iter().map(|it| it.station).collect();
        let stops = stations.into_iter().filter_map(|it| self.stops.get(&(environment, it)));
        let coming = stops.flat_map(|it| it.iter()).filter(|it| it.ends_at > since);
        let mut coming: Vec<_> = coming.collect();
        coming.sort_by_key(|it| (it.starts_at, it.station));
        coming
    }

    /// The client that owns the key with this hash.
    pub fn client(&self, key: &KeyHash) -> Option<&ApiClient> {
        self.clients.get(key).map(AsRef::as_ref)
    }

    /// All clients that have a key, each once, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &ApiClient> {
        let by_id: HashMap<ApiClientId, &ApiClient> =
            self.clients.values().map(|it| (it.id, it.as_ref())).collect();
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
            ApiScope::Broker(_, environment) => self.workspace_of(*environment, organization),
        }
        .filter(|it| self.reaches(&client.scope, it))
    }

    /// Whether what may act for a scope may act for a workspace.
    pub fn reaches(&self, scope: &ApiScope, profile: &WorkspaceProfile) -> bool {
        let Workspace { id, environment, .. } = &profile.workspace;
        match scope {
            ApiScope::Workspace(own) => own == id,
            ApiScope::Broker(broker, own) => {
                own == environment && self.is_served_by(profile, *broker)
            }
        }
    }

    /// Whether a body is linked to a station of a broker.
    pub fn is_served_by(&self, profile: &WorkspaceProfile, broker: OrganizationFiscalCode) -> bool {
        profile.links.iter().any(|link| {
            self.station(profile.workspace.environment, link.station)
                .is_some_and(|station| station.broker == broker)
        })
    }
}
