//! What a process knows of the directory after somebody else has changed it.

use std::num::NonZeroU32;

use iuvo_app::{
    App, Clock,
    access::hash_key,
    directory::{Changed, DirectoryChange},
};
use iuvo_domain::{
    ApiClientId, Environment, ServiceId,
    directory::{
        ApiClient, ApiScope, BankAccount, Broker, CatalogCode, Organization, Particular,
        Particulars, RepeatedReceipts, Service, ServiceKind, Station, StationFeatures, StationLink,
        taxonomy::TaxonomyEntry,
    },
};
use iuvo_store::Store;
use iuvo_tests::{Town, ids, stories};
use jiff::civil::date;

/// One change of each kind that a snapshot holds.
fn changes(town: &Town) -> Vec<DirectoryChange> {
    let mut changes = changes_of_everybody();
    changes.extend(changes_of_the_town(town));
    changes.extend(changes_of_keys(town));
    changes
}

fn changes_of_everybody() -> Vec<DirectoryChange> {
    let broker = "99000000044".parse().unwrap();
    let organization = |fiscal_code: &str| Organization {
        fiscal_code: fiscal_code.parse().unwrap(),
        name: "Un altro nome".to_owned(),
    };
    let station = Station {
        code: "99000000044_01".parse().unwrap(),
        environment: Environment::Acceptance,
        broker,
        enabled: true,
        features: StationFeatures::default(),
        repeated_receipts: RepeatedReceipts::Refuse,
    };
    vec![
        DirectoryChange::SaveBroker(Broker { fiscal_code: broker, name: "Altri".to_owned() }),
        DirectoryChange::SaveStation(station.clone()),
        DirectoryChange::SaveStation(Station { enabled: false, ..station }),
        DirectoryChange::SaveOrganization(organization(ids::NEIGHBOUR)),
        DirectoryChange::OpenWorkspace {
            organization: organization("99000000051"),
            environment: Environment::Acceptance,
            slug: "altro".to_owned(),
            particulars: Particulars::default().with_cbill("AB12C".parse().unwrap()),
        },
        DirectoryChange::SaveTaxonomy(TaxonomyEntry {
            code: "0101101IM".to_owned(),
            valid_from: date(1900, 1, 1),
            valid_to: date(2080, 1, 1),
            organization_type: "Comune".to_owned(),
            area: "Tributi".to_owned(),
            service: "Rifiuti".to_owned(),
        }),
    ]
}

fn changes_of_the_town(town: &Town) -> Vec<DirectoryChange> {
    let workspace = town.workspace(ids::TOWN);
    let link = StationLink {
        workspace,
        station: ids::STATION.parse().unwrap(),
        segregation_code: "07".parse().unwrap(),
        broadcast: true,
        stand_in: true,
        spontaneous: true,
    };
    let account = BankAccount {
        iban: ids::IBAN.parse().unwrap(),
        holder: None,
        authorization: None,
        valid_from: date(2027, 1, 1),
        valid_to: None,
    };
    let service = Service {
        id: ServiceId::new(town.app().ids().new_id()),
        code: "IMU".to_owned(),
        name: "IMU".to_owned(),
        kind: ServiceKind::Precalculated,
        transfer_category: None,
        note: None,
        valid_from: Some(date(2026, 1, 1)),
        valid_to: None,
        catalog: Some(CatalogCode {
            service: ids::CATALOG_SERVICE.to_owned(),
            subject: ids::CATALOG_SUBJECT.to_owned(),
        }),
    };
    vec![
        DirectoryChange::SaveLink(link),
        DirectoryChange::SaveAccount(workspace, account),
        DirectoryChange::SaveService(workspace, service),
        DirectoryChange::SaveParticulars(workspace, everything_said()),
        DirectoryChange::SaveParticulars(workspace, Particulars::default()),
    ]
}

fn everything_said() -> Particulars {
    let texts = [
        "AB12C",
        "Piazza della Libertà 1, 00100 Esempio (EE)",
        "Ufficio Tributi, lun-ven 9-12",
        "0123 456789",
        "tributi@comune.example",
        "protocollo@pec.comune.example",
        "https://comune.example",
        "https://form.agid.gov.it/view/1",
    ];
    let say = |said: Particulars, (what, text): (&_, &str)| said.with(*what, text).unwrap();
    Particular::ALL.iter().zip(texts).fold(Particulars::default(), say)
}

fn changes_of_keys(town: &Town) -> Vec<DirectoryChange> {
    let client = ApiClient {
        id: ApiClientId::new(town.app().ids().new_id()),
        name: "Altro gestionale".to_owned(),
        scope: ApiScope::Workspace(town.workspace(ids::TOWN)),
        segregation_codes: vec!["02".parse().unwrap()],
        call_limit: None,
    };
    vec![
        DirectoryChange::AddClient(client.clone(), hash_key("first")),
        DirectoryChange::LimitCalls(client.clone(), NonZeroU32::new(5)),
        DirectoryChange::SaveKey(client.clone(), 2, hash_key("second")),
        DirectoryChange::DeleteKey(client.clone(), 1),
        DirectoryChange::DeleteKey(client, 2),
    ]
}

stories! {
    /// A replica that follows changes one by one knows what one that starts now reads whole.
    async fn a_process_that_follows_changes_knows_what_a_new_one_reads(town: Town) {
        let follower = town.beside().await;
        for change in changes(&town) {
            let said = format!("{change:?}");
            let changed = town.change(change).await.unwrap();
            assert!(matches!(changed, Changed::Done | Changed::Workspace(_)));
            let before = follower.app().directory();
            follower.app().refresh_directory().await.unwrap();
            let (store, _) = Store::open(&town.database().parsed()).await.unwrap();
            let fresh = App::start(store, Clock::system()).await.unwrap().directory();
            let followed = follower.app().directory();
            assert_eq!(followed.version(), fresh.version(), "{said}");
            assert!(*followed == *fresh, "{said}");
            assert!(*followed != *before, "{said}");
        }
    }
}
