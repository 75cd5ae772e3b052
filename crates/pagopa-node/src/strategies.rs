//! Generators of messages for the tests: every optional part comes and goes, every text holds the
//! characters that need care.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use pagopa_codes::{
    Cents, Iuv, Metadata, MetadataEntry, NoticeNumber, OrganizationFiscalCode, Stamp,
    TransferCategory,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::{
    Addressee, Amount, AmountOption, Attachment, CountryCode, DemandPaymentNoticeRequest,
    DemandedNotice, Email, Fault, FaultCode, GetPaymentRequest, Many, NoticeReference, Payment,
    PaymentOption, PaymentOutcome, PaymentV1, PositiveAmount, PreparedPayment, PreparedPaymentV1,
    Receipt, ReceiptTransfer, ReceiptTransferTarget, ReceiptV1, Request, Response, SendRtRequest,
    SendRtV2Request, Subject, SubjectIdentifier, SubjectKind, Text, Transfer, TransferIndex,
    TransferTarget, TransferType, VerifiedNotice, VerifyPaymentNoticeRequest,
};

/// Characters XML treats in special ways, letters of one to four bytes, and blanks.
fn characters() -> impl Strategy<Value = char> {
    prop_oneof![
        proptest::char::range('a', 'z'),
        prop::sample::select(vec!['&', '<', '>', '"', '\'', ']', ';', ' ', '\t', '\n', '\r']),
        prop::sample::select(vec!['è', '’', '€', '\u{10348}', '\u{FFFD}', '\u{85}', '\u{2028}']),
    ]
}

fn string(min: usize, max: usize) -> impl Strategy<Value = String> {
    vec(characters(), min..=max).prop_map(|it| it.into_iter().collect())
}

fn text<const MAX: usize, const MIN: usize>() -> impl Strategy<Value = Text<MAX, MIN>> {
    string(MIN, MAX).prop_map(|it| Text::parse(&it).unwrap())
}

fn organization_fiscal_code() -> impl Strategy<Value = OrganizationFiscalCode> {
    "[0-9]{11}".prop_map(|it| OrganizationFiscalCode::parse(&it).unwrap())
}

fn amount() -> impl Strategy<Value = Amount> {
    (0..=Cents::MAX_NODE.get()).prop_map(|it| Amount::new(Cents::new(it)).unwrap())
}

fn positive_amount() -> impl Strategy<Value = PositiveAmount> {
    (1..=Cents::MAX_NODE.get()).prop_map(|it| PositiveAmount::new(Cents::new(it)).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1..=9999i16, 1..=12i8, 1..=28i8).prop_map(|(year, month, day)| date(year, month, day))
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let seconds = -62_135_596_800..=253_402_207_200i64;
    (seconds, 0..=999_999_999)
        .prop_filter_map("beyond the calendar", |(s, ns)| Timestamp::new(s, ns).ok())
        .prop_filter("before the year 1", |it| it.as_second() >= -62_135_596_800)
}

fn iuv() -> impl Strategy<Value = Iuv> {
    "[!-~]{1,35}".prop_map(|it| Iuv::parse(&it).unwrap())
}

fn notice_number() -> impl Strategy<Value = NoticeNumber> {
    "[0-9]{18}".prop_map(|it| NoticeNumber::parse(&it).unwrap())
}

fn category() -> impl Strategy<Value = TransferCategory> {
    string(1, 140).prop_map(|it| TransferCategory::parse(&it).unwrap())
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let entry = (string(1, 140), string(1, 140))
        .prop_map(|(key, value)| MetadataEntry::new(&key, &value).unwrap());
    prop_oneof![
        2 => Just(Metadata::default()),
        1 => vec(entry, 0..=15).prop_map(|it| Metadata::new(it).unwrap()),
    ]
}

