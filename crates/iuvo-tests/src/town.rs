//! A town: a body, its broker and its station, on the real server.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicI64},
};

use iuvo_app::{
    App, Clock,
    directory::{ChangeError, Changed, DirectoryChange, change_directory},
    sealing::Sealer,
    sign_in::SecondFactorFor,
};
use iuvo_domain::{Environment, WorkspaceId};
use iuvo_store::{Migration, Store};
use iuvo_web::{Fittings, Guards, Metrics, NodeGuard, Stopping};
use jiff::SignedDuration;
use pagopa_sim::{Asked, Registry, Settings, SimClock, Simulator};
use reqwest::{Method, StatusCode, redirect::Policy};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    Database, Engine, PositionBuilder, Ran, Rows, TownCheckout, TownPost, TownPsp,
    command::iuvo_typing, directory, iuvo, record,
};

/// The codes of the town and of its neighbours.
pub mod ids {
    /// The broker.
    pub const BROKER: &str = "99000000002";
    /// The broker's station.
    pub const STATION: &str = "99000000002_01";
    /// The town.
    pub const TOWN: &str = "99000000010";
    /// The town next door, served by the same station.
    pub const NEIGHBOUR: &str = "99000000028";
    /// The province, beneficiary of a share, with broadcast receipts.
    pub const PROVINCE: &str = "99000000036";
    /// The town's bank account.
    pub const IBAN: &str = "IT60X0542811101000000123456";
    /// The town's postal account.
    pub const POSTAL_IBAN: &str = "IT32O0760102400000012345678";
    /// The province's postal account.
    pub const PROVINCE_POSTAL_IBAN: &str = "IT60X0760111101000000123456";
    /// The key of the town's software.
    pub const KEY: &str = "town-key";
    /// The key of the neighbour's software.
    pub const NEIGHBOUR_KEY: &str = "neighbour-key";
    /// The key of the broker's software.
    pub const BROKER_KEY: &str = "broker-key";
    /// A key of the town limited to segregation code 48.
    pub const LIMITED_KEY: &str = "limited-key";
    /// The broker's station in "produzione".
    pub const PRODUCTION_STATION: &str = "99000000002_02";
    /// The town's spontaneous service in pagoPA's catalog.
    pub const CATALOG_SERVICE: &str = "00012";
    /// Who offers it there.
    pub const CATALOG_SUBJECT: &str = "00048";
    /// The town's debtor.
    pub const DEBTOR: &str = "RSSMRA80A01H501U";
}

/// What seals in every town: two servers on one database share it.
pub(crate) const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A body with everything around it.
pub struct Town {
    app: Arc<App>,
    database: Database,
    base_url: String,
    simulator: Arc<Simulator>,
    clock: SimClock,
    http: reqwest::Client,
    checkout: TownCheckout,
    post: TownPost,
    server: JoinHandle<()>,
}

impl Town {
    /// A town on a fresh database.
    pub async fn on(engine: Engine) -> Self {
        Self::on_database(Database::create(engine).await).await
    }

    /// A town on a database, which is filled if it is empty.
    pub async fn on_database(database: Database) -> Self {
        Self::of_version(database, &[]).await
    }

    /// A town served by a program that knows some migrations more.
    pub async fn of_version(database: Database, later: &[Migration]) -> Self {
        let offset = Arc::new(AtomicI64::new(0));
        let clock = SimClock::shared(Arc::clone(&offset));
        let simulator = simulator(clock.clone(), None, Settings::default());
        Self::start(database, later, Clock::shifted(offset), (clock, simulator)).await
    }

    /// A server of a rehearsal that can be repeated to the letter: on a clock that stands still,
    /// known to a simulator that other servers may share.
    pub async fn rehearsed(
        database: Database,
        instant_us: Arc<AtomicI64>,
        simulator: Arc<Simulator>,
    ) -> Self {
        let clock = SimClock::standing(Arc::clone(&instant_us));
        Self::start(database, &[], Clock::standing(instant_us), (clock, simulator)).await
    }

    async fn start(
        database: Database,
        later: &[Migration],
        clock: Clock,
        (sim_clock, simulator): (SimClock, Arc<Simulator>),
    ) -> Self {
        let opened = Store::open_with(&database.parsed(), later).await;
        let (store, _) = opened.expect("the database opens");
        let app = App::start(store, clock).await.expect("it starts");
        let sealer = Sealer::from_master_keys(MASTER_KEY).expect("a key");
        let checkout = TownCheckout::start(&simulator).await;
        let app = app.demanding_second_factor_of(SecondFactorFor::Nobody);
        let post = TownPost::start(&simulator).await;
        let app = app.sealing_with(sealer).paying_at(checkout.clients());
        let app = Arc::new(app.mailing_with(post.mailer()));
        if app.directory().workspaces().next().is_none() {
            directory::settle(&app).await;
        }
        let (base_url, server) = serve(Arc::clone(&app), open_guards()).await;
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build();
        let http = http.expect("an HTTP client");
        let clock = sim_clock;
        let town = Self { app, database, base_url, simulator, clock, http, checkout, post, server };
        town.answer_the_node();
        town
    }

