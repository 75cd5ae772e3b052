//! Building the town through the use-cases, as an operator and a body's software would.

use std::sync::Arc;

use iuvo_app::{
    App,
    access::hash_key,
    debt_positions::{Hand, PositionError, Publication, create_debt_position, read_debt_position},
    directory::{DirectoryChange, TaxonomyEntries, apply_plan, change_directory, plan_taxonomy},
    operators::{OperatorChange, change_operator, list_operators},
    sign_in::{has_password, set_password},
};
use iuvo_domain::{
    ApiClientId, Environment, OperatorId, ServiceId, WorkspaceId,
    access::{Grant, Operator, Password, Role, Scope},
    audit::Author,
    debt_position::{DebtPosition, PositionStatus},
    directory::{
        ApiClient, ApiScope, BankAccount, Broker, CatalogCode, Organization, Particular,
        Particulars, RepeatedReceipts, Service, Station, StationFeatures, StationLink,
        WorkspaceProfile,
    },
};
use jiff::{civil, tz::TimeZone};
use pagopa_codes::{Iban, OrganizationFiscalCode, SegregationCode, StationId, TransferCategory};
use pagopa_sim::{PayOptions, Registry, Simulator};

use super::{
    bodies::{self, Account, BODIES, Body, CATALOG_SUBJECT, PEOPLE, Product},
    debts::{AGE_DAYS, DEBTS, Debt, Invalid, Standing},
    pastime::Pastime,
};
use crate::failure::Failure;

/// Everything in the demonstration happens in "collaudo".
const ENVIRONMENT: Environment = Environment::Acceptance;
/// Accounts have been registered long ago.
const ACCOUNTS_VALID_FROM: civil::Date = civil::date(2020, 1, 1);

/// Writes bodies and debts that are not there yet, as if it had been done some time ago: that is
/// how a debt comes to have expired.
pub(crate) async fn build(app: &App, pastime: &Pastime) -> Result<(), Failure> {
    let today = app.now().to_zoned(TimeZone::UTC).date();
    pastime.shift_days(-AGE_DAYS);
    let built = build_in_the_past(app, today).await;
    pastime.shift_days(AGE_DAYS);
    built
}

async fn build_in_the_past(app: &App, today: civil::Date) -> Result<(), Failure> {
    save_broker(app).await?;
    for body in BODIES {
        save_body(app, body).await?;
    }
    save_people(app).await?;
    save_client(app, bodies::BROKER_NAME, bodies::BROKER_KEY, broker_scope()?).await?;
    save_taxonomy(app).await?;
    for debt in DEBTS {
        if find(app, debt).await?.is_none() {
            create(app, debt, today).await?;
        }
    }
    Ok(())
}

async fn save_broker(app: &App) -> Result<(), Failure> {
    let broker = fiscal_code(bodies::BROKER)?;
    let code = station()?;
    let directory = app.directory();
    if !directory.brokers().any(|it| it.fiscal_code == broker) {
        let name = bodies::BROKER_NAME.to_owned();
        change(app, DirectoryChange::SaveBroker(Broker { fiscal_code: broker, name })).await?;
    }
    if directory.station(ENVIRONMENT, code).is_none() {
        let station = Station {
            code,
            environment: ENVIRONMENT,
            broker,
            enabled: true,
            features: StationFeatures { payment_options: true, ..StationFeatures::default() },
            repeated_receipts: RepeatedReceipts::Accept,
        };
        change(app, DirectoryChange::SaveStation(station)).await?;
    }
    Ok(())
}

/// A sample of a taxonomy: the codes of the demonstration, and one that is no longer in force.
async fn save_taxonomy(app: &App) -> Result<(), Failure> {
    let failed = "La tassonomia di esempio non si importa";
    let known = app.store().read(TaxonomyEntries).await.map_err(Failure::while_doing(failed))?;
    let sample: &[u8] = include_bytes!("taxonomy.csv");
    let plan = plan_taxonomy(&known, sample).map_err(Failure::while_doing(failed))?;
    apply_plan(app, &Author::Program, plan, |_| ()).await.map_err(Failure::while_doing(failed))
}

