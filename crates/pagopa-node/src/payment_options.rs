//! The payment options of a notice ("opzioni di pagamento", OdP): JSON over HTTP beside the SOAP
//! services, for both sides of the wire.
//!
//! The Payment Options service of pagoPA asks a station for everything a payer may choose from:
//! the whole at once, or one of the plans. What is written here is what its `OpenAPI` for
//! organizations describes.

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

mod fault;

pub use fault::{OptionsFault, OptionsFaultCode};

/// What may be paid for a notice (`PaymentOptionsResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOptions {
    /// The creditor.
    pub organization_fiscal_code: String,
    /// Its name.
    pub company_name: String,
    /// The office, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_name: Option<String>,
    /// Whether the Node may answer in the place of the station.
    #[serde(rename = "standin", default)]
    pub stand_in: bool,
    /// The ways of settling the debt.
    pub payment_options: Vec<PaymentOption>,
}

/// A way of settling the debt: at once, or by instalments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOption {
    /// What it is, as the payer reads it.
    pub description: String,
    /// How many payments it takes.
    pub number_of_installments: u32,
    /// The last day of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<UtcDateTime>,
    /// From when it may be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<UtcDateTime>,
    /// The sum of its instalments, paid ones included; cents.
    pub amount: i64,
    /// Where it stands.
    pub status: OptionStatus,
    /// Why, if that needs a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// Whether all of it can be credited to postal accounts.
    #[serde(rename = "allCCP")]
    pub all_postal: bool,
    /// What is paid.
    pub installments: Vec<Installment>,
}

/// A payment of an option, with the notice number that it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installment {
    /// The notice number.
    pub nav: String,
    /// The IUV.
    pub iuv: String,
    /// Cents.
    pub amount: i64,
    /// The reason of the payment.
    pub description: String,
    /// By when to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<UtcDateTime>,
    /// From when it may be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<UtcDateTime>,
    /// Where it stands.
    pub status: InstallmentStatus,
    /// Why, if that needs a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
}

/// Where an option stands (`EnumPo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptionStatus {
    /// Nothing of it has been paid.
    #[serde(rename = "PO_UNPAID")]
    Unpaid,
    /// All of it has been paid.
    #[serde(rename = "PO_PAID")]
    Paid,
    /// Some instalments have been paid.
    #[serde(rename = "PO_PARTIALLY_PAID")]
    PartiallyPaid,
    /// Its time has passed.
    #[serde(rename = "PO_EXPIRED_NOT_PAYABLE")]
    ExpiredNotPayable,
    /// Late, and payable all the same.
    #[serde(rename = "PO_EXPIRED_UNPAID")]
    ExpiredUnpaid,
    /// Not to be paid: withdrawn, or the debt is being paid in another way.
    #[serde(rename = "PO_INVALID")]
    Invalid,
}

/// Where an instalment stands (`EnumInstallment`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstallmentStatus {
    /// To be paid.
    #[serde(rename = "POI_UNPAID")]
    Unpaid,
    /// Paid.
    #[serde(rename = "POI_PAID")]
    Paid,
    /// Its time has passed.
    #[serde(rename = "POI_EXPIRED_NOT_PAYABLE")]
    ExpiredNotPayable,
    /// Late, and payable all the same.
    #[serde(rename = "POI_EXPIRED_UNPAID")]
    ExpiredUnpaid,
    /// Not to be paid, as its option.
    #[serde(rename = "POI_INVALID")]
    Invalid,
}

/// A date-time in UTC. Written with its `Z`, which the schema's `date-time` demands; read with or
/// without, as the service does, which drops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcDateTime(pub DateTime);

impl Serialize for UtcDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}Z", self.0))
    }
}

impl<'de> Deserialize<'de> for UtcDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let local = text.strip_suffix('Z').unwrap_or(&text);
        let time = local.split_once('T').map_or("", |(_, time)| time);
        if time.contains(['+', '-', '[']) {
            return Err(D::Error::custom("a date-time of another zone than UTC"));
        }
        local.parse().map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    /// A code that both sides have is called the same on both.
    #[test]
    fn date_times_are_written_with_their_zone_and_read_without_it_too() {
        let read = |text: &str| from_value::<UtcDateTime>(json!(text));
        let moment = read("2026-12-16T23:59:59").unwrap();
        assert_eq!(read("2026-12-16T23:59:59Z").unwrap(), moment);
        assert_eq!(to_value(moment).unwrap(), json!("2026-12-16T23:59:59Z"));
        for wrong in ["2026-12-16T23:59:59+01:00", "domani", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_answer_is_written_without_what_it_does_not_have() {
        let answer = PaymentOptions {
            organization_fiscal_code: "99000000010".to_owned(),
            company_name: "Comune di Esempio".to_owned(),
            office_name: None,
            stand_in: true,
            payment_options: vec![PaymentOption {
                description: "Pagamento in un’unica soluzione".to_owned(),
                number_of_installments: 1,
                due_date: None,
                valid_from: None,
                amount: 12_000,
                status: OptionStatus::Unpaid,
                status_reason: None,
                all_postal: true,
                installments: Vec::new(),
            }],
        };
        let written = json!({
            "organizationFiscalCode": "99000000010",
            "companyName": "Comune di Esempio",
            "standin": true,
            "paymentOptions": [{
                "description": "Pagamento in un’unica soluzione",
                "numberOfInstallments": 1,
                "amount": 12_000,
                "status": "PO_UNPAID",
                "allCCP": true,
                "installments": [],
            }],
        });
        assert_eq!(to_value(&answer).unwrap(), written);
        assert_eq!(from_value::<PaymentOptions>(written).unwrap(), answer);
    }
}
