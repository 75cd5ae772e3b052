//! The console, as a script uses it.

use pagopa_node::{FaultCode, Operation, Request, ServiceData};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::stub::{BODY, NOTICE, OTHER_BODY, OTHER_STATION, Reply, STATION, Scene, honest, serve};
use crate::{Access, Url};

struct Console {
    scene: Scene,
    base: Url,
    http: Client,
}

impl Console {
    async fn open() -> Self {
        Self::with(Access::Open).await
    }

    async fn with(access: Access) -> Self {
        let scene = Scene::set().await;
        let base = serve(scene.simulator.router(access)).await;
        Self { scene, base, http: Client::builder().no_proxy().build().unwrap() }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.base.join(path).unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let response = self.request(Method::POST, path).json(&body).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    async fn pay(&self) -> Value {
        let body = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE });
        let (status, answer) = self.post("psp/pay", body).await;
        assert_eq!(status, StatusCode::OK);
        answer
    }
}

#[tokio::test]
async fn a_payment_answers_four_keys() {
    let console = Console::open().await;
    let paid = console.pay().await;
    let receipt_id = &console.scene.simulator.receipts()[0].receipt.receipt_id;
    assert_eq!(
        paid,
        json!({
            "outcome": "OK",
            "faultCode": null,
            "receiptId": receipt_id.as_str(),
            "amount": 12_000,
        })
    );
    let again = console.pay().await;
    assert_eq!(
        again,
        json!({
            "outcome": "KO",
            "faultCode": "PPT_PAGAMENTO_DUPLICATO",
            "receiptId": null,
            "amount": null,
        })
    );
}

#[tokio::test]
async fn the_fault_code_of_the_organization_is_shown_as_it_gave_it() {
    let console = Console::open().await;
    console
        .scene
        .station
        .play(|_| Reply::refusal(Operation::VerifyPaymentNotice, FaultCode::PaymentInvalidated));
    assert_eq!(console.pay().await["faultCode"], "PAA_PAGAMENTO_ANNULLATO");
}

#[tokio::test]
async fn a_payment_takes_its_options() {
    let console = Console::open().await;
    let body = json!({
        "fiscalCode": BODY, "noticeNumber": NOTICE, "transferType": "POSTAL", "amount": 5_000,
    });
    let (status, answer) = console.post("psp/pay", body).await;
    assert_eq!((status, &answer["outcome"]), (StatusCode::OK, &json!("OK")));
    let activation = console.scene.station.activations().pop().unwrap();
    assert_eq!(activation.transfer_type.unwrap().as_str(), "POSTAL");
    assert_eq!(activation.amount.unwrap().cents().get(), 5_000);
}

#[tokio::test]
async fn a_verification_answers_a_summary() {
    let console = Console::open().await;
    let body = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE });
    let (_, answer) = console.post("psp/verify", body.clone()).await;
    assert_eq!(
        answer,
        json!({
            "outcome": "OK",
            "faultCode": null,
            "detail": null,
            "amount": 12_000,
            "dueDate": "2026-12-16",
            "description": "Tassa sui rifiuti 2026",
            "companyName": "Comune di Esempio",
            "officeName": null,
            "allCCP": true,
        })
    );
    console.scene.station.play(|_| Reply::raw(500, ""));
    let (_, answer) = console.post("psp/verify", body).await;
    assert_eq!(answer["faultCode"], "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO");
    assert_eq!(answer["detail"], "stato HTTP 500 al posto di 200");
}

#[tokio::test]
async fn payment_options_are_shown_as_the_station_gave_them() {
    let console = Console::open().await;
    let given = json!({
        "organizationFiscalCode": BODY,
        "companyName": "Comune di Esempio",
        "standin": false,
        "paymentOptions": [],
    });
    console.scene.station.tell_options(200, given.to_string());
    let body = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE });
    let (_, answer) = console.post("psp/payment-options", body.clone()).await;
    let mut expected = given;
    expected["outcome"] = "OK".into();
    (expected["faultCode"], expected["detail"]) = (Value::Null, Value::Null);
    assert_eq!(answer, expected);
    console.scene.station.tell_options(500, "fermo".to_owned());
    let (_, answer) = console.post("psp/payment-options", body).await;
    assert_eq!((&answer["outcome"], &answer["faultCode"]), (&json!("KO"), &json!("ODP-011")));
}

