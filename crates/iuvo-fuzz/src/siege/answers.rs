//! A storm of mutated messages, and the look at every answer.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use reqwest::Client;
use tokio::task::JoinSet;

use super::PATH;
use crate::{Mutator, samples};

/// What to send.
#[derive(Clone)]
pub struct Storm {
    /// The server, for instance `http://127.0.0.1:8080`.
    pub base_url: String,
    /// How many messages.
    pub messages: u64,
    /// How many at the same time.
    pub clients: u64,
    /// The same seed sends the same messages.
    pub seed: u64,
}

/// What was answered.
#[derive(Debug, Default)]
pub struct Answers {
    /// By kind: `OK`, a fault's code, `SOAP fault`.
    pub by_kind: BTreeMap<String, u64>,
    /// Answers that are none, with their messages; a few of them.
    pub invalid: Vec<(String, String)>,
    /// How many of those there were.
    pub invalid_count: u64,
}

/// Answers kept to be looked at.
const KEPT: usize = 5;

/// The samples speak of bodies that nobody serves: these are those of the demonstration.
fn addressed(sample: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(sample)
        .replace("77777777777_01", "99000000002_01")
        .replace("88888888888_07", "99000000002_01")
        .replace("<idBrokerPA>77777777777", "<idBrokerPA>99000000002")
        .replace("88888888888", "99000000002")
        .replace("77777777777", "99000000010")
        .into_bytes()
}

impl Storm {
    /// Sends everything; returns when the last answer is there.
    pub async fn rage(&self, sent: &Arc<AtomicU64>) -> Answers {
        let answers = Arc::new(Mutex::new(Answers::default()));
        let http = Client::builder().no_proxy().build().expect("an HTTP client");
        let mut clients = JoinSet::new();
        for number in 0..self.clients {
            let share =
                self.messages / self.clients + u64::from(number < self.messages % self.clients);
            let (storm, http) = (self.clone(), http.clone());
            let (answers, sent) = (Arc::clone(&answers), Arc::clone(sent));
            clients.spawn(async move { storm.client(number, share, &http, &answers, &sent).await });
        }
        clients.join_all().await;
        std::mem::take(&mut *answers.lock().expect("nobody panics under the lock"))
    }

    async fn client(
        &self,
        number: u64,
        share: u64,
        http: &Client,
        answers: &Mutex<Answers>,
        sent: &AtomicU64,
    ) {
        let samples: Vec<_> = samples::of("node-request").iter().map(|it| addressed(it)).collect();
        let mut mutator = Mutator::new(self.seed.wrapping_mul(1_000).wrapping_add(number));
        let url = format!("{}{PATH}", self.base_url);
        let actions = ["paVerifyPaymentNotice", "paGetPaymentV2", "paSendRTV2", "", "\"altro\""];
        for _ in 0..share {
            let index = mutator.random().below(samples.len());
            let other = mutator.random().below(samples.len());
            let body = mutator.mutate(&samples[index], &samples[other]);
            let action = mutator.random().pick(&actions);
            let request = http
                .post(&url)
                .header("SOAPAction", action)
                .header("Content-Type", "text/xml; charset=utf-8")
                .body(body.clone());
            let answer = match request.send().await {
                Ok(response) => {
                    let status = response.status().as_u16();
                    response.text().await.map(|text| (status, text))
                }
                Err(error) => Err(error),
            };
            let judged = match answer {
                Ok((status, text)) => judge(status, &text),
                Err(error) => Err(format!("no answer: {error}")),
            };
            answers.lock().expect("nobody panics under the lock").note(judged, &body);
            sent.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Answers {
    fn note(&mut self, judged: Result<String, String>, body: &[u8]) {
        match judged {
            Ok(kind) => *self.by_kind.entry(kind).or_default() += 1,
            Err(reason) => {
                self.invalid_count += 1;
                if self.invalid.len() < KEPT {
                    self.invalid.push((reason, String::from_utf8_lossy(body).into_owned()));
                }
            }
        }
    }
}

/// The kind of an answer, or why it is none: well-formed XML with an outcome, or a SOAP fault that
/// blames the client.
fn judge(status: u16, text: &str) -> Result<String, String> {
    if let Err(error) = uppsala::parse(text) {
        return Err(format!("{status}, not XML ({error}): {text}"));
    }
    let within = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let start = text.find(&open)? + open.len();
        text[start..].find(&close).map(|end| &text[start..start + end])
    };
    match (status, within("outcome"), within("faultCode")) {
        (200, Some("OK"), None) => Ok("OK".to_owned()),
        (200, Some("KO"), Some(code)) => Ok(code.to_owned()),
        (500, None, None) if text.contains("soapenv:Client") => Ok("SOAP fault".to_owned()),
        _ => Err(format!("{status}: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_outcome_or_a_fault_of_the_client_is_an_answer() {
        let fault = "<soapenv:Fault xmlns:soapenv=\"x\"><faultcode>soapenv:Client</faultcode>\
                     </soapenv:Fault>";
        let ko = "<r><outcome>KO</outcome><fault><faultCode>PAA_X</faultCode></fault></r>";
        assert_eq!(judge(200, "<r><outcome>OK</outcome></r>"), Ok("OK".to_owned()));
        assert_eq!(judge(200, ko), Ok("PAA_X".to_owned()));
        assert_eq!(judge(500, fault), Ok("SOAP fault".to_owned()));
        for (status, text) in [
            (200, "<r><outcome>KO</outcome></r>"),
            (200, "<r>"),
            (500, ko),
            (503, "<r/>"),
            (500, "Internal Server Error"),
            (200, ""),
        ] {
            assert!(judge(status, text).is_err(), "{status} {text}");
        }
    }
}