async fn save_body(app: &App, body: &Body) -> Result<(), Failure> {
    let fiscal_code = fiscal_code(body.fiscal_code)?;
    if app.directory().workspace_of(ENVIRONMENT, fiscal_code).is_none() {
        let organization = Organization { fiscal_code, name: body.name.to_owned() };
        let (environment, slug) = (ENVIRONMENT, body.slug.to_owned());
        let particulars = Particulars::default();
        let opening =
            DirectoryChange::OpenWorkspace { organization, environment, slug, particulars };
        change(app, opening).await?;
    }
    let profile = profile(app, body.fiscal_code)?;
    let workspace = profile.workspace.id;
    let said = body.particulars()?;
    if profile.particulars.is_empty() && !said.is_empty() {
        change(app, DirectoryChange::SaveParticulars(workspace, said)).await?;
    }
    if profile.links.is_empty() {
        change(app, DirectoryChange::SaveLink(link(workspace, body)?)).await?;
    }
    for account in body.accounts {
        if !profile.accounts.iter().any(|it| it.iban.as_str() == account.iban) {
            change(app, DirectoryChange::SaveAccount(workspace, account.build()?)).await?;
        }
    }
    for product in body.services {
        if !profile.services.iter().any(|it| it.code == product.code) {
            let service = product.build(ServiceId::new(app.ids().new_id()))?;
            change(app, DirectoryChange::SaveService(workspace, service)).await?;
        }
    }
    if let Some(key) = body.key {
        let name = format!("Gestionale di {}", body.name);
        save_client(app, &name, key, ApiScope::Workspace(workspace)).await?;
    }
    Ok(())
}

async fn save_client(app: &App, name: &str, key: &str, scope: ApiScope) -> Result<(), Failure> {
    let hash = hash_key(key);
    if app.directory().client(&hash).is_some() {
        return Ok(());
    }
    let id = ApiClientId::new(app.ids().new_id());
    let (name, segregation_codes) = (name.to_owned(), Vec::new());
    let client = ApiClient { id, name, scope, segregation_codes, call_limit: None };
    change(app, DirectoryChange::AddClient(client, hash)).await
}

async fn change(app: &App, change: DirectoryChange) -> Result<(), Failure> {
    change_directory(app, &Author::Program, change)
        .await
        .map(drop)
        .map_err(Failure::while_doing("La dimostrazione non si prepara"))
}

async fn create(app: &App, debt: &Debt, today: civil::Date) -> Result<(), Failure> {
    let (profile, client) = (profile(app, bodies::TOWN)?, client(app)?);
    create_debt_position(app, &profile, &Hand::from(&client), debt.draft(today)?, Publication::Now)
        .await
        .map(drop)
        .map_err(|error| broken(debt, error))
}

/// The people of the town and of its broker, each with one role.
async fn save_people(app: &App) -> Result<(), Failure> {
    let wrong = "La dimostrazione non si prepara";
    let known = list_operators(app).await.map_err(Failure::while_doing(wrong))?;
    let town = profile(app, bodies::TOWN)?.workspace.id;
    for person in PEOPLE.iter().filter(|it| !known.iter().any(|known| known.email == it.email)) {
        let scope = match person.role {
            Role::BrokerAdministrator => Scope::Broker(fiscal_code(bodies::BROKER)?),
            Role::PaymentsContact | Role::TechnicalContact | Role::Clerk => Scope::Workspace(town),
        };
        let grant = Grant::new(person.role, scope).map_err(Failure::while_doing(wrong))?;
        let id = OperatorId::new(app.ids().new_id());
        let operator = Operator::new(id, person.email.to_owned(), person.name.to_owned());
        for change in
            [OperatorChange::Add(operator.clone()), OperatorChange::Grant(operator, grant)]
        {
            change_operator(app, &Author::Program, change)
                .await
                .map_err(Failure::while_doing(wrong))?;
        }
    }
    give_passwords(app).await
}