#[tokio::test]
async fn a_debt_is_declared_and_its_notice_shown() {
    let console = Console::open().await;
    let body = json!({
        "fiscalCode": BODY, "serviceId": "00001", "serviceSubjectId": "00010",
        "debtorFiscalCode": "RSSMRA80A01H501U", "debtorFullName": "Mario Rossi", "amount": 2_500,
    });
    let (status, answer) = console.post("psp/demand", body.clone()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&answer["outcome"], &answer["noticeNumber"]), (&json!("OK"), &json!(NOTICE)));
    assert_eq!((&answer["amount"], &answer["allCCP"]), (&json!(12_000), &json!(true)));
    let Request::DemandPaymentNotice(asked) = &console.scene.station.seen()[0].request else {
        panic!("a demand");
    };
    let ServiceData::Cup(declared) = ServiceData::decode(&asked.data).unwrap();
    assert_eq!((asked.service_id.as_str(), declared.amount.cents().get()), ("00001", 2_500));
    console
        .scene
        .station
        .play(|_| Reply::refusal(Operation::DemandPaymentNotice, FaultCode::Semantic));
    let (_, answer) = console.post("psp/demand", body).await;
    assert_eq!(
        (&answer["faultCode"], &answer["detail"]),
        (&json!("PAA_SEMANTICA"), &json!("per prova"))
    );
}

#[tokio::test]
async fn a_demand_that_makes_no_sense_names_the_field() {
    let console = Console::open().await;
    for (body, detail) in [
        (json!({ "fiscalCode": BODY }), "serviceId: campo obbligatorio mancante"),
        (
            json!({ "fiscalCode": BODY, "serviceId": "1" }),
            "serviceId: valore più corto di 5 caratteri",
        ),
        (json!({ "noticeNumber": NOTICE }), "noticeNumber: campo non previsto"),
    ] {
        let (status, problem) = console.post("psp/demand", body).await;
        assert_eq!((status, &problem["detail"]), (StatusCode::BAD_REQUEST, &json!(detail)));
    }
    assert!(console.scene.station.seen().is_empty());
}

#[tokio::test]
async fn bad_input_names_the_field_in_italian() {
    let notice = |code: Value, number: Value| json!({ "fiscalCode": code, "noticeNumber": number });
    let with = |field: &str, value: Value| {
        let mut body = notice(BODY.into(), NOTICE.into());
        body[field] = value;
        body
    };
    let table = [
        ("psp/pay", json!({}), "fiscalCode: campo obbligatorio mancante"),
        ("psp/pay", notice(Value::Null, NOTICE.into()), "fiscalCode: campo obbligatorio mancante"),
        ("psp/pay", notice("99".into(), NOTICE.into()), "fiscalCode: attese 11 cifre"),
        ("psp/pay", notice(1.into(), NOTICE.into()), "fiscalCode: atteso un testo tra virgolette"),
        ("psp/verify", notice(BODY.into(), "1".into()), "noticeNumber: attese 18 cifre"),
        ("psp/pay", with("transferType", "BANCA".into()), "transferType: ammessi PAGOPA e POSTAL"),
        ("psp/pay", with("amount", json!(1.5)), "amount: atteso un numero intero"),
        (
            "psp/pay",
            with("amount", json!(-1)),
            "amount: attesi centesimi di euro, da 0 a 99999999999",
        ),
        ("psp/pay", with("importo", json!(1)), "importo: campo non previsto"),
        (
            "psp/pay",
            with("misbehavior", "sempre".into()),
            "misbehavior: ammessi duplicate, early, held, late, garbled, twoPsps, standIn, notPaid",
        ),
        ("misbehavior", json!({ "late": 5 }), "seed: campo obbligatorio mancante"),
        ("misbehavior", json!({ "seed": -1 }), "seed: atteso un numero da 0"),
        ("misbehavior", json!({ "seed": 1, "late": 101 }), "late: attesa una parte di cento"),
        ("clock", json!({ "rate": 0 }), "rate: atteso un numero da 1 a 36000"),
        ("psp/verify", with("amount", json!(1)), "amount: campo non previsto"),
        ("clock", json!({}), "advance: campo obbligatorio mancante"),
        (
            "clock",
            json!({ "advance": "domani" }),
            "advance: attesa una durata, ad esempio 1d o 2h 30m",
        ),
        (
            "clock",
            json!({ "advance": "-1d" }),
            "advance: l’ora va solo avanti, al massimo di dieci anni per volta",
        ),
        (
            "clock",
            json!({ "advance": "11y" }),
            "advance: l’ora va solo avanti, al massimo di dieci anni per volta",
        ),
        ("receipts/x/repeat", json!({ "alter": "tutto" }), "alter: ammessi amount e content"),
    ];
    let console = Console::open().await;
    for (path, body, detail) in table {
        let (status, problem) = console.post(path, body).await;
        let (field, _) = detail.split_once(':').unwrap();
        assert_eq!(
            (status, problem),
            (
                StatusCode::BAD_REQUEST,
                json!({
                    "title": "Richiesta non valida",
                    "status": 400,
                    "detail": detail,
                    "field": field,
                })
            )
        );
    }
    assert!(console.scene.station.seen().is_empty());
}

