//! From the bytes of a request to a position whose form is right.
//!
//! Two stages, as in GPD. The first one reads JSON into the types of the fields and stops at the
//! first mismatch. The second one checks the constraints of every field and reports all the
//! violations together, in the order in which the fields are documented (GPD's own order is that of
//! a hash table).
//!
//! Like Jackson in GPD, the first stage ignores unknown fields, lets the last of two homonyms win,
//! ignores what is sent for read-only fields and converts scalars that are obviously meant: numbers
//! and booleans to text, texts to numbers and booleans. Unlike it, it refuses a fractional amount,
//! which Jackson truncates in silence, numbers for words, dates as arrays, `null` among the
//! elements of a list and anything after the end of the document.

use serde::de::DeserializeOwned;

use crate::date_time::GpdDateTime;
use crate::problem::ProblemJson;
use crate::v1::position::PaymentPositionModel;

mod constraints;
mod email;
mod lenient;
mod model;
mod raw;

/// Decodes and checks the body of POST and PUT.
///
/// A body longer than `max_bytes` is a 413; nesting beyond what a position needs is a 400. What is
/// checked here is what one field can be checked for alone: the comparisons among fields are
/// [`crate::DataError`]'s.
pub fn decode_position(body: &[u8], max_bytes: usize) -> Result<PaymentPositionModel, ProblemJson> {
    if body.len() > max_bytes {
        return Err(ProblemJson::payload_too_large(max_bytes));
    }
    model::check(read(body)?)
}

/// Decodes the body with which a payment option is marked as already paid: when, if it says so.
///
/// A body longer than `max_bytes` is a 413.
pub fn decode_already_paid(
    body: &[u8],
    max_bytes: usize,
) -> Result<Option<GpdDateTime>, ProblemJson> {
    if body.len() > max_bytes {
        return Err(ProblemJson::payload_too_large(max_bytes));
    }
    Ok(read::<raw::AlreadyPaid>(body)?.payment_date)
}

/// Decodes the body with which transfers are moved to another account: the new account, of the
/// form that creation asks for.
///
/// A body longer than `max_bytes` is a 413.
pub fn decode_new_iban(body: &[u8], max_bytes: usize) -> Result<String, ProblemJson> {
    if body.len() > max_bytes {
        return Err(ProblemJson::payload_too_large(max_bytes));
    }
    model::check_new_iban(read(body)?)
}

/// Reads JSON first into a tree, where the last of two homonyms wins, and then into the fields.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProblemJson> {
    // Some clients begin UTF-8 with a byte order mark, which GPD's reader steps over.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let missing = || ProblemJson::bad_request("Required request body is missing");
    if body.trim_ascii().is_empty() {
        return Err(missing());
    }
    let tree: serde_json::Value =
        serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    if tree.is_null() {
        return Err(missing());
    }
    let fields: lenient::Object<T> = serde_path_to_error::deserialize(tree).map_err(|error| {
        match error.path().to_string().as_str() {
            "." => unreadable(&error.inner().to_string()),
            path => unreadable(&format!("{path}: {}", error.inner())),
        }
    })?;
    Ok(fields.0)
}

/// GPD says "JSON parse error: " and then names Java's classes; we name the field.
fn unreadable(reason: &str) -> ProblemJson {
    ProblemJson::bad_request(format!("JSON parse error: {reason}"))
}

#[cfg(test)]
mod tests;
