//! Who answers for whom, and where.

use std::collections::HashMap;
use std::sync::Mutex;

use pagopa_codes::{OrganizationFiscalCode, StationId};
use pagopa_node::{Addressee, DecodeReason, NoticeReference, Text};
use reqwest::Url;

use crate::lock::locked;
use crate::node_fault::NodeFaultCode;
use crate::registry::{PrimitiveVersion, RegistryError, Station, StationLink};

/// To whom a message goes: an organization, at one of its stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recipient {
    pub organization_fiscal_code: OrganizationFiscalCode,
    pub station_id: StationId,
}

impl Recipient {
    pub(crate) fn addressee(&self) -> Result<Addressee, DecodeReason> {
        Ok(Addressee {
            organization_fiscal_code: Text::parse(self.organization_fiscal_code.as_str())?,
            broker_fiscal_code: Text::parse(self.station_id.broker_fiscal_code().as_str())?,
            station_id: Text::parse(self.station_id.as_str())?,
        })
    }
}

pub(crate) struct Directory {
    links: HashMap<OrganizationFiscalCode, Vec<StationLink>>,
    stations: Mutex<HashMap<StationId, Station>>,
}

impl Directory {
    pub(crate) fn new(
        stations: Vec<Station>,
        station_links: Vec<StationLink>,
    ) -> Result<Self, RegistryError> {
        let mut known = HashMap::new();
        for station in stations {
            let station_id = station.station_id;
            for endpoint in [&station.endpoint, &station.payment_options].into_iter().flatten() {
                check_scheme(station_id, endpoint)?;
            }
            if known.insert(station_id, station).is_some() {
                return Err(RegistryError::StationRepeated(station_id));
            }
        }
        let mut links: HashMap<_, Vec<_>> = HashMap::new();
        for link in station_links {
            if !known.contains_key(&link.station_id) {
                return Err(RegistryError::StationUnknown(link.station_id));
            }
            links.entry(link.organization_fiscal_code).or_default().push(link);
        }
        Ok(Self { links, stations: Mutex::new(known) })
    }

    pub(crate) fn endpoint(&self, station_id: StationId) -> Option<Url> {
        locked(&self.stations).get(&station_id).and_then(|it| it.endpoint.clone())
    }

    /// Below which address a station answers for payment options.
    pub(crate) fn payment_options(&self, station_id: StationId) -> Option<Url> {
        locked(&self.stations).get(&station_id).and_then(|it| it.payment_options.clone())
    }

    /// An unknown station counts as one of today.
    pub(crate) fn version(&self, station_id: StationId) -> PrimitiveVersion {
        locked(&self.stations).get(&station_id).map(|it| it.primitive_version).unwrap_or_default()
    }

    pub(crate) fn set_endpoint(
        &self,
        station_id: StationId,
        endpoint: Url,
    ) -> Result<(), RegistryError> {
        check_scheme(station_id, &endpoint)?;
        self.change(station_id, |it| it.endpoint = Some(endpoint))
    }

    pub(crate) fn set_payment_options(
        &self,
        station_id: StationId,
        endpoint: Url,
    ) -> Result<(), RegistryError> {
        check_scheme(station_id, &endpoint)?;
        self.change(station_id, |it| it.payment_options = Some(endpoint))
    }

    pub(crate) fn set_version(
        &self,
        station_id: StationId,
        version: PrimitiveVersion,
    ) -> Result<(), RegistryError> {
        self.change(station_id, |it| it.primitive_version = version)
    }

    fn change(
        &self,
        station_id: StationId,
        change: impl FnOnce(&mut Station),
    ) -> Result<(), RegistryError> {
        let mut stations = locked(&self.stations);
        let station =
            stations.get_mut(&station_id).ok_or(RegistryError::StationUnknown(station_id))?;
        change(station);
        Ok(())
    }

    /// The station that answers for a notice. A number without a segregation code, of the older
    /// forms, does not say which: the first one answers.
    pub(crate) fn issuer(&self, notice: &NoticeReference) -> Result<Recipient, NodeFaultCode> {
        let organization_fiscal_code = notice.organization_fiscal_code;
        let links =
            self.links.get(&organization_fiscal_code).ok_or(NodeFaultCode::OrganizationUnknown)?;
        let code = notice.notice_number.segregation_code();
        let answers = |it: &&StationLink| {
            code.is_none() || it.segregation_code.is_none_or(|own| Some(own) == code)
        };
        let link = links.iter().find(answers).ok_or(NodeFaultCode::StationUnknown)?;
        Ok(Recipient { organization_fiscal_code, station_id: link.station_id })
    }

    /// The first station of an organization: whoever demands a notice has no number yet.
    pub(crate) fn any_station(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
    ) -> Result<Recipient, NodeFaultCode> {
        let links =
            self.links.get(&organization_fiscal_code).ok_or(NodeFaultCode::OrganizationUnknown)?;
        let link = links.first().ok_or(NodeFaultCode::StationUnknown)?;
        Ok(Recipient { organization_fiscal_code, station_id: link.station_id })
    }

