//! The identifier of a station, the system that answers the Node for an organization.

use crate::ascii::{Ascii, text_value};
use crate::organization_fiscal_code::OrganizationFiscalCode;

/// The identifier of a station (`idStation`): the broker's fiscal code, `_`, two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId {
    text: Ascii<14>,
    broker: OrganizationFiscalCode,
}

impl StationId {
    /// Reads 11 digits, an underscore and two digits.
    pub fn parse(text: &str) -> Result<Self, StationIdError> {
        let (broker, progressive) = text.split_once('_').ok_or(StationIdError)?;
        let broker = OrganizationFiscalCode::parse(broker).map_err(|_| StationIdError)?;
        let _: Ascii<2> = Ascii::parse_digits(progressive).ok_or(StationIdError)?;
        let text = Ascii::parse(text, u8::is_ascii).ok_or(StationIdError)?;
        Ok(Self { text, broker })
    }

    /// The identifier as it is written.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The fiscal code of the broker that runs the station.
    pub fn broker_fiscal_code(&self) -> OrganizationFiscalCode {
        self.broker
    }
}

text_value!(StationId, StationIdError);

/// A text is not the identifier of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a station is identified by 11 digits, an underscore and two digits")]
pub struct StationIdError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_broker_is_read_from_the_identifier() {
        let station = StationId::parse("99000000010_01").unwrap();
        assert_eq!(station.broker_fiscal_code().as_str(), "99000000010");
    }

    #[test]
    fn anything_else_is_refused() {
        let cases = [
            "",
            "_",
            "99000000010",
            "99000000010_",
            "99000000010_1",
            "99000000010_001",
            "9900000001_01",
            "9900000001A_01",
            "99000000010-01",
            "99000000010_0A",
            "99000000010_01_02",
            " 99000000010_01",
        ];
        for text in cases {
            assert_eq!(StationId::parse(text), Err(StationIdError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn identifiers_are_written_as_they_were_read(text in "[0-9]{11}_[0-9]{2}") {
            let station: StationId = text.parse().unwrap();
            prop_assert_eq!(station.to_string(), text);
        }
    }
}
