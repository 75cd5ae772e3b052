//! The documents of a notice number: what a body's software prints and keeps.

use iuvo_tests::{Town, ids, stories};
use reqwest::Method;

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

stories! {
    async fn a_notice_is_printed_while_it_is_to_be_paid_and_its_receipt_kept(town: Town) {
        let position = town.position("TARI 2026").single(12_345).publish().await;
        let number = position.notice();
        let (status, kind, pdf) = document(&town, &format!("{number}/notice.pdf")).await;
        assert_eq!((status, kind.as_str()), (200, "application/pdf"));
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{}", pdf.len());
        assert_eq!(document(&town, &format!("{number}/notice.pdf")).await.2, pdf);

        let (_, _, codes) = document(&town, &format!("{number}/codes")).await;
        let codes: serde_json::Value = serde_json::from_slice(&codes).unwrap();
        let expected = format!("PAGOPA|002|{number}|{}|12345", ids::TOWN);
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
