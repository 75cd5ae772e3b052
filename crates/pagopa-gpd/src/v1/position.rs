//! The model that a body sends and that the API echoes.

use std::fmt;

use pagopa_codes::Cents;
use serde::{Serialize, Serializer};

use super::status::{DebtorType, PositionStatus};
use crate::date_time::GpdDateTime;

/// A debt position as a body sends it, and as POST, PUT, `publish` and `invalidate` answer it.
///
/// In the answer GPD fills what it decided: `status`, `validityDate`, `nav`, the beneficiary of
/// each transfer; absent values are written as `null`, lists are never `null`.
///
/// `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentPositionModel {
    /// Identifier of the position, chosen by the organization: unique together with it.
    pub iupd: String,
    /// Who owes.
    #[serde(rename = "type")]
    pub debtor_type: DebtorType,
    /// Whether the notice may also be paid in stand-in mode (default true).
    pub pay_stand_in: bool,
    /// Fiscal code of the debtor: any text, GPD does not check it.
    pub fiscal_code: String,
    /// Name of the debtor.
    pub full_name: String,
    /// Street of the debtor's address.
    pub street_name: Option<String>,
    /// House number of the debtor's address.
    pub civic_number: Option<String>,
    /// Postal code of the debtor's address.
    pub postal_code: Option<String>,
    /// City of the debtor's address.
    pub city: Option<String>,
    /// Province of the debtor's address.
    pub province: Option<String>,
    /// Region of the debtor's address.
    pub region: Option<String>,
    /// Country of the debtor's address: two capital letters.
    pub country: Option<String>,
    /// E-mail address of the debtor.
    pub email: Option<String>,
    /// Telephone number of the debtor.
    pub phone: Option<String>,
    /// Whether the position expires once every due date has passed.
    pub switch_to_expired: bool,
    /// Name of the organization, at most 140 characters.
    pub company_name: String,
    /// Office of the organization, at most 140 characters.
    pub office_name: Option<String>,
    /// When the position becomes payable; absent means at publication.
    pub validity_date: Option<GpdDateTime>,
    /// When it was paid: only answered, ignored when sent.
    pub payment_date: Option<GpdDateTime>,
    /// Where it is in its life: only answered, ignored when sent.
    pub status: Option<PositionStatus>,
    /// The alternatives to pay it. GPD accepts none.
    #[serde(rename = "paymentOption")]
    pub payment_options: Vec<PaymentOptionModel>,
}

/// One way to pay a position, or one installment of a plan: what a payment notice asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOptionModel {
    /// Number of the payment notice; absent in a request means `3` followed by the IUV.
    #[serde(rename = "nav")]
    pub notice_number: Option<String>,
    /// Identifier of the payment.
    ///
    /// GPD requires it; here a request may leave it out, and then we generate it. An answer always
    /// carries it.
    pub iuv: Option<String>,
    /// Amount in euro cents, at least 1.
    #[serde(serialize_with = "cents")]
    pub amount: Cents,
    /// What is paid, at most 140 characters.
    pub description: String,
    /// Whether this is an installment of a plan.
    pub is_partial_payment: bool,
    /// By when it must be paid.
    pub due_date: GpdDateTime,
    /// Until when it can be kept, not before the due date.
    pub retention_date: Option<GpdDateTime>,
    /// Fee of the payment service provider in euro cents: only answered, ignored when sent.
    #[serde(serialize_with = "cents")]
    pub fee: Cents,
    /// Cost of the notification in euro cents: only answered, ignored when sent.
    #[serde(serialize_with = "cents")]
    pub notification_fee: Cents,
    /// How the amount is split among beneficiaries.
    #[serde(rename = "transfer")]
    pub transfers: Vec<TransferModel>,
    /// Annotations: at most ten, with distinct keys.
    pub payment_option_metadata: Vec<MetadataModel>,
}

/// The share of a payment that goes to one beneficiary, or one digital revenue stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferModel {
    /// Position of the transfer in its option: `1` to `5`, checked with the rules of the domain.
    pub id_transfer: String,
    /// Amount in euro cents, at least 1.
    #[serde(serialize_with = "cents")]
    pub amount: Cents,
    /// Beneficiary; absent in a request means the organization of the path.
    pub organization_fiscal_code: Option<String>,
    /// What is paid, for the beneficiary's bank: at most 140 characters.
    pub remittance_information: String,
    /// Taxonomy of the revenue.
    pub category: String,
    /// Account to credit: 1 to 35 letters and digits, no checksum verified.
    pub iban: Option<String>,
    /// Postal account: it may accompany `iban`, never a stamp.
    pub postal_iban: Option<String>,
    /// Digital revenue stamp to buy instead of crediting an account.
    pub stamp: Option<Stamp>,
    /// Name of the beneficiary, at most 140 characters.
    pub company_name: Option<String>,
    /// Annotations: at most ten, with distinct keys.
    pub transfer_metadata: Vec<MetadataModel>,
}