    /// From now on the Node speaks to this server.
    pub fn answer_the_node(&self) {
        self.let_answer_the_node(&self.base_url);
    }

    /// From now on the Node speaks to the server at that address.
    pub fn let_answer_the_node(&self, base_url: &str) {
        let endpoint = format!("{base_url}/node/collaudo/pa-for-node");
        let station = ids::STATION.parse().expect("a station");
        let endpoint = endpoint.parse().expect("a URL");
        self.simulator.set_endpoint(station, endpoint).expect("the station is known");
        let options = format!("{base_url}/node/collaudo").parse().expect("a URL");
        self.simulator.set_payment_options(station, options).expect("the station is known");
    }

    /// Another server on the same database.
    pub async fn beside(&self) -> Self {
        Self::on_database(Database::at(self.database.url())).await
    }

    /// A server on the same database that was configured with nothing but a master key: it sends no
    /// letters, and demands a second factor of whoever decides.
    pub async fn plainly_configured(&self) -> Self {
        let mut other = self.beside().await;
        let (store, _) = Store::open(&self.database.parsed()).await.expect("the database opens");
        let app = App::start(store, Clock::system()).await.expect("it starts");
        let sealer = Sealer::from_master_keys(MASTER_KEY).expect("a key");
        other.app = Arc::new(app.sealing_with(sealer));
        let (base_url, server) = serve(Arc::clone(&other.app), open_guards()).await;
        other.server.abort();
        (other.base_url, other.server) = (base_url, server);
        other
    }

    /// The use-cases' ground.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Where the server listens, for instance `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// On which engine.
    pub fn engine(&self) -> Engine {
        self.database.engine()
    }

