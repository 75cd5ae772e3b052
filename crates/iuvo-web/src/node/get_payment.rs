//! paGetPaymentV2 and paGetPayment: one use-case, written in two versions.

use std::convert::identity;

use iuvo_app::payments::{PaymentOrder, TransferOrder, prepare_payment};
use iuvo_domain::{
    debt_position::{Debtor, DebtorKind, civil_day},
    directory::WorkspaceProfile,
    payment::AccountChoice,
};
use pagopa_codes::{IBANAPPOGGIO, Iuv, Metadata, MetadataEntry};
use pagopa_node::{
    CountryCode, Email, Fault, FaultCode, GetPaymentRequest, Many, Payment, PaymentV1,
    PositiveAmount, PreparedPayment, PreparedPaymentV1, Response, Subject, SubjectIdentifier,
    SubjectKind, Text, Transfer, TransferIndex, TransferTarget, TransferType,
};

use super::answer::{Answer, Failure, refusal, unwritable};
use crate::Edge;

pub(super) async fn pa_get_payment_v2(
    edge: &Edge,
    profile: &WorkspaceProfile,
    request: &GetPaymentRequest,
) -> Result<Answer, Failure> {
    let prepared = prepare(edge, profile, request).await?;
    Ok(prepared.map_or_else(identity, |payment| {
        let prepared = Box::new(PreparedPayment { payment });
        Answer::Positive(Response::GetPaymentV2(Ok(prepared)))
    }))
}

/// The first version has no place for a stamp: a position with one can be paid through stations of
/// the second version only.
pub(super) async fn pa_get_payment(
    edge: &Edge,
    profile: &WorkspaceProfile,
    request: &GetPaymentRequest,
) -> Result<Answer, Failure> {
    let prepared = prepare(edge, profile, request).await?;
    let stamped = || {
        let why = "la posizione contiene una marca da bollo: serve paGetPaymentV2";
        let id = profile.organization.fiscal_code;
        Answer::Negative(Fault::new(FaultCode::Semantic, id.as_str()).with_description(why))
    };
    Ok(prepared.map_or_else(identity, |payment| {
        PaymentV1::of(payment).map_or_else(stamped, |payment| {
            let prepared = Box::new(PreparedPaymentV1 { payment });
            Answer::Positive(Response::GetPayment(Ok(prepared)))
        })
    }))
}

/// The payment, or the refusal to answer with.
async fn prepare(
    edge: &Edge,
    profile: &WorkspaceProfile,
    request: &GetPaymentRequest,
) -> Result<Result<Payment, Answer>, Failure> {
    let choice = match request.transfer_type {
        None => AccountChoice::Any,
        Some(TransferType::Postal) => AccountChoice::Postal,
        Some(TransferType::PagoPa) => AccountChoice::Bank,
    };
    let organization = profile.organization.fiscal_code;
    match prepare_payment(&edge.app, profile, request.notice.notice_number, choice).await {
        Ok(order) => Ok(write(&order).map_err(|field| unwritable(organization, field))),
        Err(error) => refusal(error, organization).map(|it| Err(Answer::Negative(it))),
    }
}

/// Writes the answer; the error names what does not fit the Node. Texts that are too long are
/// shortened, what is optional and does not fit is left out.
fn write(order: &PaymentOrder) -> Result<Payment, &'static str> {
    let transfers: Result<Vec<_>, _> = order.transfers.iter().map(write_transfer).collect();
    Ok(Payment {
        iuv: Iuv::parse(&order.iuv).map_err(|_| "creditorReferenceId")?,
        amount: PositiveAmount::new(order.amount).ok_or("paymentAmount")?,
        due_date: civil_day(order.due_date),
        retention_date: None,
        is_last: None,
        description: Text::shortened(&order.description).ok_or("description")?,
        company_name: Text::shortened(&order.company_name).ok_or("companyName")?,
        office_name: order.office_name.as_deref().and_then(Text::shortened),
        debtor: write_debtor(&order.debtor)?,
        transfers: Many::new(transfers?).ok_or("transferList")?,
        metadata: order.metadata.clone(),
    })
}

fn write_debtor(debtor: &Debtor) -> Result<Subject, &'static str> {
    let kind = match debtor.kind {
        DebtorKind::Natural => SubjectKind::Natural,
        DebtorKind::Legal => SubjectKind::Legal,
    };
    let value = Text::parse(debtor.code_for_node()).map_err(|_| "entityUniqueIdentifierValue")?;
    let address = &debtor.address;
    Ok(Subject {
        identifier: SubjectIdentifier { kind, value },
        full_name: Text::shortened(&debtor.full_name)
            .or_else(|| Text::shortened(debtor.code_for_node()))
            .ok_or("fullName")?,
        street_name: address.street.as_deref().and_then(Text::shortened),
        civic_number: address.number.as_deref().and_then(Text::shortened),
        postal_code: address.postal_code.as_deref().and_then(Text::shortened),
        city: address.city.as_deref().and_then(Text::shortened),
        state_province_region: address.province.as_deref().and_then(Text::shortened),
        country: address.country.as_deref().and_then(|it| CountryCode::parse(it).ok()),
        email: debtor.email.as_deref().and_then(|it| Email::parse(it).ok()),
    })
}

fn write_transfer(order: &TransferOrder) -> Result<Transfer, &'static str> {
    Ok(Transfer {
        index: TransferIndex::new(order.index).ok_or("idTransfer")?,
        amount: PositiveAmount::new(order.amount).ok_or("transferAmount")?,
        organization_fiscal_code: order.organization,
        company_name: order.company_name.as_deref().and_then(Text::shortened),
        target: match (&order.iban, &order.stamp) {
            (_, Some(stamp)) => TransferTarget::Stamp(stamp.clone()),
            (Some(iban), None) => TransferTarget::Iban(Text::parse(iban).map_err(|_| "IBAN")?),
            (None, None) => return Err("IBAN"),
        },
        remittance_information: Text::shortened(&order.remittance_information)
            .ok_or("remittanceInformation")?,
        category: order.category.clone(),
        metadata: transfer_metadata(order)?,
    })
}

/// The transfer's own metadata and, beside a bank account, the postal one.
fn transfer_metadata(order: &TransferOrder) -> Result<Metadata, &'static str> {
    let Some(supporting) = &order.supporting_iban else { return Ok(order.metadata.clone()) };
    let mut entries: Vec<_> =
        order.metadata.entries().iter().filter(|it| it.key() != IBANAPPOGGIO).cloned().collect();
    entries.push(MetadataEntry::new(IBANAPPOGGIO, supporting).map_err(|_| "metadata")?);
    Metadata::new(entries).map_err(|_| "metadata")
}
