//! What the Node knows before anything happens: the stations, who they speak for, the PSP.
//!
//! It can be written in code or read from TOML; the keys are the names of the fields.

mod text_field;

use pagopa_codes::{OrganizationFiscalCode, SegregationCode, StationId};
use reqwest::Url;
use serde::Deserialize;
use thiserror::Error;

/// Everything the simulated Node is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registry {
    pub psp: Psp,
    /// Who else takes the money when two PSPs collect one notice.
    #[serde(default = "Psp::second")]
    pub second_psp: Psp,
    pub stations: Vec<Station>,
    pub links: Vec<StationLink>,
    /// Makes payment tokens and everything else that is drawn repeatable. A station that keeps
    /// receipts between two runs would take repeated tokens for repeated receipts, so leave it out
    /// unless both start anew.
    pub seed: Option<u64>,
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            psp: Psp::default(),
            second_psp: Psp::second(),
            stations: Vec::new(),
            links: Vec::new(),
            seed: None,
        }
    }
}

/// A system that answers the Node. Its broker is the fiscal code inside its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    #[serde(deserialize_with = "text_field::required")]
    pub station_id: StationId,
    /// The whole address of its paForNode. Without one the station cannot be reached, until
    /// [`Simulator::set_endpoint`](crate::Simulator::set_endpoint) gives it one.
    #[serde(default, deserialize_with = "text_field::optional")]
    pub endpoint: Option<Url>,
    /// The REST address below which it answers for payment options. Without one the station is not
    /// marked for them, until
    /// [`Simulator::set_payment_options`](crate::Simulator::set_payment_options) does so.
    #[serde(default, deserialize_with = "text_field::optional")]
    pub payment_options: Option<Url>,
    /// In which version the Node activates payments and delivers receipts there.
    #[serde(default)]
    pub primitive_version: PrimitiveVersion,
}

impl Station {
    /// A station of today without an address.
    pub fn new(station_id: StationId) -> Self {
        Self {
            station_id,
            endpoint: None,
            payment_options: None,
            primitive_version: PrimitiveVersion::default(),
        }
    }
}

/// The version of the messages that have two (`paGetPayment`, `paSendRT`), written 1 or 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "u8")]
pub enum PrimitiveVersion {
    V1,
    #[default]
    V2,
}

impl PrimitiveVersion {
    /// The number people write.
    pub const fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl TryFrom<u8> for PrimitiveVersion {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err("la versione delle primitive è 1 o 2"),
        }
    }
}

/// That a station speaks for an organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationLink {
    #[serde(deserialize_with = "text_field::required")]
    pub organization_fiscal_code: OrganizationFiscalCode,
    #[serde(deserialize_with = "text_field::required")]
    pub station_id: StationId,
    /// Whether the station also gets the receipts of payments of which a transfer goes to the
    /// organization, whoever issued the notice.
    #[serde(default)]
    pub broadcast: bool,
    /// The notices the station answers for: those with this segregation code, or all.
    #[serde(default, deserialize_with = "text_field::optional")]
    pub segregation_code: Option<SegregationCode>,
}

/// Who collects the payments, as its receipts describe it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Psp {
    pub id: String,
    pub name: String,
    pub fiscal_code: String,
    pub channel_id: String,
    /// Where the payer was: `frontOffice`, `atm`, `onLine`, `app`, `other`.
    pub channel_description: String,
    /// `cash`, `creditCard`, `bancomat`, `other`.
    pub payment_method: String,
    /// What the payer pays besides the amount.
    pub fee_cents: i64,
}

impl Default for Psp {
    fn default() -> Self {
        Self {
            id: "60000000001".to_owned(),
            name: "Banca di Prova".to_owned(),
            fiscal_code: "60000000001".to_owned(),
            channel_id: "60000000001_01".to_owned(),
            channel_description: "app".to_owned(),
            payment_method: "creditCard".to_owned(),
            fee_cents: 150,
        }
    }
}

impl Psp {
    fn second() -> Self {
        Self {
            id: "60000000002".to_owned(),
            name: "Altra Banca di Prova".to_owned(),
            fiscal_code: "60000000002".to_owned(),
            channel_id: "60000000002_01".to_owned(),
            channel_description: "frontOffice".to_owned(),
            payment_method: "cash".to_owned(),
            fee_cents: 200,
        }
    }
}

/// Why a registry, or a change to it, is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RegistryError {
    #[error("stazione {0} elencata due volte")]
    StationRepeated(StationId),
    #[error("stazione {0} sconosciuta")]
    StationUnknown(StationId),
    #[error("stazione {station_id}: l’indirizzo {endpoint} non è http né https")]
    EndpointScheme { station_id: StationId, endpoint: Url },
    #[error("psp.{field}: {reason}")]
    Psp { field: &'static str, reason: String },
    #[error("il client HTTP non si avvia: {0}")]
    HttpClient(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_read_from_toml() {
        let registry: Registry = toml::from_str(
            r#"
            seed = 7

            [psp]
            name = "Banca di Carta"

            [[stations]]
            station_id = "99000000002_01"
            endpoint = "http://127.0.0.1:8080/node/pa-for-node"

            [[stations]]
            station_id = "99000000002_03"
            primitive_version = 1

            [[links]]
            organization_fiscal_code = "99000000010"
            station_id = "99000000002_01"
            segregation_code = "02"
            broadcast = true
            "#,
        )
        .unwrap();
        assert_eq!(registry.seed, Some(7));
        assert_eq!(registry.psp.name, "Banca di Carta");
        assert_eq!(registry.psp.id, Psp::default().id);
        assert_eq!(registry.stations[0].station_id.as_str(), "99000000002_01");
        assert_eq!(registry.stations[0].endpoint.as_ref().unwrap().port(), Some(8080));
        let versions: Vec<_> = registry.stations.iter().map(|it| it.primitive_version).collect();
        assert_eq!(versions, [PrimitiveVersion::V2, PrimitiveVersion::V1]);
        assert_eq!(registry.links[0].segregation_code.unwrap().as_str(), "02");
        assert!(registry.links[0].broadcast);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let table = [
            ("[[stations]]\nstation_id = \"x\"", "station"),
            ("[[stations]]\nstation_id = \"99000000002_01\"\nendpoint = \"x\"", "endpoint"),
            ("[[stations]]\nstation_id = \"99000000002_01\"\nprimitive_version = 3", "1 o 2"),
            ("[[links]]\norganization_fiscal_code = \"99000000010\"", "station_id"),
            ("porta = 1", "porta"),
        ];
        for (text, named) in table {
            let error = toml::from_str::<Registry>(text).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
