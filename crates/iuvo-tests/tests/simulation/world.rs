//! The world a run plays in: servers, their database, a Node, the software of two bodies, and the
//! auditor who looks on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use iuvo_app::journal;
use iuvo_auditor::{Asked, Auditor, Called, Delivered, Finding, Heard, Step as Audited};
use iuvo_tests::{Database, Engine, FaultProxy, Town, ids, rehearsed_simulator};
use pagopa_node::Operation;
use pagopa_sim::{Asked as Spoken, Exchange, PrimitiveVersion, Simulator};
use reqwest::Method;
use serde_json::Value;

/// The law the auditor judges by.
const LAW: &str = include_str!("../../../../docs/receipts.md");
/// 1 June 2026, ten in the morning in Rome.
const BEGINNING_US: i64 = 1_780_300_800_000_000;
pub(crate) const HOUR_US: i64 = 3_600_000_000;

/// A position as its body's software knows it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) organization: &'static str,
    pub(crate) key: &'static str,
    pub(crate) iupd: String,
    pub(crate) model: Value,
    pub(crate) notices: Vec<String>,
    pub(crate) exists: bool,
}

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) proxy: Option<FaultProxy>,
    pub(crate) servers: Vec<Town>,
    /// The one of them that is spoken to.
    pub(crate) speaks: usize,
    pub(crate) simulator: Arc<Simulator>,
    /// In which version the Node speaks.
    pub(crate) version: PrimitiveVersion,
    pub(crate) now_us: Arc<AtomicI64>,
    pub(crate) http: reqwest::Client,
    pub(crate) known: BTreeMap<usize, Known>,
    /// The first message the Node sent to a body about a notice.
    pub(crate) sent: BTreeMap<(String, String), String>,
    /// The operations of the Node that were met.
    pub(crate) spoken: BTreeSet<&'static str>,
    pub(crate) forged: u64,
    pub(crate) auditor: Auditor,
    pub(crate) step: Audited,
    /// What was said, for whoever replays.
    pub(crate) log: String,
}

impl World {
    pub(crate) async fn new(engine: Engine, seed: u64) -> Self {
        let database = Database::create_in_memory(engine).await;
        let now_us = Arc::new(AtomicI64::new(BEGINNING_US));
        let simulator = rehearsed_simulator(Arc::clone(&now_us), seed);
        let proxy = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(FaultProxy::before(&database).await),
        };
        let server = server(&database, proxy.as_ref(), &now_us, &simulator).await;
        let auditor = Auditor::open(database.url(), LAW).await;
        Self {
            database,
            proxy,
            servers: vec![server],
            speaks: 0,
            simulator,
            version: PrimitiveVersion::V2,
            now_us,
            http: reqwest::Client::builder().no_proxy().build().expect("an HTTP client"),
            known: BTreeMap::new(),
            sent: BTreeMap::new(),
            spoken: BTreeSet::new(),
            forged: 0,
            auditor,
            step: Audited::default(),
            log: String::new(),
        }
    }

    pub(crate) fn server(&self) -> &Town {
        &self.servers[self.speaks]
    }

    /// A new server instead of those that are there.
    pub(crate) async fn restart(&mut self) {
        self.write_what_waits().await;
        self.servers.clear();
        self.speaks = 0;
        let server =
            server(&self.database, self.proxy.as_ref(), &self.now_us, &self.simulator).await;
        self.servers.push(server);
    }

    /// What the servers write within a second is there now: those seconds pass by the wall clock,
    /// which no replay can repeat.
    pub(crate) async fn write_what_waits(&self) {
        for server in &self.servers {
            journal::flush(server.app()).await;
        }
    }

    /// The Node and the bodies speak to another replica, which is started the first time.
    pub(crate) async fn speak_to_another(&mut self) {
        if self.servers.len() == 1 {
            let server =
                server(&self.database, self.proxy.as_ref(), &self.now_us, &self.simulator).await;
            self.servers.push(server);
        }
        self.speaks = 1 - self.speaks;
        self.server().answer_the_node();
    }

    pub(crate) fn advance(&self, by_us: i64) {
        self.now_us.fetch_add(by_us, Ordering::Relaxed);
    }

    pub(crate) fn now_us(&self) -> i64 {
        self.now_us.load(Ordering::Relaxed)
    }

    /// Writes down what the Node said since the last time, and what it heard. What is said at the
    /// same time is answered in an order that no replay can repeat: the log has its own.
    pub(crate) fn note_exchanges(&mut self) {
        let exchanges = self.simulator.take_exchanges();
        let mut lines: Vec<String> = exchanges.iter().map(|it| self.note(it)).collect();
        lines.sort_unstable();
        self.log.extend(lines);
    }

    /// Says what it wrote down.
    fn note(&mut self, exchange: &Exchange) -> String {
        let response = exchange.response.clone().unwrap_or_default();
        let heard = heard(exchange.status.unwrap_or_default(), &response);
        let line = format!("{} {heard:?}\n", exchange.request);
        self.spoken.insert(exchange.operation.name());
        let receipts = [Operation::SendRtV2, Operation::SendRt].map(Spoken::Soap);
        if receipts.contains(&exchange.operation) {
            self.note_delivery(&exchange.request, heard, exchange.is_damaged);
        } else {
            let request = exchange.request.clone();
            self.step.asked.push(Asked { request, response, heard });
        }
        line
    }

    pub(crate) fn note_delivery(&mut self, message: &str, heard: Heard, damaged: bool) {
        if !damaged {
            let of = |name| element(message, name).unwrap_or_default();
            let key = (of("idPA"), of("noticeNumber"));
            self.sent.entry(key).or_insert_with(|| message.to_owned());
        }
        let message = message.as_bytes().to_vec();
        self.step.delivered.push(Delivered { message, heard, damaged });
    }

    /// From now on the Node speaks that version.
    pub(crate) fn speak(&self, version: PrimitiveVersion) {
        let station = ids::STATION.parse().expect("a station");
        self.simulator.set_primitive_version(station, version).expect("the station is known");
    }

    /// Calls the GPD API for a body and writes it down.
    pub(crate) async fn call(&mut self, call: Call<'_>) -> (u16, Value) {
        let Call { operation, method, known, key, path, notice, body, request } = call;
        let reply =
            self.server().gpd_as(Some(key), method, known.organization, &path, body.as_ref()).await;
        let status = reply.status.as_u16();
        writeln!(self.log, "{operation} {} {notice} {status}", known.iupd).expect("a text grows");
        self.step.called.push(Called {
            operation,
            organization: known.organization.to_owned(),
            is_admitted: key == known.key,
            iupd: known.iupd.clone(),
            notice: notice.to_owned(),
            status,
            request: request.or(body).unwrap_or_default(),
            answer: reply.json.clone(),
        });
        (status, reply.json)
    }

    /// Lets the auditor judge what was written down since the last time.
    pub(crate) async fn audit(&mut self) -> Vec<Finding> {
        self.note_exchanges();
        let mut step = std::mem::take(&mut self.step);
        step.now_us = self.now_us();
        self.auditor.audit(&step).await
    }
}

