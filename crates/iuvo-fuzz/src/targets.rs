//! The parsers, and what must hold of them whatever they are given.
//!
//! Of every target: it never panics, and what it accepts it accepts again, with the same meaning,
//! when it is written. Of the gate also: what it accepts, the official schemas accept.

use pagopa_checkout::{Cart, Version};
use pagopa_codes::{
    ApplicationCode, Cents, FiscalCode, Iban, Iuv, NoticeNumber, OrganizationFiscalCode,
    PersonFiscalCode, RfReference, SegregationCode, StationId, TransferCategory,
};
use pagopa_lists::{AccountRow, BodyRow, ListRow, StationRow, TaxonomyRow};
use pagopa_node::{
    Attachment, Limits, Operation, ServiceData, decode_request, decode_response, encode_request,
    encode_response,
};

use crate::schema::Schema;

mod gpd;

/// What a target answered.
pub struct Verdict {
    /// Whether the input was accepted.
    pub accepted: bool,
    /// What was answered: inputs with answers never seen are worth more.
    pub answer: String,
}

impl Verdict {
    fn accepted(answer: impl Into<String>) -> Self {
        Self { accepted: true, answer: answer.into() }
    }

    fn refused(answer: impl Into<String>) -> Self {
        Self { accepted: false, answer: answer.into() }
    }
}

type Ask = fn(&[u8], Option<&Schema>) -> Result<Verdict, String>;

/// A parser under fire; an `Err` says what must not be.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Asks it.
    pub ask: Ask,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "node-request", ask: node_request },
    Target { name: "node-response", ask: node_response },
    Target { name: "demand-data", ask: demand_data },
    Target { name: "stamp", ask: stamp },
    Target { name: "cart", ask: cart },
    Target { name: "gpd-position", ask: gpd::position },
    Target { name: "gpd-new-iban", ask: gpd::new_iban },
    Target { name: "gpd-already-paid", ask: gpd::already_paid },
    Target { name: "gpd-upload", ask: gpd::upload },
    Target { name: "gpd-query", ask: gpd::query },
    Target { name: "gpd-iban-query", ask: gpd::iban_query },
    Target { name: "gpd-date-time", ask: gpd::date_time },
    Target { name: "list", ask: list },
    Target { name: "codes", ask: codes },
    Target { name: "soap-action", ask: soap_action },
];

fn node_request(input: &[u8], schema: Option<&Schema>) -> Result<Verdict, String> {
    let limits = Limits::default();
    let request = match decode_request(Some("paVerifyPaymentNotice"), input, &limits) {
        Ok(request) => request,
        Err(refusal) => return Ok(Verdict::refused(refusal.to_string())),
    };
    let written = encode_request(&request);
    if decode_request(None, written.as_bytes(), &limits).as_ref() != Ok(&request) {
        return Err(format!("it is not read back as it was written: {written}"));
    }
    if let Some(schema) = schema {
        let text = std::str::from_utf8(input).map_err(|_| "it accepted what is not UTF-8")?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if let Some(objection) = schema.objection(text) {
            return Err(format!("it accepted what the schemas refuse: {objection}"));
        }
        if let Some(objection) = schema.objection(&written) {
            return Err(format!("it wrote what the schemas refuse: {objection}"));
        }
    }
    Ok(Verdict::accepted(shape(&written)))
}

/// The elements of a message, without what they hold: what kind of message it is.
fn shape(xml: &str) -> String {
    xml.split('<').filter_map(|it| it.split('>').next()).collect::<Vec<_>>().join("<")
}

fn node_response(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let mut verdict = Verdict::refused("");
    for operation in Operation::ALL {
        match decode_response(*operation, input) {
            Ok(response) => {
                let written = encode_response(&response);
                if decode_response(*operation, written.as_bytes()).as_ref() != Ok(&response) {
                    return Err(format!("it is not read back as it was written: {written}"));
                }
                verdict.accepted = true;
                verdict.answer.push_str(&shape(&written));
            }
            Err(error) => verdict.answer.push_str(&error.to_string()),
        }
    }
    Ok(verdict)
}

/// What a payer declares at a PSP: XML inside the message.
fn demand_data(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let Some(data) = Attachment::new(input) else { return Ok(Verdict::refused("empty")) };
    let declared = match ServiceData::decode(&data) {
        Ok(declared) => declared,
        Err(error) => return Ok(Verdict::refused(error.to_string())),
    };
    let written = declared.encode();
    let again = Attachment::new(written.as_bytes()).map(|it| ServiceData::decode(&it));
    if again != Some(Ok(declared)) {
        return Err("it is not read back as it was written".to_owned());
    }
    Ok(Verdict::accepted(shape(&written)))
}

/// A digital revenue stamp inside a receipt.
fn stamp(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let Some(stamp) = Attachment::new(input) else { return Ok(Verdict::refused("empty")) };
    let iubd = match stamp.iubd() {
        Ok(iubd) => iubd,
        Err(error) => return Ok(Verdict::refused(digits_out(&error.to_string()))),
    };
    let escaped: Vec<_> = iubd.as_str().chars().map(|it| format!("&#{};", u32::from(it))).collect();
    let escaped = escaped.concat();
    let written = format!(
        "<marcaDaBollo xmlns=\"http://www.agenziaentrate.gov.it/2014/MarcaDaBollo\">\
         <IUBD>{escaped}</IUBD></marcaDaBollo>"
    );
    let again = Attachment::new(written.as_bytes()).map(|it| it.iubd());
    if again != Some(Ok(iubd)) {
        return Err(format!("it is not read back as it was written: {written}"));
    }
    Ok(Verdict::accepted(written.len().min(2_000).to_string()))
}