#[tokio::test]
async fn what_is_not_json_or_not_there_is_a_problem_too() {
    let console = Console::open().await;
    let form = console.request(Method::POST, "psp/pay").body("{}");
    let garbled = form.try_clone().unwrap().header("content-type", "application/json").body("{");
    let unknown = console.request(Method::POST, "receipts/x/repeat");
    let table = [
        (form, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (garbled, StatusCode::BAD_REQUEST),
        (unknown, StatusCode::NOT_FOUND),
        (console.request(Method::GET, "altro"), StatusCode::NOT_FOUND),
        (console.request(Method::GET, "psp/pay"), StatusCode::METHOD_NOT_ALLOWED),
    ];
    for (request, status) in table {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn the_clock_moves_forward_for_everybody() {
    let console = Console::open().await;
    let before = console.scene.simulator.clock().now();
    let (status, answer) = console.post("clock", json!({ "advance": "2h 30m" })).await;
    assert_eq!(status, StatusCode::OK);
    let shown: jiff::Timestamp = answer["now"].as_str().unwrap().parse().unwrap();
    assert!((9_000..9_060).contains(&shown.duration_since(before).as_secs()), "{shown}");
    let asked: jiff::Timestamp =
        console.get("clock").await["now"].as_str().unwrap().parse().unwrap();
    assert!(asked >= shown);
}

#[tokio::test]
async fn receipts_are_listed_with_their_deliveries_and_repeated() {
    let console = Console::open().await;
    console.scene.station.play(|request| match request {
        Request::SendRtV2(_) => Reply::raw(500, ""),
        other => honest(other).into(),
    });
    let receipt_id = console.pay().await["receiptId"].as_str().unwrap().to_owned();
    let listed = console.get("receipts").await;
    let item = &listed["items"][0];
    assert_eq!(item["receiptId"], json!(receipt_id));
    assert_eq!(item["noticeNumber"], NOTICE);
    assert_eq!(item["amount"], 12_000);
    let [own, broadcast] = [&item["deliveries"][0], &item["deliveries"][1]];
    assert_eq!((&own["fiscalCode"], &own["stationId"]), (&json!(BODY), &json!(STATION)));
    assert_eq!((&own["state"], &own["attempts"]), (&json!("NOTICE_PENDING"), &json!(1)));
    assert_eq!(own["error"], "stato HTTP 500 al posto di 200");
    assert!(own["nextAttemptAt"].is_string());
    assert_eq!(broadcast["fiscalCode"], OTHER_BODY);
    assert_eq!(broadcast["stationId"], OTHER_STATION);
    assert_eq!(broadcast["state"], "NOTIFIED");
    assert_eq!(broadcast["nextAttemptAt"], Value::Null);

    console.scene.station.play(|request| match request {
        Request::SendRtV2(_) => Reply::refusal(Operation::SendRtV2, FaultCode::ReceiptDuplicate),
        other => honest(other).into(),
    });
    let path = format!("receipts/{receipt_id}/repeat");
    let (_, repeated) = console.post(&path, json!({ "alter": "content" })).await;
    let ok = |fiscal_code: &str, station: &str| {
        json!({
            "fiscalCode": fiscal_code, "stationId": station,
            "outcome": "OK", "faultCode": null, "error": null,
        })
    };
    assert_eq!(repeated["deliveries"][0]["faultCode"], "PAA_RECEIPT_DUPLICATA");
    assert_eq!(repeated["deliveries"][1], ok(OTHER_BODY, OTHER_STATION));
    console.scene.station.play(|request| honest(request).into());
    let response = console.request(Method::POST, &path).send().await.unwrap();
    let repeated: Value = response.json().await.unwrap();
    assert_eq!(
        repeated,
        json!({
            "receiptId": receipt_id,
            "deliveries": [ok(BODY, STATION), ok(OTHER_BODY, OTHER_STATION)],
        })
    );
    assert_eq!(console.get("receipts").await["items"][0]["deliveries"][0]["state"], "NOTIFIED");
}

#[tokio::test]
async fn the_traffic_shows_what_was_said_latest_first() {
    let console = Console::open().await;
    console.pay().await;
    let traffic = console.get("traffic").await;
    let items = traffic["items"].as_array().unwrap();
    let operations: Vec<_> = items.iter().map(|it| it["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["paSendRTV2", "paSendRTV2", "paGetPaymentV2", "paVerifyPaymentNotice"]);
    for item in items {
        let operation = item["operation"].as_str().unwrap();
        assert!(item["request"].as_str().unwrap().contains(operation));
        assert!(item["response"].as_str().unwrap().contains(operation));
        assert_eq!(item["httpStatus"], 200);
        assert_eq!(item["error"], Value::Null);
        assert!(item["durationMs"].is_u64());
    }
}

#[tokio::test]
async fn every_resource_that_the_index_lists_exists() {
    let console = Console::open().await;
    let index = console.get("").await;
    let resources = index["resources"].as_array().unwrap();
    assert!(resources.len() > 5);
    for resource in resources {
        let method = Method::from_bytes(resource["method"].as_str().unwrap().as_bytes()).unwrap();
        let path = resource["path"].as_str().unwrap();
        let response = console.request(method, path).send().await.unwrap();
        let status = response.status();
        assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let absent = status == StatusCode::NOT_FOUND && !path.contains("{receiptId}");
        assert!(!absent, "{path}");
    }
}

#[tokio::test]
async fn a_console_with_a_credential_opens_only_to_it() {
    let console = Console::with(Access::Token("segreta".to_owned())).await;
    let table = [
        (None, StatusCode::UNAUTHORIZED),
        (Some("Bearer segretb"), StatusCode::UNAUTHORIZED),
        (Some("Bearer segret"), StatusCode::UNAUTHORIZED),
        (Some("Bearer segretaa"), StatusCode::UNAUTHORIZED),
        (Some("Basic segreta"), StatusCode::UNAUTHORIZED),
        (Some("Bearer segreta"), StatusCode::OK),
        (Some("bearer segreta"), StatusCode::OK),
    ];
    for (header, status) in table {
        for path in ["", "traffic", "receipts", "clock"] {
            let request = console.request(Method::GET, path);
            let request = match header {
                Some(header) => request.header("authorization", header),
                None => request,
            };
            assert_eq!(request.send().await.unwrap().status(), status, "{header:?} {path}");
        }
    }
    let live = console.request(Method::GET, "health/live").send().await.unwrap();
    assert_eq!(live.status(), StatusCode::OK);
    let unnamed = Console::with(Access::Token(String::new())).await;
    let request = unnamed.request(Method::GET, "").header("authorization", "Bearer ");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_misbehavior_is_chosen_for_a_payment_or_for_all() {
    let console = Console::open().await;
    let body = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE, "misbehavior": "held" });
    let (_, paid) = console.post("psp/pay", body).await;
    assert_eq!(console.get("receipts/held").await["items"][0]["receiptId"], paid["receiptId"]);
    let (_, released) = console.post("receipts/release", json!({})).await;
    assert_eq!(released, json!({ "receiptIds": [paid["receiptId"]] }));
    assert_eq!(console.get("receipts/held").await, json!({ "items": [] }));

    let unmoved = json!({ "seed": null, "percent": null });
    assert_eq!(console.get("misbehavior").await, unmoved);
    let (_, moody) = console.post("misbehavior", json!({ "seed": 7, "late": 100 })).await;
    assert_eq!(moody, json!({ "seed": 7, "percent": { "late": 100 } }));
    let (status, _) =
        console.post("misbehavior", json!({ "seed": 7, "late": 60, "early": 41 })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let before = console.scene.station.receipts().len();
    let other = json!({ "fiscalCode": BODY, "noticeNumber": "302000000000000001" });
    console.post("psp/pay", other).await;
    assert_eq!(console.scene.station.receipts().len(), before);
    let (_, all) = console.post("misbehavior", json!({ "seed": 7 })).await;
    assert_eq!(all["percent"]["twoPsps"], 10);
    let (_, calm) = console.post("misbehavior", json!({})).await;
    assert_eq!(calm, unmoved);
}

#[tokio::test]
async fn a_debt_is_copied_for_stand_in() {
    let console = Console::open().await;
    let body = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE });
    let (_, copied) = console.post("stand-in/copies", body.clone()).await;
    assert_eq!(copied, json!({ "outcome": "OK", "faultCode": null, "amount": 12_000 }));
    console.scene.station.play(|_| Reply::raw(500, ""));
    let (_, refused) = console.post("stand-in/copies", body).await;
    assert_eq!(refused["faultCode"], "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO");
    let standing = json!({ "fiscalCode": BODY, "noticeNumber": NOTICE, "misbehavior": "standIn" });
    let (_, paid) = console.post("psp/pay", standing).await;
    assert_eq!((&paid["outcome"], &paid["amount"]), (&json!("OK"), &json!(12_000)));
}

#[tokio::test]
async fn a_receipt_that_got_nowhere_is_restarted_and_time_runs_as_fast_as_asked() {
    let console = Console::open().await;
    console.scene.station.play(|request| match request {
        Request::SendRtV2(_) => Reply::raw(500, ""),
        other => honest(other).into(),
    });
    let receipt_id = console.pay().await["receiptId"].as_str().unwrap().to_owned();
    for _ in 0..48 {
        console.post("clock", json!({ "advance": "1h" })).await;
        console.scene.simulator.deliver_due().await;
    }
    let stuck = console.get("receipts/stuck").await;
    assert_eq!(stuck["items"][0]["deliveries"][0]["attempts"], 48);
    let (_, restarted) = console.post(&format!("receipts/{receipt_id}/restart"), json!({})).await;
    assert_eq!(restarted, json!({ "receiptId": receipt_id, "deliveries": 1 }));
    assert_eq!(console.get("receipts/stuck").await, json!({ "items": [] }));
    let (status, _) = console.post("receipts/nessuna/restart", json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let (_, clock) = console.post("clock", json!({ "rate": 3600 })).await;
    assert_eq!(clock["rate"], 3600);
    let (_, clock) = console.post("clock", json!({ "rate": 1, "advance": "1h" })).await;
    assert_eq!(clock["rate"], 1);
}

#[tokio::test]
async fn the_traffic_is_read_by_operation_with_what_came_of_it() {
    let console = Console::open().await;
    console
        .scene
        .station
        .play(|_| Reply::refusal(Operation::VerifyPaymentNotice, FaultCode::PaymentInvalidated));
    console.pay().await;
    let items = console.get("traffic").await;
    assert_eq!(items["items"][0]["faultCode"], "PAA_PAGAMENTO_ANNULLATO");
    let page = async |path: &str| {
        let response = console.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.unwrap()
    };
    let all = page("traffico").await;
    for text in [
        "paVerifyPaymentNotice (1)",
        "KO PAA_PAGAMENTO_ANNULLATO · ",
        "&#60;noticeNumber&#62;",
        "Risposta",
    ] {
        assert!(all.contains(text), "{text}: {all}");
    }
    let chosen = page("traffico?operazione=paVerifyPaymentNotice").await;
    assert!(chosen.contains("KO PAA_PAGAMENTO_ANNULLATO"), "{chosen}");
    let other = page("traffico?operazione=paSendRTV2").await;
    assert!(other.contains("Nessun messaggio di questa operazione"), "{other}");
}

#[tokio::test]
async fn a_plan_is_made_and_ended_by_a_form() {
    let console = Console::open().await;
    let sends = async |form: &[(&str, &str)]| {
        let request = console.request(Method::POST, "ricevute/piano").form(form);
        request.send().await.unwrap().text().await.unwrap()
    };
    let wrong = sends(&[("seme", "7"), ("late", "molte")]).await;
    assert!(wrong.contains("un numero da 0 a 100") && wrong.contains("value=\"molte\""), "{wrong}");
    let none = json!({ "seed": null, "percent": null });
    assert_eq!(console.get("misbehavior").await, none);
    let planned = sends(&[("seme", "7"), ("late", "100"), ("azione", "imposta")]).await;
    assert!(planned.contains("si comporta male da sé") && planned.contains("value=\"100\""));
    let plan = json!({ "seed": 7, "percent": { "late": 100 } });
    assert_eq!(console.get("misbehavior").await, plan);
    sends(&[("azione", "smetti")]).await;
    assert_eq!(console.get("misbehavior").await, none);
}
