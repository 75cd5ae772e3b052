//! A body moves its unpaid debts to another account.

use iuvo_tests::{Created, PositionBuilder, Reply, Town, ids, stories};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

const NEW: &str = "IT32O0760102400000012345678";

async fn patch(town: &Town, query: &str, body: &Value) -> Reply {
    let path = format!("/debtpositions/transfers?{query}");
    town.gpd(Method::PATCH, &path, Some(body)).await
}

/// Moves from the town's account; returns how many transfers were moved.
async fn change(town: &Town, limit: &str) -> i64 {
    let query = format!("oldIban={}{limit}", ids::IBAN);
    let reply = patch(town, &query, &json!({ "newIban": NEW })).await.assert_status(200);
    let answer = reply.record("UpdateTransferIbanMassiveResponse").json;
    let moved = answer["updatedTransfers"].as_i64().unwrap();
    assert_eq!(answer["description"], format!("Updated IBAN on {moved} Transfers"));
    moved
}

async fn ibans(town: &Town, created: &Created) -> Vec<String> {
    let path = format!("/debtpositions/{}", created.iupd);
    let position = town.gpd(Method::GET, &path, None).await.assert_status(200).json;
    let items = position["paymentOption"].as_array().unwrap().iter();
    let transfers = items.flat_map(|it| it["transfer"].as_array().unwrap().clone());
    transfers.map(|it| it["iban"].as_str().unwrap().to_owned()).collect()
}

/// A position in each state, with whether its transfers can still be moved.
async fn one_in_each_state(town: &Town) -> Vec<(Created, Vec<bool>)> {
    let hours = SignedDuration::from_hours;
    let position = |text: &str| -> PositionBuilder<'_> { town.position(text) };
    let plan = position("rate").installments(&[3_000, 3_000]).publish().await;
    town.psp().pay(&plan.notices[0]).await.assert_ok();
    let paid = position("pagata").publish().await;
    town.psp().pay(&paid.notice()).await.assert_ok();
    let withdrawn = position("annullata").publish().await;
    let path = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
    town.gpd(Method::POST, &path, None).await.assert_status(200);
    let expired = position("scaduta").due_in(hours(1)).expiring().publish().await;
    let both = position("poi scade").valid_in(hours(1)).due_in(hours(2)).expiring().publish().await;
    let all = vec![
        (position("bozza").draft().await, vec![true]),
        (position("poi").valid_in(hours(50)).publish().await, vec![true]),
        (position("valida presto").valid_in(hours(1)).publish().await, vec![true]),
        (position("valida").single(1_000).single(900).publish().await, vec![true, true]),
        (plan, vec![false, true]),
        (paid, vec![false]),
        (withdrawn, vec![false]),
        (expired, vec![false]),
        (both, vec![false]),
    ];
    town.advance(hours(3));
    all
}

