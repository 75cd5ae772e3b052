//! Stations and links, from the same export of the bodies a broker serves.

use std::borrow::Cow;

use pagopa_codes::{OrganizationFiscalCode, SegregationCode, StationId};

use crate::{
    Cells, Column, ListRow,
    bodies::{LONGEST_NAME, TAX_CODE, fiscal_code},
    cells::name,
};

const STATION: &Column = &Column::required("stationId", &["stationCode"]);
const STATION_STATE: &Column =
    &Column::optional("stationState", &["stationEnabled", "station_enabled"]);
const SEGREGATION_CODE: &Column = &Column::required("segregationCode", &[]);
const BROADCAST: &Column = &Column::optional("broadcast", &[]);
const BROKER_NAME: &Column = &Column::optional("brokerCompanyName", &["brokerDescription"]);
const PRIMITIVES: &Column = &Column::optional("primitiveVersion", &[]);
const STATION_STAND_IN: &Column = &Column::optional("flagStandin", &[]);
const PAYMENT_OPTIONS: &Column = &Column::optional("isPaymentOptionsEnabled", &[]);
const LINK_STAND_IN: &Column = &Column::optional("standIn", &[]);
const SPONTANEOUS: &Column = &Column::optional("mod4", &["spontaneousPayment"]);

/// A link of a body to a station, as a list has it, with what it says of the station. What a file
/// does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationRow {
    /// `taxCode`: the body, with a right check digit.
    pub fiscal_code: OrganizationFiscalCode,
    /// `stationId`.
    pub station: StationId,
    /// `segregationCode`: from 00 to 49.
    pub segregation_code: SegregationCode,
    /// `brokerCompanyName`: the name of the station's broker.
    pub broker_name: Option<String>,
    /// `stationState`.
    pub enabled: Option<bool>,
    /// `broadcast`.
    pub broadcast: Option<bool>,
    /// `primitiveVersion`: 1 or 2.
    pub primitives: Option<u8>,
    /// `flagStandin`: of the station.
    pub station_stand_in: Option<bool>,
    /// `isPaymentOptionsEnabled`.
    pub payment_options: Option<bool>,
    /// `standIn`: of the link.
    pub link_stand_in: Option<bool>,
    /// `mod4`.
    pub spontaneous: Option<bool>,
}

impl ListRow for StationRow {
    const COLUMNS: &'static [&'static Column] = &[
        TAX_CODE,
        STATION,
        STATION_STATE,
        SEGREGATION_CODE,
        BROADCAST,
        BROKER_NAME,
        PRIMITIVES,
        STATION_STAND_IN,
        PAYMENT_OPTIONS,
        LINK_STAND_IN,
        SPONTANEOUS,
    ];
    const MOST_ROWS: u64 = 200_000;

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let fiscal_code = cells.required(TAX_CODE, fiscal_code);
        let station = cells.required(STATION, |text| {
            StationId::parse(text)
                .map_err(|_| "non ha 11 cifre, un trattino basso e due cifre".into())
        });
        let segregation_code = cells.required(SEGREGATION_CODE, segregation_code);
        let broker_name = cells.optional(BROKER_NAME, |text| name(text, LONGEST_NAME));
        let row = Self {
            fiscal_code: fiscal_code?,
            station: station?,
            segregation_code: segregation_code?,
            broker_name,
            enabled: cells.flag(STATION_STATE),
            broadcast: cells.flag(BROADCAST),
            primitives: cells.optional(PRIMITIVES, primitives),
            station_stand_in: cells.flag(STATION_STAND_IN),
            payment_options: cells.flag(PAYMENT_OPTIONS),
            link_stand_in: cells.flag(LINK_STAND_IN),
            spontaneous: cells.flag(SPONTANEOUS),
        };
        Some(row)
    }
}

/// Some resources write the code as a number, without its zero.
fn segregation_code(text: &str) -> Result<SegregationCode, Cow<'static, str>> {
    let code = SegregationCode::parse(&format!("{text:0>2}")).map_err(|_| "non ha due cifre")?;
    if code.is_assignable_to_organizations() {
        Ok(code)
    } else {
        Err("non è fra 00 e 49, i codici che pagoPA assegna agli enti".into())
    }
}

fn primitives(text: &str) -> Result<u8, Cow<'static, str>> {
    text.parse().ok().filter(|it| matches!(it, 1 | 2)).ok_or_else(|| "non è 1 o 2".into())
}

#[cfg(test)]
mod tests {
    use crate::read;

    use super::*;

    #[test]
    fn the_export_is_read_with_what_it_says_and_nothing_more() {
        let file = "companyName;taxCode;intermediated;brokerCompanyName;brokerTaxCode;model;\
            auxDigit;segregationCode;applicationCode;cbillCode;stationId;stationState;\
            activationDate;version;broadcast\n\
            Comune;99000000010;YES;Servizi;99000000002;3;3;02;;AB123;99000000002_01;ENABLED;\
            2023-05-31T22:00:00Z;1;ACTIVE\n\
            Unione;99000000028;YES;;99000000002;3;3;3;;;99000000002_01;DISABLED;;1;INACTIVE\n\
            Ente;9900000001;YES;Servizi;99000000002;3;0;;01;;99000000002-01;FORSE;;1;ACTIVE\n";
        let mut found = Vec::new();
        read::<StationRow>(file.as_bytes(), |_, row| found.push(row)).unwrap();
        let expected = StationRow {
            fiscal_code: "99000000010".parse().unwrap(),
            station: "99000000002_01".parse().unwrap(),
            segregation_code: "02".parse().unwrap(),
            broker_name: Some("Servizi".to_owned()),
            enabled: Some(true),
            broadcast: Some(true),
            primitives: None,
            station_stand_in: None,
            payment_options: None,
            link_stand_in: None,
            spontaneous: None,
        };
        assert_eq!(found[0], Ok(expected.clone()));
        let second = StationRow {
            fiscal_code: "99000000028".parse().unwrap(),
            segregation_code: "03".parse().unwrap(),
            broker_name: None,
            enabled: Some(false),
            broadcast: Some(false),
            ..expected
        };
        assert_eq!(found[1], Ok(second));
        let defects = found[2].as_ref().unwrap_err();
        let fields: Vec<_> = defects.iter().map(|it| (it.line, it.field)).collect();
        assert_eq!(fields, [(4, "taxCode"), (4, "stationId"), (4, "segregationCode")]);
    }
}
