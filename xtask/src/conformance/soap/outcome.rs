//! How exchanges ended, read from their responses.

use std::collections::BTreeMap;

use super::payload::{self, Payload};
use crate::conformance::recorded::{Direction, SoapMessage};

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Accepted,
    Refused,
    /// Refused because the request is not written as it must be: stories send such requests on
    /// purpose, so the request itself is not judged.
    Malformed,
    SoapFault,
    Unanswered,
}

/// How each exchange ended, by its sequence.
pub(super) fn outcomes(messages: &[SoapMessage]) -> BTreeMap<&str, Outcome> {
    let responses = messages.iter().filter(|it| it.direction == Direction::Response);
    responses
        .filter_map(|response| {
            let payload = payload::open(&response.text).ok()?;
            Some((response.sequence.as_str(), outcome(&payload)))
        })
        .collect()
}

fn outcome(response: &Payload) -> Outcome {
    if response.name == "Fault" {
        return Outcome::SoapFault;
    }
    match response.outcome.as_deref() {
        Some("OK") => Outcome::Accepted,
        _ if is_syntax_fault(response.fault_code.as_deref()) => Outcome::Malformed,
        _ => Outcome::Refused,
    }
}

/// `PAA_SINTASSI_XSD` and `PAA_SINTASSI_EXTRAXSD` (SANP, codici di errore).
fn is_syntax_fault(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.starts_with("PAA_SINTASSI_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome_of(payload: &str) -> Option<Outcome> {
        let message = SoapMessage {
            path: "0001-paSendRTV2-response.xml".into(),
            sequence: "0001".to_owned(),
            operation: "paSendRTV2".to_owned(),
            direction: Direction::Response,
            text: format!(
                r#"<s:Envelope xmlns:s="{}"><s:Body>{payload}</s:Body></s:Envelope>"#,
                payload::SOAP
            ),
        };
        outcomes(&[message]).get("0001").copied()
    }

    #[test]
    fn the_outcome_of_an_exchange_is_read_from_its_response() {
        let refused = |code: &str| {
            format!("<r><outcome>KO</outcome><fault><faultCode>{code}</faultCode></fault></r>")
        };
        for (payload, expected) in [
            ("<r><outcome>OK</outcome></r>".to_owned(), Outcome::Accepted),
            (refused("PAA_SEMANTICA"), Outcome::Refused),
            (refused("PAA_SINTASSI_XSD"), Outcome::Malformed),
            ("<s:Fault><faultcode>s:Server</faultcode></s:Fault>".to_owned(), Outcome::SoapFault),
        ] {
            assert_eq!(outcome_of(&payload), Some(expected), "{payload}");
        }
        assert_eq!(outcome_of("no element"), None);
    }
}