/// To whoever has none: the visitor may have chosen another.
async fn give_passwords(app: &App) -> Result<(), Failure> {
    let wrong = "La dimostrazione non si prepara";
    let known = list_operators(app).await.map_err(Failure::while_doing(wrong))?;
    for operator in known.iter().filter(|it| PEOPLE.iter().any(|person| person.email == it.email)) {
        let has = has_password(app, &operator.email).await.map_err(Failure::while_doing(wrong))?;
        if !has {
            let password = Password::new(bodies::PASSWORD, &operator.email)
                .map_err(Failure::while_doing(wrong))?;
            set_password(app, &Author::Program, operator, password)
                .await
                .map_err(Failure::while_doing(wrong))?;
        }
    }
    Ok(())
}

/// Pays, through the simulated Node, what has to be found paid.
pub(crate) async fn settle(app: &App, simulator: &Simulator) -> Result<(), Failure> {
    for debt in DEBTS.iter().filter(|it| it.standing == Standing::Paid) {
        // The visitor of an earlier run may have invalidated it.
        let found = find(app, debt).await?.filter(|it| it.status == PositionStatus::Valid);
        let Some(position) = found else { continue };
        for installment in position.installments().filter(|it| !it.is_paid()) {
            let Some(number) = installment.notice_number.notice_number() else { continue };
            let town = fiscal_code(bodies::TOWN)?;
            let paid = simulator.pay(town, number, PayOptions::default()).await;
            paid.map_err(Failure::while_doing("Il pagamento di prova non è riuscito"))?;
        }
    }
    Ok(())
}

/// The debts as they stand.
pub(super) async fn list(app: &App) -> Result<Vec<(&'static Debt, DebtPosition)>, Failure> {
    let mut found = Vec::new();
    for debt in DEBTS {
        if let Some(position) = find(app, debt).await? {
            found.push((debt, position));
        }
    }
    Ok(found)
}

async fn find(app: &App, debt: &Debt) -> Result<Option<DebtPosition>, Failure> {
    let (profile, client) = (profile(app, bodies::TOWN)?, client(app)?);
    match read_debt_position(app, &profile, &Hand::from(&client), debt.iupd).await {
        Ok(position) => Ok(Some(position)),
        Err(PositionError::Unknown) => Ok(None),
        Err(error) => Err(broken(debt, error)),
    }
}

fn broken(debt: &Debt, error: PositionError) -> Failure {
    let cause = match error {
        PositionError::Store(error) => crate::failure::causes(&error),
        other => format!("{other:?}"),
    };
    Failure::Broken { what: format!("La posizione {} non si prepara", debt.iupd), cause }
}

/// What the simulated Node knows of the town.
pub(crate) fn registry() -> Result<Registry, Failure> {
    let station_id = station()?;
    let links = BODIES.iter().map(|body| {
        Ok(pagopa_sim::StationLink {
            organization_fiscal_code: fiscal_code(body.fiscal_code)?,
            station_id,
            broadcast: true,
            segregation_code: Some(segregation_code(body)?),
        })
    });
    Ok(Registry {
        stations: vec![pagopa_sim::Station::new(station_id)],
        links: links.collect::<Result<_, Invalid>>()?,
        ..Registry::default()
    })
}

/// The station of the demonstration.
pub(crate) fn station() -> Result<StationId, Invalid> {
    StationId::parse(bodies::STATION).map_err(|_| Invalid(bodies::STATION))
}

fn profile(app: &App, body: &'static str) -> Result<Arc<WorkspaceProfile>, Invalid> {
    let found = app.directory().workspace_of(ENVIRONMENT, fiscal_code(body)?).cloned();
    found.ok_or(Invalid(body))
}

