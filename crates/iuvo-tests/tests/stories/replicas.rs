//! Two servers on one PostgreSQL: whichever the world speaks to, it speaks to one body.

use std::{sync::Arc, time::Duration};

use iuvo_app::{access::hash_key, directory::DirectoryChange, jobs};
use iuvo_domain::{
    ApiClientId,
    directory::{ApiClient, ApiScope},
};
use iuvo_tests::{Engine, Town, eventually, ids, messages};
use pagopa_codes::NoticeNumber;
use reqwest::Method;

async fn two_servers() -> (Town, Town) {
    let town = Town::on(Engine::Postgres).await;
    let other = town.beside().await;
    (town, other)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_receipt_on_both_at_the_same_instant_counts_once() {
    let (town, other) = two_servers().await;
    let rounds = 40;
    for round in 0..rounds {
        let notice = town.position("TARI 2026").publish().await.notice();
        let receipt = messages::receipt(&format!("R{round}"), notice, 12_000);
        let (one, two) = tokio::join!(town.deliver(receipt.clone()), other.deliver(receipt));
        one.assert_ok();
        two.assert_ok();
    }
    for table in ["receipt", "receipt_message", "receipt_transfer"] {
        assert_eq!(town.rows().count(table).await, rounds, "{table}");
    }
    assert_eq!(town.rows().count("review_case").await, 0);
    // Written, and paid: whoever came second has left no trace.
    let changed_once = "select count(*) from debt_position where version = 2 and status = 5";
    assert_eq!(town.rows().number(changed_once).await, rounds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_of_an_unknown_notice_on_both_opens_one_case() {
    let (town, other) = two_servers().await;
    let rounds = 20_u8;
    for round in 1..=rounds {
        let notice =
            NoticeNumber::generate("02".parse().unwrap(), 9_000_000 + u64::from(round)).unwrap();
        let receipt = messages::receipt(&format!("R{round}"), notice, 12_000);
        let (one, two) = tokio::join!(town.deliver(receipt.clone()), other.deliver(receipt));
        one.assert_ok();
        two.assert_ok();
    }
    for table in ["receipt", "receipt_message", "review_case"] {
        assert_eq!(town.rows().count(table).await, i64::from(rounds), "{table}");
    }
}

/// Two payments of one notice are two receipts and one case, whoever hears of which.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_receipts_of_one_notice_on_both_open_one_case_of_double_payment() {
    let (town, other) = two_servers().await;
    let rounds = 20;
    for round in 0..rounds {
        let notice = town.position("TARI 2026").publish().await.notice();
        let receipt = |from: &str| messages::receipt(&format!("{from}{round}"), notice, 12_000);
        let (one, two) = tokio::join!(town.deliver(receipt("A")), other.deliver(receipt("B")));
        one.assert_ok();
        two.assert_ok();
    }
    assert_eq!(town.rows().count("receipt").await, rounds * 2);
    let cases = "select count(*) from review_case where kind = 'double_payment'";
    assert_eq!(town.rows().number(cases).await, rounds);
    assert_eq!(town.rows().count("review_case").await, rounds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_directory_on_one_is_seen_by_the_other() {
    let (town, other) = two_servers().await;
    let work = tokio::spawn(jobs::work(Arc::clone(other.app())));
    let knock = async || {
        let key = Some("new-key");
        other.gpd_as(key, Method::GET, ids::TOWN, "/debtpositions?limit=1", None).await.status
    };
    assert_eq!(knock().await, 401);
    let client = ApiClient {
        id: ApiClientId::new(town.app().ids().new_id()),
        name: "gestionale".to_owned(),
        scope: ApiScope::Workspace(town.workspace(ids::TOWN)),
        segregation_codes: Vec::new(),
        call_limit: None,
    };
    let add = DirectoryChange::AddClient(client, hash_key("new-key"));
    town.change(add).await.unwrap();
    let took = eventually("the key opens", async || knock().await == 200).await;
    // One look a second, and the time to read.
    assert!(took < Duration::from_secs(3), "{took:?}");
    work.abort();
}
