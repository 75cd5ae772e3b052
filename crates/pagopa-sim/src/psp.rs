//! The PSP as receipts write it: the registry's texts, once their limits have been checked.

use pagopa_codes::Cents;
use pagopa_node::{Amount, Text};

use crate::registry::{Psp, RegistryError};

#[derive(Clone)]
pub(crate) struct PspIdentity {
    pub(crate) id: Text<35>,
    pub(crate) name: Text<70>,
    pub(crate) fiscal_code: Text<70>,
    pub(crate) channel_id: Text<35>,
    pub(crate) channel_description: Text<35>,
    pub(crate) payment_method: Text<35>,
    pub(crate) fee: Amount,
}

impl PspIdentity {
    /// The same PSP, paid in another way.
    pub(crate) fn paid_by(&self, channel: Option<&Channel>) -> Self {
        let Some(Channel { method, fee }) = channel else { return self.clone() };
        Self { payment_method: method.clone(), fee: *fee, ..self.clone() }
    }
}

/// How somebody pays, and what the PSP takes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub method: Text<35>,
    pub fee: Amount,
}

impl TryFrom<&Psp> for PspIdentity {
    type Error = RegistryError;

    fn try_from(psp: &Psp) -> Result<Self, RegistryError> {
        let fee = Amount::new(Cents::new(psp.fee_cents)).ok_or_else(|| RegistryError::Psp {
            field: "fee_cents",
            reason: "importo fuori dai limiti del Nodo".to_owned(),
        })?;
        Ok(Self {
            id: text("id", &psp.id)?,
            name: text("name", &psp.name)?,
            fiscal_code: text("fiscal_code", &psp.fiscal_code)?,
            channel_id: text("channel_id", &psp.channel_id)?,
            channel_description: text("channel_description", &psp.channel_description)?,
            payment_method: text("payment_method", &psp.payment_method)?,
            fee,
        })
    }
}

fn text<const MAX: usize>(field: &'static str, value: &str) -> Result<Text<MAX>, RegistryError> {
    Text::parse(value).map_err(|it| RegistryError::Psp { field, reason: it.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_the_wire_could_not_carry_is_named() {
        let table = [
            (Psp { id: String::new(), ..Psp::default() }, "psp.id: valore vuoto"),
            (
                Psp { name: "B".repeat(71), ..Psp::default() },
                "psp.name: valore più lungo di 70 caratteri",
            ),
            (
                Psp { fee_cents: -1, ..Psp::default() },
                "psp.fee_cents: importo fuori dai limiti del Nodo",
            ),
        ];
        for (psp, message) in table {
            let error = PspIdentity::try_from(&psp).err().unwrap();
            assert_eq!(error.to_string(), message);
        }
        assert!(PspIdentity::try_from(&Psp::default()).is_ok());
    }
}
