//! Whole envelopes: the envelope against SOAP's schema, its payload against paForNode's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::empty_folder;
use super::recorded::{Direction, SoapMessage};
use super::xsd::{Schema, Verdict};

use outcome::{Outcome, outcomes};
use payload::Payload;

mod outcome;
mod payload;

/// Each operation we serve, with the names of its two payloads.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("paVerifyPaymentNotice", "paVerifyPaymentNoticeReq", "paVerifyPaymentNoticeRes"),
    ("paGetPaymentV2", "paGetPaymentV2Request", "paGetPaymentV2Response"),
    ("paGetPayment", "paGetPaymentReq", "paGetPaymentRes"),
    ("paSendRTV2", "paSendRTV2Request", "paSendRTV2Response"),
    ("paSendRT", "paSendRTReq", "paSendRTRes"),
    ("paDemandPaymentNotice", "paDemandPaymentNoticeRequest", "paDemandPaymentNoticeResponse"),
];

/// Payloads are judged as documents of their own, written here for `xmllint`.
const PAYLOADS: &str = "target/conformance/payloads";

/// A message whose payload could be found.
struct Opened<'a> {
    message: &'a SoapMessage,
    payload: Payload,
    outcome: Outcome,
}

/// Validates the messages and prints how many there were of each kind.
pub(crate) fn check(messages: &[SoapMessage], specs: &Path) -> Result<Vec<String>> {
    let common = specs.join("nodo/xsd-common");
    let envelope = Schema::load(common.join("envelope.xsd"), &common)?;
    let payload = Schema::load(specs.join("nodo/wsdl/xsd/paForNode.xsd"), &common)?;

    let outcomes = outcomes(messages);
    let mut findings = Vec::new();
    let mut opened = Vec::new();
    for message in messages {
        let outcome = outcomes.get(message.sequence.as_str()).copied();
        let outcome = outcome.unwrap_or(Outcome::Unanswered);
        if message.direction == Direction::Request && outcome == Outcome::Malformed {
            continue;
        }
        match payload::open(&message.text) {
            Ok(payload) => opened.push(Opened { message, payload, outcome }),
            Err(error) => findings.push(format!("{}: {error}", message.path.display())),
        }
    }
    findings.extend(opened.iter().filter_map(misnamed));
    findings.extend(judge_envelopes(&envelope, &opened)?);
    findings.extend(judge_payloads(&payload, &opened)?);
    print_counts(messages, &outcomes);
    findings.extend(unseen(&opened));
    Ok(findings)
}

/// A wildcard of the envelope's schema lets any payload through, so its name is compared here.
fn misnamed(opened: &Opened) -> Option<String> {
    let message = opened.message;
    let expected = OPERATIONS.iter().find(|(operation, ..)| *operation == message.operation).map(
        |(_, request, response)| match message.direction {
            Direction::Request => *request,
            Direction::Response => *response,
        },
    );
    let name = opened.payload.name.as_str();
    if expected == Some(name) || opened.outcome == Outcome::SoapFault {
        return None;
    }
    Some(format!(
        "{}: the payload is `{name}`, not `{}`",
        message.path.display(),
        expected.unwrap_or("of an operation we know")
    ))
}

fn judge_envelopes(schema: &Schema, opened: &[Opened]) -> Result<Vec<String>> {
    let documents: Vec<(PathBuf, &str)> =
        opened.iter().map(|it| (it.message.path.clone(), it.message.text.as_str())).collect();
    findings(schema, "envelope", &documents)
}

fn judge_payloads(schema: &Schema, opened: &[Opened]) -> Result<Vec<String>> {
    let folder = empty_folder(Path::new(PAYLOADS))?;
    let mut documents = Vec::new();
    for Opened { message, payload, .. } in opened {
        // A SOAP fault is declared by the envelope's schema, which has judged it.
        if payload.name == "Fault" {
            continue;
        }
        let name = message.path.file_name().context("a recorded file has a name")?;
        let path = folder.join(name);
        std::fs::write(&path, &payload.document)?;
        documents.push((path, payload.document.as_str()));
    }
    findings(schema, "payload", &documents)
}

fn findings(schema: &Schema, part: &str, documents: &[(PathBuf, &str)]) -> Result<Vec<String>> {
    let verdicts = schema.judge(documents)?;
    let findings = verdicts.iter().zip(documents).filter_map(|(verdict, (path, _))| {
        let path = path.display();
        match verdict {
            Verdict::Valid => None,
            Verdict::Invalid(why) => Some(format!("{path}: invalid {part}\n    {why}")),
            Verdict::Disagreement(why) => {
                Some(format!("{path}: the validators disagree on the {part}\n    {why}"))
            }
        }
    });
    Ok(findings.collect())
}

