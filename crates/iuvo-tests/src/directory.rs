//! The town and its neighbours, written into the directory as an operator would.

use iuvo_app::{
    App,
    access::hash_key,
    directory::{Changed, DirectoryChange, change_directory},
};
use iuvo_domain::{
    ApiClientId, Environment, ServiceId, WorkspaceId,
    audit::Author,
    directory::{
        ApiClient, ApiScope, BankAccount, Broker, CatalogCode, Organization, Particulars,
        RepeatedReceipts, Service, ServiceKind, Station, StationFeatures, StationLink,
    },
};
use jiff::civil::date;
use pagopa_codes::{OrganizationFiscalCode, SegregationCode, StationId};

use crate::{Town, ids};

/// A body in one environment.
struct Body {
    fiscal_code: &'static str,
    name: &'static str,
    slug: &'static str,
    environment: Environment,
    station: &'static str,
    segregation_code: &'static str,
    keys: &'static [(&'static str, &'static [&'static str])],
}

const BODIES: &[Body] = &[
    Body {
        fiscal_code: ids::TOWN,
        name: "Comune di Esempio",
        slug: "comune-di-esempio",
        environment: Environment::Acceptance,
        station: ids::STATION,
        segregation_code: "02",
        keys: &[(ids::KEY, &[]), (ids::LIMITED_KEY, &["48"])],
    },
    Body {
        fiscal_code: ids::NEIGHBOUR,
        name: "Unione Terre",
        slug: "unione-terre",
        environment: Environment::Acceptance,
        station: ids::STATION,
        segregation_code: "03",
        keys: &[(ids::NEIGHBOUR_KEY, &[])],
    },
    Body {
        fiscal_code: ids::NEIGHBOUR,
        name: "Unione Terre",
        slug: "unione-terre-produzione",
        environment: Environment::Production,
        station: ids::PRODUCTION_STATION,
        segregation_code: "03",
        keys: &[],
    },
    Body {
        fiscal_code: ids::PROVINCE,
        name: "Provincia di Prova",
        slug: "provincia-di-prova",
        environment: Environment::Acceptance,
        station: ids::STATION,
        segregation_code: "04",
        keys: &[],
    },
];

/// Writes everything.
pub(crate) async fn settle(app: &App) {
    let broker: OrganizationFiscalCode = ids::BROKER.parse().expect("a fiscal code");
    let named = Broker { fiscal_code: broker, name: "Servizi".to_owned() };
    change(app, DirectoryChange::SaveBroker(named)).await;
    let stations = [
        (ids::STATION, Environment::Acceptance),
        (ids::PRODUCTION_STATION, Environment::Production),
    ];
    for (code, environment) in stations {
        let code = code.parse().expect("a station");
        let station = Station {
            code,
            environment,
            broker,
            enabled: true,
            features: StationFeatures { payment_options: true, ..StationFeatures::default() },
            repeated_receipts: RepeatedReceipts::Accept,
        };
        change(app, DirectoryChange::SaveStation(station)).await;
    }
    for body in BODIES {
        open(app, body).await;
    }
    let scope = ApiScope::Broker(broker, Environment::Acceptance);
    add_key(app, scope, ids::BROKER_KEY, &[]).await;
}

async fn open(app: &App, body: &Body) {
    let workspace = open_workspace(app, body).await;
    let station: StationId = body.station.parse().expect("a station");
    let link = StationLink {
        workspace,
        station,
        segregation_code: body.segregation_code.parse().expect("a code"),
        broadcast: body.fiscal_code == ids::PROVINCE,
        stand_in: false,
        spontaneous: false,
    };
    change(app, DirectoryChange::SaveLink(link)).await;
    for account in accounts() {
        change(app, DirectoryChange::SaveAccount(workspace, account)).await;
    }
    change(app, DirectoryChange::SaveService(workspace, waste_tax(app))).await;
    for (key, codes) in body.keys {
        add_key(app, ApiScope::Workspace(workspace), key, codes).await;
    }
}

async fn open_workspace(app: &App, body: &Body) -> WorkspaceId {
    let opening = DirectoryChange::OpenWorkspace {
        organization: Organization {
            fiscal_code: body.fiscal_code.parse().expect("a fiscal code"),
            name: body.name.to_owned(),
        },
        environment: body.environment,
        slug: body.slug.to_owned(),
        particulars: Particulars::default(),
    };
    match change(app, opening).await {
        Changed::Workspace(workspace) => workspace,
        Changed::Done => panic!("a workspace was to be opened"),
    }
}

async fn add_key(app: &App, scope: ApiScope, key: &str, codes: &[&str]) {
    let codes = codes.iter().map(|it| SegregationCode::parse(it).expect("a code"));
    let client = ApiClient {
        id: ApiClientId::new(app.ids().new_id()),
        name: format!("gestionale {key}"),
        scope,
        segregation_codes: codes.collect(),
        call_limit: None,
    };
    change(app, DirectoryChange::AddClient(client, hash_key(key))).await;
}

/// Whoever writes the town down.
pub(crate) fn operator() -> Author {
    Author::Console("story".to_owned())
}

async fn change(app: &App, change: DirectoryChange) -> Changed {
    change_directory(app, &operator(), change).await.expect("the change is made")
}

fn accounts() -> [BankAccount; 2] {
    let account = |iban: &str, holder: Option<&str>| BankAccount {
        iban: iban.parse().expect("an IBAN"),
        holder: holder.map(str::to_owned),
        authorization: holder.map(|_| "AUT. N. 1 DEL 01/01/2026".to_owned()),
        valid_from: date(2020, 1, 1),
        valid_to: None,
    };
    [account(ids::IBAN, None), account(ids::POSTAL_IBAN, Some("Comune di Esempio"))]
}

impl Town {
    /// Adds a spontaneous service, for which notices may be demanded at a PSP, and lets the station
    /// take demands.
    pub async fn offer_school_meals(&self) {
        let app = self.app();
        let organization = ids::TOWN.parse().expect("a fiscal code");
        let directory = app.directory();
        let profile = directory.workspace_of(Environment::Acceptance, organization);
        let profile = profile.expect("the town");
        let workspace = profile.workspace.id;
        let link = StationLink { spontaneous: true, ..profile.links[0].clone() };
        change(app, DirectoryChange::SaveLink(link)).await;
        change(app, DirectoryChange::SaveService(workspace, school_meals(app))).await;
        app.refresh_directory().await.expect("the directory is read");
    }
}

fn school_meals(app: &App) -> Service {
    Service {
        id: ServiceId::new(app.ids().new_id()),
        code: "MENSA".to_owned(),
        name: "Mensa scolastica".to_owned(),
        kind: ServiceKind::Spontaneous,
        transfer_category: "9/0101109IM/".parse().ok(),
        note: None,
        valid_from: None,
        valid_to: None,
        catalog: Some(CatalogCode {
            service: ids::CATALOG_SERVICE.to_owned(),
            subject: ids::CATALOG_SUBJECT.to_owned(),
        }),
    }
}

fn waste_tax(app: &App) -> Service {
    Service {
        id: ServiceId::new(app.ids().new_id()),
        code: "TARI".to_owned(),
        name: "Tassa sui rifiuti".to_owned(),
        kind: ServiceKind::Precalculated,
        transfer_category: "9/0101101IM/".parse().ok(),
        note: None,
        valid_from: None,
        valid_to: None,
        catalog: None,
    }
}
