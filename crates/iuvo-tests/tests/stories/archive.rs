//! The archive of debts as the body's software uses it.

use iuvo_tests::{ids, stories};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

const DATA_ERROR: &str = "Error in the debt position request data";

stories! {
    async fn a_position_is_written_read_changed_published_and_deleted(town: Town) {
        let draft = town.position("TARI 2026").single(5_000).draft().await;
        assert_eq!(draft.model["status"], "DRAFT");
        let path = format!("/debtpositions/{}", draft.iupd);

        let mut changed = draft.model.clone();
        changed["paymentOption"][0]["amount"] = json!(6_000);
        changed["paymentOption"][0]["transfer"][0]["amount"] = json!(6_000);
        let updated = town.gpd(Method::PUT, &path, Some(&changed)).await.assert_status(200).json;
        assert_eq!(updated["paymentOption"][0]["amount"], 6_000);
        assert_eq!(updated["paymentOption"][0]["nav"], draft.model["paymentOption"][0]["nav"]);

        let publish = format!("{path}/publish");
        let published = town.gpd(Method::POST, &publish, None).await.assert_status(200).json;
        assert_eq!(published["status"], "VALID");
        assert!(published["validityDate"].is_string());
        let again = town.gpd(Method::POST, &publish, None).await;
        again.assert_problem(409, "Existing related payment found or not in publishable state");

        let deleted = town.gpd(Method::DELETE, &path, None).await.assert_status(200);
        assert_eq!(deleted.json, "The debt position was successfully deleted");
        town.gpd(Method::GET, &path, None).await.assert_problem(404, "Not found the debt position");
        assert_eq!(town.rows().count("transfer").await, 0);
    }

    async fn an_absent_or_null_iuv_is_issued_and_an_empty_one_refused(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let notice = created.notice();
        assert_eq!(notice.segregation_code().unwrap().as_str(), "02");
        assert!(notice.has_valid_check_digits());

        let model = town.position("nullo").with(|it| it["x"] = Value::Null).model();
        let mut with_null = model.clone();
        with_null["paymentOption"][0]["iuv"] = Value::Null;
        town.gpd(Method::POST, "/debtpositions", Some(&with_null)).await.assert_status(201);
        let mut empty = model;
        empty["paymentOption"][0]["iuv"] = json!("");
        let refused = town.gpd(Method::POST, "/debtpositions", Some(&empty)).await;
        let refused = refused.assert_problem(400, "BAD REQUEST").record("ProblemJson");
        assert!(refused.json["detail"].as_str().unwrap().contains("iuv"), "{}", refused.text);
    }

    /// What it was and what it is, but never whose.
    async fn the_story_tells_what_was_written_otherwise(town: Town) {
        let written = town.position("TARI 2026").publish().await;
        let mut changed = written.model.clone();
        changed["paymentOption"][0]["amount"] = json!(500);
        changed["paymentOption"][0]["transfer"][0]["amount"] = json!(500);
        changed["fullName"] = json!("Laura Bianchi");
        let path = format!("/debtpositions/{}?toPublish=true", written.iupd);
        town.gpd(Method::PUT, &path, Some(&changed)).await.assert_status(200);
        let story = format!("/notices/{}/timeline", written.notice());
        let story = town.api(Some(ids::KEY), &story).await.assert_status(200);
        let told = ": importo da 120,00 € a 5,00 €, debitore";
        assert!(story.text.contains(told), "{}", story.text);
        assert!(!story.text.contains("Bianchi") && !story.text.contains("Rossi"), "{}", story.text);
        // It was published all the while.
        assert_eq!(story.text.matches("Pubblicata").count(), 1, "{}", story.text);
    }

    async fn no_two_positions_share_a_number(town: Town) {
        let first = town.position("TARI 2026").publish().await;
        let title = "The debt position violated constraints of uniqueness";
        let same_iupd = town.position("altra").iupd(&first.iupd).model();
        town.gpd(Method::POST, "/debtpositions", Some(&same_iupd)).await.assert_problem(409, title);

        let iuv = first.model["paymentOption"][0]["iuv"].clone();
        let mut same_iuv = town.position("altra").model();
        same_iuv["paymentOption"][0]["iuv"] = iuv;
        town.gpd(Method::POST, "/debtpositions", Some(&same_iuv)).await.assert_problem(409, title);
        assert_eq!(town.rows().count("debt_position").await, 1);
        assert_eq!(town.rows().count("payment_option").await, 1);
    }

    /// The body's own software may number from the same space; ours steps over what it finds.
    async fn a_number_used_by_the_bodys_software_is_not_issued_again(town: Town) {
        let first = town.position("prima").publish().await.notice();
        let base = first.as_str()[3..16].parse::<u64>().unwrap();
        let next = pagopa_codes::NoticeNumber::generate(
            first.segregation_code().unwrap(),
            base + 1,
        )
        .unwrap();
        let mut own = town.position("numerata dall'ente").model();
        own["paymentOption"][0]["iuv"] = json!(next.iuv().as_str());
        town.gpd(Method::POST, "/debtpositions", Some(&own)).await.assert_status(201);
        let issued = town.position("seconda").publish().await.notice();
        assert_ne!(issued, next);
    }

    async fn a_broken_rule_is_named_and_nothing_is_written(town: Town) {
        let mut sums = town.position("TARI 2026").single(12_000).model();
        sums["paymentOption"][0]["amount"] = json!(12_001);
        let past = town.position("TARI 2026").due_in(SignedDuration::from_hours(-1)).model();
        let mut both = town.position("TARI 2026").model();
        both["paymentOption"][0]["transfer"][0]["stamp"] =
            json!({"hashDocument": "aGFzaA==", "stampType": "01", "provincialResidence": "BO"});
        for (model, named) in
            [(sums, "payment_option_amount"), (past, "due_date"), (both, "Iban")]
        {
            let reply = town.gpd(Method::POST, "/debtpositions", Some(&model)).await;
            let detail = reply.assert_problem(400, DATA_ERROR).json["detail"].clone();
            assert!(detail.as_str().unwrap().contains(named), "{detail}");
        }
        assert_eq!(town.rows().count("debt_position").await, 0);
    }

    /// GPD checks neither the digits of an IBAN nor the taxonomy.
    async fn what_gpd_does_not_check_is_accepted_with_a_warning(town: Town) {
        town.position("TARI 2026")
            .single(12_000)
            .with(|it| {
                let transfer = &mut it["paymentOption"][0]["transfer"][0];
                transfer["iban"] = json!("IT00X0000000000000000000000");
                transfer["category"] = json!("senza senso");
            })
            .publish()
            .await;
        let warned = "select count(*) from debt_position \
             where warnings = 'iban_wrong category_malformed'";
        assert_eq!(town.rows().number(warned).await, 1);
    }

    async fn keys_open_only_their_own_bodies(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/debtpositions/{}", created.iupd);
        let call = async |key, organization: &'static str| {
            town.gpd_as(key, Method::GET, organization, &path, None).await.status.as_u16()
        };
        assert_eq!(call(None, ids::TOWN).await, 401);
        assert_eq!(call(Some("nobody's"), ids::TOWN).await, 401);
        assert_eq!(call(Some(ids::NEIGHBOUR_KEY), ids::TOWN).await, 403);
        assert_eq!(call(Some(ids::KEY), ids::NEIGHBOUR).await, 403);
        assert_eq!(call(Some(ids::KEY), "00000000000").await, 403);
        assert_eq!(call(Some(ids::NEIGHBOUR_KEY), ids::NEIGHBOUR).await, 404);
        assert_eq!(call(Some(ids::BROKER_KEY), ids::TOWN).await, 200);
        assert_eq!(call(Some(ids::BROKER_KEY), ids::NEIGHBOUR).await, 404);
    }

    async fn a_list_is_paged_filtered_and_ordered(town: Town) {
        for (index, iupd) in ["A", "B", "C"].into_iter().enumerate() {
            let due_in = SignedDuration::from_hours(24 * (i64::try_from(index).unwrap() + 1));
            town.position("TARI 2026").iupd(iupd).due_in(due_in).publish().await;
        }
        town.position("bozza").iupd("D").draft().await;
        let list = async |query: &str| {
            let path = format!("/debtpositions?{query}");
            let reply = town.gpd(Method::GET, &path, None).await.assert_status(200);
            reply.record("PaymentPositionsInfo").json
        };
        let iupds = |page: &Value| {
            let list = page["payment_position_list"].as_array().unwrap();
            list.iter().map(|it| it["iupd"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(iupds(&list("").await), ["D", "C", "B", "A"]);
        assert_eq!(iupds(&list("orderby=IUPD&ordering=ASC&limit=2").await), ["A", "B"]);
        let second = list("orderby=IUPD&ordering=ASC&limit=3&page=1").await;
        assert_eq!(iupds(&second), ["D"]);
        assert_eq!(second["page_info"]["total_pages"], 2);
        assert_eq!(iupds(&list("status=DRAFT").await), ["D"]);
        assert_eq!(iupds(&list("status=PAID").await), Vec::<String>::new());
        let day = town.app().now().checked_add(SignedDuration::from_hours(48)).unwrap();
        let day = day.strftime("%Y-%m-%d").to_string();
        let due = list(&format!("due_date_from={day}&due_date_to={day}")).await;
        assert_eq!(iupds(&due), ["B"]);
    }

    async fn a_paid_position_cannot_be_changed_or_deleted(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        town.psp().pay(&created.notice()).await.assert_ok();
        let path = format!("/debtpositions/{}", created.iupd);
        let put = town.gpd(Method::PUT, &path, Some(&created.model)).await;
        put.assert_problem(409, "Existing related payment found or not in updatable state");
        let delete = town.gpd(Method::DELETE, &path, None).await;
        delete.assert_problem(409, "Existing related payment found");
        let invalidate = town.gpd(Method::POST, &format!("{path}/invalidate"), None).await;
        let title = "Existing related payment found or not in invalidable state";
        invalidate.assert_problem(409, title);
    }

    /// A key may be limited to some segregation codes, as pagoPA's gateway does.
    async fn a_key_limited_to_other_codes_neither_reads_nor_writes(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/debtpositions/{}", created.iupd);
        let call = async |method: Method, path: &str, body: Option<&Value>| {
            town.gpd_as(Some(ids::LIMITED_KEY), method, ids::TOWN, path, body).await
        };
        let forbidden = "The payment position is forbidden";
        call(Method::GET, &path, None).await.assert_problem(403, forbidden);
        call(Method::DELETE, &path, None).await.assert_problem(403, forbidden);
        call(Method::PUT, &path, Some(&created.model)).await.assert_problem(403, forbidden);
        let mut other = town.position("altra").model();
        other["paymentOption"][0]["iuv"] = created.model["paymentOption"][0]["iuv"].clone();
        call(Method::POST, "/debtpositions", Some(&other)).await.assert_problem(403, forbidden);
        let list = call(Method::GET, "/debtpositions", None).await.assert_status(200);
        assert_eq!(list.json["payment_position_list"], json!([]));

        other["paymentOption"][0]["iuv"] = json!("48000000000000192");
        call(Method::POST, "/debtpositions", Some(&other)).await.assert_status(201);
        let list = call(Method::GET, "/debtpositions", None).await.assert_status(200);
        assert_eq!(list.json["payment_position_list"].as_array().unwrap().len(), 1);
        town.gpd(Method::GET, &path, None).await.assert_status(200);
    }

    /// "Never", as archives write it, lies beyond the range of instants.
    async fn a_debt_that_is_never_due_is_written_read_and_paid(town: Town) {
        let never = json!("9999-12-31T23:59:59");
        let created = town
            .position("TARI 2026")
            .single(12_000)
            .expiring()
            .with(|it| {
                it["paymentOption"][0]["dueDate"] = never.clone();
                it["paymentOption"][0]["retentionDate"] = never.clone();
            })
            .publish()
            .await;
        let path = format!("/debtpositions/{}", created.iupd);
        let read = town.gpd(Method::GET, &path, None).await.assert_status(200).json;
        assert_eq!(read["paymentOption"][0]["dueDate"], never);
        assert_eq!(read["paymentOption"][0]["retentionDate"], never);
        town.gpd(Method::GET, "/debtpositions", None).await.assert_status(200);
        town.verify(created.notice()).await.assert_ok().assert_text("dueDate", "9999-12-31");
        town.psp().pay(&created.notice()).await.assert_ok();
    }

    /// A notice already printed must not die because its number was not repeated.
    async fn an_update_without_the_iuv_keeps_the_notice_number(town: Town) {
        let created = town.position("TARI 2026").single(5_000).single(4_000).publish().await;
        let mut model = created.model.clone();
        for item in model["paymentOption"].as_array_mut().unwrap() {
            item["iuv"] = Value::Null;
            item["nav"] = Value::Null;
        }
        let path = format!("/debtpositions/{}?toPublish=true", created.iupd);
        let updated = town.gpd(Method::PUT, &path, Some(&model)).await.assert_status(200).json;
        for place in 0..2 {
            let nav = |it: &Value| it["paymentOption"][place]["nav"].clone();
            assert_eq!(nav(&updated), nav(&created.model));
        }
    }

    async fn a_key_without_a_code_of_the_body_must_bring_its_own_numbers(town: Town) {
        let model = town.position("TARI 2026").model();
        let path = "/debtpositions";
        let key = Some(ids::LIMITED_KEY);
        let reply = town.gpd_as(key, Method::POST, ids::TOWN, path, Some(&model)).await;
        let detail = reply.assert_problem(400, "BAD REQUEST").json["detail"].clone();
        assert!(detail.as_str().unwrap().contains("iuv"), "{detail}");
    }

    async fn a_position_with_nothing_to_pay_yet_keeps_its_debtor(town: Town) {
        let mut model = town.position("TARI 2026").model();
        model["paymentOption"] = json!([]);
        let bom = format!("\u{feff}{model}");
        let url = format!(
            "{}/gpd/debt-positions-service/v1/organizations/{}/debtpositions",
            town.base_url(),
            ids::TOWN
        );
        let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
        let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY).body(bom);
        let written: Value =
            serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        assert_eq!(written["fiscalCode"], ids::DEBTOR, "{written}");
        assert_eq!(written["paymentOption"], json!([]));
    }
}
