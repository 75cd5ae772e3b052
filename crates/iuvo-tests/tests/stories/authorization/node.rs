//! The endpoints of the Node: who proves to be pagoPA is answered, whoever else is turned away
//! before the message is read.

use iuvo_tests::{SoapAnswer, Town, ids, messages};
use iuvo_web::{Endpoint, Guards, NodeGuard, Proof, ProxyTrust};
use pagopa_codes::NoticeNumber;
use pagopa_node::{Request, encode_request};
use reqwest::Method;

use super::Row;

/// An address that pagoPA calls from, as the guard is told here.
const PAGOPA: &str = "20.86.139.154";

/// A kind of caller: its heading, the headers by which the proxy in front tells it, who that is.
pub(super) struct Caller {
    pub(super) name: &'static str,
    headers: &'static [(&'static str, &'static str)],
    pub(super) is: &'static str,
}

const VERIFIED: (&str, &str) = ("x-client-verify", "SUCCESS");

pub(super) const CALLERS: &[Caller] = &[
    Caller { name: "nobody", headers: &[], is: "somebody from nowhere, with nothing to show" },
    Caller {
        name: "key",
        headers: &[("ocp-apim-subscription-key", ids::KEY)],
        is: "the software of the body, with its key",
    },
    Caller {
        name: "address",
        headers: &[("x-forwarded-for", PAGOPA)],
        is: "somebody at an address of pagoPA, without its certificate",
    },
    Caller {
        name: "certificate",
        headers: &[("x-forwarded-for", "8.8.8.8"), VERIFIED],
        is: "somebody with the certificate of pagoPA, elsewhere",
    },
    Caller {
        name: "the Node",
        headers: &[("x-forwarded-for", PAGOPA), VERIFIED],
        is: "the Node: its address and its certificate",
    },
];

/// Calls everything on a server where "collaudo" is guarded and "produzione" is closed.
pub(super) async fn matrix(town: &Town, endpoints: Vec<Endpoint>) -> Vec<Row> {
    let server = town.guarded(guards()).await;
    let asked = asked(town).await;
    let mut rows = Vec::new();
    for endpoint in endpoints {
        let names_environment = endpoint.path.contains("{environment}");
        let environments: &[&str] =
            if names_environment { &["collaudo", "produzione", "altrove"] } else { &[""] };
        for environment in environments {
            let path = endpoint.path.replace("{environment}", environment);
            let url = format!("{}{path}", server.base_url());
            for (about, message) in asked_of(&endpoint, &url, &asked) {
                let mut answers = Vec::new();
                for caller in CALLERS {
                    answers.push(answer(caller, &message).await);
                }
                let target = [*environment, about].map(str::to_owned);
                let target = target.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
                rows.push(Row { endpoint: endpoint.clone(), target: target.join(", "), answers });
            }
        }
    }
    rows
}

type Asked = [(&'static str, NoticeNumber); 3];

/// Notices that are asked about: all the operations of a path have the same guard before them.
async fn asked(town: &Town) -> Asked {
    let number = |code: &str, base| NoticeNumber::generate(code.parse().unwrap(), base).unwrap();
    let theirs = number("03", 9_000_002);
    let mut model = town.position("TARI 2026").model();
    model["paymentOption"][0]["iuv"] = theirs.iuv().as_str().into();
    let key = Some(ids::NEIGHBOUR_KEY);
    let path = "/debtpositions?toPublish=true";
    let made = town.gpd_as(key, Method::POST, ids::NEIGHBOUR, path, Some(&model)).await;
    made.assert_status(201);
    let own = town.position("TARI 2026").publish().await.notice();
    let unknown = number("02", 9_000_001);
    [("a notice of the body", own), ("unknown", unknown), ("another body's", theirs)]
}

/// A call, without what tells who makes it.
struct Message {
    method: Method,
    url: String,
    soap: Option<String>,
}

fn asked_of(endpoint: &Endpoint, url: &str, asked: &Asked) -> Vec<(&'static str, Message)> {
    let method: Method = endpoint.method.parse().unwrap();
    let message = |url: String, soap| Message { method: method.clone(), url, soap };
    let each = |make: &dyn Fn(NoticeNumber) -> Message| {
        asked.iter().map(|(about, notice)| (*about, make(*notice))).collect()
    };
    let is_options = endpoint.path.contains("/payment-options/");
    match endpoint.method {
        "GET" | "POST" if is_options => each(&|notice| {
            let url = url.replace("{organization}", ids::TOWN);
            message(url.replace("{nav}", notice.as_str()), None)
        }),
        "POST" if endpoint.path.ends_with("/pa-for-node") => each(&|notice| {
            let verification = Request::VerifyPaymentNotice(messages::verify(notice));
            message(url.to_owned(), Some(encode_request(&verification)))
        }),
        "GET" if endpoint.path.ends_with("/pa-for-node") => {
            vec![("?wsdl", message(format!("{url}?wsdl"), None))]
        }
        _ => panic!("{endpoint:?} is in no matrix: say here how it is called"),
    }
}

/// The status, and the outcome where there is one.
async fn answer(caller: &Caller, message: &Message) -> String {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = http.request(message.method.clone(), &message.url);
    if let Some(soap) = &message.soap {
        request = request.header("SOAPAction", "\"paVerifyPaymentNotice\"").body(soap.clone());
    }
    for (name, value) in caller.headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let answer = SoapAnswer { status, xml: text };
    let outcome = answer.text("faultCode").or(answer.text("outcome"));
    let outcome = outcome.or(json["appErrorCode"].as_str());
    let status = status.as_u16().to_string();
    outcome.map_or(status.clone(), |it| format!("{status} {it}"))
}

fn guards() -> Guards {
    let guard = NodeGuard {
        addresses: Some(vec![format!("{PAGOPA}/32").parse().unwrap()]),
        proof: Proof::ProxyWord,
    };
    let proxy = ProxyTrust {
        networks: vec!["127.0.0.0/8".parse().unwrap()],
        verified_header: Some(VERIFIED.0.parse().unwrap()),
    };
    Guards { acceptance: Some(guard), production: None, proxy }
}
