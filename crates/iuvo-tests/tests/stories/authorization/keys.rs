//! The endpoints that a key opens, and those that anybody may call.

use iuvo_app::{access::hash_key, directory::DirectoryChange};
use iuvo_domain::{
    ApiClientId, Environment,
    directory::{ApiClient, ApiScope, Broker, Organization, Particulars},
};
use iuvo_tests::{Reply, Town, ids};
use iuvo_web::Endpoint;

use super::{
    Row,
    calls::{Call, Thing},
};

/// A kind of caller: its heading, its key and who that is.
pub(super) struct Caller {
    pub(super) name: &'static str,
    key: Option<&'static str>,
    pub(super) is: &'static str,
    /// The bodies it acts for.
    reaches: &'static [&'static str],
}

const OTHER_BROKER: &str = "99000000051";
const OTHER_BROKER_KEY: &str = "other-broker-key";
const PRODUCTION_KEY: &str = "production-key";
const REVOKED_KEY: &str = "revoked-key";
/// A body nobody serves.
const STRANGER: &str = "99000000069";

pub(super) const CALLERS: &[Caller] = &[
    Caller { name: "none", key: None, is: "somebody without a key", reaches: &[] },
    Caller { name: "wrong", key: Some("x"), is: "a key of nobody", reaches: &[] },
    Caller {
        name: "revoked",
        key: Some(REVOKED_KEY),
        is: "a key of the body that was taken away",
        reaches: &[],
    },
    Caller { name: "body", key: Some(ids::KEY), is: "the body's key", reaches: &[ids::TOWN] },
    Caller {
        name: "codes",
        key: Some(ids::LIMITED_KEY),
        is: "a key of the body, limited to a segregation code of none of these positions",
        reaches: &[ids::TOWN],
    },
    Caller {
        name: "produzione",
        key: Some(PRODUCTION_KEY),
        is: "the body's key in the other environment",
        reaches: &[],
    },
    Caller {
        name: "other body",
        key: Some(ids::NEIGHBOUR_KEY),
        is: "the key of another body of the same broker",
        reaches: &[ids::NEIGHBOUR],
    },
    Caller {
        name: "broker",
        key: Some(ids::BROKER_KEY),
        is: "the key of the broker of both bodies",
        reaches: &[ids::TOWN, ids::NEIGHBOUR],
    },
    Caller {
        name: "other broker",
        key: Some(OTHER_BROKER_KEY),
        is: "the key of a broker that serves neither",
        reaches: &[],
    },
];

impl Caller {
    /// A key limited to other segregation codes acts for the body and reaches none of the things.
    fn may_change_a_thing_of(&self, organization: &str) -> bool {
        self.reaches.contains(&organization) && self.key != Some(ids::LIMITED_KEY)
    }
}

/// About what is asked.
struct Target {
    name: &'static str,
    organization: &'static str,
    exists: bool,
}

const TARGETS: &[Target] = &[
    Target { name: "the body's", organization: ids::TOWN, exists: true },
    Target { name: "the body's, unknown", organization: ids::TOWN, exists: false },
    Target { name: "the other body's", organization: ids::NEIGHBOUR, exists: true },
    Target { name: "the other body's, unknown", organization: ids::NEIGHBOUR, exists: false },
    Target { name: "a body nobody serves", organization: STRANGER, exists: false },
];

