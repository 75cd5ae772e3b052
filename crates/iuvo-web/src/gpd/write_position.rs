//! From our words to GPD's.

use iuvo_app::debt_positions::PageFound;
use iuvo_domain::debt_position::{
    DebtPosition, Destination, Installment, NEVER, OptionKind, PaymentOption, PositionStatus,
    Transfer, TransferStatus,
};
use jiff::{Timestamp, civil::datetime};
use pagopa_codes::{Cents, Metadata, SegregationCode};
use pagopa_gpd::{
    GpdDateTime,
    query::{Interval, ListQuery},
    v1::{
        self, DebtorType, MetadataModel, PageInfo, PaymentOptionModel, PaymentOptionModelResponse,
        PaymentOptionStatus, PaymentPositionModel, PaymentPositionModelBaseResponse,
        PaymentPositionsInfo, PaymentsModelResponse, ServiceType, TransferModel,
        TransferModelResponse,
    },
};

/// The items of v1: every instalment, in the order in which the body listed them.
fn items(position: &DebtPosition) -> Vec<(&PaymentOption, &Installment)> {
    let mut items: Vec<_> = position
        .options
        .iter()
        .flat_map(|option| option.installments.iter().map(move |it| (option, it)))
        .collect();
    items.sort_by_key(|(_, installment)| installment.ordinal);
    items
}

/// What a write is answered with: the position as it was written.
pub(super) fn echo(position: &DebtPosition) -> PaymentPositionModel {
    let first = position.options.first();
    let debtor = first.map(|it| &it.debtor);
    let address = debtor.map(|it| &it.address);
    let text = |it: Option<&String>| it.cloned();
    PaymentPositionModel {
        iupd: position.iupd.clone(),
        debtor_type: debtor_type(first),
        pay_stand_in: position.pay_stand_in,
        fiscal_code: text(debtor.map(|it| &it.fiscal_code)).unwrap_or_default(),
        full_name: text(debtor.map(|it| &it.full_name)).unwrap_or_default(),
        street_name: address.and_then(|it| it.street.clone()),
        civic_number: address.and_then(|it| it.number.clone()),
        postal_code: address.and_then(|it| it.postal_code.clone()),
        city: address.and_then(|it| it.city.clone()),
        province: address.and_then(|it| it.province.clone()),
        region: address.and_then(|it| it.region.clone()),
        country: address.and_then(|it| it.country.clone()),
        email: debtor.and_then(|it| it.email.clone()),
        phone: debtor.and_then(|it| it.phone.clone()),
        switch_to_expired: first.is_some()
            && position.options.iter().all(|it| it.switch_to_expired),
        company_name: position.company_name.clone(),
        office_name: position.office_name.clone(),
        validity_date: position.validity_date().map(at),
        payment_date: position.paid_at.map(at),
        status: Some(status(position)),
        payment_options: items(position).into_iter().map(echo_item).collect(),
    }
}

fn echo_item((option, installment): (&PaymentOption, &Installment)) -> PaymentOptionModel {
    PaymentOptionModel {
        notice_number: Some(installment.notice_number.to_string()),
        iuv: Some(installment.iuv.to_string()),
        amount: with_fee(installment),
        description: installment.description.clone(),
        is_partial_payment: option.kind == OptionKind::Plan,
        due_date: at(installment.due_date),
        retention_date: installment.retention_date.map(at),
        fee: installment.payment.as_ref().map_or(Cents::ZERO, |it| it.fee),
        notification_fee: installment.notification_fee,
        transfers: installment.transfers.iter().map(echo_transfer).collect(),
        payment_option_metadata: metadata(&installment.metadata),
    }
}

