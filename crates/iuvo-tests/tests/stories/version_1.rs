//! Stations that still speak the first version of the messages are served by the same use-cases.

use iuvo_tests::{Town, cases, ids, messages, stories};
use pagopa_codes::NoticeNumber;
use pagopa_node::{Operation, Request, Text, TransferType};
use pagopa_sim::{Alteration, Answer, Asked, PayOptions, PrimitiveVersion};
use reqwest::Method;

fn speak(town: &Town, version: PrimitiveVersion) {
    let station = ids::STATION.parse().unwrap();
    town.simulator().set_primitive_version(station, version).unwrap();
}

/// Pays with a note, which only the second version can carry into the receipt.
async fn pay_with_note(town: &Town, notice: NoticeNumber) -> String {
    let options = PayOptions { payment_note: Text::parse("carrello 42").ok(), ..<_>::default() };
    town.psp().pay_with(&notice, options).await.assert_ok().0.unwrap().receipt_id
}

async fn repeat(town: &Town, receipt_id: &str, alteration: Option<Alteration>) -> Answer {
    let mut repeated = town.simulator().repeat(receipt_id, alteration).await.unwrap();
    assert_eq!(repeated.len(), 1);
    repeated.remove(0).answer
}

stories! {
    async fn a_notice_is_paid_through_a_station_of_the_first_version(town: Town) {
        speak(&town, PrimitiveVersion::V1);
        let created = town
            .position("TARI e TEFA 2026")
            .single(10_000)
            .share(ids::PROVINCE, 500, ids::IBAN)
            .publish()
            .await;
        let payment = town.psp().pay(&created.notice()).await.assert_ok();
        assert_eq!(payment.amount(), 10_500);
        let spoken: Vec<_> = town.simulator().exchanges().iter().map(|it| it.operation).collect();
        let expected = [
            Operation::VerifyPaymentNotice,
            Operation::GetPayment,
            Operation::SendRt,
            Operation::SendRt,
        ];
        assert_eq!(spoken, expected.map(Asked::Soap));

        let path = format!("/debtpositions/{}", created.iupd);
        let read = town.gpd(Method::GET, &path, None).await.assert_status(200).json;
        assert_eq!(read["status"], "PAID");
        assert_eq!(read["paymentOption"][0]["pspCompany"], "Banca di Prova");
        // The town's own receipt and the province's copy.
        assert_eq!(town.rows().count("receipt").await, 2);
        assert_eq!(town.rows().count("receipt_transfer").await, 4);
        assert_eq!(town.rows().count("review_case").await, 0);
        let copies = "select count(*) from receipt where broadcast = 1";
        assert_eq!(town.rows().number(copies).await, 1);
        town.psp().pay(&created.notice()).await.assert_fault("PPT_PAGAMENTO_DUPLICATO");
    }

    async fn the_first_version_carries_the_postal_account_too(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let activate = async |transfer_type| {
            let request = messages::activate(notice, transfer_type);
            town.ask(Request::GetPayment(request)).await.assert_ok()
        };
        let postal = activate(Some(TransferType::Postal)).await;
        postal.assert_text("IBAN", ids::POSTAL_IBAN).assert_no_text("key");
        activate(Some(TransferType::PagoPa))
            .await
            .assert_text("IBAN", ids::IBAN)
            .assert_text("key", "IBANAPPOGGIO")
            .assert_text("value", ids::POSTAL_IBAN)
            .assert_text("companyName", "Comune di Esempio");
    }

    async fn a_stamp_cannot_be_bought_through_the_first_version(town: Town) {
        let created = town.position("Certificato").single(1_000).stamp("BO").publish().await;
        let notice = created.notice();
        let request = messages::activate(notice, None);
        town.ask(Request::GetPayment(request)).await.assert_fault("PAA_SEMANTICA").assert_text(
            "description",
            "la posizione contiene una marca da bollo: serve paGetPaymentV2",
        );
        town.activate(notice).await.assert_ok();
        speak(&town, PrimitiveVersion::V1);
        town.psp().pay(&notice).await.assert_fault("PAA_SEMANTICA");
    }

    /// The station is moved to the second version, and back, while a receipt is on its way.
    async fn a_receipt_in_both_versions_is_one_receipt(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        speak(&town, PrimitiveVersion::V1);
        let receipt_id = pay_with_note(&town, created.notice()).await;
        assert_eq!(town.rows().count("receipt_message").await, 1);
        let path = format!("/debtpositions/{}", created.iupd);
        let before = town.gpd(Method::GET, &path, None).await.json;
        for (version, messages) in [
            (PrimitiveVersion::V2, 2),
            (PrimitiveVersion::V2, 2),
            (PrimitiveVersion::V1, 2),
        ] {
            speak(&town, version);
            assert_eq!(repeat(&town, &receipt_id, None).await, Answer::Accepted);
            assert_eq!(town.rows().count("receipt_message").await, messages);
        }
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.gpd(Method::GET, &path, None).await.json, before);
        assert_eq!(cases(&town, created.notice()).await, [] as [&str; 0]);
    }

    async fn the_second_version_first_is_one_receipt_too(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let receipt_id = pay_with_note(&town, created.notice()).await;
        speak(&town, PrimitiveVersion::V1);
        assert_eq!(repeat(&town, &receipt_id, None).await, Answer::Accepted);
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("receipt_message").await, 2);
        assert_eq!(cases(&town, created.notice()).await, [] as [&str; 0]);
    }

    async fn other_content_is_seen_across_the_versions(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        speak(&town, PrimitiveVersion::V1);
        let receipt_id = pay_with_note(&town, created.notice()).await;
        speak(&town, PrimitiveVersion::V2);
        let Answer::Refused(fault) = repeat(&town, &receipt_id, Some(Alteration::Amount)).await
        else {
            panic!("it must be refused")
        };
        assert_eq!(fault.code().as_str(), "PAA_RECEIPT_DUPLICATA");
        assert_eq!(cases(&town, created.notice()).await, ["receipt_altered"]);

        // The first version is refused in its own form.
        speak(&town, PrimitiveVersion::V1);
        let again = repeat(&town, &receipt_id, Some(Alteration::Amount)).await;
        assert!(matches!(again, Answer::Refused(_)), "{again:?}");
    }
}
