//! The pages of citizens: nobody is asked who they are; a form of another site is turned away.

use iuvo_tests::Town;
use iuvo_web::Endpoint;
use reqwest::{Method, redirect::Policy};

use super::Row;

/// A kind of visitor: its heading, what its browser says of where the call comes from, who that is.
pub(super) struct Visitor {
    pub(super) name: &'static str,
    site: Option<&'static str>,
    pub(super) is: &'static str,
}

pub(super) const VISITORS: &[Visitor] = &[
    Visitor {
        name: "visitor",
        site: Some("same-origin"),
        is: "somebody with a browser, on our pages",
    },
    Visitor {
        name: "program",
        site: None,
        is: "a program, which says nothing of where it comes from",
    },
    Visitor {
        name: "other site",
        site: Some("cross-site"),
        is: "a browser, sent by a page of another site",
    },
];

const SLUGS: &[(&str, &str)] =
    &[("a body", "comune-di-esempio"), ("no such body", "comune-che-non-esiste")];

pub(super) fn is_page(endpoint: &Endpoint) -> bool {
    let path = endpoint.path.as_str();
    path == "/" || path.starts_with("/{slug}") || path.starts_with("/assets/")
}

/// Opens everything.
pub(super) async fn matrix(town: &Town, endpoints: Vec<Endpoint>) -> Vec<Row> {
    let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut rows = Vec::new();
    for endpoint in endpoints {
        let names_body = endpoint.path.contains("{slug}");
        for (about, slug) in SLUGS.iter().filter(|it| names_body || it.1 == SLUGS[0].1) {
            let path = endpoint.path.replace("{slug}", slug).replace("{link}", "altro");
            let path = path.replace("{outcome}", "riuscito");
            let path = path.replace("{name}", "altro.css");
            let url = format!("{}{path}", town.base_url());
            let mut answers = Vec::new();
            for visitor in VISITORS {
                let method: Method = endpoint.method.parse().unwrap();
                let mut request = browser.request(method, &url);
                if let Some(site) = visitor.site {
                    request = request.header("sec-fetch-site", site);
                }
                let request = request.form(&[("codice-fiscale", "")]);
                answers.push(request.send().await.unwrap().status().as_u16().to_string());
            }
            let target = if names_body { *about } else { "" }.to_owned();
            rows.push(Row { endpoint: endpoint.clone(), target, answers });
        }
    }
    rows
}