/// Which targets make a difference to a call.
fn targets(call: &Call<'_>) -> Vec<&'static Target> {
    let matters = |it: &&Target| match (call.names_a_thing(), call.names_a_body()) {
        (true, _) => true,
        (false, true) => it.exists || it.organization == STRANGER,
        (false, false) => it.name == TARGETS[0].name,
    };
    TARGETS.iter().filter(matters).collect()
}

/// Calls everything.
pub(super) async fn matrix(town: &Town, endpoints: Vec<Endpoint>) -> Vec<Row> {
    settle(town).await;
    let mut rows = Vec::new();
    for endpoint in endpoints {
        let call = Call::of(&endpoint);
        let mut answers: Vec<Vec<Reply>> = Vec::new();
        for target in targets(&call) {
            let mut given = Vec::new();
            for caller in CALLERS {
                given.push(ask(town, &call, caller, target).await);
            }
            rows.push(Row {
                endpoint: endpoint.clone(),
                target: if call.names_a_body() { target.name } else { "" }.to_owned(),
                answers: given.iter().map(|it| it.status.as_u16().to_string()).collect(),
            });
            answers.push(given);
        }
        if call.names_a_thing() && !call.is_for_any_body() {
            nothing_tells_strangers_what_exists(&endpoint, &answers);
        }
    }
    rows
}

/// A call about a thing made for it. Who may not change the thing must leave it as it was, also
/// when a call over all positions is answered with success.
async fn ask(town: &Town, call: &Call<'_>, caller: &Caller, target: &Target) -> Reply {
    let thing = if target.exists && call.wants_position() {
        Thing::made_for(town, target.organization, call).await
    } else {
        Thing::unknown()
    };
    let before = thing.seen_by_owner(town, target.organization).await;
    let mut reply = call.send(town, caller.key, target.organization, &thing).await;
    if !reply.status.is_success() || !caller.may_change_a_thing_of(target.organization) {
        assert_eq!(thing.seen_by_owner(town, target.organization).await, before, "{}", caller.name);
    }
    reply.text = thing.veiled(&reply.text);
    reply
}

/// Who does not act for a body must not learn which of its things exist.
fn nothing_tells_strangers_what_exists(endpoint: &Endpoint, answers: &[Vec<Reply>]) {
    for (pair, organization) in [(0, ids::TOWN), (2, ids::NEIGHBOUR)] {
        let (known, unknown) = (&answers[pair], &answers[pair + 1]);
        for (caller, (known, unknown)) in CALLERS.iter().zip(known.iter().zip(unknown)) {
            if !caller.reaches.contains(&organization) {
                let told = |it: &Reply| (it.status, it.text.clone());
                assert_eq!(told(known), told(unknown), "{endpoint:?}: {}", caller.name);
            }
        }
    }
}

/// The callers that the town does not have by itself.
async fn settle(town: &Town) {
    let broker = OTHER_BROKER.parse().unwrap();
    let named = Broker { fiscal_code: broker, name: "Altri Servizi".to_owned() };
    town.change(DirectoryChange::SaveBroker(named)).await.unwrap();
    let organization =
        Organization { fiscal_code: ids::TOWN.parse().unwrap(), name: "Comune".to_owned() };
    let environment = Environment::Production;
    let slug = "comune-in-produzione".to_owned();
    let particulars = Particulars::default();
    let open = DirectoryChange::OpenWorkspace { organization, environment, slug, particulars };
    town.change(open).await.unwrap();
    let code = ids::TOWN.parse().unwrap();
    let production = town.app().directory().workspace_of(environment, code).unwrap().workspace.id;
    let here = ApiScope::Workspace(town.workspace(ids::TOWN));
    add(town, ApiScope::Workspace(production), PRODUCTION_KEY).await;
    add(town, ApiScope::Broker(broker, Environment::Acceptance), OTHER_BROKER_KEY).await;
    let revoked = add(town, here, REVOKED_KEY).await;
    town.change(DirectoryChange::DeleteKey(revoked, 1)).await.unwrap();
}

async fn add(town: &Town, scope: ApiScope, key: &str) -> ApiClient {
    let id = ApiClientId::new(town.app().ids().new_id());
    let client = ApiClient {
        id,
        name: key.to_owned(),
        scope,
        segregation_codes: Vec::new(),
        call_limit: None,
    };
    let add = DirectoryChange::AddClient(client.clone(), hash_key(key));
    town.change(add).await.unwrap();
    client
}
