//! Stations and links from the Back Office's export. What a file does not say stays as it is.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use iuvo_domain::directory::{Broker, Primitives, Station, StationFeatures, StationLink};
use pagopa_codes::{OrganizationFiscalCode, SegregationCode, StationId};
use pagopa_lists::{StationRow, Unreadable};

use super::Ground;
use crate::directory::{DirectoryChange, Plan, StepKind};

/// Plans the brokers, stations and links of a file.
pub fn plan_stations(ground: Ground<'_>, file: impl Read) -> Result<Plan, Unreadable> {
    let mut planner = Planner {
        plan: Plan::default(),
        ground,
        brokers: ground.directory.brokers().map(|it| it.fiscal_code).collect(),
        stations: HashMap::new(),
        links: HashMap::new(),
    };
    pagopa_lists::read::<StationRow>(file, |line, row| match row {
        Err(defects) => planner.plan.reject(defects),
        Ok(row) => {
            if let Err((field, reason)) = planner.row(line, &row) {
                planner.plan.refuse(line, field, reason);
            }
        }
    })?;
    Ok(planner.plan)
}

type LinkKey = (OrganizationFiscalCode, StationId, SegregationCode);
type Refusal = (&'static str, String);

struct Planner<'a> {
    plan: Plan,
    ground: Ground<'a>,
    brokers: HashSet<OrganizationFiscalCode>,
    /// Stations and links met before, with their lines.
    stations: HashMap<StationId, (u64, Station)>,
    links: HashMap<LinkKey, (u64, StationLink)>,
}

impl Planner<'_> {
    /// Plans a row whole or not at all.
    fn row(&mut self, line: u64, row: &StationRow) -> Result<(), Refusal> {
        let Ground { directory, environment, .. } = self.ground;
        let profile = directory.workspace_of(environment, row.fiscal_code).ok_or_else(|| {
            let text = format!("l'ente non è servito in {environment}: prima «import bodies»");
            ("taxCode", text)
        })?;
        let broker = self.broker(row)?;
        let station = self.station(row)?;
        let workspace = profile.workspace.id;
        let current = profile
            .links
            .iter()
            .find(|it| it.station == row.station && it.segregation_code == row.segregation_code);
        let wanted = StationLink {
            workspace,
            station: row.station,
            segregation_code: row.segregation_code,
            broadcast: row.broadcast.or(current.map(|it| it.broadcast)).unwrap_or(false),
            stand_in: row.link_stand_in.or(current.map(|it| it.stand_in)).unwrap_or(false),
            spontaneous: row.spontaneous.or(current.map(|it| it.spontaneous)).unwrap_or(false),
        };
        let key = (row.fiscal_code, row.station, row.segregation_code);
        match self.links.get(&key) {
            Some((_, before)) if *before == wanted => return Ok(()),
            Some((before, _)) => {
                return Err(("broadcast", format!("contraddice la riga {before}")));
            }
            None => self.links.insert(key, (line, wanted.clone())),
        };
        self.write(line, broker, station);
        let subject = format!("ente {}, stazione {}, codice {}", key.0, key.1, key.2);
        let change = DirectoryChange::SaveLink(wanted.clone());
        self.plan.toward(line, (current, &wanted), subject, change);
        Ok(())
    }

    /// The broker to write before the station, if it is new.
    fn broker(&self, row: &StationRow) -> Result<Option<Broker>, Refusal> {
        let fiscal_code = row.station.broker_fiscal_code();
        if self.brokers.contains(&fiscal_code) {
            return Ok(None);
        }
        let name = row.broker_name.clone().ok_or_else(|| {
            ("brokerCompanyName", format!("manca, e l'intermediario {fiscal_code} non c'è ancora"))
        })?;
        Ok(Some(Broker { fiscal_code, name }))
    }

    /// The station as it should be; nothing if a row before has said so already.
    fn station(&self, row: &StationRow) -> Result<Option<Station>, Refusal> {
        let Ground { directory, environment, .. } = self.ground;
        let current = directory.station(environment, row.station);
        let before = current.map(|it| it.features).unwrap_or_default();
        let features = StationFeatures {
            stand_in: row.station_stand_in.unwrap_or(before.stand_in),
            payment_options: row.payment_options.unwrap_or(before.payment_options),
            primitives: match row.primitives {
                Some(1) => Primitives::V1,
                Some(_) => Primitives::V2,
                None => before.primitives,
            },
        };
        let station = Station {
            code: row.station,
            environment,
            broker: row.station.broker_fiscal_code(),
            enabled: row.enabled.unwrap_or_else(|| current.is_none_or(|it| it.enabled)),
            features,
            repeated_receipts: current.map(|it| it.repeated_receipts).unwrap_or_default(),
        };
        match self.stations.get(&row.station) {
            Some((_, before)) if *before == station => Ok(None),
            Some((before, _)) => {
                Err(("stationId", format!("gli attributi contraddicono la riga {before}")))
            }
            None => Ok(Some(station)),
        }
    }

    fn write(&mut self, line: u64, broker: Option<Broker>, station: Option<Station>) {
        if let Some(broker) = broker {
            self.brokers.insert(broker.fiscal_code);
            let subject = format!("intermediario {}  {}", broker.fiscal_code, broker.name);
            let change = DirectoryChange::SaveBroker(broker);
            self.plan.step(line, StepKind::Create, subject, change);
        }
        if let Some(station) = station {
            let current = self.ground.directory.station(station.environment, station.code);
            let subject = format!("stazione {}", station.code);
            let change = DirectoryChange::SaveStation(station.clone());
            self.plan.toward(line, (current, &station), subject, change);
            self.stations.insert(station.code, (line, station));
        }
    }
}
