//! The documents of a notice number: what a body's software prints and keeps.

use iuvo_app::directory::DirectoryChange;
use iuvo_domain::directory::BankAccount;
use iuvo_tests::{Created, Town, ids, messages, pdf_qr_codes, pdf_words, stories};
use pagopa_codes::NoticeNumber;
use pagopa_node::{Many, Receipt, Text};
use pagopa_sim::PrimitiveVersion;
use reqwest::Method;
use serde_json::json;

async fn document(town: &Town, path: &str) -> (u16, String, Vec<u8>) {
    let url = format!("{}/api/v1/notices/{path}", town.base_url());
    let request = reqwest::Client::new().request(Method::GET, url).bearer_auth(ids::KEY);
    let response = request.send().await.unwrap();
    let kind = response.headers().get("content-type").map(|it| it.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    (status, kind.unwrap_or_default(), response.bytes().await.unwrap().to_vec())
}

fn code_of(body: &[u8]) -> String {
    let problem: serde_json::Value = serde_json::from_slice(body).unwrap();
    problem["code"].as_str().unwrap().to_owned()
}

/// What the receipt's PDF says.
async fn receipt_words(town: &Town, number: NoticeNumber) -> String {
    let (status, kind, pdf) = document(town, &format!("{number}/receipt.pdf")).await;
    assert_eq!((status, kind.as_str()), (200, "application/pdf"));
    pdf_words(&pdf)
}

/// A notice code as people read it.
fn in_groups(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(4).map(|it| it.iter().collect()).collect::<Vec<String>>().join(" ")
}

/// Waste tax of the town and the province, and a stamp.
async fn shared(town: &Town) -> Created {
    let position = town.position("TARI e TEFA 2026").single(10_000);
    position.share(ids::PROVINCE, 500, ids::IBAN).stamp("BO").publish().await
}

#[track_caller]
fn assert_says(words: &str, all: &[&str]) {
    for said in all {
        assert!(words.contains(said), "{said:?} is not in {words}");
    }
}

stories! {
    async fn a_receipt_is_printed_as_the_message_says_it(town: Town) {
        let created = shared(&town).await;
        let paid = town.psp().pay(&created.notice()).await.assert_ok();
        let receipt_id = paid.0.unwrap().receipt_id;
        let words = receipt_words(&town, created.notice()).await;
        let stamp = format!("IUBD {receipt_id}-3");
        assert_says(&words, &[
            "121,00 Euro", "100,00", "5,00", "16,00", &receipt_id, &stamp[..20], ids::TOWN,
            ids::PROVINCE, ids::IBAN, "Mario Rossi", ids::DEBTOR, "Banca di Prova",
        ]);
        assert!(!words.contains("Stand-In"), "{words}");
    }

    async fn a_receipt_of_the_first_version_is_printed_too(town: Town) {
        let station = ids::STATION.parse().unwrap();
        town.simulator().set_primitive_version(station, PrimitiveVersion::V1).unwrap();
        let created = town.position("TARI e TEFA 2026").single(10_000);
        let created = created.share(ids::PROVINCE, 500, ids::IBAN).publish().await;
        let paid = town.psp().pay(&created.notice()).await.assert_ok();
        let words = receipt_words(&town, created.notice()).await;
        let receipt_id = paid.0.unwrap().receipt_id;
        assert_says(&words, &["105,00 Euro", ids::PROVINCE, &receipt_id, "5,00"]);
    }

    /// What is printed is what the receipt says, not what the position did.
    async fn a_receipt_says_who_paid_and_who_answered_for_the_body(town: Town) {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        let mut payer = messages::subject("VRDNNA70A41H501S");
        payer.full_name = Text::parse("Anna Verdi").unwrap();
        let parts = [messages::transfer(ids::TOWN, 11_000, "IT00X0000000000000000000000")];
        let receipt = Receipt {
            payer: Some(payer),
            stand_in: Some(true),
            paid_at: "2026-06-30T22:30:00Z".parse().ok(),
            description: Text::parse(" ").unwrap(),
            transfers: Many::new(parts.into()).unwrap(),
            ..messages::receipt("R1", created.notice(), 11_000)
        };
        town.deliver(receipt).await.assert_ok();
        let words = receipt_words(&town, created.notice()).await;
        assert_says(&words, &[
            "Anna Verdi (VRDNNA70A41H501S)", "Stand-In", "01/07/2026 alle 00:30:00",
            "110,00 Euro", "IT00X0000000000000000000000",
        ]);
    }

    async fn there_is_no_receipt_of_what_pagopa_did_not_pay(town: Town) {
        let unpaid = town.position("Mensa").publish().await;
        let elsewhere = town.position("Mensa").publish().await;
        let path = format!("/paymentoptions/paids/{}", elsewhere.notice());
        town.gpd(Method::POST, &path, Some(&json!({}))).await.assert_status(200);
        let odd = town.position("Mensa").single(1_000).publish().await;
        let mut receipt = messages::receipt("R1", odd.notice(), 1_000);
        receipt.debtor.full_name = Text::parse("\u{4e2d}\u{6587}").unwrap();
        town.deliver(receipt).await.assert_ok();
        for (number, status, code) in [
            (unpaid.notice().to_string(), 404, "RECEIPT_UNKNOWN"),
            (elsewhere.notice().to_string(), 404, "PAID_ELSEWHERE"),
            (odd.notice().to_string(), 422, "NOTICE_UNPRINTABLE"),
            ("302000000000099987".to_owned(), 404, "NOTICE_UNKNOWN"),
        ] {
            let (found, _, problem) = document(&town, &format!("{number}/receipt.pdf")).await;
            assert_eq!((found, code_of(&problem).as_str()), (status, code), "{number}");
        }
        let path = format!("{}/receipt.xml", elsewhere.notice());
        let (status, _, problem) = document(&town, &path).await;
        assert_eq!((status, code_of(&problem).as_str()), (404, "PAID_ELSEWHERE"));
    }

    async fn a_notice_of_a_way_given_up_is_not_printed(town: Town) {
        let position = town.position("TARI 2026").single(10_000).installments(&[5_000, 5_000]);
        let position = position.publish().await;
        let [whole, first, second] = position.notices[..] else { panic!("three notices") };
        town.psp().pay(&first).await.assert_ok();
        for (number, status) in [(whole, 409), (first, 409), (second, 200)] {
            let (found, _, _) = document(&town, &format!("{number}/notice.pdf")).await;
            assert_eq!(found, status, "{number}");
        }
    }

    async fn a_notice_is_printed_while_it_is_to_be_paid_and_its_receipt_kept(town: Town) {
        let position = town.position("TARI 2026").single(12_345).publish().await;
        let number = position.notice();
        let (status, kind, pdf) = document(&town, &format!("{number}/notice.pdf")).await;
        assert_eq!((status, kind.as_str()), (200, "application/pdf"));
        let expected = format!("PAGOPA|002|{number}|{}|12345", ids::TOWN);
        assert_says(&pdf_words(&pdf), &[
            "123,45 Euro", "Comune di Esempio", ids::TOWN, "Mario Rossi", ids::DEBTOR, "TARI 2026",
            &in_groups(&number.to_string()), "Via Roma 1",
        ]);
        assert_eq!(pdf_qr_codes(&pdf), [expected.as_str()]);
        assert_eq!(document(&town, &format!("{number}/notice.pdf")).await.2, pdf);

        let (_, _, codes) = document(&town, &format!("{number}/codes")).await;
        let codes: serde_json::Value = serde_json::from_slice(&codes).unwrap();
        assert_eq!(codes["qrCode"], expected);

        let (status, _, problem) = document(&town, &format!("{number}/receipt.xml")).await;
        assert_eq!((status, code_of(&problem).as_str()), (404, "RECEIPT_UNKNOWN"));
        town.psp().pay(&number).await.assert_ok();
        let (status, kind, xml) = document(&town, &format!("{number}/receipt.xml")).await;
        assert_eq!((status, kind.as_str()), (200, "application/xml"));
        let xml = String::from_utf8(xml).unwrap();
        assert!(xml.contains("paSendRTV2Request") && xml.contains(&number.to_string()), "{xml}");
        let (status, _, problem) = document(&town, &format!("{number}/notice.pdf")).await;
        assert_eq!((status, code_of(&problem).as_str()), (409, "NOTICE_NOT_TO_BE_PAID"));
    }

    /// The slip alone depends on the account; its code has room for less than a hundred million.
    async fn a_notice_is_printed_where_its_slip_cannot_be(town: Town) {
        let id = town.workspace(ids::TOWN);
        let accounts = town.app().directory().workspace(id).unwrap().accounts.clone();
        let postal = accounts.into_iter().find(|it| it.iban.is_postal()).unwrap();
        let longer = BankAccount { holder: Some("Comune ".repeat(9)), ..postal };
        town.change(DirectoryChange::SaveAccount(id, longer)).await.unwrap();
        let dear = town.position("TARI 2026").single(10_000_000_000).publish().await;
        let plain = town.position("TARI 2026").publish().await;
        for number in [dear.notice(), plain.notice()] {
            assert_eq!(document(&town, &format!("{number}/notice.pdf")).await.0, 200);
            let (_, _, codes) = document(&town, &format!("{number}/codes")).await;
            let codes: serde_json::Value = serde_json::from_slice(&codes).unwrap();
            assert!(codes["qrCode"].is_string() && codes["dataMatrix"].is_null(), "{codes}");
            let with_slip = format!("{number}/notice.pdf?slip=true");
            let (status, _, problem) = document(&town, &with_slip).await;
            assert_eq!((status, code_of(&problem).as_str()), (422, "NOTICE_UNPRINTABLE"));
        }
    }

    /// The code is the one that the Node is told, and the address what is known of it.
    async fn a_notice_says_what_the_archive_knows_of_the_debtor(town: Town) {
        for (code, printed) in [
            ("rssmra80a01h501u", "RSSMRA80A01H501U"),
            ("12345678901", "12345678901"),
            ("DE123456789", "DE123456789"),
        ] {
            let position = town.position("TARI 2026").with(|it| {
                it["fiscalCode"] = json!(code);
                it["fullName"] = json!("Ţepeş Vlad");
                it["streetName"] = json!(null);
                it["civicNumber"] = json!(null);
            });
            let number = position.publish().await.notice();
            let (_, _, pdf) = document(&town, &format!("{number}/notice.pdf")).await;
            assert_says(&pdf_words(&pdf), &[printed, "Țepeş Vlad", "40100 Esempio (BO)"]);
        }
        let nobody = town.position("TARI 2026").with(|it| it["fiscalCode"] = json!("ANONIMO"));
        let number = nobody.publish().await.notice();
        let (_, _, pdf) = document(&town, &format!("{number}/notice.pdf")).await;
        assert!(!pdf_words(&pdf).contains("ANONIMO"));
    }

    async fn an_instalment_says_which_it_is(town: Town) {
        let position = town.position("TARI 2026").single(10_000).installments(&[4_000, 6_000]);
        let notices = position.publish().await.notices;
        for (number, said) in notices.iter().zip(["Rata unica", "Rata 1", "Rata 2"]) {
            let (_, _, pdf) = document(&town, &format!("{number}/notice.pdf")).await;
            assert_says(&pdf_words(&pdf), &[&format!("{said} entro il")]);
        }
    }

    async fn what_cannot_be_printed_is_named(town: Town) {
        let position = town.position("Avviso").publish().await;
        let number = position.notice();
        for (path, status, code) in [
            (format!("{number}/notice.pdf?slip=forse"), 400, "SLIP_INVALID"),
            // The town has a postal account; the marks of the slip are the operator's to give.
            (format!("{number}/notice.pdf?slip=true"), 422, "NOTICE_UNPRINTABLE"),
            ("302000000000099987/notice.pdf".to_owned(), 404, "NOTICE_UNKNOWN"),
        ] {
            let (found, _, problem) = document(&town, &path).await;
            assert_eq!((found, code_of(&problem).as_str()), (status, code), "{path}");
        }
        let two = town.position("Due enti").single(1_000);
        let two = two.share(ids::NEIGHBOUR, 500, ids::IBAN).publish().await;
        let path = format!("{}/notice.pdf?slip=true", two.notice());
        let (status, _, problem) = document(&town, &path).await;
        assert_eq!((status, code_of(&problem).as_str()), (422, "POSTAL_ACCOUNT_MISSING"));
        let position = town.position("Avviso \u{4e2d}\u{6587}").publish().await;
        let path = format!("{}/notice.pdf", position.notice());
        let (status, _, problem) = document(&town, &path).await;
        assert_eq!((status, code_of(&problem).as_str()), (422, "NOTICE_UNPRINTABLE"));
        assert!(String::from_utf8(problem).unwrap().contains("oggetto"));
    }
}