fn echo_transfer(transfer: &Transfer) -> TransferModel {
    let (iban, postal_iban, stamp) = destination(transfer);
    TransferModel {
        id_transfer: transfer.index.to_string(),
        amount: transfer.amount,
        organization_fiscal_code: Some(transfer.organization.to_string()),
        remittance_information: transfer.remittance_information.clone(),
        category: transfer.category.to_string(),
        iban,
        postal_iban,
        stamp,
        company_name: transfer.company_name.clone(),
        transfer_metadata: metadata(&transfer.metadata),
    }
}

/// What a read is answered with: the position with those of its items that the caller asked for.
pub(super) fn answer(
    position: &DebtPosition,
    organization: &str,
    shows: impl Fn(&Installment) -> bool,
) -> PaymentPositionModelBaseResponse {
    PaymentPositionModelBaseResponse {
        iupd: position.iupd.clone(),
        organization_fiscal_code: organization.to_owned(),
        debtor_type: debtor_type(position.options.first()),
        company_name: position.company_name.clone(),
        office_name: position.office_name.clone(),
        inserted_date: at(position.inserted_at),
        publish_date: position.published_at.map(at),
        validity_date: position.validity_date().map(at),
        payment_date: position.paid_at.map(at),
        status: status(position),
        last_updated_date: at(position.updated_at),
        payment_options: items(position)
            .into_iter()
            .filter(|(_, installment)| shows(installment))
            .map(|item| answer_item(position, organization, item))
            .collect(),
    }
}

fn answer_item(
    position: &DebtPosition,
    organization: &str,
    (option, installment): (&PaymentOption, &Installment),
) -> PaymentOptionModelResponse {
    let payment = installment.payment.as_ref();
    PaymentOptionModelResponse {
        notice_number: installment.notice_number.to_string(),
        iuv: installment.iuv.to_string(),
        organization_fiscal_code: organization.to_owned(),
        amount: with_fee(installment),
        description: installment.description.clone(),
        is_partial_payment: option.kind == OptionKind::Plan,
        due_date: at(installment.due_date),
        retention_date: installment.retention_date.map(at),
        payment_date: payment.map(|it| at(it.paid_at)),
        reporting_date: None,
        inserted_date: at(position.inserted_at),
        payment_method: payment.and_then(|it| it.method.clone()),
        fee: payment.map_or(Cents::ZERO, |it| it.fee),
        notification_fee: installment.notification_fee,
        psp_company: payment.map(|it| it.psp_name.clone()),
        id_receipt: payment.map(|it| it.receipt_id.clone()),
        id_flow_reporting: None,
        status: item_status(installment),
        last_updated_date: at(position.updated_at),
        payment_option_metadata: metadata(&installment.metadata),
        transfers: installment.transfers.iter().map(|it| answer_transfer(position, it)).collect(),
    }
}

/// One item of a position, as the operations on it answer.
pub(super) fn option(
    position: &DebtPosition,
    organization: &str,
    notice_number: &str,
) -> Option<PaymentsModelResponse> {
    let item = position.find(notice_number)?;
    Some(PaymentsModelResponse {
        option: answer_item(position, organization, item),
        last_updated_date_notification_fee: None,
        service_type: ServiceType::Gpd,
    })
}

fn answer_transfer(position: &DebtPosition, transfer: &Transfer) -> TransferModelResponse {
    let (iban, postal_iban, stamp) = destination(transfer);
    TransferModelResponse {
        organization_fiscal_code: transfer.organization.to_string(),
        company_name: transfer.company_name.clone(),
        id_transfer: transfer.index.to_string(),
        amount: transfer.amount,
        remittance_information: transfer.remittance_information.clone(),
        category: transfer.category.to_string(),
        iban,
        postal_iban,
        stamp,
        inserted_date: at(position.inserted_at),
        status: match transfer.status {
            TransferStatus::Unreported => v1::TransferStatus::Unreported,
            TransferStatus::Reported => v1::TransferStatus::Reported,
        },
        last_updated_date: at(position.updated_at),
        transfer_metadata: metadata(&transfer.metadata),
    }
}

