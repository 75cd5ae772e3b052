//! The constraints of each model, in the order of its fields.
//!
//! A function returns nothing only after having reported why; what it returns may have been
//! reported too, and is dropped at the end.

use std::collections::HashSet;

use pagopa_codes::Cents;

use super::constraints::{Scope, Violations};
use super::email::is_email;
use super::lenient::Object;
use super::raw;
use crate::problem::ProblemJson;
use crate::v1::position::{
    MetadataModel, PaymentOptionModel, PaymentPositionModel, Stamp, TransferModel,
};

/// Checks a whole position.
pub(super) fn check(fields: raw::Position) -> Result<PaymentPositionModel, ProblemJson> {
    let mut violations = Violations::default();
    let checked = position(&mut Scope::root(&mut violations), fields);
    violations.conclude(checked)
}

fn position(at: &mut Scope<'_>, raw: raw::Position) -> Option<PaymentPositionModel> {
    let iupd = at.not_blank("iupd", raw.iupd, "iupd is required");
    let debtor_type = at.required("type", raw.debtor_type, "type is required");
    let fiscal_code = at.required("fiscalCode", raw.fiscal_code, "fiscal code is required");
    let full_name = at.required("fullName", raw.full_name, "full name is required");
    at.two_capitals(
        "country",
        raw.country.as_deref(),
        "The country must be reported with two capital letters (example: IT)",
    );
    let email_is_good = raw.email.as_deref().is_none_or(is_email);
    at.check(email_is_good, "email", "Please provide a valid email address");
    let switch_to_expired = at.required(
        "switchToExpired",
        raw.switch_to_expired,
        "switch to expired value is required",
    );
    let company_name = at.not_blank("companyName", raw.company_name, "company name is required");
    at.at_most_140("companyName", company_name.as_deref());
    at.at_most_140("officeName", raw.office_name.as_deref());
    let payment_options = at.each("paymentOption", bare(raw.payment_options), payment_option);
    Some(PaymentPositionModel {
        iupd: iupd?,
        debtor_type: debtor_type?,
        pay_stand_in: raw.pay_stand_in.unwrap_or(false),
        fiscal_code: fiscal_code?,
        full_name: full_name?,
        street_name: raw.street_name,
        civic_number: raw.civic_number,
        postal_code: raw.postal_code,
        city: raw.city,
        province: raw.province,
        region: raw.region,
        country: raw.country,
        email: raw.email,
        phone: raw.phone,
        switch_to_expired: switch_to_expired?,
        company_name: company_name?,
        office_name: raw.office_name,
        validity_date: raw.validity_date,
        payment_date: None,
        status: None,
        payment_options: payment_options?,
    })
}

fn payment_option(at: &mut Scope<'_>, raw: raw::PaymentOption) -> Option<PaymentOptionModel> {
    // Our extension: an absent IUV is accepted, since we can generate it; a blank one is GPD's 400.
    if raw.iuv.is_some() {
        at.not_blank("iuv", raw.iuv.as_deref(), "iuv is required");
    }
    let amount = at.amount(raw.amount);
    let description =
        at.not_blank("description", raw.description, "payment option description is required");
    at.at_most_140("description", description.as_deref());
    let is_partial_payment =
        at.required("isPartialPayment", raw.is_partial_payment, "is partial payment is required");
    let due_date = at.required("dueDate", raw.due_date, "due date is required");
    let transfers = at.each("transfer", bare(raw.transfers), transfer);
    let annotations = metadata(at, "paymentOptionMetadata", bare(raw.payment_option_metadata));
    Some(PaymentOptionModel {
        notice_number: raw.notice_number,
        iuv: raw.iuv,
        amount: Cents::new(amount?),
        description: description?,
        is_partial_payment: is_partial_payment?,
        due_date: due_date?,
        retention_date: raw.retention_date,
        fee: Cents::ZERO,
        notification_fee: Cents::ZERO,
        transfers: transfers?,
        payment_option_metadata: annotations?,
    })
}

