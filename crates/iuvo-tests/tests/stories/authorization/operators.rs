//! The pages of the back office, opened by an operator of each role, here and elsewhere.

use iuvo_domain::access::{Role, Scope};
use iuvo_tests::{Browser, PASSWORD, Town, ids};
use iuvo_web::Endpoint;

use super::Row;

/// A kind of operator: its heading, its role, where the browser says the call comes from, who it
/// is.
pub(super) struct Caller {
    pub(super) name: &'static str,
    role: Option<Holds>,
    site: &'static str,
    pub(super) is: &'static str,
}

enum Holds {
    /// A role in the body.
    Here(Role),
    /// A clerk's, for one service of the body.
    ForService,
    /// The administrator's, of the broker of the body.
    ForBroker,
    /// The administrator's, of another broker.
    ForOtherBroker,
    /// The administrator's, from a page of another site.
    Forged,
}

pub(super) const CALLERS: &[Caller] = &[
    caller("nobody", None, "somebody who has not signed in"),
    caller("payments", Some(Holds::Here(Role::PaymentsContact)), "its Referente dei Pagamenti"),
    caller("technical", Some(Holds::Here(Role::TechnicalContact)), "its Referente Tecnico"),
    caller("clerk", Some(Holds::Here(Role::Clerk)), "one of its clerks"),
    caller("service", Some(Holds::ForService), "a clerk limited to one of its services"),
    caller("broker", Some(Holds::ForBroker), "the administrator of its broker"),
    caller("other broker", Some(Holds::ForOtherBroker), "the administrator of another broker"),
    Caller {
        name: "other site",
        role: Some(Holds::Forged),
        site: "cross-site",
        is: "the browser of that administrator of its broker, sent by a page of another site",
    },
];

const fn caller(name: &'static str, role: Option<Holds>, is: &'static str) -> Caller {
    Caller { name, role, site: "same-origin", is }
}

const TARGETS: &[(&str, &str, &str)] = &[
    ("the body", "unione-terre", "collaudo"),
    ("its other environment", "unione-terre", "produzione"),
    ("another body", "comune-di-esempio", "collaudo"),
    ("no such body", "comune-che-non-esiste", "collaudo"),
];

pub(super) fn is_desk(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/backoffice")
}

/// Opens everything.
pub(super) async fn matrix(town: &Town, endpoints: Vec<Endpoint>) -> Vec<Row> {
    let mut emails = Vec::new();
    for (number, caller) in CALLERS.iter().enumerate() {
        emails.push(email(town, number, caller).await);
    }
    let mut browsers = Vec::new();
    for email in &emails {
        browsers.push(browser(town, email.as_deref()).await);
    }
    let mut rows = Vec::new();
    for endpoint in endpoints {
        let names_body = endpoint.path.contains("{body}");
        for (about, slug, environment) in &TARGETS[..if names_body { TARGETS.len() } else { 1 }] {
            let path = endpoint.path.replace("{body}", slug);
            let path = filled(&path.replace("{environment}", environment));
            let mut answers = Vec::new();
            for ((caller, email), shown) in CALLERS.iter().zip(&emails).zip(&browsers) {
                let method = endpoint.method.parse().unwrap();
                let page = shown.calls(method, &path, &[("altro", "")], caller.site).await;
                answers.push(page.status.to_string());
                // What signs out is undone.
                if email.is_some() && shown.cookie().is_none() {
                    shown.keep(browser(town, email.as_deref()).await.cookie());
                }
            }
            let target = if names_body { *about } else { "" }.to_owned();
            rows.push(Row { endpoint: endpoint.clone(), target, answers });
        }
    }
    rows
}

/// What is left to name does not exist.
fn filled(path: &str) -> String {
    let segments = path.split('/');
    let named = segments.map(|it| if it.starts_with('{') { "inesistente" } else { it });
    named.collect::<Vec<_>>().join("/")
}

/// A browser of the operator.
async fn browser(town: &Town, email: Option<&str>) -> Browser {
    let browser = town.browser();
    if let Some(email) = email {
        assert_eq!(browser.signs_in(email, PASSWORD).await.status, 303);
    }
    browser
}

async fn email(town: &Town, number: usize, caller: &Caller) -> Option<String> {
    let here = town.workspace(ids::NEIGHBOUR);
    let admin = |it: &str| (Role::BrokerAdministrator, Scope::Broker(it.parse().unwrap()));
    let grant = match caller.role.as_ref()? {
        Holds::Here(role) => (*role, Scope::Workspace(here)),
        Holds::ForService => {
            let directory = town.app().directory();
            let profile = directory.workspace(here).unwrap();
            let service = profile.services.iter().find(|it| it.code == "TARI").unwrap();
            (Role::Clerk, Scope::Service(here, service.id))
        }
        Holds::ForBroker | Holds::Forged => admin(ids::BROKER),
        Holds::ForOtherBroker => admin("99000000051"),
    };
    Some(town.operator(&format!("persona{number}"), &[grant]).await.email)
}