    /// The stations that want the receipts of every payment in which the organization has a part.
    pub(crate) fn broadcast(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
    ) -> impl Iterator<Item = Recipient> {
        let links = self.links.get(&organization_fiscal_code).into_iter().flatten();
        links
            .filter(|it| it.broadcast)
            .map(move |it| Recipient { organization_fiscal_code, station_id: it.station_id })
    }
}

fn check_scheme(station_id: StationId, endpoint: &Url) -> Result<(), RegistryError> {
    if matches!(endpoint.scheme(), "http" | "https") {
        return Ok(());
    }
    Err(RegistryError::EndpointScheme { station_id, endpoint: endpoint.clone() })
}

#[cfg(test)]
mod tests {
    use pagopa_codes::NoticeNumber;

    use super::*;

    /// One organization with these links; the second station wants the broadcast.
    fn directory(links: &[(&str, Option<&str>)]) -> Directory {
        let station_id = |it: &str| StationId::parse(it).unwrap();
        let stations = ["99000000002_01", "99000000002_02"].map(|it| Station::new(station_id(it)));
        let links = links.iter().map(|(station, code)| StationLink {
            organization_fiscal_code: "99000000010".parse().unwrap(),
            station_id: station_id(station),
            broadcast: station.ends_with("_02"),
            segregation_code: code.map(|it| it.parse().unwrap()),
        });
        Directory::new(stations.to_vec(), links.collect()).unwrap()
    }

    fn notice(organization: &str, number: &str) -> NoticeReference {
        NoticeReference {
            organization_fiscal_code: organization.parse().unwrap(),
            notice_number: NoticeNumber::parse(number).unwrap(),
        }
    }

    #[test]
    fn the_segregation_code_chooses_the_station_of_an_organization() {
        let directory =
            directory(&[("99000000002_01", Some("01")), ("99000000002_02", Some("02"))]);
        let table = [
            ("301000000000000144", Ok("99000000002_01")),
            ("302000000000000184", Ok("99000000002_02")),
            ("303000000000000131", Err(NodeFaultCode::StationUnknown)),
            ("001000000000000141", Ok("99000000002_01")),
        ];
        for (number, expected) in table {
            let issuer = directory.issuer(&notice("99000000010", number));
            let issuer = issuer.map(|it| it.station_id.as_str().to_owned());
            assert_eq!(issuer, expected.map(str::to_owned), "{number}");
        }
    }

    #[test]
    fn a_link_without_a_segregation_code_answers_for_every_notice() {
        let directory = directory(&[("99000000002_02", None)]);
        let issuer = directory.issuer(&notice("99000000010", "347000000880099960")).unwrap();
        assert_eq!(issuer.station_id.as_str(), "99000000002_02");
        let unknown = directory.issuer(&notice("99000000028", "347000000880099960"));
        assert_eq!(unknown, Err(NodeFaultCode::OrganizationUnknown));
    }

    #[test]
    fn only_stations_with_the_flag_get_the_broadcast() {
        let directory = directory(&[("99000000002_01", None), ("99000000002_02", None)]);
        let stations_of = |organization: &str| -> Vec<String> {
            let recipients = directory.broadcast(organization.parse().unwrap());
            recipients.map(|it| it.station_id.to_string()).collect()
        };
        assert_eq!(stations_of("99000000010"), ["99000000002_02"]);
        assert!(stations_of("99000000028").is_empty());
    }

    #[test]
    fn an_inconsistent_registry_is_refused() {
        let station_id = StationId::parse("99000000002_01").unwrap();
        let other = StationId::parse("99000000002_02").unwrap();
        let station = Station::new(station_id);
        let repeated = Directory::new(vec![station.clone(), station.clone()], vec![]);
        assert_eq!(repeated.err(), Some(RegistryError::StationRepeated(station_id)));

        let endpoint: Url = "ftp://127.0.0.1/".parse().unwrap();
        let scheme = RegistryError::EndpointScheme { station_id, endpoint: endpoint.clone() };
        let by_ftp = Station { endpoint: Some(endpoint.clone()), ..Station::new(station_id) };
        assert_eq!(Directory::new(vec![by_ftp], vec![]).err(), Some(scheme.clone()));

        let directory = Directory::new(vec![station], vec![]).unwrap();
        assert_eq!(directory.set_endpoint(station_id, endpoint), Err(scheme));
        let endpoint: Url = "http://127.0.0.1:8080/".parse().unwrap();
        assert_eq!(
            directory.set_endpoint(other, endpoint.clone()),
            Err(RegistryError::StationUnknown(other))
        );
        assert_eq!(directory.set_endpoint(station_id, endpoint.clone()), Ok(()));
        assert_eq!(directory.endpoint(station_id), Some(endpoint));
    }
}
