//! The fields of a request as they arrive, before any constraint.
//!
//! Read-only fields (`status`, `paymentDate`, `fee`, `notificationFee`) are not here: whatever is
//! sent for them is ignored, even of the wrong type.

use serde::Deserialize;

use super::lenient::{Object, boolean, date_time, debtor_type, integer, text};
use crate::date_time::GpdDateTime;
use crate::v1::status::DebtorType;

/// A list that may be `null`.
pub(super) type List<T> = Option<Vec<Object<T>>>;

/// The body with which a payment option is marked as already paid.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlreadyPaid {
    #[serde(default, deserialize_with = "date_time")]
    pub(super) payment_date: Option<GpdDateTime>,
}

/// The body with which transfers are moved to another account.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewIban {
    #[serde(default, deserialize_with = "text")]
    pub(super) new_iban: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Position {
    #[serde(default, deserialize_with = "text")]
    pub(super) iupd: Option<String>,
    #[serde(default, deserialize_with = "debtor_type", rename = "type")]
    pub(super) debtor_type: Option<DebtorType>,
    #[serde(default = "absent_stand_in", deserialize_with = "boolean")]
    pub(super) pay_stand_in: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    pub(super) fiscal_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) full_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) street_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) civic_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) postal_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) city: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) province: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) region: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) country: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) email: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) phone: Option<String>,
    #[serde(default, deserialize_with = "boolean")]
    pub(super) switch_to_expired: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    pub(super) company_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) office_name: Option<String>,
    #[serde(default, deserialize_with = "date_time")]
    pub(super) validity_date: Option<GpdDateTime>,
    #[serde(default, rename = "paymentOption")]
    pub(super) payment_options: List<PaymentOption>,
}

/// Absent, `payStandIn` is true; `null`, it is false, because in GPD it is a primitive.
#[expect(clippy::unnecessary_wraps, reason = "the type of the field whose default this is")]
fn absent_stand_in() -> Option<bool> {
    Some(true)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentOption {
    #[serde(default, deserialize_with = "text", rename = "nav")]
    pub(super) notice_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) iuv: Option<String>,
    #[serde(default, deserialize_with = "integer")]
    pub(super) amount: Option<i64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) description: Option<String>,
    #[serde(default, deserialize_with = "boolean")]
    pub(super) is_partial_payment: Option<bool>,
    #[serde(default, deserialize_with = "date_time")]
    pub(super) due_date: Option<GpdDateTime>,
    #[serde(default, deserialize_with = "date_time")]
    pub(super) retention_date: Option<GpdDateTime>,
    #[serde(default, rename = "transfer")]
    pub(super) transfers: List<Transfer>,
    #[serde(default)]
    pub(super) payment_option_metadata: List<Metadata>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transfer {
    #[serde(default, deserialize_with = "text")]
    pub(super) id_transfer: Option<String>,
    #[serde(default, deserialize_with = "integer")]
    pub(super) amount: Option<i64>,
    #[serde(default, deserialize_with = "text")]
    pub(super) organization_fiscal_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) remittance_information: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) category: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) iban: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) postal_iban: Option<String>,
    #[serde(default)]
    pub(super) stamp: Option<Object<Stamp>>,
    #[serde(default, deserialize_with = "text")]
    pub(super) company_name: Option<String>,
    #[serde(default)]
    pub(super) transfer_metadata: List<Metadata>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stamp {
    #[serde(default, deserialize_with = "text")]
    pub(super) hash_document: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) stamp_type: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) provincial_residence: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    #[serde(default, deserialize_with = "text")]
    pub(super) key: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: Option<String>,
}
