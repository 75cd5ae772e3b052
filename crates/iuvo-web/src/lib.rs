//! The HTTP edge of Iuvo: what the Node, bodies' software and operators reach.
//!
//! In reading order: [`router()`] says what is served where; `node` is paForNode; `gpd` is the
//! archive that speaks pagoPA's GPD; `api` is our own; `portal` is what citizens see and
//! `backoffice` what operators do; `operations` is health and metrics.
//!
//! Invariants: handlers extract, call a use-case and present; every path of the Node passes its
//! environment's guard; every path of the archive passes a key, and every page of the back office
//! a session.
//! Absent on purpose: SQL, transactions, outbound calls.

mod api;
mod backoffice;
mod causes;
mod checkout;
mod gateway;
mod gpd;
mod guard;
mod metrics;
mod node;
mod operations;
mod pages;
mod portal;
mod request_id;
mod router;
mod routes;
mod stopping;
mod upload;

use std::{ops::Deref, sync::Arc};

use iuvo_app::App;
use iuvo_domain::Environment;
use jiff::Timestamp;

pub use guard::{CertificateHash, Guards, NodeGuard, PeerCertificate, Proof, ProxyTrust};
pub use metrics::Metrics;
pub use router::{endpoints, router};
pub use routes::Endpoint;
pub use stopping::Stopping;

/// Everything the handlers need. Each request takes several copies, which cost nothing.
#[derive(Clone)]
pub struct Edge(Arc<Fittings>);

impl Deref for Edge {
    type Target = Fittings;

    fn deref(&self) -> &Fittings {
        &self.0
    }
}

impl From<Fittings> for Edge {
    fn from(fittings: Fittings) -> Self {
        Self(Arc::new(fittings))
    }
}

/// What an [`Edge`] consists of.
pub struct Fittings {
    /// The use-cases' ground.
    pub app: Arc<App>,
    /// Who may call the Node's paths.
    pub guards: Arc<Guards>,
    /// What `/node/pa-for-node`, without an environment, means.
    pub default_environment: Environment,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The address people and pagoPA reach us at, as it is written in the WSDL.
    pub public_url: Arc<str>,
    /// When the first of the server's certificates ends, if it has any.
    pub certificate_ends_at: Option<Timestamp>,
    /// Whether the process is about to stop.
    pub stopping: Stopping,
}
