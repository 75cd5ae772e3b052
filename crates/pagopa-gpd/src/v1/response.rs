//! The models that the API only answers.

use pagopa_codes::Cents;
use serde::Serialize;

use super::position::{MetadataModel, Stamp, cents};
use super::status::{DebtorType, PaymentOptionStatus, PositionStatus, TransferStatus};
use crate::date_time::GpdDateTime;

/// What DELETE answers: a JSON string, quotes included, with status 200.
pub const DELETED: &str = "The debt position was successfully deleted";

/// A debt position as the two GET operations answer it: without the debtor's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentPositionModelBaseResponse {
    /// Identifier of the position.
    pub iupd: String,
    /// The organization it belongs to.
    pub organization_fiscal_code: String,
    /// Who owes.
    #[serde(rename = "type")]
    pub debtor_type: DebtorType,
    /// Name of the organization.
    pub company_name: String,
    /// Office of the organization.
    pub office_name: Option<String>,
    /// When it was created; updates keep it.
    pub inserted_date: GpdDateTime,
    /// When it was last published; an update resets it.
    pub publish_date: Option<GpdDateTime>,
    /// When it becomes payable: the earliest among its options.
    pub validity_date: Option<GpdDateTime>,
    /// When it was paid.
    pub payment_date: Option<GpdDateTime>,
    /// Where it is in its life.
    pub status: PositionStatus,
    /// When it last changed.
    pub last_updated_date: GpdDateTime,
    /// The alternatives to pay it; a list filtered by due date shows only those in the interval.
    #[serde(rename = "paymentOption")]
    pub payment_options: Vec<PaymentOptionModelResponse>,
}

/// A payment option as answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOptionModelResponse {
    /// Number of the payment notice.
    #[serde(rename = "nav")]
    pub notice_number: String,
    /// Identifier of the payment.
    pub iuv: String,
    /// The organization it belongs to.
    pub organization_fiscal_code: String,
    /// Amount in euro cents, notification fee included.
    #[serde(serialize_with = "cents")]
    pub amount: Cents,
    /// What is paid.
    pub description: String,
    /// Whether this is an installment of a plan.
    pub is_partial_payment: bool,
    /// By when it must be paid.
    pub due_date: GpdDateTime,
    /// Until when it can be kept.
    pub retention_date: Option<GpdDateTime>,
    /// When it was paid.
    pub payment_date: Option<GpdDateTime>,
    /// When it was found in a reporting flow.
    pub reporting_date: Option<GpdDateTime>,
    /// When its position was created.
    pub inserted_date: GpdDateTime,
    /// How it was paid.
    pub payment_method: Option<String>,
    /// Fee of the payment service provider in euro cents.
    #[serde(serialize_with = "cents")]
    pub fee: Cents,
    /// Cost of the notification in euro cents, already in `amount`.
    #[serde(serialize_with = "cents")]
    pub notification_fee: Cents,
    /// Name of the payment service provider.
    pub psp_company: Option<String>,
    /// Identifier of the receipt.
    pub id_receipt: Option<String>,
    /// Identifier of the reporting flow.
    pub id_flow_reporting: Option<String>,
    /// Whether it is paid and reported.
    pub status: PaymentOptionStatus,
    /// When it last changed.
    pub last_updated_date: GpdDateTime,
    /// Annotations.
    pub payment_option_metadata: Vec<MetadataModel>,
    /// How the amount is split among beneficiaries.
    #[serde(rename = "transfer")]
    pub transfers: Vec<TransferModelResponse>,
}

/// A payment option as the operations on one of them answer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentsModelResponse {
    /// The option.
    #[serde(flatten)]
    pub option: PaymentOptionModelResponse,
    /// When the cost of the notification was last changed.
    pub last_updated_date_notification_fee: Option<GpdDateTime>,
    /// Through which archive its position entered.
    pub service_type: ServiceType,
}

