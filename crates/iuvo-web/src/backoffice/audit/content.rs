//! What an entry said, field by field, in words.

use iuvo_domain::{
    Environment,
    access::Role,
    audit::{Act, Field},
    directory::Particular,
};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::words::act;
use crate::{
    backoffice::frame::{environment_name, role_name},
    pages::{Texts, moment, particular_name, short_date},
};

/// The fields in words, but for empty ones; what this program does not know is shown as the log
/// has it.
pub(super) fn content(t: &Texts, text: &str) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_str(text) else { return text.to_owned() };
    let told = fields.iter().map(|(code, value)| match value {
        Value::String(value) => told(t, code, value),
        other => told(t, code, &other.to_string()),
    });
    told.flatten().collect::<Vec<_>>().join(" · ")
}

fn told(t: &Texts, code: &str, value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    if let Some(field) = Field::from_code(code) {
        let value = meant(t, field, value).unwrap_or_else(|| value.to_owned());
        return Some(format!("{}: {value}", name(t, field)));
    }
    let name = Particular::from_code(code).map(|it| particular_name(t, it));
    Some(format!("{}: {value}", name.as_deref().unwrap_or(code)))
}

/// What a value means, where the log has a code.
fn meant(t: &Texts, field: Field, value: &str) -> Option<String> {
    match field {
        Field::Act => Act::from_code(value).map(|it| act(t, it)),
        Field::Environment => Environment::from_slug(value).map(|it| environment_name(t, it)),
        Field::Role => Role::from_code(value).map(|it| role_name(t, it)),
        Field::From | Field::To | Field::ValidFrom | Field::ValidTo => {
            value.parse::<Date>().ok().map(short_date)
        }
        Field::StartsAt | Field::EndsAt => value.parse::<Timestamp>().ok().map(moment),
        Field::Broadcast
        | Field::Enabled
        | Field::Everywhere
        | Field::PaymentOptions
        | Field::RefusesRepeatedReceipts
        | Field::Spontaneous
        | Field::StandIn => yes_or_no(t, value),
        _ => None,
    }
}

fn yes_or_no(t: &Texts, value: &str) -> Option<String> {
    match value {
        "true" => Some(t.say("yes")),
        "false" => Some(t.say("no")),
        _ => None,
    }
}

fn name(t: &Texts, field: Field) -> String {
    match field {
        Field::Act => t.say("audit-field-act"),
        Field::Assessment => t.say("audit-field-assessment"),
        Field::Author => t.say("audit-field-author"),
        Field::Authorization => t.say("audit-field-authorization"),
        Field::Broadcast => t.say("audit-field-broadcast"),
        Field::Broker => t.say("audit-field-broker"),
        Field::CallLimit => t.say("audit-field-call-limit"),
        Field::CatalogService => t.say("audit-field-catalog-service"),
        Field::CatalogSubject => t.say("audit-field-catalog-subject"),
        Field::Category => t.say("audit-field-category"),
        Field::Chapter => t.say("audit-field-chapter"),
        Field::Due => t.say("audit-field-due"),
        Field::Email => t.say("audit-field-email"),
        Field::Enabled => t.say("audit-field-enabled"),
        Field::EndsAt => t.say("audit-field-ends-at"),
        Field::Entered => t.say("audit-field-entered"),
        Field::Environment => t.say("audit-field-environment"),
        Field::Everywhere => t.say("audit-field-everywhere"),
        Field::File => t.say("audit-field-file"),
        Field::First => t.say("audit-field-first"),
        Field::From => t.say("audit-field-from"),
        Field::Holder => t.say("audit-field-holder"),
        Field::Last => t.say("audit-field-last"),
        Field::Name => t.say("audit-field-name"),
        Field::Note => t.say("audit-field-note"),
        Field::Origin => t.say("audit-field-origin"),
        Field::Paid => t.say("audit-field-paid"),
        Field::PaymentOptions => t.say("audit-field-payment-options"),
        Field::RefusesRepeatedReceipts => t.say("audit-field-refuses-repeated-receipts"),
        Field::Role => t.say("audit-field-role"),
        Field::SegregationCode => t.say("audit-field-segregation-code"),
        Field::SegregationCodes => t.say("audit-field-segregation-codes"),
        Field::Service => t.say("audit-field-service"),
        Field::Services => t.say("audit-field-services"),
        Field::Slot => t.say("audit-field-slot"),
        Field::Slug => t.say("audit-field-slug"),
        Field::SoughtBy => t.say("audit-field-sought-by"),
        Field::Spontaneous => t.say("audit-field-spontaneous"),
        Field::StandIn => t.say("audit-field-stand-in"),
        Field::StartsAt => t.say("audit-field-starts-at"),
        Field::States => t.say("audit-field-states"),
        Field::To => t.say("audit-field-to"),
        Field::ValidFrom => t.say("audit-field-valid-from"),
        Field::ValidTo => t.say("audit-field-valid-to"),
        Field::Year => t.say("audit-field-year"),
    }
}