fn print_counts(messages: &[SoapMessage], outcomes: &BTreeMap<&str, Outcome>) {
    let mut counts: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
    for message in messages.iter().filter(|it| it.direction == Direction::Request) {
        let outcome = outcomes.get(message.sequence.as_str()).copied();
        let key = (message.operation.as_str(), outcome.unwrap_or(Outcome::Unanswered));
        *counts.entry(key).or_default() += 1;
    }
    println!("\n{:<40}{:<12}{:>8}", "operation", "outcome", "exchanges");
    for ((operation, outcome), count) in counts {
        println!("{operation:<40}{:<12}{count:>9}", format!("{outcome:?}"));
    }
}

/// The exchanges without which a run proves nothing: for each operation, a judged request and its
/// judged response, both when it was accepted and when it was refused.
fn unseen(opened: &[Opened]) -> Vec<String> {
    let mut findings = Vec::new();
    for (operation, ..) in OPERATIONS {
        for direction in [Direction::Request, Direction::Response] {
            for outcome in [Outcome::Accepted, Outcome::Refused] {
                let seen = opened.iter().any(|it| {
                    it.message.operation == *operation
                        && it.message.direction == direction
                        && it.outcome == outcome
                });
                if !seen {
                    findings.push(format!("no {direction:?} of {operation} {outcome:?} was seen"));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: &str =
        "<outcome>KO</outcome><fault><faultCode>PAA_SEMANTICA</faultCode></fault>";

    fn message(sequence: &str, operation: &str, direction: Direction, inner: &str) -> SoapMessage {
        let (_, request, response) =
            OPERATIONS.iter().find(|(name, ..)| *name == operation).unwrap();
        let name = if direction == Direction::Request { request } else { response };
        SoapMessage {
            path: format!("{sequence}-{operation}-{direction:?}.xml").into(),
            sequence: sequence.to_owned(),
            operation: operation.to_owned(),
            direction,
            text: format!(
                r#"<s:Envelope xmlns:s="{}"><s:Body><{name}>{inner}</{name}></s:Body></s:Envelope>"#,
                payload::SOAP
            ),
        }
    }

    fn exchange(sequence: &str, operation: &str, response: &str) -> [SoapMessage; 2] {
        [
            message(sequence, operation, Direction::Request, ""),
            message(sequence, operation, Direction::Response, response),
        ]
    }

    fn opened<'a>(messages: &'a [SoapMessage]) -> Vec<Opened<'a>> {
        let outcomes = outcomes(messages);
        let open = |message: &'a SoapMessage| Opened {
            message,
            payload: payload::open(&message.text).unwrap(),
            outcome: outcomes[message.sequence.as_str()],
        };
        messages.iter().map(open).collect()
    }

    fn enough() -> Vec<SoapMessage> {
        let mut messages = Vec::new();
        for (operation, ..) in OPERATIONS {
            messages.extend(exchange(&format!("1{operation}"), operation, "<outcome>OK</outcome>"));
            messages.extend(exchange(&format!("2{operation}"), operation, REFUSED));
        }
        messages
    }

    #[test]
    fn an_accepted_and_a_refused_exchange_of_each_operation_are_enough() {
        assert_eq!(unseen(&opened(&enough())), Vec::<String>::new());
        assert_eq!(unseen(&[]).len(), 24);
    }

    #[test]
    fn an_operation_that_was_never_refused_is_a_finding() {
        let mut messages = enough();
        messages.retain(|it| it.sequence != "2paSendRTV2");
        assert_eq!(
            unseen(&opened(&messages)),
            [
                "no Request of paSendRTV2 Refused was seen",
                "no Response of paSendRTV2 Refused was seen"
            ]
        );
    }

    #[test]
    fn a_payload_of_another_operation_is_a_finding() {
        let mut messages = exchange("1", "paGetPaymentV2", "<outcome>OK</outcome>");
        messages[1].text = messages[1].text.replace("V2Response", "Res");
        let findings: Vec<_> = opened(&messages).iter().filter_map(misnamed).collect();
        assert_eq!(
            findings,
            ["1-paGetPaymentV2-Response.xml: the payload is `paGetPaymentRes`, \
              not `paGetPaymentV2Response`"]
        );
    }
}