/// What a change of accounts answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateTransferIbanMassiveResponse {
    /// The number, in a sentence.
    pub description: String,
    /// How many transfers were moved.
    pub updated_transfers: usize,
}

impl UpdateTransferIbanMassiveResponse {
    /// The answer for so many transfers.
    pub fn new(updated_transfers: usize) -> Self {
        let description = format!("Updated IBAN on {updated_transfers} Transfers");
        Self { description, updated_transfers }
    }
}

/// Through which archive a position entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ServiceType {
    /// GPD itself.
    #[serde(rename = "GPD")]
    Gpd,
}

/// A transfer as answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferModelResponse {
    /// Beneficiary.
    pub organization_fiscal_code: String,
    /// Name of the beneficiary.
    pub company_name: Option<String>,
    /// Position of the transfer in its option: `1` to `5`.
    pub id_transfer: String,
    /// Amount in euro cents.
    #[serde(serialize_with = "cents")]
    pub amount: Cents,
    /// What is paid, for the beneficiary's bank.
    pub remittance_information: String,
    /// Taxonomy of the revenue.
    pub category: String,
    /// Account to credit.
    pub iban: Option<String>,
    /// Postal account.
    pub postal_iban: Option<String>,
    /// Digital revenue stamp.
    pub stamp: Option<Stamp>,
    /// When its position was created.
    pub inserted_date: GpdDateTime,
    /// Whether it was found in a reporting flow.
    pub status: TransferStatus,
    /// When it last changed.
    pub last_updated_date: GpdDateTime,
    /// Annotations.
    pub transfer_metadata: Vec<MetadataModel>,
}

/// One page of positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaymentPositionsInfo {
    /// The positions of the page.
    pub payment_position_list: Vec<PaymentPositionModelBaseResponse>,
    /// Which page it is.
    pub page_info: PageInfo,
}

/// Which page of a list an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PageInfo {
    /// Number of the page, from zero.
    pub page: u32,
    /// How many positions a page holds, as asked.
    pub limit: u32,
    /// How many positions are *on this page*: GPD's name suggests a total, its behaviour does not.
    pub items_found: u64,
    /// How many pages the whole list has.
    pub total_pages: u64,
}

impl PageInfo {
    /// Describes `page`, which holds `on_page` of the `total` positions found.
    ///
    /// A limit of zero, which no request can carry, counts as one page of everything.
    pub fn new(page: u32, limit: u32, on_page: u64, total: u64) -> Self {
        let per_page = if limit == 0 { total.max(1) } else { u64::from(limit) };
        Self { page, limit, items_found: on_page, total_pages: total.div_ceil(per_page) }
    }
}

