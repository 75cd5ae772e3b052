//! Who is reached by a message, a key and a debt.

use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use super::{maintenance::MaintenanceWindow, *};
use crate::sample::{BANK, POSTAL, PROVINCE, TOWN, code};

const BROKER: &str = "99000000002";
const OTHER_BROKER: &str = "99000000010";
const STATION: &str = "99000000002_01";
/// Of the broker, not linked to the town.
const UNLINKED: &str = "99000000002_02";
/// Linked to the town, disabled.
const DISABLED: &str = "99000000002_03";
/// Of another broker, linked to the town.
const OTHER_STATION: &str = "99000000010_01";
/// Known in production only.
const REAL_STATION: &str = "99000000002_09";

fn station(text: &str, environment: Environment, broker: &str) -> Station {
    let enabled = text != DISABLED;
    Station {
        code: text.parse().unwrap(),
        environment,
        broker: code(broker),
        enabled,
        features: StationFeatures::default(),
        repeated_receipts: RepeatedReceipts::Accept,
    }
}

fn profile(id: i64, body: &str, environment: Environment, stations: &[&str]) -> WorkspaceProfile {
    let workspace = WorkspaceId::new(id);
    let link = |it: &&str| StationLink {
        workspace,
        station: it.parse().unwrap(),
        segregation_code: "02".parse().unwrap(),
        broadcast: false,
        stand_in: false,
        spontaneous: false,
    };
    WorkspaceProfile {
        workspace: Workspace {
            id: workspace,
            organization: code(body),
            environment,
            slug: format!("ente-{id}"),
            enabled: true,
        },
        organization: Organization {
            fiscal_code: code(body),
            name: "Comune di Esempio".to_owned(),
        },
        particulars: Particulars::default(),
        links: stations.iter().map(link).collect(),
        accounts: Vec::new(),
        accounting: Vec::new(),
        services: Vec::new(),
    }
}

/// The town in both environments, the province in acceptance through the other broker.
fn contents() -> DirectoryContents {
    use Environment::{Acceptance, Production};
    let broker = |it| Broker { fiscal_code: code(it), name: "Intermediario".to_owned() };
    DirectoryContents {
        version: 7,
        brokers: vec![broker(BROKER), broker(OTHER_BROKER)],
        stations: vec![
            station(STATION, Acceptance, BROKER),
            station(UNLINKED, Acceptance, BROKER),
            station(DISABLED, Acceptance, BROKER),
            station(OTHER_STATION, Acceptance, OTHER_BROKER),
            station(REAL_STATION, Production, BROKER),
        ],
        workspaces: vec![
            profile(1, TOWN, Acceptance, &[STATION, DISABLED, OTHER_STATION]),
            profile(2, TOWN, Production, &[REAL_STATION]),
            profile(3, PROVINCE, Acceptance, &[OTHER_STATION]),
        ],
        ..DirectoryContents::default()
    }
}

#[test]
fn the_body_then_the_broker_then_the_station_decide_for_whom_a_message_is() {
    use AddressRefusal::{BrokerUnknown, OrganizationUnknown, StationUnknown};
    let strange = "12345678901";
    let cases = [
        (strange, strange, "x", Err(OrganizationUnknown)),
        ("ente", BROKER, STATION, Err(OrganizationUnknown)),
        (strange, BROKER, STATION, Err(OrganizationUnknown)),
        (TOWN, strange, "x", Err(BrokerUnknown)),
        (TOWN, "intermediario", STATION, Err(BrokerUnknown)),
        (TOWN, TOWN, STATION, Err(BrokerUnknown)),
        (TOWN, BROKER, "x", Err(StationUnknown)),
        (TOWN, BROKER, "99000000002_99", Err(StationUnknown)),
        (TOWN, BROKER, OTHER_STATION, Err(StationUnknown)),
        (TOWN, OTHER_BROKER, STATION, Err(StationUnknown)),
        (TOWN, BROKER, REAL_STATION, Err(StationUnknown)),
        (TOWN, BROKER, STATION, Ok((1, true))),
        (TOWN, OTHER_BROKER, OTHER_STATION, Ok((1, true))),
        (TOWN, BROKER, UNLINKED, Ok((1, false))),
        (TOWN, BROKER, DISABLED, Ok((1, false))),
        (PROVINCE, OTHER_BROKER, OTHER_STATION, Ok((3, true))),
        (PROVINCE, BROKER, STATION, Ok((3, false))),
    ];
    let directory = Directory::new(contents());
    for (body, broker, station, expected) in cases {
        let found = directory.addressee(Environment::Acceptance, body, broker, station);
        let found = found.map(|it| (it.profile.workspace.id.get(), it.is_connected));
        assert_eq!(found, expected, "{body} {broker} {station}");
    }
    let real = directory.addressee(Environment::Production, TOWN, BROKER, REAL_STATION).unwrap();
    assert_eq!((real.profile.workspace.id.get(), real.is_connected), (2, true));
    let absent = directory.addressee(Environment::Production, PROVINCE, OTHER_BROKER, STATION);
    assert_eq!(absent.unwrap_err(), OrganizationUnknown);
}

