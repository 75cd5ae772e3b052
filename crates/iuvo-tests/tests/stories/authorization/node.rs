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
            for (about, message) in asked_of(&endpoint, &asked) {
                let mut answers = Vec::new();
                for caller in CALLERS {
                    answers.push(answer(&url, caller, message).await);
                }
                let target = [*environment, about].map(str::to_owned);
                let target = target.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
                rows.push(Row { endpoint: endpoint.clone(), target: target.join(", "), answers });
            }
        }
    }
    rows
}

type Asked = Vec<(&'static str, String)>;

/// Verifications of notices: all the operations of a path have the same guard before them.
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
    let verify = |notice| encode_request(&Request::VerifyPaymentNotice(messages::verify(notice)));
    vec![
        ("a notice of the body", verify(own)),
        ("unknown", verify(number("02", 9_000_001))),
        ("another body's", verify(theirs)),
    ]
}

fn asked_of<'a>(endpoint: &Endpoint, asked: &'a Asked) -> Vec<(&'static str, Option<&'a str>)> {
    match endpoint.method {
        "POST" => asked.iter().map(|(about, it)| (*about, Some(it.as_str()))).collect(),
        "GET" => vec![("?wsdl", None)],
        _ => panic!("{endpoint:?} is in no matrix: say here how it is called"),
    }
}

async fn answer(url: &str, caller: &Caller, message: Option<&str>) -> String {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = match message {
        Some(message) => {
            let post = http.post(url).header("SOAPAction", "\"paVerifyPaymentNotice\"");
            post.body(message.to_owned())
        }
        None => http.get(format!("{url}?wsdl")),
    };
    for (name, value) in caller.headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, xml) = (response.status(), response.text().await.unwrap());
    let answer = SoapAnswer { status, xml };
    let outcome = answer.text("faultCode").or(answer.text("outcome"));
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