    /// What the database really holds.
    pub fn rows(&self) -> Rows<'_> {
        self.database.rows()
    }

    /// The simulated Node and PSP.
    pub fn psp(&self) -> TownPsp<'_> {
        TownPsp::new(&self.simulator)
    }

    /// The simulated Checkout.
    pub fn checkout(&self) -> &TownCheckout {
        &self.checkout
    }

    /// The simulated mail server.
    pub fn post(&self) -> &TownPost {
        &self.post
    }

    /// The simulated Node itself.
    pub fn simulator(&self) -> &Arc<Simulator> {
        &self.simulator
    }

    /// Moves everybody's clock forward.
    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// A position of the town to be written through its software's API.
    pub fn position(&self, description: &str) -> PositionBuilder<'_> {
        PositionBuilder::new(self, description)
    }

    /// The workspace of a body in "collaudo".
    pub fn workspace(&self, organization: &str) -> WorkspaceId {
        let code = organization.parse().expect("a fiscal code");
        let directory = self.app.directory();
        directory.workspace_of(Environment::Acceptance, code).expect("a workspace").workspace.id
    }

    /// Changes the directory, as an operator would.
    ///
    /// # Errors
    /// When the change is refused.
    pub async fn change(&self, change: DirectoryChange) -> Result<Changed, ChangeError> {
        change_directory(&self.app, &directory::operator(), change).await
    }

    /// Calls the GPD API with the town's key; `path` follows `/organizations/{town}`.
    pub async fn gpd(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        self.gpd_as(Some(ids::KEY), method, ids::TOWN, path, body).await
    }

    /// Calls the GPD API with another key, or none, on another body.
    pub async fn gpd_as(
        &self,
        key: Option<&str>,
        method: Method,
        organization: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Reply {
        let url = format!(
            "{}/gpd/debt-positions-service/v1/organizations/{organization}{path}",
            self.base_url
        );
        let mut request = self.http.request(method, url);
        if let Some(key) = key {
            request = request.header("Ocp-Apim-Subscription-Key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Reply::read(request.send().await.expect("the server answers")).await
    }

    /// Reads from our own API with a key, or none; `path` follows `/api/v1`.
    pub async fn api(&self, key: Option<&str>, path: &str) -> Reply {
        let mut request = self.http.get(format!("{}/api/v1{path}", self.base_url));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        Reply::read(request.send().await.expect("the server answers")).await
    }

    /// Calls any path with a key, or none, where that path takes it.
    pub async fn call_with_key(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Reply {
        let mut request = self.http.request(method, format!("{}{path}", self.base_url));
        request = match key {
            Some(key) if path.starts_with("/api/") => request.bearer_auth(key),
            Some(key) => request.header("Ocp-Apim-Subscription-Key", key),
            None => request,
        };
        if let Some(body) = body {
            request = request.json(body);
        }
        Reply::read(request.send().await.expect("the server answers")).await
    }

    /// Another server of the same use-cases, with guards of its own before the Node's paths.
    pub async fn guarded(&self, guards: Guards) -> Guarded {
        let (base_url, server) = serve(Arc::clone(&self.app), guards).await;
        Guarded { base_url, server }
    }

    /// Calls any path.
    pub async fn get(&self, path: &str) -> Reply {
        let url = format!("{}{path}", self.base_url);
        Reply::read(self.http.get(url).send().await.expect("the server answers")).await
    }

    /// Runs `iuvo admin` beside the server, as an operator does.
    pub async fn admin(&self, arguments: &[&str]) -> Ran {
        let database = ["admin", "--database-url", self.database.url()];
        iuvo(&[&database[..], arguments].concat()).await
    }

    /// Runs `iuvo admin` beside the server, with a text on its standard input.
    pub async fn admin_typing(&self, arguments: &[&str], typed: &str) -> Ran {
        let database = ["admin", "--database-url", self.database.url()];
        iuvo_typing(&[&database[..], arguments].concat(), typed).await
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.server.abort();
        for exchange in self.simulator.exchanges() {
            if let (Asked::Soap(operation), Some(response)) =
                (exchange.operation, exchange.response)
            {
                record::soap(operation.soap_action(), &exchange.request, &response);
            }
        }
    }
}

/// An answer of the server.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body, as JSON when it is.
    pub json: Value,
    /// The body as it is.
    pub text: String,
}

impl Reply {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let status = response.status();
        let text = response.text().await.expect("a whole body");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, json, text }
    }

    /// Fails unless the status is this.
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Fails unless the answer is GPD's refusal with that status and title.
    #[track_caller]
    pub fn assert_problem(self, status: u16, title: &str) -> Self {
        assert_eq!((self.status.as_u16(), self.json["title"].as_str()), (status, Some(title)));
        assert_eq!(self.json["status"], status, "{}", self.text);
        self
    }

    /// Keeps the answer for the official schema of that name.
    pub fn record(self, schema: &str) -> Self {
        record::json("gpd", schema, &self.json);
        self
    }

    /// Keeps the answer for the official schema of that name of the payment options.
    pub fn record_options(self, schema: &str) -> Self {
        record::json("odp", schema, &self.json);
        self
    }
}

/// A server beside the town's own.
pub struct Guarded {
    base_url: String,
    server: JoinHandle<()>,
}

impl Guarded {
    /// Where it listens.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn open_guards() -> Guards {
    let open = || Some(NodeGuard::default());
    Guards { acceptance: open(), production: open(), ..Guards::default() }
}

async fn serve(app: Arc<App>, guards: Guards) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let fittings = Fittings {
        app,
        guards: Arc::new(guards),
        default_environment: Environment::Acceptance,
        metrics: Arc::new(Metrics::default()),
        public_url: base_url.as_str().into(),
        certificate_ends_at: None,
        stopping: Stopping::default(),
    };
    let service =
        iuvo_web::router(fittings.into()).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move {
        axum::serve(listener, service).await.expect("the server serves");
    });
    (base_url, server)
}

/// A Node and PSPs for a rehearsal that can be repeated to the letter.
pub fn rehearsed_simulator(instant_us: Arc<AtomicI64>, seed: u64) -> Arc<Simulator> {
    let settings = Settings { exchanges_kept: 1_000, ..Settings::default() };
    simulator(SimClock::standing(instant_us), Some(seed), settings)
}

fn simulator(clock: SimClock, seed: Option<u64>, settings: Settings) -> Arc<Simulator> {
    let links =
        [(ids::TOWN, "02", false), (ids::NEIGHBOUR, "03", false), (ids::PROVINCE, "04", true)];
    let registry = Registry {
        stations: vec![pagopa_sim::Station::new(ids::STATION.parse().expect("a station"))],
        links: links
            .map(|(organization, segregation_code, broadcast)| pagopa_sim::StationLink {
                organization_fiscal_code: organization.parse().expect("a fiscal code"),
                station_id: ids::STATION.parse().expect("a station"),
                broadcast,
                segregation_code: segregation_code.parse().ok(),
            })
            .into(),
        seed,
        ..Registry::default()
    };
    Arc::new(
        Simulator::with_settings(registry, clock, settings).expect("a registry that makes sense"),
    )
}
