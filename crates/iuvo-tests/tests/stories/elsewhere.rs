//! A body says that a notice was paid outside of pagoPA.

use iuvo_tests::{Created, Reply, Town, ids, stories};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

const ELSEWHERE: &str = "CLOSED_AS_ALREADY_PAID_BY_EC";
const CONFLICT: &str = "Existing related payment found";

async fn mark(town: &Town, notice: impl std::fmt::Display, body: &Value) -> Reply {
    mark_as(town, ids::KEY, notice, body).await
}

async fn mark_as(town: &Town, key: &str, notice: impl std::fmt::Display, body: &Value) -> Reply {
    let path = format!("/paymentoptions/paids/{notice}");
    town.gpd_as(Some(key), Method::POST, ids::TOWN, &path, Some(body)).await
}

async fn read(town: &Town, created: &Created) -> Value {
    let path = format!("/debtpositions/{}", created.iupd);
    town.gpd(Method::GET, &path, None).await.assert_status(200).json
}

stories! {
    async fn what_was_paid_at_the_counter_is_not_payable_any_more(town: Town) {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        let body = json!({"paymentDate": "2026-03-01T10:30:00"});
        let marked = mark(&town, created.notice(), &body).await.assert_status(200);
        let marked = marked.record("PaymentsModelResponse").json;
        assert_eq!(marked["nav"], created.notice().as_str());
        assert_eq!(marked["status"], "PO_PAID");
        assert_eq!(marked["paymentDate"], "2026-03-01T10:30:00");
        assert_eq!(marked["idReceipt"], ELSEWHERE);
        assert_eq!(marked["pspCompany"], ELSEWHERE);
        assert_eq!((&marked["fee"], &marked["serviceType"]), (&json!(0), &json!("GPD")));

        let position = read(&town, &created).await;
        assert_eq!(position["status"], "PAID");
        assert_eq!(position["paymentDate"], body["paymentDate"]);
        town.verify(created.notice()).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        town.activate(created.notice()).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        let told = "select count(*) from event where amount_cents = 12000";
        assert_eq!(town.rows().number(told).await, 1);
    }

    async fn without_a_date_it_was_paid_now(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let marked = mark(&town, created.notice(), &json!({})).await.assert_status(200).json;
        let today = town.app().now().strftime("%Y-%m-%d").to_string();
        assert!(marked["paymentDate"].as_str().unwrap().starts_with(&today), "{marked}");
    }

    /// A second mark, or the mark of what a receipt has paid, is GPD's conflict.
    async fn nothing_is_marked_twice(town: Town) {
        let marked = town.position("al banco").publish().await;
        mark(&town, marked.notice(), &json!({})).await.assert_status(200);
        let paid = town.position("con ricevuta").publish().await;
        town.psp().pay(&paid.notice()).await.assert_ok();
        for created in [marked, paid] {
            let before = read(&town, &created).await;
            let body = json!({"paymentDate": "2026-01-01T00:00:00"});
            let again = mark(&town, created.notice(), &body).await;
            again.assert_problem(409, CONFLICT).record("ProblemJson");
            assert_eq!(read(&town, &created).await, before);
        }
        let both = town.position("due modi").single(8_000).installments(&[4_000, 4_000]);
        let both = both.publish().await;
        mark(&town, both.notices[1], &json!({})).await.assert_status(200);
        assert_eq!(read(&town, &both).await["status"], "PARTIALLY_PAID");
        mark(&town, both.notices[0], &json!({})).await.assert_problem(409, CONFLICT);
        mark(&town, both.notices[2], &json!({})).await.assert_status(200);
        assert_eq!(read(&town, &both).await["status"], "PAID");
    }

    /// The body says it was paid; then money comes through pagoPA too: somebody paid twice.
    async fn a_receipt_after_the_mark_is_a_double_payment(town: Town) {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        mark(&town, created.notice(), &json!({})).await.assert_status(200);
        let receipt = iuvo_tests::messages::receipt("R1", created.notice(), 12_000);
        town.deliver(receipt).await.assert_ok();
        let doubles = "select count(*) from review_case where kind = 'double_payment'";
        assert_eq!(town.rows().number(doubles).await, 1);
        assert_eq!(town.rows().count("review_case").await, 1);
        let position = read(&town, &created).await;
        assert_eq!(position["paymentOption"][0]["idReceipt"], ELSEWHERE, "the first is told");
        assert_eq!(town.rows().count("receipt").await, 1);
    }

    async fn what_was_not_shown_or_was_withdrawn_is_not_marked(town: Town) {
        let draft = town.position("bozza").draft().await;
        let withdrawn = town.position("annullata").publish().await;
        let path = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(200);
        for created in [&draft, &withdrawn] {
            let reply = mark(&town, created.notice(), &json!({})).await;
            reply.assert_problem(422, "Not in payable state").record("ProblemJson");
        }
        let hours = SignedDuration::from_hours;
        let later = town.position("poi").valid_in(hours(5)).publish().await;
        let expired = town.position("scaduta").due_in(hours(1)).expiring().publish().await;
        town.advance(hours(2));
        for created in [&later, &expired] {
            mark(&town, created.notice(), &json!({})).await.assert_status(200);
            assert_eq!(read(&town, created).await["status"], "PAID");
        }
    }

    async fn only_the_bodys_own_notices_are_marked(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let not_found = "Not found the payment option";
        for unknown in ["302000000000000099", "x", "%00", "%20"] {
            let reply = mark(&town, unknown, &json!({})).await;
            reply.assert_problem(404, not_found).record("ProblemJson");
        }
        let forbidden = "The payment position is forbidden";
        let limited = mark_as(&town, ids::LIMITED_KEY, created.notice(), &json!({})).await;
        limited.assert_problem(403, forbidden);
        let stranger = mark_as(&town, ids::NEIGHBOUR_KEY, created.notice(), &json!({})).await;
        assert_eq!(stranger.status, 403);
        assert_eq!(read(&town, &created).await["status"], "VALID");
    }

    async fn a_bad_body_marks_nothing(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let url = format!(
            "{}/gpd/debt-positions-service/v1/organizations/{}/paymentoptions/paids/{}",
            town.base_url(), ids::TOWN, created.notice()
        );
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let bodies = [
            String::new(), "{".to_owned(), "[]".to_owned(), "null".to_owned(), "1".to_owned(),
            r#"{"paymentDate":"ieri"}"#.to_owned(), r#"{"paymentDate":1}"#.to_owned(),
            r#"{"paymentDate":["2026"]}"#.to_owned(),
            r#"{"paymentDate":"2026-02-30T00:00:00"}"#.to_owned(),
            r#"{"paymentDate":"2026-02-01T00:00:00+01:00"}"#.to_owned(),
            r#"{"paymentDate":"2999-01-01T00:00:00"}"#.to_owned(),
            r#"{"paymentDate":"9999-12-31T23:59:59"}"#.to_owned(),
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        ];
        for body in bodies {
            let request = http.post(&url).header("Ocp-Apim-Subscription-Key", ids::KEY);
            let status = request.body(body.clone()).send().await.unwrap().status();
            assert_eq!(status, 400, "{}", body.chars().take(60).collect::<String>());
        }
        let request = http.post(&url).header("Ocp-Apim-Subscription-Key", ids::KEY);
        let large = request.body(" ".repeat(2 << 20)).send().await.unwrap();
        assert_eq!(large.status(), 413);
        assert_eq!(read(&town, &created).await["status"], "VALID");
    }
}
