//! From (environment, idPA, idBrokerPA, idStation) to the workspace a message is for.
//!
//! The order of the checks is the order of the faults: body (`PAA_ID_DOMINIO_ERRATO`), broker
//! (`PAA_ID_INTERMEDIARIO_ERRATO`), station (`PAA_STAZIONE_INT_ERRATA`), and only then the
//! position, as in pagoPA's own implementations for bodies.

use pagopa_codes::{NoticeNumber, OrganizationFiscalCode, StationId};

use super::{Directory, Station, WorkspaceProfile};
use crate::Environment;

/// Why a message of the Node cannot be delivered to a body; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressRefusal {
    /// The body is not served in this environment.
    OrganizationUnknown,
    /// The broker is none of ours.
    BrokerUnknown,
    /// The station is not that broker's, in this environment.
    StationUnknown,
}

/// The body a message is for.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// Its workspace and configuration.
    pub profile: &'a WorkspaceProfile,
    /// The station it came through.
    pub station: &'a Station,
    /// Whether the station may act for the body: both enabled and linked to each other. A message
    /// that moves no money is refused without this; a receipt is stored and flagged.
    pub is_connected: bool,
}

impl Addressee<'_> {
    /// Whether the station takes demands of notices for the body.
    pub fn takes_demands(&self) -> bool {
        let links = &self.profile.links;
        links.iter().any(|it| it.station == self.station.code && it.spontaneous)
    }
}

impl Directory {
    /// Finds the body a message is for. The identifiers are texts, as the wire carries them.
    pub fn addressee(
        &self,
        environment: Environment,
        organization: &str,
        broker: &str,
        station: &str,
    ) -> Result<Addressee<'_>, AddressRefusal> {
        let profile = OrganizationFiscalCode::parse(organization)
            .ok()
            .and_then(|it| self.workspace_of(environment, it))
            .ok_or(AddressRefusal::OrganizationUnknown)?;
        let broker = OrganizationFiscalCode::parse(broker)
            .ok()
            .filter(|it| self.brokers.contains_key(it))
            .ok_or(AddressRefusal::BrokerUnknown)?;
        let station = StationId::parse(station)
            .ok()
            .and_then(|it| self.station(environment, it))
            .filter(|it| it.broker == broker)
            .ok_or(AddressRefusal::StationUnknown)?;
        let is_linked = profile.links.iter().any(|link| link.station == station.code);
        let is_connected = is_linked && station.enabled && profile.workspace.enabled;
        Ok(Addressee { profile, station, is_connected })
    }

    /// The station that speaks for a notice, when the message names none: the one whose
    /// segregation code the number has, else any of the body's.
    pub fn station_for(
        &self,
        environment: Environment,
        organization: OrganizationFiscalCode,
        notice_number: NoticeNumber,
    ) -> Result<StationId, AddressRefusal> {
        let profile = self
            .workspace_of(environment, organization)
            .ok_or(AddressRefusal::OrganizationUnknown)?;
        let code = notice_number.segregation_code();
        let links = &profile.links;
        let own = links.iter().find(|it| Some(it.segregation_code) == code);
        own.or(links.first()).map(|it| it.station).ok_or(AddressRefusal::StationUnknown)
    }
}