#[test]
fn no_station_speaks_for_a_disabled_workspace() {
    let mut contents = contents();
    contents.workspaces[0].workspace.enabled = false;
    let directory = Directory::new(contents);
    let addressee = directory.addressee(Environment::Acceptance, TOWN, BROKER, STATION).unwrap();
    assert!(!addressee.is_connected);
}

fn client(id: u128, scope: ApiScope) -> ApiClient {
    let id = ApiClientId::new(Uuid::from_u128(id));
    let name = "gestionale".to_owned();
    ApiClient { id, name, scope, segregation_codes: Vec::new(), call_limit: None }
}

#[test]
fn a_key_reaches_the_bodies_of_its_scope() {
    use Environment::{Acceptance, Production};
    let cases = [
        (ApiScope::Workspace(WorkspaceId::new(1)), TOWN, Some(1)),
        (ApiScope::Workspace(WorkspaceId::new(2)), TOWN, Some(2)),
        (ApiScope::Workspace(WorkspaceId::new(1)), PROVINCE, None),
        (ApiScope::Workspace(WorkspaceId::new(9)), TOWN, None),
        (ApiScope::Broker(code(BROKER), Acceptance), TOWN, Some(1)),
        (ApiScope::Broker(code(BROKER), Production), TOWN, Some(2)),
        (ApiScope::Broker(code(BROKER), Acceptance), PROVINCE, None),
        (ApiScope::Broker(code(OTHER_BROKER), Acceptance), PROVINCE, Some(3)),
        (ApiScope::Broker(code(OTHER_BROKER), Acceptance), TOWN, Some(1)),
        (ApiScope::Broker(code(OTHER_BROKER), Production), TOWN, None),
        (ApiScope::Broker(code(TOWN), Acceptance), TOWN, None),
    ];
    let directory = Directory::new(contents());
    for (scope, body, expected) in cases {
        let client = client(1, scope);
        let found = directory.workspace_for_client(&client, code(body));
        let found = found.map(|it| it.workspace.id.get());
        assert_eq!(found, expected, "{:?} {body}", client.scope);
    }
}

#[test]
fn every_key_of_a_client_finds_it() {
    let first = client(1, ApiScope::Workspace(WorkspaceId::new(1)));
    let second = client(2, ApiScope::Workspace(WorkspaceId::new(2)));
    let clients = vec![(first.clone(), vec![[1; 32], [2; 32]]), (second.clone(), vec![[3; 32]])];
    let directory = Directory::new(DirectoryContents { clients, ..contents() });
    assert_eq!(directory.client(&[1; 32]), Some(&first));
    assert_eq!(directory.client(&[2; 32]), Some(&first));
    assert_eq!(directory.client(&[3; 32]), Some(&second));
    assert_eq!(directory.client(&[4; 32]), None);
    let mut ids: Vec<_> = directory.clients().map(|it| it.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [first.id, second.id]);
}

#[test]
fn a_snapshot_holds_what_storage_held() {
    let directory = Directory::new(contents());
    assert_eq!(directory.version(), 7);
    assert_eq!(directory.brokers().count(), 2);
    assert_eq!(directory.stations().count(), 5);
    assert_eq!(directory.workspaces().count(), 3);
    let town = directory.workspace_of(Environment::Production, code(TOWN)).unwrap();
    assert_eq!(town.workspace.id, WorkspaceId::new(2));
    assert!(directory.workspace_of(Environment::Production, code(PROVINCE)).is_none());
    assert!(directory.workspace(WorkspaceId::new(4)).is_none());
    let known = |environment| directory.station(environment, STATION.parse().unwrap()).is_some();
    assert_eq!(Environment::ALL.map(known), [true, false]);
}

