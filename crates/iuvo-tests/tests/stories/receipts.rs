//! Receipts that are not as expected. The whole table is in `docs/receipts.md`; here it is lived.

use iuvo_store::receipts::FindMessage;
use iuvo_tests::{Town, cases, ids, iuvo, messages, stories};
use pagopa_codes::{Cents, NoticeNumber};
use pagopa_node::{Amount, Many, PaymentOutcome, encode_request};
use reqwest::Method;

async fn status(town: &Town, iupd: &str) -> String {
    let read = town.gpd(Method::GET, &format!("/debtpositions/{iupd}"), None).await;
    read.json["status"].as_str().unwrap().to_owned()
}

stories! {
    /// What the decoder passes over stays too: a message written anew from its fields would not be
    /// what the Node sent.
    async fn a_receipt_is_kept_byte_for_byte(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        let request = messages::delivery(ids::TOWN, receipt);
        let sent = format!("{}\r\n<!-- così com'è -->\n", encode_request(&request));
        town.soap(request.operation().soap_action(), sent.clone()).await.assert_ok();
        let find = FindMessage {
            workspace: town.workspace(ids::TOWN),
            receipt_id: "R1".to_owned(),
        };
        let kept = town.app().store().read(find).await.unwrap().expect("the message");
        assert_eq!(String::from_utf8(kept).unwrap(), sent);
    }

    async fn the_same_receipt_again_changes_nothing(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        town.deliver(receipt.clone()).await.assert_ok();
        let path = format!("/debtpositions/{}", created.iupd);
        let before = town.gpd(Method::GET, &path, None).await.json;
        town.deliver(receipt).await.assert_ok();
        assert_eq!(town.gpd(Method::GET, &path, None).await.json, before);
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("receipt_message").await, 1);
        assert_eq!(town.rows().number("select version from debt_position").await, 2);
    }

    /// pagoPA's page of errors and its quality indicators want different answers: the operator
    /// chooses for each station.
    async fn a_station_may_be_told_to_refuse_repetitions(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        let station = async |arguments: &[&str]| {
            let url = town.database().url();
            let which = ["admin", "--database-url", url, "station", "add", "--environment"];
            let which = [&which[..], &["collaudo", "--code", ids::STATION], arguments].concat();
            iuvo(&which).await.assert_code(0);
            town.app().refresh_directory().await.unwrap();
        };
        station(&["--refuse-repeated-receipts"]).await;
        let shown = ["admin", "--database-url", town.database().url(), "directory", "show"];
        let shown = iuvo(&[&shown[..], &["--json"]].concat()).await.assert_code(0).json();
        assert_eq!(shown["stations"][0]["repeatedReceipts"], "refuse", "{shown}");

        town.deliver(receipt.clone()).await.assert_ok();
        town.deliver(receipt.clone())
            .await
            .assert_fault("PAA_RECEIPT_DUPLICATA")
            .assert_text("description", "receiptId già ricevuto");
        assert_eq!(town.rows().count("receipt_message").await, 1);
        assert_eq!(cases(&town, created.notice()).await, [] as [&str; 0]);
        station(&[]).await;
        town.deliver(receipt).await.assert_ok();
    }

    async fn a_receipt_that_comes_back_altered_is_refused_kept_and_shown(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        town.deliver(receipt.clone()).await.assert_ok();
        let mut altered = receipt;
        altered.amount = Amount::new(Cents::new(1)).unwrap();
        town.deliver(altered.clone()).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        town.deliver(altered).await.assert_fault("PAA_RECEIPT_DUPLICATA");
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("receipt_message").await, 2);
        assert_eq!(town.rows().number("select amount_cents from receipt").await, 12_000);
        assert_eq!(cases(&town, created.notice()).await, ["receipt_altered"]);
    }

    async fn a_second_payment_is_kept_and_a_person_is_told(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        for id in ["R1", "R2"] {
            town.deliver(messages::receipt(id, created.notice(), 12_000)).await.assert_ok();
        }
        assert_eq!(town.rows().count("receipt").await, 2);
        assert_eq!(cases(&town, created.notice()).await, ["double_payment"]);
        let read = town.gpd(Method::GET, &format!("/debtpositions/{}", created.iupd), None).await;
        assert_eq!(read.json["paymentOption"][0]["idReceipt"], "R1");
    }

    /// A citizen begins the plan at one counter and pays the whole at another.
    async fn paying_the_whole_of_a_begun_plan_is_a_double_payment(town: Town) {
        let created =
            town.position("TARI 2026").single(8_000).installments(&[4_000, 4_000]).publish().await;
        town.deliver(messages::receipt("R1", created.notices[1], 4_000)).await.assert_ok();
        assert_eq!(cases(&town, created.notices[1]).await, [] as [&str; 0]);
        town.deliver(messages::receipt("R2", created.notices[0], 8_000)).await.assert_ok();
        assert_eq!(cases(&town, created.notices[0]).await, ["double_payment"]);
    }

    async fn money_is_believed_in_every_state(town: Town) {
        let draft = town.position("bozza").draft().await;
        town.deliver(messages::receipt("R1", draft.notice(), 12_000)).await.assert_ok();
        assert_eq!(status(&town, &draft.iupd).await, "PAID");
        assert_eq!(cases(&town, draft.notice()).await, ["paid_while_draft"]);

        let withdrawn = town.position("annullata").publish().await;
        let path = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(200);
        town.deliver(messages::receipt("R2", withdrawn.notice(), 12_000)).await.assert_ok();
        assert_eq!(status(&town, &withdrawn.iupd).await, "INVALID");
        assert_eq!(cases(&town, withdrawn.notice()).await, ["paid_after_invalidation"]);
    }

    async fn a_receipt_of_an_unknown_notice_is_kept_and_a_person_is_told(town: Town) {
        let unknown = "302000000000000099".parse().unwrap();
        town.deliver(messages::receipt("R1", unknown, 100)).await.assert_ok();
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(cases(&town, unknown).await, ["position_unknown"]);
    }

    /// The body wrote the position after somebody had paid it.
    async fn a_position_written_after_its_receipt_is_found_paid(town: Town) {
        let draft = town.position("TARI 2026").single(12_000).model();
        let notice: NoticeNumber = "302000000000700066".parse().unwrap();
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        let mut model = draft;
        model["paymentOption"][0]["iuv"] = notice.iuv().as_str().into();
        let path = "/debtpositions?toPublish=true";
        let written = town.gpd(Method::POST, path, Some(&model)).await.assert_status(201);
        assert_eq!(written.json["status"], "PAID");
        assert_eq!(status(&town, model["iupd"].as_str().unwrap()).await, "PAID");
        town.verify(notice).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        assert_eq!(cases(&town, notice).await, ["position_unknown"]);
    }

    async fn what_differs_from_the_position_is_kept_and_shown(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let mut receipt = messages::receipt("R1", created.notice(), 11_000);
        receipt.debtor = messages::subject("BNCLRA85M41A944N");
        let other = messages::transfer(ids::TOWN, 11_000, "IT60X0542811101000000999999");
        receipt.transfers = Many::new(vec![other]).unwrap();
        town.deliver(receipt).await.assert_ok();
        let expected = ["amount_differs", "debtor_differs", "iban_differs"];
        assert_eq!(cases(&town, created.notice()).await, expected);
        assert_eq!(status(&town, &created.iupd).await, "PAID");
    }

    async fn a_receipt_of_a_failed_payment_pays_nothing(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let mut receipt = messages::receipt("R1", created.notice(), 12_000);
        receipt.outcome = PaymentOutcome::Ko;
        town.deliver(receipt).await.assert_ok();
        assert_eq!(status(&town, &created.iupd).await, "VALID");
        assert_eq!(cases(&town, created.notice()).await, ["not_paid"]);
        // It keeps nobody from writing the position with another number.
        let mut model = town.position("TARI 2026").iupd(&created.iupd).model();
        let other: NoticeNumber = "302000000000700066".parse().unwrap();
        model["paymentOption"][0]["iuv"] = other.iuv().as_str().into();
        let path = format!("/debtpositions/{}", created.iupd);
        town.gpd(Method::PUT, &path, Some(&model)).await.assert_status(200);
        iuvo(&["check", "--database-url", town.database().url()]).await.assert_code(0);
    }

    async fn a_receipt_for_a_body_not_served_is_refused(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let receipt = messages::receipt("R1", notice, 12_000);
        town.deliver_to("12345678901", receipt).await.assert_fault("PAA_ID_DOMINIO_ERRATO");
        assert_eq!(town.rows().count("receipt").await, 0);
    }

    /// The same receipt may arrive on several connections at the same moment.
    async fn twenty_copies_at_once_count_once(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt = messages::receipt("R1", created.notice(), 12_000);
        let town = std::sync::Arc::new(town);
        let mut copies = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (town, receipt) = (std::sync::Arc::clone(&town), receipt.clone());
            copies.spawn(async move { town.deliver(receipt).await.assert_ok(); });
        }
        copies.join_all().await;
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("receipt_message").await, 1);
        assert_eq!(town.rows().count("review_case").await, 0);
        assert_eq!(status(&town, &created.iupd).await, "PAID");
    }
}