/// A call of the GPD API.
pub(crate) struct Call<'a> {
    operation: &'static str,
    method: Method,
    known: &'a Known,
    key: &'a str,
    path: String,
    notice: &'a str,
    body: Option<Value>,
    request: Option<Value>,
}

impl<'a> Call<'a> {
    /// About a position, by its own body.
    pub(crate) fn of(
        operation: &'static str,
        method: Method,
        known: &'a Known,
        path: String,
    ) -> Self {
        let (key, notice, body, request) = (known.key, "", None, None);
        Self { operation, method, known, key, path, notice, body, request }
    }

    /// With a key that may be another's.
    pub(crate) fn with_key(self, key: &'a str) -> Self {
        Self { key, ..self }
    }

    /// About one notice.
    pub(crate) fn about(self, notice: &'a str) -> Self {
        Self { notice, ..self }
    }

    pub(crate) fn with_body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    /// What is asked, when the body does not say all of it.
    pub(crate) fn asking(self, request: Value) -> Self {
        Self { request: Some(request), ..self }
    }
}

async fn server(
    database: &Database,
    proxy: Option<&FaultProxy>,
    now_us: &Arc<AtomicI64>,
    simulator: &Arc<Simulator>,
) -> Town {
    // A start that fails is started again by whoever runs it: no subject of ours.
    if let Some(proxy) = proxy {
        proxy.forget_fault();
    }
    let reached = proxy.map_or_else(|| Database::at(database.url()), FaultProxy::database);
    Town::rehearsed(reached, Arc::clone(now_us), Arc::clone(simulator)).await
}

/// What an answer says.
pub(crate) fn heard(status: u16, response: &str) -> Heard {
    match (status, element(response, "outcome").as_deref()) {
        (200, Some("OK")) => Heard::Ok,
        (200, Some("KO")) => Heard::Ko(element(response, "faultCode").unwrap_or_default()),
        _ => match element(response, "faultcode") {
            Some(code) => Heard::Ko(code),
            None => Heard::Nothing,
        },
    }
}

/// Whether a receipt comes as a paSendRT.
pub(crate) fn is_first_version(message: &str) -> bool {
    message.contains("paSendRTReq>")
}

/// What stands in the first element of that name.
pub(crate) fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside.to_owned())
}

/// The bodies whose software writes positions.
pub(crate) fn body(slot: usize) -> (&'static str, &'static str, &'static str) {
    if slot % 4 == 3 {
        (ids::NEIGHBOUR, ids::NEIGHBOUR_KEY, ids::KEY)
    } else {
        (ids::TOWN, ids::KEY, ids::NEIGHBOUR_KEY)
    }
}