stories! {
    async fn what_can_still_be_paid_moves_to_the_new_account(town: Town) {
        let all = one_in_each_state(&town).await;
        assert_eq!(change(&town, "").await, 6);
        for (created, moves) in &all {
            let expected: Vec<&str> =
                moves.iter().map(|it| if *it { NEW } else { ids::IBAN }).collect();
            assert_eq!(ibans(&town, created).await, expected, "{}", created.iupd);
        }
        assert_eq!(change(&town, "").await, 0, "a second time there is nothing to move");
        let told = "select count(*) from event where kind = (select max(kind) from event)";
        assert_eq!(town.rows().number(told).await, 5, "each position tells it");
        let valid = &all[3].0;
        let activated = town.activate(valid.notices[0]).await.assert_ok();
        assert!(activated.xml.contains(NEW), "{}", activated.xml);
    }

    /// As many as asked for at most, the oldest first, until none is left.
    async fn a_call_moves_as_many_as_it_says(town: Town) {
        for _ in 0..3 {
            town.position("TARI 2026").single(1_000).single(900).publish().await;
        }
        for (limit, expected) in [(0, 0), (1, 1), (4, 4), (1_000, 1), (1_000, 0)] {
            assert_eq!(change(&town, &format!("&limit={limit}")).await, expected);
        }
        let left = format!("select count(*) from transfer where iban = '{}'", ids::IBAN);
        assert_eq!(town.rows().number(&left).await, 0);
    }

    async fn more_than_a_transaction_takes_is_moved_in_several(town: Town) {
        for _ in 0..27 {
            let position = (0..20).fold(town.position("TARI 2026"), |it, _| it.single(100));
            position.publish().await;
        }
        assert_eq!(change(&town, "&limit=530").await, 530);
        assert_eq!(change(&town, "").await, 10);
    }

    /// An account that the body has not registered is accepted as ever, and warned of.
    async fn a_wrong_account_is_warned_of(town: Town) {
        town.position("TARI 2026").publish().await;
        let query = format!("oldIban={}", ids::IBAN);
        patch(&town, &query, &json!({"newIban": "IT00X"})).await.assert_status(200);
        let warned = "select count(*) from debt_position where warnings like '%iban_wrong%'";
        assert_eq!(town.rows().number(warned).await, 1);
    }

    async fn a_key_moves_only_what_it_may_touch(town: Town) {
        let mut own = town.position("del codice 48").model();
        own["paymentOption"][0]["iuv"] = json!("48000000000000192");
        town.gpd(Method::POST, "/debtpositions", Some(&own)).await.assert_status(201);
        let other = town.position("del codice 02").publish().await;
        let path = format!("/debtpositions/transfers?oldIban={}", ids::IBAN);
        let body = json!({"newIban": NEW});
        let call = async |key| {
            town.gpd_as(Some(key), Method::PATCH, ids::TOWN, &path, Some(&body)).await
        };
        assert_eq!(call(ids::LIMITED_KEY).await.json["updatedTransfers"], 1);
        assert_eq!(ibans(&town, &other).await, [ids::IBAN]);
        assert_eq!(call(ids::NEIGHBOUR_KEY).await.status, 403);
        assert_eq!(ibans(&town, &other).await, [ids::IBAN]);
    }

    async fn bad_input_moves_nothing(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let old = format!("oldIban={}", ids::IBAN);
        let long = "A".repeat(36);
        let cases = [
            (String::new(), json!({"newIban": NEW}), "oldIban"),
            ("oldIban=".to_owned(), json!({"newIban": NEW}), "oldIban"),
            (format!("{old}&limit=1001"), json!({"newIban": NEW}), "limit"),
            (format!("{old}&limit=-1"), json!({"newIban": NEW}), "limit"),
            (format!("{old}&limit=99999999999"), json!({"newIban": NEW}), "limit"),
            (old.clone(), json!({}), "newIban"),
            (old.clone(), json!({"newIban": null}), "newIban"),
            (old.clone(), json!({"newIban": ""}), "newIban"),
            (old.clone(), json!({"newIban": "IT60 X"}), "newIban"),
            (old.clone(), json!({"newIban": long}), "newIban"),
            (old.clone(), json!({"newIban": ["IT"]}), "newIban"),
            (old.clone(), json!({"newIban": "IT\u{0}"}), "newIban"),
            (old.clone(), json!([]), ""),
            (old.clone(), json!("IT"), ""),
            (old.clone(), Value::Null, ""),
        ];
        for (query, body, named) in cases {
            let reply = patch(&town, &query, &body).await.assert_problem(400, "BAD REQUEST");
            let detail = reply.record("ProblemJson").json["detail"].clone();
            assert!(detail.as_str().unwrap().contains(named), "{query} {body} {detail}");
        }
        let none = patch(&town, "oldIban=%00", &json!({"newIban": NEW})).await.assert_status(200);
        assert_eq!(none.json["updatedTransfers"], 0);
        let path = format!("/debtpositions/{}", created.iupd);
        assert_eq!(town.gpd(Method::PATCH, &path, Some(&json!({}))).await.status, 405);
        assert_eq!(ibans(&town, &created).await, [ids::IBAN]);
    }
}
