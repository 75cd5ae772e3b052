//! The QR code of a notice.
//!
//! Guide to notices 3.5.1, "Codice QR": `PAGOPA|002|` number `|` fiscal code of the body `|` amount
//! in cents; ISO/IEC 18004, version 4, correction M. An encoder that chose the version and the
//! segments itself could make a smaller symbol, which readers of notices do not expect: both are
//! prescribed here.

use fast_qr::{ECL, Mode, QRBuilder, Version};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};

use super::Modules;
use crate::error::NoticeError;

/// What the QR code of a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentCode(String);

impl PaymentCode {
    /// The text for a notice number of a body; the amount has at least two digits.
    pub fn new(number: &NoticeNumber, body: &OrganizationFiscalCode, amount: Cents) -> Self {
        Self(format!("PAGOPA|002|{}|{}|{:02}", number.as_str(), body.as_str(), amount.get()))
    }

    /// The text, 43 to 53 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn modules(&self) -> Result<Modules, NoticeError> {
        let code = QRBuilder::new(self.0.as_bytes())
            .version(Version::V04)
            .ecl(ECL::M)
            .mode(Mode::Byte)
            .build()
            .map_err(|_| NoticeError::Code { code: "codice QR" })?;
        let side = u8::try_from(code.size).unwrap_or(u8::MAX);
        let dark = |x: u8, y: u8| {
            let index = usize::from(y).saturating_mul(code.size).saturating_add(usize::from(x));
            code.data.get(index).is_some_and(|module| module.value())
        };
        Ok(Modules::new(side, dark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(cents: i64) -> PaymentCode {
        let number = NoticeNumber::parse("470000008800999051").unwrap();
        let body = OrganizationFiscalCode::parse("99999000013").unwrap();
        PaymentCode::new(&number, &body, Cents::new(cents))
    }

    #[test]
    fn the_text_is_that_of_the_reference_notices() {
        for (cents, text) in [
            (150_000, "PAGOPA|002|470000008800999051|99999000013|150000"),
            (100, "PAGOPA|002|470000008800999051|99999000013|100"),
            (5, "PAGOPA|002|470000008800999051|99999000013|05"),
            (99_999_999_999, "PAGOPA|002|470000008800999051|99999000013|99999999999"),
        ] {
            assert_eq!(code(cents).as_str(), text);
        }
    }

    #[test]
    fn the_symbol_is_always_version_four() {
        for cents in [1, 150_000, 99_999_999_999] {
            assert_eq!(code(cents).modules().unwrap().side(), 33);
        }
    }
}