/// A digital revenue stamp ("marca da bollo digitale").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stamp {
    /// Hash of the document, base64: at most 72 characters.
    pub hash_document: String,
    /// Type of the stamp: two characters.
    pub stamp_type: String,
    /// Province of residence of the buyer: two capital letters.
    pub provincial_residence: String,
}

/// One annotation: a key and its value, at most 140 characters each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MetadataModel {
    /// Name of the annotation.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl fmt::Debug for PaymentPositionModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentPositionModel")
            .field("iupd", &self.iupd)
            .field("status", &self.status)
            .field("payment_options", &self.payment_options)
            .finish_non_exhaustive()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(super) fn cents<S: Serializer>(amount: &Cents, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(amount.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> PaymentPositionModel {
        PaymentPositionModel {
            iupd: "IUPD-1".to_owned(),
            debtor_type: DebtorType::Natural,
            pay_stand_in: true,
            fiscal_code: "AAAAAA00A00A000A".to_owned(),
            full_name: "Ada Bianchi".to_owned(),
            street_name: None,
            civic_number: None,
            postal_code: None,
            city: None,
            province: None,
            region: None,
            country: Some("IT".to_owned()),
            email: None,
            phone: None,
            switch_to_expired: false,
            company_name: "Comune di Prova".to_owned(),
            office_name: None,
            validity_date: None,
            payment_date: None,
            status: Some(PositionStatus::Draft),
            payment_options: vec![PaymentOptionModel {
                notice_number: Some("301000000000000001".to_owned()),
                iuv: Some("01000000000000001".to_owned()),
                amount: Cents::new(1234),
                description: "TARI 2026".to_owned(),
                is_partial_payment: false,
                due_date: GpdDateTime::parse("2026-12-31T23:59:59Z").unwrap(),
                retention_date: None,
                fee: Cents::ZERO,
                notification_fee: Cents::ZERO,
                transfers: vec![TransferModel {
                    id_transfer: "1".to_owned(),
                    amount: Cents::new(1234),
                    organization_fiscal_code: Some("01234567890".to_owned()),
                    remittance_information: "TARI 2026".to_owned(),
                    category: "9/0101100IM/".to_owned(),
                    iban: Some("IT60X0542811101000000123456".to_owned()),
                    postal_iban: None,
                    stamp: None,
                    company_name: None,
                    transfer_metadata: vec![],
                }],
                payment_option_metadata: vec![MetadataModel {
                    key: "k".to_owned(),
                    value: "v".to_owned(),
                }],
            }],
        }
    }

    #[test]
    fn the_echo_writes_every_field_in_gpd_order_with_nulls() {
        let expected = concat!(
            r#"{"iupd":"IUPD-1","type":"F","payStandIn":true,"fiscalCode":"AAAAAA00A00A000A","#,
            r#""fullName":"Ada Bianchi","streetName":null,"civicNumber":null,"postalCode":null,"#,
            r#""city":null,"province":null,"region":null,"country":"IT","email":null,"#,
            r#""phone":null,"switchToExpired":false,"companyName":"Comune di Prova","#,
            r#""officeName":null,"validityDate":null,"paymentDate":null,"status":"DRAFT","#,
            r#""paymentOption":[{"nav":"301000000000000001","iuv":"01000000000000001","#,
            r#""amount":1234,"description":"TARI 2026","isPartialPayment":false,"#,
            r#""dueDate":"2026-12-31T23:59:59","retentionDate":null,"fee":0,"#,
            r#""notificationFee":0,"transfer":[{"idTransfer":"1","amount":1234,"#,
            r#""organizationFiscalCode":"01234567890","remittanceInformation":"TARI 2026","#,
            r#""category":"9/0101100IM/","iban":"IT60X0542811101000000123456","#,
            r#""postalIban":null,"stamp":null,"companyName":null,"transferMetadata":[]}],"#,
            r#""paymentOptionMetadata":[{"key":"k","value":"v"}]}]}"#,
        );
        assert_eq!(serde_json::to_string(&position()).unwrap(), expected);
    }

    #[test]
    fn debug_shows_no_personal_data() {
        let shown = format!("{:?}", position());
        assert!(shown.contains("IUPD-1"));
        assert!(!shown.contains("Ada Bianchi"));
        assert!(!shown.contains("AAAAAA00A00A000A"));
    }
}