fn addressee() -> impl Strategy<Value = Addressee> {
    (text(), text(), text()).prop_map(
        |(organization_fiscal_code, broker_fiscal_code, station_id)| Addressee {
            organization_fiscal_code,
            broker_fiscal_code,
            station_id,
        },
    )
}

fn notice() -> impl Strategy<Value = NoticeReference> {
    (organization_fiscal_code(), notice_number()).prop_map(
        |(organization_fiscal_code, notice_number)| NoticeReference {
            organization_fiscal_code,
            notice_number,
        },
    )
}

fn subject() -> impl Strategy<Value = Subject> {
    let kind = prop::sample::select(vec![SubjectKind::Natural, SubjectKind::Legal]);
    let identifier = (kind, text()).prop_map(|(kind, value)| SubjectIdentifier { kind, value });
    let country = "[A-Z]{2}".prop_map(|it| CountryCode::parse(&it).unwrap());
    let email = "[a-zA-Z0-9_.+-]{1,20}@[a-zA-Z0-9-]{1,9}(\\.[a-zA-Z0-9-]{1,9}){0,3}"
        .prop_map(|it| Email::parse(&it).unwrap());
    let street = (option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    let place = (option::of(text()), option::of(country), option::of(email));
    (identifier, text(), street, place).prop_map(|(identifier, full_name, street, place)| Subject {
        identifier,
        full_name,
        street_name: street.0,
        civic_number: street.1,
        postal_code: street.2,
        city: street.3,
        state_province_region: place.0,
        country: place.1,
        email: place.2,
    })
}

fn stamp() -> impl Strategy<Value = Stamp> {
    let hash = prop::sample::select(vec!["AAAA", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]);
    (hash, "[A-Z]{2}").prop_map(|(hash, province)| Stamp::new(hash, "01", &province).unwrap())
}

fn transfer_index() -> impl Strategy<Value = TransferIndex> {
    (1..=5u8).prop_map(|it| TransferIndex::new(it).unwrap())
}

prop_compose! {
    fn transfer()(
        index in transfer_index(),
        amount in positive_amount(),
        organization_fiscal_code in organization_fiscal_code(),
        company_name in option::of(text()),
        target in prop_oneof![
            text().prop_map(TransferTarget::Iban),
            stamp().prop_map(TransferTarget::Stamp),
        ],
        remittance_information in text(),
        category in category(),
        metadata in metadata(),
    ) -> Transfer {
        Transfer {
            index,
            amount,
            organization_fiscal_code,
            company_name,
            target,
            remittance_information,
            category,
            metadata,
        }
    }
}

prop_compose! {
    fn receipt_transfer()(
        index in transfer_index(),
        amount in positive_amount(),
        organization_fiscal_code in organization_fiscal_code(),
        company_name in option::of(text()),
        target in prop_oneof![
            text().prop_map(ReceiptTransferTarget::Iban),
            vec(any::<u8>(), 1..200)
                .prop_map(|it| ReceiptTransferTarget::Stamp(Attachment::new(&it).unwrap())),
        ],
        remittance_information in text(),
        category in category(),
        metadata in metadata(),
    ) -> ReceiptTransfer {
        ReceiptTransfer {
            index,
            amount,
            organization_fiscal_code,
            company_name,
            target,
            remittance_information,
            category,
            metadata,
        }
    }
}

prop_compose! {
    /// Half of a payment: property composition stops at twelve parts.
    fn payment_dates()(
        due_date in day(),
        retention_date in option::of(instant()),
        is_last in any::<Option<bool>>(),
    ) -> (Date, Option<Timestamp>, Option<bool>) {
        (due_date, retention_date, is_last)
    }
}

prop_compose! {
    pub(crate) fn payment()(
        iuv in iuv(),
        amount in positive_amount(),
        dates in payment_dates(),
        description in text(),
        company_name in text(),
        office_name in option::of(text()),
        debtor in subject(),
        transfers in vec(transfer(), 1..=5),
        metadata in metadata(),
    ) -> Payment {
        Payment {
            iuv,
            amount,
            due_date: dates.0,
            retention_date: dates.1,
            is_last: dates.2,
            description,
            company_name,
            office_name,
            debtor,
            transfers: Many::new(transfers).unwrap(),
            metadata,
        }
    }
}

prop_compose! {
    /// A receipt without its optional parts.
    fn bare_receipt()(
        receipt_id in text(),
        notice_number in notice_number(),
        organization_fiscal_code in organization_fiscal_code(),
        outcome in prop::sample::select(vec![PaymentOutcome::Ok, PaymentOutcome::Ko]),
        iuv in iuv(),
        amount in amount(),
        texts in (text(), text(), text(), text(), text(), text()),
        debtor in subject(),
        transfers in vec(receipt_transfer(), 1..=5),
    ) -> Receipt {
        Receipt {
            receipt_id,
            notice_number,
            organization_fiscal_code,
            outcome,
            iuv,
            amount,
            description: texts.0,
            company_name: texts.1,
            office_name: None,
            debtor,
            transfers: Many::new(transfers).unwrap(),
            psp_id: texts.2,
            psp_fiscal_code: None,
            psp_vat_number: None,
            psp_company_name: texts.3,
            channel_id: texts.4,
            channel_description: texts.5,
            payer: None,
            payment_method: None,
            payment_note: None,
            fee: None,
            organization_fee: None,
            bundle_id: None,
            organization_bundle_id: None,
            paid_at: None,
            application_date: None,
            transfer_date: None,
            metadata: Metadata::default(),
            stand_in: None,
        }
    }
}

prop_compose! {
    pub(crate) fn receipt()(
        bare in bare_receipt(),
        psp in (option::of(text()), option::of(text()), option::of(text())),
        payer in option::of(subject()),
        method in (option::of(text()), option::of(text())),
        fees in (option::of(amount()), option::of(amount())),
        bundles in (option::of(text()), option::of(text())),
        paid_at in option::of(instant()),
        days in (option::of(day()), option::of(day())),
        metadata in metadata(),
        stand_in in any::<Option<bool>>(),
    ) -> Receipt {
        Receipt {
            office_name: psp.0,
            psp_fiscal_code: psp.1,
            psp_vat_number: psp.2,
            payer,
            payment_method: method.0,
            payment_note: method.1,
            fee: fees.0,
            organization_fee: fees.1,
            bundle_id: bundles.0,
            organization_bundle_id: bundles.1,
            paid_at,
            application_date: days.0,
            transfer_date: days.1,
            metadata,
            stand_in,
            ..bare
        }
    }
}

/// A payment of the first version: one of the second, with accounts in the place of stamps.
pub(crate) fn payment_v1() -> impl Strategy<Value = PaymentV1> {
    (payment(), text(), any::<bool>()).prop_map(|(payment, iban, is_named)| {
        let transfers = payment.transfers.map(|it| match it.target {
            TransferTarget::Iban(_) => it,
            TransferTarget::Stamp(_) => {
                Transfer { target: TransferTarget::Iban(iban.clone()), ..it }
            }
        });
        let payment = PaymentV1::of(Payment { transfers, ..payment }).unwrap();
        let company_name = payment.company_name.clone().filter(|_| is_named);
        PaymentV1 { company_name, ..payment }
    })
}

/// A receipt of the first version.
pub(crate) fn receipt_v1() -> impl Strategy<Value = ReceiptV1> {
    (receipt(), text()).prop_map(|(receipt, iban)| {
        let transfers = receipt.transfers.map(|it| match it.target {
            ReceiptTransferTarget::Iban(_) => it,
            ReceiptTransferTarget::Stamp(_) => {
                ReceiptTransfer { target: ReceiptTransferTarget::Iban(iban.clone()), ..it }
            }
        });
        ReceiptV1::of(Receipt { transfers, ..receipt }).unwrap()
    })
}

pub(crate) fn request() -> impl Strategy<Value = Request> {
    let verify = (addressee(), notice()).prop_map(|(addressee, notice)| {
        Request::VerifyPaymentNotice(VerifyPaymentNoticeRequest { addressee, notice })
    });
    let transfer_type = prop::sample::select(vec![TransferType::Postal, TransferType::PagoPa]);
    let asked =
        (option::of(amount()), option::of(text()), option::of(transfer_type), option::of(day()));
    let get_payment =
        (addressee(), notice(), asked).prop_map(|(addressee, notice, asked)| GetPaymentRequest {
            addressee,
            notice,
            amount: asked.0,
            payment_note: asked.1,
            transfer_type: asked.2,
            due_date: asked.3,
        });
    let get_payment = (get_payment, any::<bool>()).prop_map(|(request, is_first)| {
        if is_first { Request::GetPayment(request) } else { Request::GetPaymentV2(request) }
    });
    let receipt = (addressee(), receipt()).prop_map(|(addressee, receipt)| {
        Request::SendRtV2(Box::new(SendRtV2Request { addressee, receipt }))
    });
    let receipt_v1 = (addressee(), receipt_v1()).prop_map(|(addressee, receipt)| {
        Request::SendRt(Box::new(SendRtRequest { addressee, receipt }))
    });
    let data = vec(any::<u8>(), 1..200).prop_map(|it| Attachment::new(&it).unwrap());
    let demand = (addressee(), text(), text(), data).prop_map(|(addressee, service, of, data)| {
        Request::DemandPaymentNotice(DemandPaymentNoticeRequest {
            addressee,
            service_id: service,
            service_subject_id: of,
            data,
        })
    });
    prop_oneof![verify, get_payment, receipt, receipt_v1, demand]
}

fn fault() -> impl Strategy<Value = Fault> {
    let code = prop_oneof![
        prop::sample::select(FaultCode::ALL.to_vec()),
        Just(FaultCode::Other("PAA_ALTRO".into())),
    ];
    (code, string(0, 20), string(0, 99))
        .prop_map(|(code, id, description)| Fault::new(code, id).with_description(description))
}

prop_compose! {
    fn verified_notice()(
        amount in positive_amount(),
        amount_option in prop::sample::select(vec![
            AmountOption::Equal,
            AmountOption::Less,
            AmountOption::Greater,
            AmountOption::Any,
        ]),
        due_date in option::of(day()),
        detail in option::of(text()),
        all_postal in any::<bool>(),
        description in text(),
        organization_fiscal_code in organization_fiscal_code(),
        company_name in text(),
        office_name in option::of(text()),
    ) -> VerifiedNotice {
        VerifiedNotice {
            payment_option: PaymentOption { amount, amount_option, due_date, detail, all_postal },
            description,
            organization_fiscal_code,
            company_name,
            office_name,
        }
    }
}

fn answer<T: Clone + std::fmt::Debug>(
    positive: impl Strategy<Value = T>,
) -> impl Strategy<Value = Result<T, Fault>> {
    prop_oneof![positive.prop_map(Ok), fault().prop_map(Err)]
}

pub(crate) fn response() -> impl Strategy<Value = Response> {
    let prepared = payment().prop_map(|payment| Box::new(PreparedPayment { payment }));
    let prepared_v1 = payment_v1().prop_map(|payment| Box::new(PreparedPaymentV1 { payment }));
    let demanded = (notice(), verified_notice())
        .prop_map(|(notice, verified)| Box::new(DemandedNotice { notice, verified }));
    prop_oneof![
        answer(demanded).prop_map(Response::DemandPaymentNotice),
        answer(verified_notice()).prop_map(Response::VerifyPaymentNotice),
        answer(prepared).prop_map(Response::GetPaymentV2),
        answer(prepared_v1).prop_map(Response::GetPayment),
        answer(Just(())).prop_map(Response::SendRt),
        answer(Just(())).prop_map(Response::SendRtV2),
    ]
}
