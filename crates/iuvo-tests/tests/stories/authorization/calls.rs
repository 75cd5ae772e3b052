//! How each endpoint is called.

use iuvo_tests::{
    Reply, Town,
    files::{iupds, positions},
    ids,
};
use iuvo_web::Endpoint;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// A way of calling an endpoint.
pub(super) struct Call<'a> {
    endpoint: &'a Endpoint,
    path: String,
    /// Whether a position must not be published yet, for there to be something to do.
    pub(super) wants_draft: bool,
    sends: Sends,
}

/// The day of a payment at the counter.
const PAID_AT: &str = "2026-01-10T10:00:00Z";

/// Where the uploads of a body are, below their version.
const UPLOADS: &str = "/brokers/{broker}/organizations/{organization}/debtpositions";
/// A file that nobody has sent.
const NO_FILE: &str = "00000000-0000-7000-8000-000000000000";

/// What is sent with a call.
#[derive(Clone, Copy)]
enum Sends {
    Nothing,
    Position,
    DayOfPayment,
    OtherAccount,
    Cart,
    File,
}

/// A position of a body, and what tells it.
pub(super) struct Thing {
    iupd: String,
    nav: String,
    exists: bool,
}

impl<'a> Call<'a> {
    /// Every endpoint has its line here: one that has none fails by name.
    pub(super) fn of(endpoint: &'a Endpoint) -> Self {
        let path = endpoint.path.as_str();
        let in_gpd =
            path.strip_prefix("/gpd/debt-positions-service/v1/organizations/{organization}");
        let in_upload = path.strip_prefix("/upload/gpd/debt-positions-service/{version}");
        let in_upload = in_upload.map(|it| it.strip_prefix(UPLOADS).unwrap_or(it));
        let sends = match (endpoint.method, in_gpd.or(in_upload).unwrap_or(path)) {
            (
                "GET",
                "/health/live"
                | "/health/ready"
                | "/metrics"
                | "/api/v1/notices/{nav}/codes"
                | "/api/v1/notices/{nav}/notice.pdf"
                | "/api/v1/notices/{nav}/receipt.pdf"
                | "/api/v1/notices/{nav}/receipt.xml"
                | "/api/v1/notices/{nav}/timeline"
                | "/gpd/debt-positions-service/v1/info"
                | "/debtpositions"
                | "/info"
                | "/file/{file}/status"
                | "/file/{file}/report"
                | "/files",
            )
            | ("GET" | "DELETE", "/debtpositions/{iupd}")
            | ("POST", "/debtpositions/{iupd}/publish" | "/debtpositions/{iupd}/invalidate") => {
                Sends::Nothing
            }
            ("POST", "/checkout/ec/v1/carts" | "/checkout/ec/v2/carts") => Sends::Cart,
            ("POST" | "PUT" | "DELETE", "/file") => Sends::File,
            ("POST", "/debtpositions") | ("PUT", "/debtpositions/{iupd}") => Sends::Position,
            ("PATCH", "/debtpositions/{iupd}") => Sends::OtherAccount,
            ("POST", "/paymentoptions/paids/{nav}") => Sends::DayOfPayment,
            _ => panic!("{endpoint:?} is in no matrix: say here how it is called"),
        };
        // The transfers of all positions are changed where a position would be.
        let path = match sends {
            Sends::OtherAccount => path.replace("{iupd}", "transfers"),
            Sends::Nothing | Sends::Position | Sends::DayOfPayment | Sends::Cart | Sends::File => {
                path.to_owned()
            }
        };
        let wants_draft = path.ends_with("/publish");
        Self { endpoint, path, wants_draft, sends }
    }

    /// Whether it is about one thing of a body.
    pub(super) fn names_a_thing(&self) -> bool {
        matches!(self.sends, Sends::Cart)
            || ["{iupd}", "{nav}"].iter().any(|it| self.path.contains(it))
    }

    /// Whether whoever has a key may do it for any body of the environment, as at pagoPA.
    pub(super) fn is_for_any_body(&self) -> bool {
        matches!(self.sends, Sends::Cart)
    }

