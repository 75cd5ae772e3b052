//! A debt enters by API, is verified, activated and receipted over SOAP.

use iuvo_tests::{ids, messages, stories};
use jiff::SignedDuration;
use pagopa_node::{Request, TransferType};
use reqwest::Method;
use serde_json::json;

stories! {
    /// The main job, end to end.
    async fn a_citizen_pays_a_notice_and_the_body_sees_it_paid(town: Town) {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        town.psp().pay(&created.notice()).await.assert_ok();

        let path = format!("/debtpositions/{}", created.iupd);
        let read = town.gpd(Method::GET, &path, None).await.assert_status(200);
        let read = read.record("PaymentPositionModelBaseResponse").json;
        assert_eq!(read["status"], "PAID");
        assert_eq!(read["paymentOption"][0]["status"], "PO_PAID");
        assert_eq!(read["paymentOption"][0]["pspCompany"], "Banca di Prova");
        assert_eq!(read["paymentOption"][0]["fee"], 150);
        assert!(read["paymentOption"][0]["idReceipt"].is_string());
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("review_case").await, 0);
    }

    async fn a_paid_notice_is_refused_as_paid(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        town.psp().pay(&created.notice()).await.assert_ok();
        town.verify(created.notice()).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
        town.activate(created.notice()).await.assert_fault("PAA_PAGAMENTO_DUPLICATO");
    }

    async fn a_plan_is_paid_one_instalment_after_the_other(town: Town) {
        let created = town.position("TARI 2026").installments(&[4_000, 4_000]).publish().await;
        let status = async || {
            let path = format!("/debtpositions/{}", created.iupd);
            town.gpd(Method::GET, &path, None).await.json["status"].clone()
        };
        town.psp().pay(&created.notices[0]).await.assert_ok();
        assert_eq!(status().await, "PARTIALLY_PAID");
        town.psp().pay(&created.notices[1]).await.assert_ok();
        assert_eq!(status().await, "PAID");
    }

    /// SANP, "opzioni di pagamento": once a plan is started the other options are not offered.
    async fn starting_a_plan_withdraws_the_single_payment(town: Town) {
        let created =
            town.position("TARI 2026").single(8_000).installments(&[4_000, 4_000]).publish().await;
        town.psp().pay(&created.notices[1]).await.assert_ok();
        town.verify(created.notices[0]).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.verify(created.notices[2]).await.assert_ok();
    }

    async fn a_share_for_the_province_reaches_it_by_broadcast(town: Town) {
        let created = town
            .position("TARI e TEFA 2026")
            .single(10_000)
            .share(ids::PROVINCE, 500, ids::IBAN)
            .publish()
            .await;
        let payment = town.psp().pay(&created.notice()).await.assert_ok();
        assert_eq!(payment.amount(), 10_500);

        let province = town.workspace(ids::PROVINCE).get();
        let broadcast = format!("select count(*) from receipt where workspace_id = {province} \
             and broadcast = 1 and debt_position_id is null");
        assert_eq!(town.rows().number(&broadcast).await, 1);
        assert_eq!(town.rows().count("receipt").await, 2);
        assert_eq!(town.rows().count("receipt_transfer").await, 4);
        assert_eq!(town.rows().count("review_case").await, 0);
    }

    async fn the_account_suits_the_channel(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let notice = created.notice();
        town.verify(notice).await.assert_ok().assert_text("allCCP", "true");
        let activate = async |transfer_type| {
            let request = messages::activate(notice, transfer_type);
            town.ask(Request::GetPaymentV2(request)).await.assert_ok()
        };
        let postal = activate(Some(TransferType::Postal)).await;
        postal.assert_text("IBAN", ids::POSTAL_IBAN).assert_no_text("key");
        let bank = activate(Some(TransferType::PagoPa)).await;
        bank.assert_text("IBAN", ids::IBAN)
            .assert_text("key", "IBANAPPOGGIO")
            .assert_text("value", ids::POSTAL_IBAN);
        activate(None).await.assert_text("IBAN", ids::IBAN).assert_no_text("key");
    }

    async fn metadata_travels_to_the_node(town: Town) {
        let created = town
            .position("TARI 2026")
            .single(12_000)
            .with(|it| {
                let item = &mut it["paymentOption"][0];
                item["paymentOptionMetadata"] = json!([{"key": "anno", "value": "2026"}]);
                item["transfer"][0]["transferMetadata"] =
                    json!([{"key": "RC_AC_1", "value": "2026"}]);
            })
            .publish()
            .await;
        let answer = town.activate(created.notice()).await.assert_ok();
        assert!(answer.xml.contains("<key>RC_AC_1</key><value>2026</value>"), "{}", answer.xml);
        assert!(answer.xml.contains("<key>anno</key><value>2026</value>"), "{}", answer.xml);
    }

    async fn verifying_and_activating_change_nothing(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let path = format!("/debtpositions/{}", created.iupd);
        let before = town.gpd(Method::GET, &path, None).await.json;
        town.verify(created.notice()).await.assert_ok();
        town.activate(created.notice()).await.assert_ok();
        assert_eq!(town.gpd(Method::GET, &path, None).await.json, before);
    }

    /// While a station is in stand-in, pagoPA probes it with this notice and wants this answer.
    async fn the_stand_in_probe_is_answered(town: Town) {
        let probe = "000000000000000000".parse().unwrap();
        town.verify(probe).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
    }

    async fn a_receipt_lost_on_the_way_is_delivered_again_an_hour_later(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        town.psp().pay(&created.notice()).await.assert_ok();
        let exchanges = town.simulator().exchanges();
        let receipt = exchanges.iter().rfind(|it| it.request.contains("paSendRTV2")).unwrap();
        let again = town.soap("paSendRTV2", receipt.request.clone()).await;
        again.assert_ok();
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("receipt_message").await, 1);
    }

    async fn a_position_becomes_payable_and_expires_with_the_calendar(town: Town) {
        let hours = SignedDuration::from_hours;
        let created = town
            .position("TARI 2026")
            .valid_in(hours(24))
            .due_in(hours(48))
            .expiring()
            .publish()
            .await;
        town.verify(created.notice()).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.advance(hours(25));
        town.verify(created.notice()).await.assert_ok();
        town.advance(hours(24));
        town.verify(created.notice()).await.assert_fault("PAA_PAGAMENTO_SCADUTO");
    }
}
