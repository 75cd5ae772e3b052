//! Messages that must not pass: a well-formed fault that names the element, and nothing changed.

use iuvo_tests::{SoapAnswer, envelope, ids, messages, stories};
use pagopa_node::{Request, encode_request};

const ACTION: &str = "paSendRTV2";

fn receipt_message(notice: pagopa_codes::NoticeNumber) -> String {
    let addressee = messages::addressee(ids::TOWN);
    let receipt = messages::receipt("R1", notice, 12_000);
    let request = pagopa_node::SendRtV2Request { addressee, receipt };
    encode_request(&Request::SendRtV2(Box::new(request)))
}

/// A refusal is an answer with outcome KO, or a SOAP fault; never an accident.
#[track_caller]
fn assert_refused(answer: &SoapAnswer, named: &str) {
    let is_ko = answer.status == 200 && answer.text("outcome") == Some("KO");
    let is_fault = answer.status == 500 && answer.xml.contains("soapenv:Client");
    assert!(is_ko || is_fault, "{} {}", answer.status, answer.xml);
    assert!(answer.xml.contains(named), "«{named}» is not named in {}", answer.xml);
}

stories! {
    async fn every_kind_of_bad_message_is_refused_by_name(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let good = receipt_message(notice);
        let replace = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            good.replacen(from, to, 1)
        };
        let entity = |text: &str| replace("<receiptId>R1", &format!("<receiptId>{text}"));
        let laughs = format!("<!DOCTYPE l [<!ENTITY a \"ha\">]>{good}");
        let deep = envelope(&format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)));
        let cases: Vec<(String, &str)> = vec![
            (String::new(), ""),
            ("non è XML".to_owned(), ""),
            (laughs, "DOCTYPE"),
            (format!("<?php evil?>{good}"), ""),
            (format!("{good}<altro/>"), ""),
            (format!("{good}coda"), ""),
            (good[..good.len() / 2].to_owned(), ""),
            (entity("\u{0}"), ""),
            (entity("&#0;"), ""),
            (entity("&#xD800;"), ""),
            (entity("&xxe;"), ""),
            (entity("]]>"), ""),
            (deep, ""),
            (replace("http://schemas.xmlsoap.org/soap/envelope/", "http://altrove/"), "Envelope"),
            (replace("paForNode.xsd", "altro.xsd"), "namespace"),
            (replace("<idPA>", "<pa:idPA>").replacen("</idPA>", "</pa:idPA>", 1), "idPA"),
            (replace("<noticeNumber>3", "<noticeNumber>X"), "noticeNumber"),
            (replace("<paymentAmount>120.00", "<paymentAmount>120.0"), "paymentAmount"),
            (replace("<idPSP>60000000001</idPSP>", ""), "idPSP"),
            (replace("<receiptId>R1</receiptId>", "<receiptId/>"), "receiptId"),
            (replace("<outcome>OK", "<outcome>FORSE"), "outcome"),
            (good.replace("paSendRTV2Request", "paInventata"), "paInventata"),
        ];
        for (body, named) in cases {
            assert_refused(&town.soap(ACTION, body).await, named);
        }
        assert_eq!(town.rows().count("receipt").await, 0);
        assert_eq!(town.rows().count("review_case").await, 0);
        town.verify(notice).await.assert_ok();
    }

    async fn a_message_cut_anywhere_is_refused(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let good = receipt_message(notice);
        for length in (1..good.len()).step_by(97) {
            assert_refused(&town.soap(ACTION, &good[..length]).await, "");
        }
        assert_eq!(town.rows().count("receipt").await, 0);
    }

    async fn a_message_larger_than_any_is_refused_unread(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let good = receipt_message(notice);
        let blanks = " ".repeat(2 << 20);
        let padded = good.replacen("<receiptId>", &format!("{blanks}<receiptId>"), 1);
        assert_refused(&town.soap(ACTION, padded).await, "");
        assert_eq!(town.rows().count("receipt").await, 0);
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
    }

    async fn hostile_json_gets_the_apis_own_refusal(town: Town) {
        let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let model = town.position("TARI 2026").model().to_string();
        let cases = [
            String::new(),
            "{".to_owned(),
            "[]".to_owned(),
            "null".to_owned(),
            nested,
            model.replacen("Mario", "Mario\\u0000", 1),
            model.replacen("12000", "\"tanto\"", 1),
            model.replacen("12000", "12000.5", 1),
            model.replacen("12000", "99999999999999999999", 1),
            model[..model.len() - 1].to_owned(),
        ];
        for body in cases {
            let url = format!(
                "{}/gpd/debt-positions-service/v1/organizations/{}/debtpositions",
                town.base_url(),
                ids::TOWN
            );
            let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
            let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY);
            let request = request.header("Content-Type", "application/json");
            let response = request.body(body.clone()).send().await.unwrap();
            assert_eq!(response.status(), 400, "{}", body.chars().take(80).collect::<String>());
        }
        assert_eq!(town.rows().count("debt_position").await, 0);
    }
}