    /// Whether there must be a position for it to do something.
    pub(super) fn wants_position(&self) -> bool {
        self.names_a_thing() || matches!(self.sends, Sends::OtherAccount)
    }

    /// Whether it is about a body at all.
    pub(super) fn names_a_body(&self) -> bool {
        self.names_a_thing() || self.path.contains("{organization}")
    }

    pub(super) async fn send(
        &self,
        town: &Town,
        key: Option<&str>,
        organization: &str,
        thing: &Thing,
    ) -> Reply {
        let path = self.path.replace("{organization}", organization);
        let path = path.replace("{version}", "v2").replace("{broker}", ids::BROKER);
        let path = path.replace("{file}", NO_FILE);
        let mut path = path.replace("{iupd}", &thing.iupd).replace("{nav}", &thing.nav);
        if path.starts_with("/api/") {
            path = format!("{path}?organization={organization}");
        }
        let method: Method = self.endpoint.method.parse().unwrap();
        let body = match self.sends {
            Sends::Nothing => None,
            Sends::Position => Some(model(town, &thing.iupd)),
            Sends::Cart => Some(cart(organization, &thing.nav)),
            Sends::DayOfPayment => Some(json!({ "paymentDate": PAID_AT })),
            Sends::OtherAccount => {
                path = format!("{path}?oldIban={}", ids::IBAN);
                Some(json!({ "newIban": ids::POSTAL_IBAN }))
            }
            Sends::File => {
                let file = match self.endpoint.method {
                    "DELETE" => iupds(&[&thing.iupd]),
                    _ => positions(&[model(town, &thing.iupd)]),
                };
                return town.send_file_as(key, method, &path, &file).await.0;
            }
        };
        town.call_with_key(method, &path, key, body.as_ref()).await
    }
}

fn model(town: &Town, iupd: &str) -> Value {
    town.position("TARI 2026").iupd(iupd).model()
}

/// A cart with one notice of a body, as both versions take it.
fn cart(organization: &str, nav: &str) -> Value {
    let amount = 12_000;
    json!({
        "paymentNotices": [{
            "noticeNumber": nav, "fiscalCode": organization, "amount": amount,
            "companyName": "Comune di Esempio", "description": "TARI 2026",
        }],
        "returnUrls": {
            "returnOkUrl": "https://www.comune.example/ok",
            "returnCancelUrl": "https://www.comune.example/annullato",
            "returnErrorUrl": "https://www.comune.example/errore",
            "returnWaitingUrl": "https://www.comune.example/attesa",
        },
    })
}

fn key_of(organization: &str) -> &'static str {
    if organization == ids::TOWN { ids::KEY } else { ids::NEIGHBOUR_KEY }
}

impl Thing {
    /// What no body has.
    pub(super) fn unknown() -> Self {
        let iupd = format!("IUPD-{}", Uuid::new_v4().simple());
        Self { iupd, nav: "302000000000009901".to_owned(), exists: false }
    }

    /// A position of a body, in the state that the call asks for.
    pub(super) async fn made_for(town: &Town, organization: &str, call: &Call<'_>) -> Self {
        let iupd = Self::unknown().iupd;
        let path =
            if call.wants_draft { "/debtpositions" } else { "/debtpositions?toPublish=true" };
        let body = model(town, &iupd);
        let key = Some(key_of(organization));
        let made = town.gpd_as(key, Method::POST, organization, path, Some(&body)).await;
        let made = made.assert_status(201).json;
        let nav = made["paymentOption"][0]["nav"].as_str().unwrap().to_owned();
        Self { iupd, nav, exists: true }
    }

    /// The thing as its owner reads it.
    pub(super) async fn seen_by_owner(&self, town: &Town, organization: &str) -> Option<String> {
        if !self.exists {
            return None;
        }
        let path = format!("/debtpositions/{}", self.iupd);
        let key = Some(key_of(organization));
        Some(town.gpd_as(key, Method::GET, organization, &path, None).await.assert_status(200).text)
    }

    /// A text without what tells this thing from others.
    pub(super) fn veiled(&self, text: &str) -> String {
        text.replace(&self.iupd, "…").replace(&self.nav, "…")
    }
}