/// What `/info` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppInfo {
    /// Name of the application.
    pub name: String,
    /// Version of the application.
    pub version: String,
    /// Environment in which it runs.
    pub environment: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_its_own_positions_and_all_the_pages() {
        let cases = [
            (
                PageInfo::new(0, 10, 0, 0),
                r#"{"page":0,"limit":10,"items_found":0,"total_pages":0}"#,
            ),
            (
                PageInfo::new(2, 10, 3, 23),
                r#"{"page":2,"limit":10,"items_found":3,"total_pages":3}"#,
            ),
            (
                PageInfo::new(9, 50, 0, 50),
                r#"{"page":9,"limit":50,"items_found":0,"total_pages":1}"#,
            ),
        ];
        for (page, json) in cases {
            assert_eq!(serde_json::to_string(&page).unwrap(), json);
        }
    }

    fn transfer(moment: GpdDateTime) -> TransferModelResponse {
        TransferModelResponse {
            organization_fiscal_code: "01234567890".to_owned(),
            company_name: None,
            id_transfer: "1".to_owned(),
            amount: Cents::new(1600),
            remittance_information: "Bollo".to_owned(),
            category: "9/0301121TS/".to_owned(),
            iban: None,
            postal_iban: None,
            stamp: Some(Stamp {
                hash_document: "aGFzaA==".to_owned(),
                stamp_type: "01".to_owned(),
                provincial_residence: "RM".to_owned(),
            }),
            inserted_date: moment,
            status: TransferStatus::Unreported,
            last_updated_date: moment,
            transfer_metadata: vec![],
        }
    }

    fn option(moment: GpdDateTime) -> PaymentOptionModelResponse {
        PaymentOptionModelResponse {
            notice_number: "301000000000000001".to_owned(),
            iuv: "01000000000000001".to_owned(),
            organization_fiscal_code: "01234567890".to_owned(),
            amount: Cents::new(1600),
            description: "Bollo".to_owned(),
            is_partial_payment: false,
            due_date: moment,
            retention_date: None,
            payment_date: None,
            reporting_date: None,
            inserted_date: moment,
            payment_method: None,
            fee: Cents::ZERO,
            notification_fee: Cents::ZERO,
            psp_company: None,
            id_receipt: None,
            id_flow_reporting: None,
            status: PaymentOptionStatus::Unpaid,
            last_updated_date: moment,
            payment_option_metadata: vec![],
            transfers: vec![transfer(moment)],
        }
    }

    #[test]
    fn a_list_is_written_with_gpd_names_order_and_nulls() {
        let moment = GpdDateTime::parse("2026-05-28T10:30:15.5").unwrap();
        let position = PaymentPositionModelBaseResponse {
            iupd: "IUPD-1".to_owned(),
            organization_fiscal_code: "01234567890".to_owned(),
            debtor_type: DebtorType::Legal,
            company_name: "Comune di Prova".to_owned(),
            office_name: None,
            inserted_date: moment,
            publish_date: None,
            validity_date: None,
            payment_date: None,
            status: PositionStatus::Draft,
            last_updated_date: moment,
            payment_options: vec![option(moment)],
        };
        let list = PaymentPositionsInfo {
            payment_position_list: vec![position],
            page_info: PageInfo::new(0, 10, 1, 1),
        };
        let expected = concat!(
            r#"{"payment_position_list":[{"iupd":"IUPD-1","#,
            r#""organizationFiscalCode":"01234567890","type":"G","#,
            r#""companyName":"Comune di Prova","officeName":null,"#,
            r#""insertedDate":"2026-05-28T10:30:15.5","publishDate":null,"validityDate":null,"#,
            r#""paymentDate":null,"status":"DRAFT","lastUpdatedDate":"2026-05-28T10:30:15.5","#,
            r#""paymentOption":[{"nav":"301000000000000001","iuv":"01000000000000001","#,
            r#""organizationFiscalCode":"01234567890","amount":1600,"description":"Bollo","#,
            r#""isPartialPayment":false,"dueDate":"2026-05-28T10:30:15.5","#,
            r#""retentionDate":null,"paymentDate":null,"reportingDate":null,"#,
            r#""insertedDate":"2026-05-28T10:30:15.5","paymentMethod":null,"fee":0,"#,
            r#""notificationFee":0,"pspCompany":null,"idReceipt":null,"#,
            r#""idFlowReporting":null,"status":"PO_UNPAID","#,
            r#""lastUpdatedDate":"2026-05-28T10:30:15.5","paymentOptionMetadata":[],"#,
            r#""transfer":[{"organizationFiscalCode":"01234567890","companyName":null,"#,
            r#""idTransfer":"1","amount":1600,"remittanceInformation":"Bollo","#,
            r#""category":"9/0301121TS/","iban":null,"postalIban":null,"#,
            r#""stamp":{"hashDocument":"aGFzaA==","stampType":"01","#,
            r#""provincialResidence":"RM"},"insertedDate":"2026-05-28T10:30:15.5","#,
            r#""status":"T_UNREPORTED","lastUpdatedDate":"2026-05-28T10:30:15.5","#,
            r#""transferMetadata":[]}]}]}],"#,
            r#""page_info":{"page":0,"limit":10,"items_found":1,"total_pages":1}}"#,
        );
        assert_eq!(serde_json::to_string(&list).unwrap(), expected);
    }
}
