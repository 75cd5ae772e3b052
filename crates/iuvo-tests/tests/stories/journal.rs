//! What is remembered: everything that happened to a notice number, oldest first.

use iuvo_domain::Nav;
use iuvo_store::journal::Story;
use iuvo_tests::{Town, ids, messages, stories};
use jiff::SignedDuration;
use pagopa_codes::{Cents, NoticeNumber};
use pagopa_node::Amount;
use reqwest::Method;
use serde_json::Value;

async fn story(town: &Town, organization: &str, notice: NoticeNumber) -> Vec<String> {
    let query = Story {
        workspace: town.workspace(organization),
        notice_number: Nav::from(notice),
        after: None,
        limit: 100,
    };
    let events = town.app().store().read(query).await.unwrap();
    events.iter().map(|it| it.entry.kind.code().to_owned()).collect()
}

async fn change(town: &Town, method: Method, path: &str, body: Option<&Value>) {
    let reply = town.gpd(method, &format!("/debtpositions/{path}"), body).await;
    reply.assert_status(200);
}

stories! {
    async fn a_debt_is_written_published_and_paid(town: Town) {
        let created = town.position("TARI 2026").draft().await;
        change(&town, Method::POST, &format!("{}/publish", created.iupd), None).await;
        town.psp().pay(&created.notice()).await.assert_ok();
        let told = story(&town, ids::TOWN, created.notice()).await;
        assert_eq!(told, ["position_created", "position_published", "receipt_recorded"]);
    }

    /// What happens to the position is one event, and is in the story of each of its numbers.
    async fn the_instalments_of_a_plan_share_the_story_of_their_position(town: Town) {
        let plan = town.position("TARI 2026").installments(&[4_000, 4_000]).publish().await;
        town.psp().pay(&plan.notices[0]).await.assert_ok();
        let [paid, unpaid] = [plan.notices[0], plan.notices[1]];
        let shared = ["position_created", "position_published"];
        assert_eq!(story(&town, ids::TOWN, unpaid).await, shared);
        assert_eq!(story(&town, ids::TOWN, paid).await[..2], shared);
        assert_eq!(story(&town, ids::TOWN, paid).await[2..], ["receipt_recorded"]);
        assert_eq!(town.rows().count("event").await, 3);
    }

    async fn the_calendar_is_in_the_story(town: Town) {
        let hours = SignedDuration::from_hours;
        let position = town.position("TARI 2026").valid_in(hours(24)).due_in(hours(48));
        let created = position.expiring().publish().await;
        town.advance(hours(25));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        town.advance(hours(24));
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        let told = story(&town, ids::TOWN, created.notice()).await;
        assert_eq!(told[2..], ["position_became_valid", "position_expired"]);
    }

    async fn a_number_keeps_its_story_when_its_position_is_deleted_and_written_again(town: Town) {
        let model = town.position("TARI 2026").model();
        let write = async || {
            let reply = town.gpd(Method::POST, "/debtpositions", Some(&model)).await;
            reply.assert_status(201).json
        };
        let iupd = model["iupd"].as_str().unwrap().to_owned();
        let mut model = write().await;
        let notice: NoticeNumber =
            model["paymentOption"][0]["nav"].as_str().unwrap().parse().unwrap();
        change(&town, Method::DELETE, &iupd, None).await;
        for key in ["status", "insertedDate"] {
            model.as_object_mut().unwrap().remove(key);
        }
        let again = town.gpd(Method::POST, "/debtpositions", Some(&model)).await;
        again.assert_status(201);
        let told = story(&town, ids::TOWN, notice).await;
        let expected =
            ["position_created", "position_deleted", "notice_withdrawn", "position_created"];
        assert_eq!(told, expected);
    }

    async fn a_number_left_out_of_a_revision_is_told_to_have_left(town: Town) {
        let created = town.position("TARI 2026").installments(&[4_000, 4_000]).draft().await;
        let mut model = created.model.clone();
        model["paymentOption"].as_array_mut().unwrap().pop();
        change(&town, Method::PUT, &created.iupd, Some(&model)).await;
        let [kept, left] = [created.notices[0], created.notices[1]];
        assert_eq!(story(&town, ids::TOWN, kept).await, ["position_created", "position_updated"]);
        let told = story(&town, ids::TOWN, left).await;
        assert_eq!(told, ["position_created", "position_updated", "notice_withdrawn"]);
    }

    async fn what_a_receipt_opened_is_told_after_it(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        town.deliver(receipt.clone()).await.assert_ok();
        town.deliver(messages::receipt("R2", created.notice(), 12_000)).await.assert_ok();
        let mut altered = receipt;
        altered.amount = Amount::new(Cents::new(1)).unwrap();
        town.deliver(altered.clone()).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        town.deliver(altered).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        let told = story(&town, ids::TOWN, created.notice()).await;
        let receipts = [
            "receipt_recorded", "receipt_recorded", "case_opened", "receipt_altered", "case_opened",
        ];
        assert_eq!(told[2..], receipts);
    }

    async fn a_refused_change_leaves_no_event(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/debtpositions/{}/publish", created.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(409);
        assert_eq!(town.rows().count("event").await, 2);
    }

    async fn bodies_do_not_see_each_other_s_stories(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        assert!(story(&town, ids::NEIGHBOUR, created.notice()).await.is_empty());
    }
}
