//! Plans as tables: what a file would change, and that it changes nothing twice.

use iuvo_domain::{
    Environment, WorkspaceId,
    directory::{
        BankAccount, Broker, Directory, DirectoryContents, Organization, Particular, Particulars,
        RepeatedReceipts, Station, StationFeatures, StationLink, Workspace, WorkspaceProfile,
    },
};
use jiff::civil::date;

use super::*;
use crate::directory::{DirectoryChange, Plan, Step, StepKind};

const TOWN: &str = "99000000010";
const BANK: &str = "IT60X0542811101000000123456";
const POSTAL: &str = "IT32O0760102400000012345678";

fn directory() -> Directory {
    let (id, environment) = (WorkspaceId::new(1), Environment::Acceptance);
    let station = "99000000002_01".parse().unwrap();
    let account = |iban: &str, valid_to| BankAccount {
        iban: iban.parse().unwrap(),
        holder: Some("Tesoreria".to_owned()),
        authorization: None,
        valid_from: date(2020, 1, 1),
        valid_to,
    };
    let profile = WorkspaceProfile {
        workspace: Workspace {
            id,
            organization: TOWN.parse().unwrap(),
            environment,
            slug: "comune-di-esempio".to_owned(),
            enabled: true,
        },
        organization: Organization {
            fiscal_code: TOWN.parse().unwrap(),
            name: "Comune di Esempio".to_owned(),
        },
        particulars: Particulars::default(),
        links: vec![StationLink {
            workspace: id,
            station,
            segregation_code: "02".parse().unwrap(),
            broadcast: false,
            stand_in: true,
            spontaneous: false,
        }],
        accounts: vec![account(BANK, None), account(POSTAL, Some(date(2025, 6, 30)))],
        accounting: Vec::new(),
        services: Vec::new(),
    };
    let broker = "99000000002".parse().unwrap();
    Directory::new(DirectoryContents {
        version: 1,
        brokers: vec![Broker { fiscal_code: broker, name: "Servizi".to_owned() }],
        stations: vec![Station {
            code: station,
            environment,
            broker,
            enabled: true,
            features: StationFeatures { stand_in: true, ..StationFeatures::default() },
            repeated_receipts: RepeatedReceipts::Accept,
        }],
        workspaces: vec![profile],
        ..DirectoryContents::default()
    })
}

fn shown(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter().map(|it| {
        let line = it.line.unwrap_or_default();
        format!("{line} {:?} {}", it.kind, it.subject)
    });
    steps.chain(plan.defects.iter().map(ToString::to_string)).collect()
}

fn ground(directory: &Directory) -> Ground<'_> {
    Ground { directory, environment: Environment::Acceptance, today: date(2026, 6, 15) }
}

