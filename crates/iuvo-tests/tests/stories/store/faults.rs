//! PostgreSQL and the wire to it: whatever is cut, and whenever, a command counts once.

use std::sync::atomic::Ordering;

use iuvo_app::{
    access::hash_key,
    directory::{Changed, DirectoryChange},
};
use iuvo_domain::{
    ApiClientId, Environment,
    directory::{ApiClient, ApiScope, Organization, Particulars},
};
use iuvo_store::Lane;
use iuvo_tests::{Database, Engine, Fault, FaultProxy, Town, messages};
use pagopa_codes::NoticeNumber;
use reqwest::Method;
use serde_json::Value;

use super::writing::{Enqueue, jobs_written};

async fn town_behind_proxy() -> (FaultProxy, Town) {
    let proxy = FaultProxy::before(&Database::create(Engine::Postgres).await).await;
    let town = Town::on_database(proxy.database()).await;
    (proxy, town)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_cut_at_its_commit_is_run_again_and_counts_once() {
    let (proxy, town) = town_behind_proxy().await;
    // Whether the second run finds the row tells whether the first was committed.
    for (fault, is_new) in [(Fault::CutBefore, true), (Fault::AnswerLost, false)] {
        let command = Enqueue::new(&town, &format!("{fault:?}"));
        let runs = command.runs.clone();
        proxy.at_next_commit(fault);
        let outcome = town.app().store().execute(Lane::Interactive, command).await.unwrap();
        assert_eq!((outcome, runs.load(Ordering::SeqCst)), (is_new, 2), "{fault:?}");
    }
    assert_eq!((jobs_written(&town).await, proxy.faults()), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_whose_commit_goes_unanswered_is_answered_ok_and_counts_once() {
    let (proxy, town) = town_behind_proxy().await;
    for fault in [Fault::CutBefore, Fault::AnswerLost] {
        let created = town.position("TARI 2026").publish().await;
        proxy.at_next_commit(fault);
        let receipt = messages::receipt(&format!("{fault:?}"), created.notice(), 12_000);
        town.deliver(receipt).await.assert_ok();
        let path = format!("/debtpositions/{}", created.iupd);
        assert_eq!(town.gpd(Method::GET, &path, None).await.json["status"], "PAID");
    }
    assert_eq!(proxy.faults(), 2);
    for table in ["receipt", "receipt_message", "receipt_transfer"] {
        assert_eq!(town.rows().count(table).await, 2, "{table}");
    }
    assert_eq!(town.rows().count("review_case").await, 0);
}

/// Run again, it finds its own row: that is no conflict with somebody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_whose_commit_goes_unanswered_is_answered_as_written() {
    let (proxy, town) = town_behind_proxy().await;
    proxy.at_next_commit(Fault::AnswerLost);
    let own = NoticeNumber::generate("02".parse().unwrap(), 7_000).unwrap();
    let own = |model: &mut Value| model["paymentOption"][0]["iuv"] = own.iuv().as_str().into();
    let created = town.position("TARI 2026").single(12_000).with(own).publish().await;
    assert_eq!(proxy.faults(), 1);
    assert_eq!(town.rows().count("debt_position").await, 1);
    let again = town.position("altra").iupd(&created.iupd).model();
    let title = "The debt position violated constraints of uniqueness";
    town.gpd(Method::POST, "/debtpositions", Some(&again)).await.assert_problem(409, title);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn directory_changes_whose_commit_goes_unanswered_are_done() {
    let (proxy, town) = town_behind_proxy().await;
    let open = DirectoryChange::OpenWorkspace {
        organization: Organization {
            fiscal_code: "99000000051".parse().unwrap(),
            name: "Comune Nuovo".to_owned(),
        },
        environment: Environment::Acceptance,
        slug: "comune-nuovo".to_owned(),
        particulars: Particulars::default(),
    };
    let told_before = town.rows().count("audit_entry").await;
    proxy.at_next_commit(Fault::AnswerLost);
    let opened = town.change(open.clone()).await.unwrap();
    let Changed::Workspace(workspace) = opened else { panic!("{opened:?}") };
    town.change(open).await.expect_err("a second one is refused");

    let client = ApiClient {
        id: ApiClientId::new(town.app().ids().new_id()),
        name: "gestionale".to_owned(),
        scope: ApiScope::Workspace(workspace),
        segregation_codes: Vec::new(),
        call_limit: None,
    };
    proxy.at_next_commit(Fault::AnswerLost);
    let add = DirectoryChange::AddClient(client, hash_key("new-key"));
    town.change(add).await.unwrap();
    assert!(town.app().directory().client(&hash_key("new-key")).is_some());
    let told = town.rows().count("audit_entry").await - told_before;
    assert_eq!(told, 2, "each is told once");
    assert_eq!(proxy.faults(), 2);
}

/// Done once and answered as done, although the second run meets what the first has left; somebody
/// else may even have been faster than the second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_whose_commit_goes_unanswered_is_answered_as_done() {
    let (proxy, town) = town_behind_proxy().await;
    let mut faults = 0;
    for fault in [Fault::CutBefore, Fault::AnswerLost] {
        for (verb, suffix, status) in [
            (Method::POST, "/publish", "VALID"),
            (Method::PUT, "", "VALID"),
            (Method::POST, "/invalidate", "INVALID"),
            (Method::DELETE, "", ""),
        ] {
            let draft = town.position("TARI 2026");
            let created = match suffix {
                "/publish" => draft.draft().await,
                _ => draft.publish().await,
            };
            let query = if verb == Method::PUT { "?toPublish=true" } else { "" };
            let path = format!("/debtpositions/{}{suffix}{query}", created.iupd);
            let body = (verb == Method::PUT).then_some(&created.model);
            proxy.at_next_commit(fault);
            let reply = town.gpd(verb.clone(), &path, body).await.assert_status(200);
            faults += 1;
            assert_eq!(proxy.faults(), faults, "{verb} {path}");
            if verb == Method::DELETE {
                assert_eq!(town.rows().number(&versions(&created.iupd)).await, 0);
            } else {
                assert_eq!(reply.json["status"], status);
                assert_eq!(town.rows().number(&versions(&created.iupd)).await, 2, "{verb} {path}");
            }
            // What is asked again, rather than run again, is refused as ever.
            let again = town.gpd(verb.clone(), &path, body).await.status.as_u16();
            let expected = if verb == Method::PUT { 200 } else { 409 };
            assert!(again == expected || again == 404, "{verb} {path}: {again}");
        }
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/paymentoptions/paids/{}", created.notice());
        proxy.at_next_commit(fault);
        let body = serde_json::json!({});
        let reply = town.gpd(Method::POST, &path, Some(&body)).await.assert_status(200);
        faults += 1;
        assert_eq!((reply.json["status"].as_str(), proxy.faults()), (Some("PO_PAID"), faults));
    }
    for (kind, count) in [(3, 4), (4, 2), (5, 2)] {
        // Published: by itself and by the update. Withdrawn. Deleted.
        let told =
            format!("select count(*) from event where kind = {kind} and subject is not null");
        assert!(town.rows().number(&told).await >= count, "{kind}");
    }
}

/// How often a position has been written, if it is there.
fn versions(iupd: &str) -> String {
    format!("select coalesce(max(version), 0) from debt_position where iupd = '{iupd}'")
}