#[test]
fn a_debt_belongs_to_the_only_service_of_its_category_or_to_the_others() {
    let service = |number: u128, code: &str, category: Option<&str>| Service {
        id: ServiceId::new(Uuid::from_u128(number)),
        code: code.to_owned(),
        name: code.to_owned(),
        kind: ServiceKind::Precalculated,
        transfer_category: category.map(|it| it.parse().unwrap()),
        note: None,
        valid_from: None,
        valid_to: None,
        catalog: None,
    };
    let day = date(2026, 6, 1);
    let mut town = profile(1, TOWN, Environment::Acceptance, &[]);
    town.services = vec![
        service(1, "TARI", Some("9/0101101IM/")),
        service(2, "MENSA", Some("0101009SP")),
        service(3, "NIDO", Some("0101009SP")),
        service(4, "VARIE", None),
        service(5, "ALTRO", None),
    ];
    let cases = [
        ("9/0101101IM/", "TARI"),
        ("9/0101101IM", "TARI"),
        ("0101101IM", "TARI"),
        ("0101009SP", "ALTRO"),
        ("9/0101109AP/", "ALTRO"),
        ("qualunque", "ALTRO"),
    ];
    for (category, expected) in cases {
        let found = town.service_for(&category.parse().unwrap(), day).unwrap();
        assert_eq!(found.code, expected, "{category}");
    }
    town.services.pop();
    assert_eq!(town.service_for(&"qualunque".parse().unwrap(), day), None);
    assert!(town.service_for(&"0101101IM".parse().unwrap(), day).is_some());
}

/// The tax changes its service with the year; the day between is nobody's.
#[test]
fn a_service_claims_debts_only_while_it_is_valid() {
    let service = |number: u128, code: &str, valid_from, valid_to| Service {
        id: ServiceId::new(Uuid::from_u128(number)),
        code: code.to_owned(),
        name: code.to_owned(),
        kind: ServiceKind::Precalculated,
        transfer_category: (code != Service::OTHER).then(|| "0101101IM".parse().unwrap()),
        note: None,
        valid_from,
        valid_to,
        catalog: None,
    };
    let mut town = profile(1, TOWN, Environment::Acceptance, &[]);
    town.services = vec![
        service(1, "TARI-2025", None, Some(date(2025, 12, 31))),
        service(2, "TARI-2026", Some(date(2026, 1, 2)), None),
        service(3, Service::OTHER, None, None),
    ];
    for (day, expected) in [
        (date(2025, 12, 31), "TARI-2025"),
        (date(2026, 1, 1), "ALTRO"),
        (date(2026, 1, 2), "TARI-2026"),
        (date(9999, 12, 31), "TARI-2026"),
    ] {
        let found = town.service_for(&"9/0101101IM/".parse().unwrap(), day).unwrap();
        assert_eq!(found.code, expected, "{day}");
    }
}

#[test]
fn an_account_is_valid_on_its_first_and_last_day() {
    let account = |iban: &str, valid_to| BankAccount {
        iban: iban.parse().unwrap(),
        holder: None,
        authorization: None,
        valid_from: date(2026, 3, 1),
        valid_to,
    };
    let mut town = profile(1, TOWN, Environment::Acceptance, &[]);
    town.accounts = vec![account(BANK, Some(date(2026, 3, 31))), account(POSTAL, None)];
    let lower = BANK.to_lowercase();
    let cases = [
        (BANK, date(2026, 2, 28), false),
        (BANK, date(2026, 3, 1), true),
        (&lower, date(2026, 3, 1), true),
        (BANK, date(2026, 3, 31), true),
        (BANK, date(2026, 4, 1), false),
        (POSTAL, date(2026, 2, 28), false),
        (POSTAL, date(9999, 12, 31), true),
        ("IT", date(2026, 3, 1), false),
    ];
    for (iban, day, expected) in cases {
        assert_eq!(town.has_account(iban, day), expected, "{iban} {day}");
    }
}