fn transfer(at: &mut Scope<'_>, raw: raw::Transfer) -> Option<TransferModel> {
    let id_transfer = at.not_blank("idTransfer", raw.id_transfer, "id transfer is required");
    let amount = at.amount(raw.amount);
    let remittance_information = at.not_blank(
        "remittanceInformation",
        raw.remittance_information,
        "remittance information is required",
    );
    at.length(
        "remittanceInformation",
        remittance_information.as_deref(),
        (0, 140),
        "remittance information must be compliant to EACT FORMATTING RULES, up to 140 chars",
    );
    let category = at.not_blank("category", raw.category, "category is required");
    accounts(at, raw.iban.as_deref(), raw.postal_iban.as_deref());
    let with_stamp = raw.stamp.is_some();
    let checked_stamp = raw.stamp.and_then(|Object(raw)| stamp(&mut at.inside("stamp"), raw));
    at.at_most_140("companyName", raw.company_name.as_deref());
    let annotations = metadata(at, "transferMetadata", bare(raw.transfer_metadata));
    if with_stamp && checked_stamp.is_none() {
        return None;
    }
    Some(TransferModel {
        id_transfer: id_transfer?,
        amount: Cents::new(amount?),
        organization_fiscal_code: raw.organization_fiscal_code,
        remittance_information: remittance_information?,
        category: category?,
        iban: raw.iban,
        postal_iban: raw.postal_iban,
        stamp: checked_stamp,
        company_name: raw.company_name,
        transfer_metadata: annotations?,
    })
}

/// The account of a change of accounts.
pub(super) fn check_new_iban(raw: raw::NewIban) -> Result<String, ProblemJson> {
    let mut violations = Violations::default();
    let mut at = Scope::root(&mut violations);
    let new_iban = at.required("newIban", raw.new_iban, "must not be null");
    account(&mut at, "newIban", new_iban.as_deref());
    violations.conclude(new_iban)
}

/// What GPD asks of an account: neither its digits nor that it exists.
fn account(at: &mut Scope<'_>, field: &str, iban: Option<&str>) {
    at.length(
        field,
        iban,
        (1, 35),
        "The IBAN must not be blank and must not exceed 35 characters.",
    );
    at.check(
        iban.is_none_or(|text| is_plain(text) && !text.is_empty()),
        field,
        "IBAN must not contain spaces or special characters.",
    );
}

fn is_plain(text: &str) -> bool {
    text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn accounts(at: &mut Scope<'_>, iban: Option<&str>, postal_iban: Option<&str>) {
    account(at, "iban", iban);
    at.length(
        "postalIban",
        postal_iban,
        (1, 35),
        "Postal IBAN is optional, but if provided, it must not be blank and must not exceed 35 \
         characters.",
    );
    at.check(
        postal_iban.is_none_or(is_plain),
        "postalIban",
        "Postal IBAN must not contain spaces or special characters.",
    );
}

fn stamp(at: &mut Scope<'_>, raw: raw::Stamp) -> Option<Stamp> {
    let blank = "must not be blank";
    let hash_document = at.not_blank("hashDocument", raw.hash_document, blank);
    at.length("hashDocument", hash_document.as_deref(), (0, 72), "size must be between 0 and 72");
    let stamp_type = at.not_blank("stampType", raw.stamp_type, blank);
    at.length("stampType", stamp_type.as_deref(), (2, 2), "size must be between 2 and 2");
    let province = at.not_blank("provincialResidence", raw.provincial_residence, blank);
    at.two_capitals("provincialResidence", province.as_deref(), r#"must match "[A-Z]{2}""#);
    Some(Stamp {
        hash_document: hash_document?,
        stamp_type: stamp_type?,
        provincial_residence: province?,
    })
}

fn metadata(
    at: &mut Scope<'_>,
    field: &str,
    list: Vec<raw::Metadata>,
) -> Option<Vec<MetadataModel>> {
    at.check(list.len() <= 10, field, "size must be between 0 and 10");
    let mut keys = HashSet::new();
    let distinct = list.iter().filter_map(|raw| raw.key.as_deref()).all(|key| keys.insert(key));
    at.check(distinct, field, &format!("{field} keys must be unique"));
    at.each(field, list, annotation)
}

fn annotation(at: &mut Scope<'_>, raw: raw::Metadata) -> Option<MetadataModel> {
    let key = at.not_blank("key", raw.key, "key is required");
    at.length("key", key.as_deref(), (0, 140), "key must not exceed 140 characters");
    let value = at.not_blank("value", raw.value, "value is required");
    at.length("value", value.as_deref(), (0, 140), "value must not exceed 140 characters");
    Some(MetadataModel { key: key?, value: value? })
}

/// The elements of a list, `null` counting for an empty one.
fn bare<T>(list: raw::List<T>) -> Vec<T> {
    list.unwrap_or_default().into_iter().map(|Object(element)| element).collect()
}