/// A page of a list. As in GPD, a filter on due dates or codes also hides the items that do not
/// match.
pub(super) fn list(
    found: &PageFound,
    query: &ListQuery,
    organization: &str,
    codes: &[SegregationCode],
) -> PaymentPositionsInfo {
    let shows = |it: &Installment| {
        query.due.as_ref().is_none_or(|due| contains(due, it.due_date))
            && (codes.is_empty()
                || codes.iter().any(|code| it.iuv.as_str().starts_with(code.as_str())))
    };
    let listed: Vec<_> = found.positions.iter().map(|it| answer(it, organization, shows)).collect();
    let (on_page, total) = (found.positions.len(), found.total);
    PaymentPositionsInfo {
        payment_position_list: listed,
        page_info: PageInfo::new(
            query.page,
            query.limit,
            u64::try_from(on_page).unwrap_or(u64::MAX),
            u64::try_from(total).unwrap_or_default(),
        ),
    }
}

fn contains(interval: &Interval, instant: Timestamp) -> bool {
    (interval.from..=interval.to).contains(&at(instant))
}

/// GPD's word for where a position stands: invalidated and expired keep their own, and a paid
/// position whose transfers have all been reported is `REPORTED`.
fn status(position: &DebtPosition) -> v1::PositionStatus {
    match position.status {
        PositionStatus::Draft => v1::PositionStatus::Draft,
        PositionStatus::Published => v1::PositionStatus::Published,
        PositionStatus::Valid => v1::PositionStatus::Valid,
        PositionStatus::PartiallyPaid => v1::PositionStatus::PartiallyPaid,
        PositionStatus::Paid if position.is_reported() => v1::PositionStatus::Reported,
        PositionStatus::Paid => v1::PositionStatus::Paid,
        PositionStatus::Expired => v1::PositionStatus::Expired,
        PositionStatus::Invalidated => v1::PositionStatus::Invalid,
    }
}

fn item_status(installment: &Installment) -> PaymentOptionStatus {
    if installment.is_reported() {
        PaymentOptionStatus::Reported
    } else if installment.is_partially_reported() {
        PaymentOptionStatus::PartiallyReported
    } else if installment.is_paid() {
        PaymentOptionStatus::Paid
    } else {
        PaymentOptionStatus::Unpaid
    }
}

fn debtor_type(option: Option<&PaymentOption>) -> DebtorType {
    match option.map(|it| it.debtor.kind) {
        Some(iuvo_domain::debt_position::DebtorKind::Legal) => DebtorType::Legal,
        Some(iuvo_domain::debt_position::DebtorKind::Natural) | None => DebtorType::Natural,
    }
}

/// GPD shows the amount with the notification fee in it.
fn with_fee(installment: &Installment) -> Cents {
    installment.amount_due().unwrap_or(installment.amount)
}

fn destination(transfer: &Transfer) -> (Option<String>, Option<String>, Option<v1::Stamp>) {
    match &transfer.destination {
        Destination::Account { iban, postal_iban } => {
            (Some(iban.clone()), postal_iban.clone(), None)
        }
        Destination::Stamp(stamp) => {
            let stamp = v1::Stamp {
                hash_document: stamp.document_hash().to_owned(),
                stamp_type: stamp.stamp_type().to_owned(),
                provincial_residence: stamp.province().to_owned(),
            };
            (None, None, Some(stamp))
        }
    }
}

fn metadata(metadata: &Metadata) -> Vec<MetadataModel> {
    let entries = metadata.entries().iter();
    entries
        .map(|it| MetadataModel { key: it.key().to_owned(), value: it.value().to_owned() })
        .collect()
}

fn at(instant: Timestamp) -> GpdDateTime {
    if instant >= NEVER {
        return GpdDateTime::new(datetime(9999, 12, 31, 23, 59, 59, 0));
    }
    GpdDateTime::from_timestamp(instant)
}