/// What a body's portal wants to be paid at Checkout, in either version.
fn cart(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let mut verdict = Verdict::refused("");
    for version in [Version::V1, Version::V2] {
        match Cart::decode(version, input) {
            Ok(cart) => {
                let written = cart.encode().to_string();
                if cart.version() != version
                    || Cart::decode(version, written.as_bytes()).as_ref() != Ok(&cart)
                {
                    return Err(format!("it is not read back as it was written: {written}"));
                }
                verdict.accepted = true;
                verdict.answer.push_str(&cart.payment_notices.len().to_string());
            }
            Err(defect) => verdict.answer.push_str(&digits_out(&defect.to_string())),
        }
    }
    Ok(verdict)
}

/// Places and lengths make no new answer.
fn digits_out(text: &str) -> String {
    text.chars().filter(|it| !it.is_ascii_digit()).collect()
}

/// A list of any kind: as a file, it is read to its end or refused; its rows are good or named.
fn list(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let kinds = [
        rows::<BodyRow>(input)?,
        rows::<StationRow>(input)?,
        rows::<AccountRow>(input)?,
        rows::<TaxonomyRow>(input)?,
    ];
    let accepted = kinds.iter().any(|it| it.accepted);
    let answer = kinds.map(|it| it.answer).join("|");
    Ok(Verdict { accepted, answer })
}

fn rows<T: ListRow + PartialEq>(input: &[u8]) -> Result<Verdict, String> {
    let (mut good, mut answer, mut last) = (Vec::new(), String::new(), 0);
    let (mut has_reasons, mut has_own_line) = (true, true);
    let read = pagopa_lists::read::<T>(input, |line, row| {
        match row {
            Ok(row) => good.push(row),
            Err(defects) => {
                has_reasons &= !defects.is_empty();
                for defect in defects {
                    answer.push_str(defect.field);
                    answer.push_str(&digits_out(&defect.reason));
                }
            }
        }
        has_own_line &= line > last;
        last = line;
    });
    if !has_reasons {
        return Err("a row is refused without a reason".to_owned());
    }
    if !has_own_line {
        return Err("two rows begin on the same line".to_owned());
    }
    let accepted = read.is_ok() && !good.is_empty();
    answer.push_str(&digits_out(&read.err().map(|it| it.to_string()).unwrap_or_default()));
    Ok(Verdict { accepted, answer: format!("{} {answer}", good.len().min(9)) })
}

fn codes(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let text = String::from_utf8_lossy(input);
    let mut accepted = Vec::new();
    macro_rules! code {
        ($($code:ident),+) => {
            $(if let Ok(read) = $code::parse(&text) {
                let written = read.to_string();
                if $code::parse(&written) != Ok(read) {
                    return Err(format!("{}: {written} is another", stringify!($code)));
                }
                accepted.push(stringify!($code));
            })+
        };
    }
    code!(
        ApplicationCode,
        FiscalCode,
        Iban,
        Iuv,
        NoticeNumber,
        OrganizationFiscalCode,
        PersonFiscalCode,
        RfReference,
        SegregationCode,
        StationId,
        TransferCategory
    );
    if let Ok(cents) = Cents::parse_decimal(&text) {
        if Cents::parse_decimal(&cents.to_decimal()) != Ok(cents) {
            return Err(format!("{cents} is another amount"));
        }
        accepted.push("Cents");
    }
    if let Ok(notice) = NoticeNumber::parse(&text) {
        let (iuv, valid) = (notice.iuv(), notice.has_valid_check_digits());
        accepted.push(if valid { "valid" } else { "invalid" });
        if iuv.as_str().len() != 17 && iuv.as_str().len() != 15 {
            return Err(format!("{notice} has the IUV {iuv}"));
        }
    }
    let answer = format!("{accepted:?} {}", text.len().min(40));
    Ok(Verdict { accepted: !accepted.is_empty(), answer })
}

fn soap_action(input: &[u8], _: Option<&Schema>) -> Result<Verdict, String> {
    let text = String::from_utf8_lossy(input);
    Ok(match Operation::from_soap_action(&text) {
        Some(operation) if text.contains(operation.soap_action()) => {
            Verdict::accepted(operation.soap_action())
        }
        Some(operation) => return Err(format!("{} is not in {text}", operation.soap_action())),
        None => Verdict::refused(""),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fuzz;

    #[test]
    fn every_target_stands_a_moment_of_fire() {
        for target in TARGETS {
            let report = fuzz::run(target, 1, Duration::from_millis(300), None).unwrap();
            assert!(report.tried > 0 && report.accepted > 0, "{}: {report:?}", target.name);
            assert!(report.answers > 1, "{}: {report:?}", target.name);
        }
    }

    /// The driver sees what it is there to see.
    #[test]
    fn a_panic_and_a_broken_promise_are_caught_with_their_input() {
        let panicking = Target {
            name: "codes",
            ask: |input, _| {
                assert!(input.len() < 40, "too long");
                Ok(Verdict::accepted(""))
            },
        };
        let failure = fuzz::run(&panicking, 1, Duration::from_secs(20), None).unwrap_err();
        assert!(failure.input.len() >= 40 && failure.reason == "it panicked", "{failure:?}");
        let lying = Target {
            name: "codes",
            ask: |input, _| {
                let promise = if input.contains(&b'<') { Err("broken".to_owned()) } else { Ok(()) };
                promise.map(|()| Verdict::accepted(""))
            },
        };
        let failure = fuzz::run(&lying, 1, Duration::from_secs(20), None).unwrap_err();
        assert_eq!(failure.reason, "broken");
    }
}
