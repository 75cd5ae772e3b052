//! The table, and how far each scope reaches.

use uuid::Uuid;

use super::*;
use crate::{
    ApiClientId, Environment, OperatorId,
    directory::{
        ApiScope, Broker, DirectoryContents, Organization, Particulars, RepeatedReceipts, Station,
        StationFeatures, StationLink, Workspace,
    },
    sample::code,
};

const BROKER: &str = "99000000002";
const OTHER_BROKER: &str = "99000000051";
const STATION: &str = "99000000002_01";
const HERE: WorkspaceId = WorkspaceId::new(1);
const THERE: WorkspaceId = WorkspaceId::new(2);

fn service(number: u128) -> ServiceId {
    ServiceId::new(Uuid::from_u128(number))
}

/// Two bodies of one broker, the second not linked to its station yet.
fn directory() -> Directory {
    let environment = Environment::Acceptance;
    let broker = |it| Broker { fiscal_code: code(it), name: "Intermediario".to_owned() };
    let station = STATION.parse().unwrap();
    let profile = |workspace: WorkspaceId, body: &str, linked: bool| WorkspaceProfile {
        workspace: Workspace {
            id: workspace,
            organization: code(body),
            environment,
            slug: body.to_owned(),
            enabled: true,
        },
        organization: Organization { fiscal_code: code(body), name: "Ente".to_owned() },
        particulars: Particulars::default(),
        links: linked
            .then(|| StationLink {
                workspace,
                station,
                segregation_code: "02".parse().unwrap(),
                broadcast: false,
                stand_in: false,
                spontaneous: false,
            })
            .into_iter()
            .collect(),
        accounts: Vec::new(),
        accounting: Vec::new(),
        services: Vec::new(),
    };
    Directory::new(DirectoryContents {
        brokers: vec![broker(BROKER), broker(OTHER_BROKER)],
        stations: vec![Station {
            code: station,
            environment,
            broker: code(BROKER),
            enabled: true,
            features: StationFeatures::default(),
            repeated_receipts: RepeatedReceipts::default(),
        }],
        workspaces: vec![profile(HERE, "99000000010", true), profile(THERE, "99000000028", false)],
        ..DirectoryContents::default()
    })
}

fn operator(grants: &[(Role, Scope)]) -> Operator {
    let grants = grants.iter().map(|(role, scope)| Grant::new(*role, *scope).unwrap()).collect();
    let id = OperatorId::new(Uuid::nil());
    Operator::new(id, "a@example.org".to_owned(), "A".to_owned()).with_grants(grants)
}

fn client(scope: ApiScope, codes: &[&str]) -> ApiClient {
    let segregation_codes = codes.iter().map(|it| it.parse().unwrap()).collect();
    let id = ApiClientId::new(Uuid::nil());
    ApiClient { id, name: "gestionale".to_owned(), scope, segregation_codes, call_limit: None }
}

/// What the Tavolo Operativo asks: the RT has full power, nobody else; the RP sees everything.
#[test]
fn the_payments_contact_sees_the_desk_and_the_technical_contact_changes_it() {
    for (role, sees, changes) in [
        (Role::BrokerAdministrator, true, false),
        (Role::PaymentsContact, true, false),
        (Role::TechnicalContact, true, true),
        (Role::Clerk, false, false),
    ] {
        assert_eq!(role.allows(Action::ReadOperationsDesk), sees, "{role:?}");
        assert_eq!(role.allows(Action::ChangeOperationsDesk), changes, "{role:?}");
    }
}

#[test]
fn every_action_is_somebody_s_and_nobody_has_all() {
    for action in Action::ALL {
        assert!(Role::ALL.iter().any(|it| it.allows(*action)), "{action:?}");
    }
    for role in Role::ALL {
        assert!(!Action::ALL.iter().all(|it| role.allows(*it)), "{role:?}");
    }
}

#[test]
fn a_role_reaches_as_far_as_its_scope() {
    let directory = directory();
    let (here, there) = (directory.workspace(HERE).unwrap(), directory.workspace(THERE).unwrap());
    let targets = [
        Target::Workspace(here),
        Target::Service(here, service(1)),
        Target::Service(here, service(2)),
        Target::Workspace(there),
        Target::Service(there, service(1)),
    ];
    for (role, scope, reached) in [
        (Role::Clerk, Scope::Workspace(HERE), [true, true, true, false, false]),
        (Role::Clerk, Scope::Service(HERE, service(1)), [false, true, false, false, false]),
        (Role::PaymentsContact, Scope::Workspace(THERE), [false, false, false, true, true]),
        (Role::BrokerAdministrator, Scope::Broker(code(BROKER)), [true, true, true, false, false]),
        (Role::BrokerAdministrator, Scope::Broker(code(OTHER_BROKER)), [false; 5]),
    ] {
        let operator = operator(&[(role, scope)]);
        let may =
            |target| may(&directory, Actor::Operator(&operator), Action::ReadPositions, target);
        assert_eq!(targets.map(may), reached, "{role:?} {scope:?}");
    }
}

/// Two roles in two places are not both roles in both places.
#[test]
fn a_role_does_not_lend_its_actions_to_the_scope_of_another() {
    let directory = directory();
    let both = operator(&[
        (Role::TechnicalContact, Scope::Workspace(HERE)),
        (Role::PaymentsContact, Scope::Workspace(THERE)),
    ]);
    let may = |action, id| {
        let target = Target::Workspace(directory.workspace(id).unwrap());
        may(&directory, Actor::Operator(&both), action, target)
    };
    assert!(may(Action::ChangeOperationsDesk, HERE) && !may(Action::ChangeOperationsDesk, THERE));
    assert!(may(Action::GrantRoles, THERE) && !may(Action::GrantRoles, HERE));
}