#[test]
fn an_environment_is_read_as_it_is_written() {
    for environment in Environment::ALL {
        assert_eq!(Environment::from_slug(environment.slug()), Some(environment));
        assert_eq!(environment.to_string(), environment.slug());
    }
    for strange in ["", "test", "Collaudo", "production"] {
        assert_eq!(Environment::from_slug(strange), None, "{strange}");
    }
}

#[test]
fn a_snapshot_follows_what_was_written_since() {
    let before = Directory::new(DirectoryContents {
        clients: vec![
            (client(1, ApiScope::Workspace(WorkspaceId::new(1))), vec![[1; 32], [2; 32]]),
            (client(2, ApiScope::Workspace(WorkspaceId::new(2))), vec![[3; 32]]),
        ],
        ..contents()
    });
    let mut moved = profile(3, PROVINCE, Environment::Acceptance, &[STATION]);
    moved.organization.name = "Provincia".to_owned();
    let changes = DirectoryContents {
        version: 8,
        workspaces: vec![moved.clone()],
        clients: vec![(client(1, ApiScope::Workspace(WorkspaceId::new(1))), vec![[4; 32]])],
        ..DirectoryContents::default()
    };
    let after = before.with(changes);
    assert_eq!((before.version(), after.version()), (7, 8));
    assert_eq!(after.workspace(WorkspaceId::new(3)).map(AsRef::as_ref), Some(&moved));
    assert_eq!(after.workspaces().count(), 3);
    let known = |key: u8| after.client(&[key; 32]).map(|it| it.id.as_bytes()[15]);
    assert_eq!([1, 2, 3, 4].map(known), [None, None, Some(2), Some(1)]);
    let kept = WorkspaceId::new(1);
    let (old, new) = (before.workspace(kept).unwrap(), after.workspace(kept).unwrap());
    assert!(std::sync::Arc::ptr_eq(old, new), "what has not changed is shared");
}

#[test]
fn a_station_that_was_written_again_brings_its_stops() {
    let stop = |station: &str, hour: i64| MaintenanceWindow {
        environment: Environment::Acceptance,
        station: station.parse().unwrap(),
        starts_at: Timestamp::from_second(hour * 3_600).unwrap(),
        ends_at: Timestamp::from_second((hour + 1) * 3_600).unwrap(),
        stand_in: false,
    };
    let stops = vec![stop(STATION, 1), stop(STATION, 3), stop(OTHER_STATION, 5), stop(UNLINKED, 7)];
    let before = Directory::new(DirectoryContents { stops, ..contents() });
    let changes = DirectoryContents {
        version: 8,
        stations: vec![station(STATION, Environment::Acceptance, BROKER)],
        stops: vec![stop(STATION, 3)],
        ..DirectoryContents::default()
    };
    let after = before.with(changes);
    let hours = |directory: &Directory, workspace: i64| {
        let profile = directory.workspace(WorkspaceId::new(workspace)).unwrap();
        let stops = directory.coming_stops(profile, Timestamp::MIN).into_iter();
        stops.map(|it| it.starts_at.as_second() / 3_600).collect::<Vec<_>>()
    };
    assert_eq!([1, 2, 3].map(|it| hours(&before, it)), [vec![1, 3, 5], vec![], vec![5]]);
    assert_eq!([1, 2, 3].map(|it| hours(&after, it)), [vec![3, 5], vec![], vec![5]]);
    let profile = before.workspace(WorkspaceId::new(1)).unwrap();
    let since_the_first = before.coming_stops(profile, Timestamp::from_second(2 * 3_600).unwrap());
    assert_eq!(since_the_first.len(), 2, "what ends at that moment is over");
}

#[test]
fn an_account_is_told_seven_days_before() {
    let account = BankAccount {
        iban: BANK.parse().unwrap(),
        holder: None,
        authorization: None,
        valid_from: date(2026, 3, 8),
        valid_to: None,
    };
    for (day, expected) in [
        (date(2026, 2, 1), true),
        (date(2026, 3, 1), true),
        (date(2026, 3, 2), false),
        (date(2026, 3, 9), false),
    ] {
        assert_eq!(account.is_told_in_time_on(day), expected, "{day}");
    }
}