fn client(app: &App) -> Result<ApiClient, Invalid> {
    app.directory().client(&hash_key(bodies::TOWN_KEY)).cloned().ok_or(Invalid(bodies::TOWN_KEY))
}

fn fiscal_code(text: &'static str) -> Result<OrganizationFiscalCode, Invalid> {
    OrganizationFiscalCode::parse(text).map_err(|_| Invalid(text))
}

fn segregation_code(body: &Body) -> Result<SegregationCode, Invalid> {
    SegregationCode::parse(body.segregation_code).map_err(|_| Invalid(body.segregation_code))
}

fn broker_scope() -> Result<ApiScope, Invalid> {
    Ok(ApiScope::Broker(fiscal_code(bodies::BROKER)?, ENVIRONMENT))
}

fn link(workspace: WorkspaceId, body: &Body) -> Result<StationLink, Invalid> {
    let (station, segregation_code) = (station()?, segregation_code(body)?);
    Ok(StationLink {
        workspace,
        station,
        segregation_code,
        broadcast: true,
        stand_in: false,
        spontaneous: true,
    })
}

impl Body {
    fn particulars(&self) -> Result<Particulars, Invalid> {
        let say = |said: Particulars, (what, text): &(Particular, &'static str)| {
            said.with(*what, text).map_err(|_| Invalid(text))
        };
        self.says.iter().try_fold(Particulars::default(), say)
    }
}

impl Account {
    fn build(&self) -> Result<BankAccount, Invalid> {
        let (holder, authorization) = self.postal.unzip();
        Ok(BankAccount {
            iban: Iban::parse(self.iban).map_err(|_| Invalid(self.iban))?,
            holder: holder.map(str::to_owned),
            authorization: authorization.map(str::to_owned),
            valid_from: ACCOUNTS_VALID_FROM,
            valid_to: None,
        })
    }
}

impl Product {
    fn build(&self, id: ServiceId) -> Result<Service, Invalid> {
        let category =
            TransferCategory::parse(self.category).map_err(|_| Invalid(self.category))?;
        Ok(Service {
            id,
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            kind: self.kind,
            transfer_category: Some(category),
            note: self.note.map(str::to_owned),
            valid_from: None,
            valid_to: None,
            catalog: self.catalog_service.map(|it| CatalogCode {
                service: it.to_owned(),
                subject: CATALOG_SUBJECT.to_owned(),
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use iuvo_app::Clock;
    use iuvo_store::{DatabaseUrl, Store};

    use super::*;

    async fn statuses(app: &App) -> Vec<(String, PositionStatus)> {
        let debts = list(app).await.unwrap();
        debts.iter().map(|(_, it)| (it.iupd.clone(), it.status_at(app.now()))).collect()
    }

    #[tokio::test]
    async fn building_the_town_twice_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iuvo.db"));
        let pastime = Pastime::open(folder.path());
        let (store, _) = Store::open(&url).await.unwrap();
        let app = App::start(store, Clock::shifted(pastime.offset_us())).await.unwrap();
        assert!(!crate::demo::made(&app.directory()));

        build(&app, &pastime).await.unwrap();
        assert!(crate::demo::made(&app.directory()));
        let people = list_operators(&app).await.unwrap();
        assert_eq!(people.len(), PEOPLE.len());
        assert!(people.iter().all(|it| it.grants().len() == 1));
        let (version, built) = (app.directory().version(), statuses(&app).await);
        let expired: Vec<_> =
            built.iter().filter(|(_, status)| *status == PositionStatus::Expired).collect();
        assert_eq!((built.len(), expired.len()), (DEBTS.len(), 1), "{built:?}");

        build(&app, &pastime).await.unwrap();
        assert_eq!(app.directory().version(), version);
        assert_eq!(statuses(&app).await, built);
    }
}