#[test]
fn who_is_disabled_may_do_nothing() {
    let directory = directory();
    let here = directory.workspace(HERE).unwrap();
    let mut clerk = operator(&[(Role::Clerk, Scope::Workspace(HERE))]);
    let read = |clerk: &Operator, profile| {
        let target = Target::Workspace(profile);
        may(&directory, Actor::Operator(clerk), Action::ReadPositions, target)
    };
    assert!(read(&clerk, here));
    let mut closed = WorkspaceProfile::clone(here);
    closed.workspace.enabled = false;
    assert!(!read(&clerk, &closed));
    clerk.enabled = false;
    assert!(!read(&clerk, here));
}

#[test]
fn a_key_opens_positions_and_nothing_else() {
    let directory = directory();
    let here = directory.workspace(HERE).unwrap();
    for scope in
        [ApiScope::Workspace(HERE), ApiScope::Broker(code(BROKER), Environment::Acceptance)]
    {
        let client = client(scope, &[]);
        for action in Action::ALL {
            let may = may(&directory, Actor::Client(&client), *action, Target::Workspace(here));
            assert_eq!(may, ApiClient::allows(*action), "{action:?}");
        }
        let broker = Target::Broker(code(BROKER));
        assert!(!may(&directory, Actor::Client(&client), Action::ReadPositions, broker));
    }
    let elsewhere = client(ApiScope::Broker(code(BROKER), Environment::Production), &[]);
    let target = Target::Workspace(here);
    assert!(!may(&directory, Actor::Client(&elsewhere), Action::ReadPositions, target));
}

#[test]
fn a_key_limited_to_some_codes_reaches_numbers_with_them() {
    let directory = directory();
    let here = directory.workspace(HERE).unwrap();
    for (codes, iuv, expected) in [
        (&[][..], "02000000000000099", true),
        (&["02"], "02000000000000099", true),
        (&["48", "02"], "02000000000000099", true),
        (&["48"], "02000000000000099", false),
    ] {
        let client = client(ApiScope::Workspace(HERE), codes);
        let target = Target::Number(here, iuv);
        let may = may(&directory, Actor::Client(&client), Action::ReadTimeline, target);
        assert_eq!(may, expected, "{codes:?}");
    }
}

#[test]
fn a_role_holds_only_where_it_can() {
    let (broker, workspace) = (Scope::Broker(code(BROKER)), Scope::Workspace(HERE));
    let service = Scope::Service(HERE, service(1));
    for (role, of_broker, of_workspace, of_service) in [
        (Role::BrokerAdministrator, true, false, false),
        (Role::PaymentsContact, false, true, false),
        (Role::TechnicalContact, false, true, false),
        (Role::Clerk, false, true, true),
    ] {
        let holds = |scope| Grant::new(role, scope).is_ok();
        let found = (holds(broker), holds(workspace), holds(service));
        assert_eq!(found, (of_broker, of_workspace, of_service), "{role:?}");
    }
}

/// A page asks how far a role goes by the same question that its actions ask.
#[test]
fn the_extent_of_a_role_is_what_it_may() {
    let mut profile = WorkspaceProfile::clone(directory().workspace(HERE).unwrap());
    profile.services = [1, 2].map(sample_service).to_vec();
    let directory = directory().with(DirectoryContents {
        version: 1,
        workspaces: vec![profile.clone()],
        ..DirectoryContents::default()
    });
    let there = directory.workspace(THERE).unwrap();
    let one = Scope::Service(HERE, service(1));
    for (role, scope, action, expected) in [
        (Role::Clerk, one, Action::ReadPositions, Extent::Services(vec![service(1)])),
        (Role::Clerk, one, Action::ReadAudit, Extent::Nothing),
        (Role::Clerk, Scope::Workspace(HERE), Action::ReadPositions, Extent::Everything),
        (Role::Clerk, Scope::Workspace(THERE), Action::ReadPositions, Extent::Nothing),
    ] {
        let operator = operator(&[(role, scope)]);
        assert_eq!(extent(&directory, &operator, action, &profile), expected, "{role:?} {scope:?}");
        let here = scope != Scope::Workspace(THERE);
        assert_eq!(works_in(&directory, &operator, &profile), here);
        assert_eq!(
            roles_in(&directory, &operator, &profile),
            if here { vec![role] } else { vec![] }
        );
        assert_eq!(works_in(&directory, &operator, there), !here);
        let works: Vec<_> =
            workspaces_of(&directory, &operator).map(|it| it.workspace.id).collect();
        assert_eq!(works, [if here { HERE } else { THERE }]);
    }
}

fn sample_service(number: u128) -> crate::directory::Service {
    crate::directory::Service {
        id: service(number),
        code: format!("S{number}"),
        name: "Servizio".to_owned(),
        kind: crate::directory::ServiceKind::Precalculated,
        transfer_category: None,
        note: None,
        valid_from: None,
        valid_to: None,
        catalog: None,
    }
}

/// A broker's people reach the bodies that its stations serve, and nobody else's.
#[test]
fn a_broker_s_administrator_works_in_the_bodies_it_serves() {
    let directory = directory();
    for (broker, found) in [(BROKER, vec![HERE]), (OTHER_BROKER, vec![])] {
        let admin = operator(&[(Role::BrokerAdministrator, Scope::Broker(code(broker)))]);
        let works: Vec<_> = workspaces_of(&directory, &admin).map(|it| it.workspace.id).collect();
        assert_eq!(works, found);
        let kept_out = admin.with_enabled(false);
        assert_eq!(workspaces_of(&directory, &kept_out).count(), 0);
    }
}