#[test]
fn bodies_are_opened_once_and_their_names_corrected() {
    let directory = directory();
    let file = "taxCode;companyName\n\
        99000000010;Comune di Esempio\n\
        99000000028;Comune di Esempio\n\
        99000000028;Comune di Esempio\n\
        99000000036;Città di Forlì'\n\
        99000000036;Un altro nome\n\
        99000000011;Sbagliato\n\
        99000000044;Backoffice\n";
    let plan = plan_bodies(ground(&directory), file.as_bytes()).unwrap();
    assert_eq!((plan.unchanged, plan.rejected), (1, 2));
    assert_eq!(
        shown(&plan),
        [
            "3 Create ente 99000000028  Comune di Esempio",
            "5 Create ente 99000000036  Città di Forlì'",
            "8 Create ente 99000000044  Backoffice",
            "riga 6, companyName: il nome non è quello della riga 5",
            "riga 7, taxCode: l'ultima cifra non corrisponde alle altre",
        ]
    );
    let slugs: Vec<_> = plan
        .steps
        .iter()
        .map(|it| match &it.change {
            DirectoryChange::OpenWorkspace { slug, .. } => slug.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(slugs, ["comune-di-esempio-collaudo", "citta-di-forli", "backoffice-collaudo"]);
    let renamed = plan_bodies(ground(&directory), &b"taxCode;companyName\n99000000010;Esempio"[..]);
    assert_eq!(shown(&renamed.unwrap()), ["2 Update ente 99000000010  Esempio"]);
}

/// The code stands on any row of a body, and an empty cell says nothing.
#[test]
fn cbill_codes_come_with_the_bodies() {
    let directory = directory();
    let plan = |rows: &str| {
        let file = format!("taxCode;companyName;cbillCode\n{rows}");
        plan_bodies(ground(&directory), file.as_bytes()).unwrap()
    };
    let codes = |plan: &Plan| {
        let code = |it: &Step| match &it.change {
            DirectoryChange::OpenWorkspace { particulars, .. }
            | DirectoryChange::SaveParticulars(_, particulars) => {
                particulars.get(Particular::Cbill).map(str::to_owned)
            }
            other => panic!("{other:?}"),
        };
        plan.steps.iter().map(code).collect::<Vec<_>>()
    };
    let found = plan(
        "99000000010;Comune di Esempio;ab12c\n\
         99000000028;Unione;\n\
         99000000028;Unione;XY987\n\
         99000000028;Unione;\n\
         99000000036;Provincia;\n",
    );
    assert_eq!(codes(&found), [Some("AB12C".to_owned()), Some("XY987".to_owned()), None]);
    assert_eq!(
        shown(&found)[..2],
        ["2 Update codice CBILL dell'ente 99000000010", "3 Create ente 99000000028  Unione"]
    );
    let silent = plan("99000000010;Comune di Esempio;\n");
    assert_eq!((codes(&silent), silent.unchanged), (vec![], 1));
    let wrong = plan(
        "99000000010;Comune di Esempio;AB12\n\
         99000000028;Unione;AB12C\n\
         99000000028;Unione;AB12D\n",
    );
    assert_eq!(
        shown(&wrong)[1..],
        [
            "riga 2, cbillCode: non ha cinque lettere o cifre",
            "riga 4, cbillCode: il codice non è quello della riga 3",
        ]
    );
}

#[test]
fn stations_and_links_keep_what_the_file_does_not_say() {
    let directory = directory();
    let header = "taxCode;stationId;segregationCode;stationState;broadcast;brokerCompanyName\n";
    let plan = |rows: &str| {
        plan_stations(ground(&directory), format!("{header}{rows}").as_bytes()).unwrap()
    };
    let same = plan("99000000010;99000000002_01;02;ENABLED;INACTIVE;Servizi\n");
    assert_eq!((shown(&same), same.unchanged), (vec![], 2));

    let changed = plan("99000000010;99000000002_01;2;DISABLED;ACTIVE;\n");
    assert_eq!(
        shown(&changed),
        [
            "2 Update stazione 99000000002_01",
            "2 Update ente 99000000010, stazione 99000000002_01, codice 02",
        ]
    );
    let DirectoryChange::SaveStation(station) = &changed.steps[0].change else { panic!() };
    assert!(!station.enabled && station.features.stand_in);
    let DirectoryChange::SaveLink(link) = &changed.steps[1].change else { panic!() };
    assert!(link.broadcast && link.stand_in);

    let new = plan(
        "99000000010;99000000044_07;05;ENABLED;ACTIVE;Altro intermediario\n\
         99000000010;99000000044_07;05;ENABLED;ACTIVE;\n\
         99000000010;99000000044_07;06;DISABLED;ACTIVE;\n\
         99000000010;99000000051_07;06;ENABLED;ACTIVE;\n\
         99000000010;99000000044_07;05;ENABLED;INACTIVE;\n\
         99000000028;99000000044_07;05;ENABLED;ACTIVE;\n",
    );
    assert_eq!(
        shown(&new),
        [
            "2 Create intermediario 99000000044  Altro intermediario",
            "2 Create stazione 99000000044_07",
            "2 Create ente 99000000010, stazione 99000000044_07, codice 05",
            "riga 4, stationId: gli attributi contraddicono la riga 2",
            "riga 5, brokerCompanyName: manca, e l'intermediario 99000000051 non c'è ancora",
            "riga 6, broadcast: contraddice la riga 2",
            "riga 7, taxCode: l'ente non è servito in collaudo: prima «import bodies»",
        ]
    );
}

#[test]
fn accounts_are_opened_closed_and_opened_again() {
    let directory = directory();
    let header = "codiceFiscale;iban;stato;dataAttivazioneIban\n";
    // (row, kind and last day, or nothing)
    let open = Some((StepKind::Create, None));
    for (row, expected) in [
        (format!("{TOWN};{BANK};ATTIVO;2020-01-01"), None),
        (format!("{TOWN};{BANK};ATTIVO;2022-01-01"), None),
        (
            format!("{TOWN};{BANK};DISATTIVO;2020-01-01"),
            Some((StepKind::Update, Some(date(2026, 6, 14)))),
        ),
        (format!("{TOWN};{POSTAL};DISATTIVO;2020-01-01"), None),
        (format!("{TOWN};{POSTAL};ATTIVO;2020-01-01"), Some((StepKind::Update, None))),
        (format!("{TOWN};{POSTAL};ATTIVO;2026-06-20"), open),
        (format!("{TOWN};{POSTAL};DISATTIVO;2026-06-20"), None),
    ] {
        let plan = plan_accounts(ground(&directory), format!("{header}{row}\n").as_bytes());
        let plan = plan.unwrap();
        assert_eq!(plan.rejected, 0, "{row} {:?}", plan.defects);
        let found = plan.steps.first().map(|it| match &it.change {
            DirectoryChange::SaveAccount(_, account) => {
                assert_eq!(account.holder.as_deref(), Some("Tesoreria"), "{row}");
                (it.kind, account.valid_to)
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(found, expected, "{row}");
    }
    let stranger = format!("{header}99000000028;{BANK};ATTIVO;2020-01-01\n");
    let plan = plan_accounts(ground(&directory), stranger.as_bytes()).unwrap();
    assert_eq!((plan.rejected, plan.steps.len()), (1, 0));
}
