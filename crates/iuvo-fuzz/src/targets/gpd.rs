//! What the software of a body sends to the GPD API.

use std::{
    fs::File,
    io::{self, Write},
};

use pagopa_gpd::{
    GpdDateTime,
    query::{IbanChangeQuery, ListQuery, to_publish},
    upload::{Listed, Upload},
    v1,
};
use serde_json::json;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Verdict, digits_out};
use crate::schema::Schema;

/// No body of the API is larger.
const BODY: usize = 1 << 20;

pub(super) fn position(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let position = match v1::decode_position(input, BODY) {
        Ok(position) => position,
        Err(problem) => return Ok(Verdict::refused(digits_out(&problem.detail))),
    };
    let written = serde_json::to_vec(&position).map_err(|error| error.to_string())?;
    match v1::decode_position(&written, 4 * BODY) {
        Ok(again) if again == position => {
            let fields: serde_json::Value =
                serde_json::from_slice(&written).map_err(|error| error.to_string())?;
            Ok(Verdict::accepted(format!("{} {}", count(&fields), position.payment_options.len())))
        }
        other => Err(format!("it is not read back as it was written: {:?}", other.err())),
    }
}

/// As an archive, and as what is in one.
pub(super) fn upload(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let mut verdict = Verdict::refused("");
    for archive in [plain(input), zipped(input)] {
        let archive = archive.map_err(|error| error.to_string())?;
        for listed in [Listed::Positions, Listed::Iupds] {
            let opened = archive.try_clone().map_err(|error| error.to_string())?;
            match Upload::open(opened, listed) {
                Ok(upload) if upload.read(|_| ()) == Ok(upload.count()) => {
                    verdict.accepted = true;
                    verdict.answer.push_str(&upload.count().to_string());
                }
                Ok(_) => return Err("it changed its mind".to_owned()),
                Err(problem) => verdict.answer.push_str(&digits_out(&problem.detail)),
            }
        }
    }
    Ok(verdict)
}

fn plain(input: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(input)?;
    Ok(file)
}

fn zipped(input: &[u8]) -> io::Result<File> {
    let mut writer = ZipWriter::new(tempfile::tempfile()?);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("a.json", options)?;
    writer.write_all(input)?;
    Ok(writer.finish()?)
}

/// How many values a document has.
fn count(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Null => 0,
        serde_json::Value::Array(items) => items.iter().map(count).sum(),
        serde_json::Value::Object(fields) => fields.values().map(count).sum(),
        _ => 1,
    }
}

pub(super) fn query(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let Some(pairs) = decoded(input) else { return Ok(Verdict::refused("not a query string")) };
    let pairs = pairs_of(&pairs);
    let publish = to_publish(&pairs).map_err(|problem| problem.detail);
    let listed = ListQuery::parse(&pairs);
    if ListQuery::parse(&pairs) != listed {
        return Err("it changed its mind".to_owned());
    }
    Ok(match (listed, publish) {
        (Ok(listed), Ok(_)) => Verdict::accepted(digits_out(&format!("{listed:?}"))),
        (Err(problem), _) => Verdict::refused(digits_out(&problem.detail)),
        (_, Err(detail)) => Verdict::refused(detail),
    })
}

pub(super) fn date_time(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let text = String::from_utf8_lossy(input);
    let Ok(read) = GpdDateTime::parse(&text) else { return Ok(Verdict::refused("")) };
    let written = read.to_string();
    match GpdDateTime::parse(&written) {
        Ok(again) if again == read => Ok(Verdict::accepted(written.len().to_string())),
        other => Err(format!("{written} is read as {other:?}")),
    }
}

/// The body with which transfers are moved to another account.
pub(super) fn new_iban(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let iban = match v1::decode_new_iban(input, BODY) {
        Ok(iban) => iban,
        Err(problem) => return Ok(Verdict::refused(digits_out(&problem.detail))),
    };
    let written = json!({ "newIban": iban }).to_string();
    match v1::decode_new_iban(written.as_bytes(), BODY) {
        Ok(again) if again == iban => Ok(Verdict::accepted(iban.len().to_string())),
        other => Err(format!("{written} is read as {other:?}")),
    }
}

/// The body with which a payment option is marked as already paid.
pub(super) fn already_paid(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let paid_at = match v1::decode_already_paid(input, BODY) {
        Ok(paid_at) => paid_at,
        Err(problem) => return Ok(Verdict::refused(digits_out(&problem.detail))),
    };
    let written = json!({ "paymentDate": paid_at }).to_string();
    match v1::decode_already_paid(written.as_bytes(), BODY) {
        Ok(again) if again == paid_at => Ok(Verdict::accepted(written.len().to_string())),
        other => Err(format!("{written} is read as {other:?}")),
    }
}

/// Which transfers are moved.
pub(super) fn iban_query(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let Some(pairs) = decoded(input) else { return Ok(Verdict::refused("not a query string")) };
    let asked = match IbanChangeQuery::parse(&pairs_of(&pairs)) {
        Ok(asked) => asked,
        Err(problem) => return Ok(Verdict::refused(digits_out(&problem.detail))),
    };
    if asked.limit > 1_000 {
        return Err(format!("it would move {} transfers", asked.limit));
    }
    let limit = asked.limit.to_string();
    let written = [("oldIban", asked.old_iban.as_str()), ("limit", limit.as_str())];
    match IbanChangeQuery::parse(&written) {
        Ok(again) if again == asked => Ok(Verdict::accepted(asked.old_iban.len().to_string())),
        other => Err(format!("{written:?} is read as {other:?}")),
    }
}

/// A query string as pairs, if it is one.
fn decoded(input: &[u8]) -> Option<Vec<(String, String)>> {
    serde_urlencoded::from_bytes(input).ok()
}

fn pairs_of(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
