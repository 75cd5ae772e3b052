//! What stands around the pages of the desk: the menu by role, the bodies one worked for last, and
//! what a new body still lacks.

use iuvo_app::directory::{Changed, DirectoryChange};
use iuvo_domain::{
    Environment, ServiceId, WorkspaceId,
    access::{Role, Scope},
    directory::{
        BankAccount, Organization, Particular, Particulars, Service, ServiceKind, StationLink,
    },
};
use iuvo_tests::{Browser, Town, ids, stories};
use jiff::civil::date;

const HERE: &str = "/backoffice/comune-di-esempio/collaudo";

async fn somebody(town: &Town, name: &str, role: Role, scope: Scope) -> Browser {
    town.signed_in(&town.operator(name, &[(role, scope)]).await).await
}

/// The menu of a page: its titles and voices, in their order.
fn menu(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once("id=\"menu\"").expect("a menu");
    let (menu, _) = rest.split_once("</nav>").unwrap();
    let texts = menu.split('>').filter_map(|it| it.split_once('<')).map(|it| it.0.trim());
    texts.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// A body of which nothing is known but its name.
async fn open_body(town: &Town) -> WorkspaceId {
    let fiscal_code = "99000000044".parse().unwrap();
    let organization = Organization { fiscal_code, name: "Comune Nuovo".to_owned() };
    let slug = "comune-nuovo".to_owned();
    let environment = Environment::Acceptance;
    let opening = DirectoryChange::OpenWorkspace {
        organization,
        environment,
        slug,
        particulars: Particulars::default(),
    };
    match town.change(opening).await.unwrap() {
        Changed::Workspace(workspace) => workspace,
        Changed::Done => panic!("a workspace was to be opened"),
    }
}

stories! {
    async fn the_menu_has_the_groups_of_which_one_sees_something(town: Town) {
        let here = Scope::Workspace(town.workspace(ids::TOWN));
        for (role, expected) in [
            (Role::Clerk, vec!["Panoramica", "Pratiche", "Posizioni", "File ricevuti",
                "Cronologia di un avviso",
                "Incassi", "Incassi", "Anomalie"]),
            (Role::TechnicalContact, vec!["Panoramica", "Pratiche", "Cronologia di un avviso",
                "Configurazione", "Ente", "Stazioni", "IBAN", "Servizi", "Operatori", "Chiavi API",
                "Esercizio", "Lavori fermi", "Registro attività"]),
        ] {
            let browser = somebody(&town, role.code(), role, here).await;
            assert_eq!(menu(&browser.opens(HERE).await.text), expected, "{role:?}");
        }
    }

    async fn the_section_one_is_in_is_marked_and_named(town: Town) {
        let here = Scope::Workspace(town.workspace(ids::TOWN));
        let anna = somebody(&town, "anna", Role::Clerk, here).await;
        let page = anna.opens(&format!("{HERE}/anomalie")).await;
        page.assert_says(200, "aria-current=\"page\">Anomalie</a>");
        page.assert_says(200, "Menu: Anomalie");
        let body = anna.opens("/backoffice/profilo").await;
        assert!(!body.text.contains("Menu: "), "{}", body.text);
    }

    async fn the_bodies_one_worked_for_last_are_at_hand(town: Town) {
        let broker = Scope::Broker(ids::BROKER.parse().unwrap());
        let dario = somebody(&town, "dario", Role::BrokerAdministrator, broker).await;
        let at = |slug: &str| format!("/backoffice/{slug}/collaudo");
        let towns = ["unione-terre", "provincia-di-prova", "comune-di-esempio"];
        for slug in towns {
            assert_eq!(dario.opens(&at(slug)).await.status, 200);
        }
        let list = |page: &str| {
            let (_, rest) = page.split_once("id=\"altri-enti\"").expect("the bodies");
            let (list, _) = rest.split_once("</nav>").unwrap();
            let links = list.split("href=\"").skip(1);
            links.map(|it| it.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let page = dario.opens(&format!("{HERE}/configurazione/ente")).await;
        let expected = [at("provincia-di-prova"), at("unione-terre"), "/backoffice".to_owned()];
        assert_eq!(list(&page.text), expected);
        // Going back moves a body to the front, and is there once.
        dario.opens(&at("unione-terre")).await;
        let page = dario.opens(&at("provincia-di-prova")).await;
        let expected = [at("unione-terre"), at("comune-di-esempio"), "/backoffice".to_owned()];
        assert_eq!(list(&page.text), expected);
        // Whoever uses the same browser after them is not led where they have nothing to do.
        let here = Scope::Workspace(town.workspace(ids::TOWN));
        let anna = somebody(&town, "anna", Role::Clerk, here).await;
        let session = anna.cookie().unwrap();
        let theirs = dario.cookie().unwrap();
        let theirs = theirs.split("; ").find(|it| it.starts_with("iuvo-enti=")).unwrap();
        anna.keep(Some(format!("{session}; {theirs}")));
        let page = anna.opens(HERE).await;
        assert!(!page.text.contains("altri-enti") && !page.text.contains("Provincia"));
    }

    async fn a_new_body_is_told_what_it_lacks_until_it_has_it(town: Town) {
        let workspace = open_body(&town).await;
        let home = "/backoffice/comune-nuovo/collaudo";
        let here = Scope::Workspace(workspace);
        let anna = somebody(&town, "anna", Role::PaymentsContact, here).await;
        let clerk = somebody(&town, "carlo", Role::Clerk, here).await;
        let lacks = async || anna.opens(home).await.text.matches("Da fare").count();
        assert_eq!(lacks().await, 5);
        anna.opens(home).await.assert_says(200, &format!("href=\"{home}/configurazione/iban\""));
        assert!(!clerk.opens(home).await.text.contains("Primi passi"));
        let link = StationLink {
            workspace,
            station: ids::STATION.parse().unwrap(),
            segregation_code: "05".parse().unwrap(),
            broadcast: false,
            stand_in: false,
            spontaneous: false,
        };
        town.change(DirectoryChange::SaveLink(link)).await.unwrap();
        // The broker of the station has a key that serves for all its bodies.
        assert_eq!(lacks().await, 3);
        let account = BankAccount {
            iban: ids::IBAN.parse().unwrap(),
            holder: None,
            authorization: None,
            valid_from: date(2020, 1, 1),
            valid_to: None,
        };
        town.change(DirectoryChange::SaveAccount(workspace, account)).await.unwrap();
        assert_eq!(lacks().await, 2);
        let service = Service {
            id: ServiceId::new(town.app().ids().new_id()),
            code: "TARI".to_owned(),
            name: "Tassa sui rifiuti".to_owned(),
            kind: ServiceKind::Precalculated,
            transfer_category: None,
            note: None,
            valid_from: None,
            valid_to: None,
            catalog: None,
        };
        town.change(DirectoryChange::SaveService(workspace, service)).await.unwrap();
        assert_eq!(lacks().await, 1);
        let said = Particulars::default().with(Particular::Phone, "0123 456789").unwrap();
        town.change(DirectoryChange::SaveParticulars(workspace, said)).await.unwrap();
        let done = anna.opens(home).await;
        assert!(!done.text.contains("Primi passi"), "{}", done.text);
    }
}
