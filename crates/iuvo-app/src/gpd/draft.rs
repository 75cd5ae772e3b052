//! From GPD's words to ours.
//!
//! In v1 a position lists what can be paid, each item either a payment of the whole or an
//! instalment: each of the former becomes an option of its own, all the latter together become one
//! plan. Debtor, validity and expiry, which v1 has once per position, are every option's.

use iuvo_domain::{
    Nav,
    debt_position::{
        Address, Debtor, DebtorKind, InstallmentDraft, NEVER, OptionDraft, OptionKind, Origin,
        PositionDraft, TransferDraft,
    },
    directory::WorkspaceProfile,
};
use jiff::{Timestamp, civil::Date};
use pagopa_codes::{Iuv, Metadata, MetadataEntry, OrganizationFiscalCode, Stamp, TransferCategory};
use pagopa_gpd::{
    AppError, DataError, GpdDateTime, ProblemJson,
    v1::{
        self, DebtorType, MetadataModel, PaymentOptionModel, PaymentPositionModel, TransferModel,
    },
};

/// Reads a position; the error names the field that we cannot hold although GPD would.
pub fn draft(
    model: PaymentPositionModel,
    profile: &WorkspaceProfile,
    today: Date,
) -> Result<PositionDraft, ProblemJson> {
    let shared = OptionDraft {
        kind: OptionKind::Single,
        validity_date: model.validity_date.map(instant),
        switch_to_expired: model.switch_to_expired,
        debtor: debtor(&model),
        installments: Vec::new(),
    };
    let mut options: Vec<OptionDraft> = Vec::new();
    for (ordinal, item) in (1_u16..).zip(model.payment_options) {
        let is_part = item.is_partial_payment;
        let installment = installment(ordinal, item, profile)?;
        let plan = options.iter_mut().find(|it| is_part && it.kind == OptionKind::Plan);
        match plan {
            Some(plan) => plan.installments.push(installment),
            None => options.push(OptionDraft {
                kind: if is_part { OptionKind::Plan } else { OptionKind::Single },
                installments: vec![installment],
                ..shared.clone()
            }),
        }
    }
    if options.is_empty() {
        // A position with nothing to pay yet still says who will owe.
        options.push(shared);
    }
    Ok(PositionDraft {
        origin: Origin::GpdV1,
        iupd: model.iupd,
        service: None,
        company_name: model.company_name,
        office_name: model.office_name,
        reference: None,
        debt_date: today,
        pay_stand_in: model.pay_stand_in,
        options,
    })
}

fn debtor(model: &PaymentPositionModel) -> Debtor {
    Debtor {
        kind: match model.debtor_type {
            DebtorType::Natural => DebtorKind::Natural,
            DebtorType::Legal => DebtorKind::Legal,
        },
        fiscal_code: model.fiscal_code.clone(),
        full_name: model.full_name.clone(),
        address: Address {
            street: model.street_name.clone(),
            number: model.civic_number.clone(),
            postal_code: model.postal_code.clone(),
            city: model.city.clone(),
            province: model.province.clone(),
            region: model.region.clone(),
            country: model.country.clone(),
        },
        email: model.email.clone(),
        phone: model.phone.clone(),
    }
}

fn installment(
    ordinal: u16,
    item: PaymentOptionModel,
    profile: &WorkspaceProfile,
) -> Result<InstallmentDraft, ProblemJson> {
    let place = format!("paymentOption[{}]", ordinal.saturating_sub(1));
    let iuv = item.iuv.as_deref().map(Iuv::parse).transpose();
    let iuv = iuv.map_err(|it| unfit(&format!("{place}.iuv"), &it))?;
    let notice_number = match item.notice_number.as_deref() {
        None => None,
        Some(text) => {
            let field = format!("{place}.nav");
            let reason = "must have from 1 to 36 printable characters and no blanks";
            Some(Nav::parse(text).ok_or_else(|| unfit(&field, &reason))?)
        }
    };
    let written_iuv = item.iuv.clone();
    let mut transfers = Vec::new();
    for (index, transfer) in item.transfers.into_iter().enumerate() {
        let place = format!("{place}.transfer[{index}]");
        transfers.push(read_transfer(&place, written_iuv.as_deref(), transfer, profile)?);
    }
    Ok(InstallmentDraft {
        ordinal,
        iuv,
        notice_number,
        amount: item.amount,
        description: item.description,
        due_date: instant(item.due_date),
        retention_date: item.retention_date.map(instant),
        metadata: metadata(
            &format!("{place}.paymentOptionMetadata"),
            &item.payment_option_metadata,
        )?,
        transfers,
    })
}

fn read_transfer(
    place: &str,
    iuv: Option<&str>,
    transfer: TransferModel,
    profile: &WorkspaceProfile,
) -> Result<TransferDraft, ProblemJson> {
    let Ok(index @ 1..=5) = transfer.id_transfer.parse() else {
        return Err(broken(DataError::TransferIdOutOfRange { id_transfer: transfer.id_transfer }));
    };
    let organization = match transfer.organization_fiscal_code.as_deref() {
        None => profile.organization.fiscal_code,
        Some(code) => OrganizationFiscalCode::parse(code)
            .map_err(|it| unfit(&format!("{place}.organizationFiscalCode"), &it))?,
    };
    let stamp = transfer.stamp.as_ref().map(|it| stamp(place, it)).transpose()?;
    let category = TransferCategory::parse(&transfer.category)
        .map_err(|it| unfit(&format!("{place}.category"), &it))?;
    if transfer.iban.is_some() && stamp.is_some() {
        let iuv = iuv.unwrap_or("null").to_owned();
        return Err(broken(DataError::IbanOrStamp { iuv, id_transfer: index.to_string() }));
    }
    Ok(TransferDraft {
        index,
        organization,
        company_name: transfer.company_name,
        amount: transfer.amount,
        remittance_information: transfer.remittance_information,
        category,
        iban: transfer.iban.filter(|it| !it.is_empty()),
        postal_iban: transfer.postal_iban.filter(|it| !it.is_empty()),
        stamp,
        metadata: metadata(&format!("{place}.transferMetadata"), &transfer.transfer_metadata)?,
    })
}

fn stamp(place: &str, stamp: &v1::Stamp) -> Result<Stamp, ProblemJson> {
    Stamp::new(&stamp.hash_document, &stamp.stamp_type, &stamp.provincial_residence)
        .map_err(|it| unfit(&format!("{place}.stamp"), &it))
}

fn metadata(place: &str, entries: &[MetadataModel]) -> Result<Metadata, ProblemJson> {
    let entries: Result<Vec<_>, _> =
        entries.iter().map(|it| MetadataEntry::new(&it.key, &it.value)).collect();
    entries.and_then(Metadata::new).map_err(|it| unfit(place, &it))
}

/// GPD accepts it, the Node could never carry it: refused while it can still be corrected, in the
/// form GPD gives to its own formal refusals.
fn unfit(field: &str, reason: &dyn std::fmt::Display) -> ProblemJson {
    ProblemJson::bad_request(format!("{field}: {reason}"))
}

/// A rule that GPD has, in its words.
fn broken(rule: DataError) -> ProblemJson {
    AppError::from(rule).problem()
}

/// GPD's date-times are UTC. Those of the last day of the year 9999 mean "never".
pub fn instant(date_time: GpdDateTime) -> Timestamp {
    date_time.to_timestamp().map_or(NEVER, |it| it.min(NEVER))
}
