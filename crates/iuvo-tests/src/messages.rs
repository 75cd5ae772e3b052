//! The Node's messages, one by one: what a story needs that a whole payment hides.

use jiff::Timestamp;
use pagopa_codes::{Cents, Metadata, NoticeNumber};
use pagopa_node::{
    Addressee, Amount, Attachment, CanoneUnico, DemandPaymentNoticeRequest, GetPaymentRequest,
    Many, NoticeReference, OrganizationCode, PaymentOutcome, PositiveAmount, Receipt,
    ReceiptTransfer, ReceiptTransferTarget, Request, SendRtV2Request, ServiceData, Subject,
    SubjectIdentifier, SubjectKind, Text, TransferIndex, TransferType, VerifyPaymentNoticeRequest,
    encode_request,
};

use crate::{SoapAnswer, Town, ids};

fn text<const MAX: usize, const MIN: usize>(value: &str) -> Text<MAX, MIN> {
    Text::parse(value).expect("a text that fits")
}

/// The addressee of a message to a body through the town's station.
pub fn addressee(organization: &str) -> Addressee {
    Addressee {
        organization_fiscal_code: text(organization),
        broker_fiscal_code: text(ids::BROKER),
        station_id: text(ids::STATION),
    }
}

fn reference(organization: &str, notice: NoticeNumber) -> NoticeReference {
    let organization_fiscal_code = organization.parse().expect("a fiscal code");
    NoticeReference { organization_fiscal_code, notice_number: notice }
}

/// paVerifyPaymentNotice for a notice of the town.
pub fn verify(notice: NoticeNumber) -> VerifyPaymentNoticeRequest {
    VerifyPaymentNoticeRequest {
        addressee: addressee(ids::TOWN),
        notice: reference(ids::TOWN, notice),
    }
}

/// paGetPaymentV2 for a notice of the town.
pub fn activate(notice: NoticeNumber, transfer_type: Option<TransferType>) -> GetPaymentRequest {
    GetPaymentRequest {
        addressee: addressee(ids::TOWN),
        notice: reference(ids::TOWN, notice),
        amount: None,
        payment_note: None,
        transfer_type,
        due_date: None,
    }
}

/// What somebody declares to owe the town.
pub fn declared(cents: i64) -> CanoneUnico {
    CanoneUnico {
        organization: OrganizationCode::FiscalCode(ids::TOWN.parse().expect("a fiscal code")),
        company_name: text("Comune di Esempio"),
        debtor_fiscal_code: text(ids::DEBTOR),
        debtor_full_name: text("Mario Rossi"),
        debtor_email: None,
        amount: Amount::new(Cents::new(cents)).expect("an amount"),
    }
}

/// paDemandPaymentNotice to the town, for its spontaneous service.
pub fn demand(declared: CanoneUnico) -> DemandPaymentNoticeRequest {
    let data = ServiceData::Cup(declared).encode();
    DemandPaymentNoticeRequest {
        addressee: addressee(ids::TOWN),
        service_id: text(ids::CATALOG_SERVICE),
        service_subject_id: text(ids::CATALOG_SUBJECT),
        data: Attachment::new(data.as_bytes()).expect("some bytes"),
    }
}

/// The receipt of a notice of the town, as expected: a story changes what it is about.
pub fn receipt(receipt_id: &str, notice: NoticeNumber, cents: i64) -> Receipt {
    Receipt {
        receipt_id: text(receipt_id),
        notice_number: notice,
        organization_fiscal_code: ids::TOWN.parse().expect("a fiscal code"),
        outcome: PaymentOutcome::Ok,
        iuv: notice.iuv(),
        amount: Amount::new(Cents::new(cents)).expect("an amount"),
        description: text("TARI 2026"),
        company_name: text("Comune di Esempio"),
        office_name: None,
        debtor: subject(ids::DEBTOR),
        transfers: Many::new(vec![transfer(ids::TOWN, cents, ids::IBAN)]).expect("a transfer"),
        psp_id: text("60000000001"),
        psp_fiscal_code: None,
        psp_vat_number: None,
        psp_company_name: text("Banca di Prova"),
        channel_id: text("60000000001_01"),
        channel_description: text("app"),
        payer: None,
        payment_method: Some(text("creditCard")),
        payment_note: None,
        fee: Amount::new(Cents::new(150)),
        organization_fee: None,
        bundle_id: None,
        organization_bundle_id: None,
        paid_at: "2026-06-10T10:00:00Z".parse::<Timestamp>().ok(),
        application_date: "2026-06-10".parse().ok(),
        transfer_date: "2026-06-11".parse().ok(),
        metadata: Metadata::default(),
        stand_in: None,
    }
}

/// paSendRTV2 of a receipt for a body.
pub fn delivery(organization: &str, receipt: Receipt) -> Request {
    let request = SendRtV2Request { addressee: addressee(organization), receipt };
    Request::SendRtV2(Box::new(request))
}

/// A debtor with that code.
pub fn subject(fiscal_code: &str) -> Subject {
    Subject {
        identifier: SubjectIdentifier { kind: SubjectKind::Natural, value: text(fiscal_code) },
        full_name: text("Mario Rossi"),
        street_name: None,
        civic_number: None,
        postal_code: None,
        city: None,
        state_province_region: None,
        country: None,
        email: None,
    }
}

/// A share of a receipt.
pub fn transfer(organization: &str, cents: i64, iban: &str) -> ReceiptTransfer {
    ReceiptTransfer {
        index: TransferIndex::new(1).expect("an index"),
        amount: PositiveAmount::new(Cents::new(cents)).expect("an amount"),
        organization_fiscal_code: organization.parse().expect("a fiscal code"),
        company_name: None,
        target: ReceiptTransferTarget::Iban(text(iban)),
        remittance_information: text("TARI 2026"),
        category: "9/0101101IM/".parse().expect("a category"),
        metadata: Metadata::default(),
    }
}

impl Town {
    /// Sends any request of the Node.
    pub async fn ask(&self, request: Request) -> SoapAnswer {
        self.soap(request.operation().soap_action(), encode_request(&request)).await
    }

    /// Demands a notice of the town.
    pub async fn demand(&self, declared: CanoneUnico) -> SoapAnswer {
        self.ask(Request::DemandPaymentNotice(demand(declared))).await
    }

    /// Verifies a notice of the town.
    pub async fn verify(&self, notice: NoticeNumber) -> SoapAnswer {
        self.ask(Request::VerifyPaymentNotice(verify(notice))).await
    }

    /// Activates a notice of the town.
    pub async fn activate(&self, notice: NoticeNumber) -> SoapAnswer {
        self.ask(Request::GetPaymentV2(activate(notice, None))).await
    }

    /// Delivers a receipt to the town.
    pub async fn deliver(&self, receipt: Receipt) -> SoapAnswer {
        self.deliver_to(ids::TOWN, receipt).await
    }

    /// Delivers a receipt to a body.
    pub async fn deliver_to(&self, organization: &str, receipt: Receipt) -> SoapAnswer {
        self.ask(delivery(organization, receipt)).await
    }
}
