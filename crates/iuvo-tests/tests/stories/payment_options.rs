//! In which ways a debt may be paid, as pagoPA's Payment Options service asks for it.

use iuvo_app::journal;
use iuvo_tests::{Reply, Town, ids, stories};
use jiff::SignedDuration;
use pagopa_codes::NoticeNumber;
use reqwest::Method;
use serde_json::{Value, json};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn options(town: &Town, notice: NoticeNumber) -> Reply {
    let path = format!("collaudo/payment-options/organizations/{}/notices/{notice}", ids::TOWN);
    ask(town, Method::POST, &path).await
}

async fn ask(town: &Town, method: Method, path: &str) -> Reply {
    let reply = town.call_with_key(method, &format!("/node/{path}"), None, None).await;
    let schema = if reply.status.is_success() { "PaymentOptionsResponse" } else { "ErrorResponse" };
    reply.record_options(schema)
}

async fn listed(town: &Town, notice: NoticeNumber) -> Value {
    options(town, notice).await.assert_status(200).json
}

/// Each option with its status, and the statuses of its instalments.
fn standings(answer: &Value) -> Vec<Value> {
    let statuses = |it: &Value| -> Vec<Value> {
        it["installments"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect()
    };
    let options = answer["paymentOptions"].as_array().unwrap();
    options.iter().map(|it| json!([it["status"], statuses(it)])).collect()
}

#[track_caller]
fn assert_refused(reply: &Reply, status: u16, code: &str, message: &str) {
    let found = (reply.status.as_u16(), reply.json["appErrorCode"].as_str());
    assert_eq!(found, (status, Some(code)), "{}", reply.text);
    assert_eq!(reply.json["httpStatusCode"], status);
    assert_eq!(reply.json["errorMessage"], message);
}

stories! {
    async fn a_single_payment_is_the_only_option(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        let answer = listed(&town, created.notice()).await;
        let item = &created.model["paymentOption"][0];
        let due = format!("{}Z", item["dueDate"].as_str().unwrap());
        let valid = &answer["paymentOptions"][0]["validFrom"];
        assert!(valid.as_str().unwrap().ends_with('Z'), "{valid}");
        assert_eq!(answer, json!({
            "organizationFiscalCode": ids::TOWN,
            "companyName": "Comune di Esempio",
            "officeName": "Tributi",
            "standin": true,
            "paymentOptions": [{
                "description": "Pagamento in un’unica soluzione",
                "numberOfInstallments": 1,
                "amount": 12_000,
                "dueDate": due,
                "validFrom": valid,
                "status": "PO_UNPAID",
                "allCCP": true,
                "installments": [{
                    "nav": created.notice().as_str(),
                    "iuv": created.notice().iuv().as_str(),
                    "amount": 12_000,
                    "description": "TARI 2026",
                    "dueDate": due,
                    "validFrom": valid,
                    "status": "POI_UNPAID",
                }],
            }],
        }));
    }

    /// Any number of the position leads to all of its options; once a plan is begun the whole at
    /// once is no longer offered.
    async fn a_plan_beside_the_whole_is_followed_to_its_end(town: Town) {
        let position = town.position("TARI 2026").single(9_000).installments(&[5_000, 5_000]);
        let created = position.publish().await;
        let [whole, first, second] = created.notices[..] else { panic!("three numbers") };
        let answer = listed(&town, whole).await;
        assert_eq!(listed(&town, second).await, answer);
        let unpaid = ["POI_UNPAID", "POI_UNPAID"];
        assert_eq!(standings(&answer), [
            json!(["PO_UNPAID", ["POI_UNPAID"]]), json!(["PO_UNPAID", unpaid]),
        ]);
        let plan = &answer["paymentOptions"][1];
        assert_eq!(plan["description"], "Piano di 2 rate");
        assert_eq!((&plan["amount"], &plan["numberOfInstallments"]), (&json!(10_000), &json!(2)));

        town.psp().pay(&first).await.assert_ok();
        let answer = listed(&town, whole).await;
        assert_eq!(standings(&answer), [
            json!(["PO_INVALID", ["POI_INVALID"]]),
            json!(["PO_PARTIALLY_PAID", ["POI_PAID", "POI_UNPAID"]]),
        ]);
        let why = &answer["paymentOptions"][0]["statusReason"];
        assert_eq!(why, "Il debito è in pagamento con un’altra opzione");
        town.psp().pay(&whole).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.psp().pay(&second).await.assert_ok();
        let reply = options(&town, first).await;
        assert_eq!((reply.status.as_u16(), &reply.json["appErrorCode"]), (409, &json!("ODP-108")));
    }

    async fn late_options_say_whether_they_can_still_be_paid(town: Town) {
        let late = town.position("TARI 2026").due_in(DAY).publish().await.notice();
        let two = town.position("multa").due_in(DAY).single(5_000).expiring().with(|model| {
            let mut full = model["paymentOption"][0].clone();
            full["amount"] = json!(7_000);
            full["transfer"][0]["amount"] = json!(7_000);
            full["dueDate"] = json!("9999-12-31T23:59:59");
            model["paymentOption"].as_array_mut().unwrap().push(full);
        });
        let two = two.publish().await;
        town.advance(DAY * 2);
        let answer = listed(&town, late).await;
        assert_eq!(standings(&answer), [json!(["PO_EXPIRED_UNPAID", ["POI_EXPIRED_UNPAID"]])]);
        let answer = listed(&town, two.notices[1]).await;
        assert_eq!(standings(&answer), [
            json!(["PO_EXPIRED_NOT_PAYABLE", ["POI_EXPIRED_NOT_PAYABLE"]]),
            json!(["PO_UNPAID", ["POI_UNPAID"]]),
        ]);
        assert_eq!(answer["paymentOptions"][1]["dueDate"], "9999-12-31T23:59:59Z");
        town.psp().pay(&two.notices[0]).await.assert_fault("PAA_PAGAMENTO_SCADUTO");
        town.psp().pay(&late).await.assert_ok();
    }

    async fn a_psp_is_told_through_the_service_of_pagopa(town: Town) {
        let notice = town.position("TARI 2026").installments(&[5_000, 5_000]).publish().await;
        let organization = ids::TOWN.parse().unwrap();
        let ask = async || {
            town.simulator().payment_options(organization, notice.notices[0]).await
        };
        let told = ask().await.unwrap();
        assert_eq!(told.payment_options[0].number_of_installments, 2);
        for installment in &told.payment_options[0].installments {
            town.psp().pay(&installment.nav.parse().unwrap()).await.assert_ok();
        }
        assert_eq!(ask().await.unwrap_err().code(), "ODP-108");
    }

    /// The service of pagoPA calls by POST, its documentation says GET; an environment may be
    /// named or not.
    async fn every_way_of_asking_gets_the_same_answer(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let path = format!("payment-options/organizations/{}/notices/{notice}", ids::TOWN);
        let expected = listed(&town, notice).await;
        let named = format!("{path}?idPA={}&idBrokerPA={}&idStation={}",
            ids::TOWN, ids::BROKER, ids::STATION);
        for method in [Method::GET, Method::POST] {
            for path in [path.clone(), format!("collaudo/{path}"), named.clone()] {
                let reply = ask(&town, method.clone(), &path).await.assert_status(200);
                assert_eq!(reply.json, expected, "{method} {path}");
            }
        }
    }

    async fn questions_are_told_and_counted(town: Town) {
        let created = town.position("TARI 2026").publish().await;
        listed(&town, created.notice()).await;
        town.gpd(Method::POST, &format!("/debtpositions/{}/invalidate", created.iupd), None)
            .await
            .assert_status(200);
        options(&town, created.notice()).await.assert_status(422);
        journal::flush(town.app()).await;
        let path = format!("/notices/{}/timeline", created.notice());
        let page = town.api(Some(ids::KEY), &path).await.assert_status(200).json;
        let item = |at: usize| &page["items"][at];
        let of = |at| (item(at)["kind"].clone(), item(at)["summary"].clone());
        assert_eq!(of(2), (json!("options_listed"), json!("Chieste le opzioni di pagamento")));
        let refused = "Opzioni di pagamento rifiutate: annullata dall’ente";
        assert_eq!(of(4), (json!("options_refused"), json!(refused)));
        let now = town.app().now();
        let counted = journal::list_calls(town.app(), now - DAY, now + DAY).await.unwrap();
        let [(key, count)] = &counted[..] else { panic!("{counted:?}") };
        assert_eq!((key.station.as_str(), key.operation.as_str()),
            (ids::STATION, "paVerifyPaymentOptions"));
        assert_eq!((count.total, count.ok, count.ko), (2, 1, 1));
    }

    /// ODP-109 is in no row: that somebody is paying is known to the Node alone.
    async fn every_refusal_has_its_code_and_its_status(town: Town) {
        let of = |organization: &str, notice: &str, named: &str| {
            format!("collaudo/payment-options/organizations/{organization}/notices/{notice}{named}")
        };
        let path = |notice: NoticeNumber| of(ids::TOWN, notice.as_str(), "");
        let payable = town.position("TARI 2026").publish().await.notice();
        let draft = town.position("bozza").draft().await.notice();
        let future = town.position("futura").valid_in(DAY * 9).publish().await.notice();
        let paid = town.position("pagata").publish().await.notice();
        town.psp().pay(&paid).await.assert_ok();
        let withdrawn = town.position("annullata").publish().await;
        let invalidate = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
        town.gpd(Method::POST, &invalidate, None).await.assert_status(200);
        let expired = town.position("scaduta").due_in(DAY).expiring().publish().await.notice();
        let absurd = town.position("assurda").publish().await;
        let damage = format!(
            "update installment set notification_fee_cents = {} where notice_number = '{}'",
            i64::MAX, absurd.notice(),
        );
        town.rows().damage(&damage).await;
        town.advance(DAY * 2);
        let unknown = "302000000000000099";
        let broker = "?idBrokerPA=99000000099";
        let station = "?idStation=99000000002_09";
        let unknown_payment = "Pagamento in attesa risulta sconosciuto all’Ente Creditore";
        let table = [
            (of("9900", unknown, ""), 400, "ODP-101",
                "PAA_SINTASSI organization-fiscal-code: attese 11 cifre"),
            (of(ids::TOWN, "30200", ""), 400, "ODP-101",
                "PAA_SINTASSI notice-number: attese 18 cifre"),
            (of(ids::TOWN, "%FF", ""), 400, "ODP-101",
                "PAA_SINTASSI organization-fiscal-code: attese 11 cifre"),
            (of(ids::TOWN, unknown, "?idStation=a&idStation=b"), 400, "ODP-101",
                "PAA_SINTASSI idBrokerPA, idStation: attesi al più una volta"),
            (path(absurd.notice()), 422, "ODP-102",
                "PAA_SEMANTICA gli importi della posizione non sono coerenti"),
            (of("12345678901", payable.as_str(), broker), 400, "ODP-104",
                "PAA_ID_DOMINIO_ERRATO La PAA non corrisponde al Dominio indicato"),
            (of(ids::TOWN, payable.as_str(), broker), 400, "ODP-105",
                "PAA_ID_INTERMEDIARIO_ERRATO Identificativo intermediario non corrispondente"),
            (of(ids::TOWN, payable.as_str(), station), 400, "ODP-106",
                "PAA_STAZIONE_INT_ERRATA Stazione intermediario non corrispondente"),
            (of(ids::TOWN, unknown, ""), 404, "ODP-107",
                &format!("PAA_PAGAMENTO_SCONOSCIUTO {unknown_payment}")),
            (path(draft), 404, "ODP-107",
                "PAA_PAGAMENTO_SCONOSCIUTO la posizione non è ancora pubblicata"),
            (path(future), 404, "ODP-107",
                "PAA_PAGAMENTO_SCONOSCIUTO il pagamento non è ancora possibile"),
            (of(ids::NEIGHBOUR, payable.as_str(), ""), 404, "ODP-107",
                &format!("PAA_PAGAMENTO_SCONOSCIUTO {unknown_payment}")),
            (path(paid), 409, "ODP-108",
                "PAA_PAGAMENTO_DUPLICATO Pagamento in attesa risulta concluso all’Ente Creditore"),
            (path(expired), 422, "ODP-110",
                "PAA_PAGAMENTO_SCADUTO Pagamento in attesa risulta scaduto all’Ente Creditore"),
            (path(withdrawn.notice()), 422, "ODP-111",
                "PAA_PAGAMENTO_ANNULLATO Pagamento in attesa risulta annullato all’Ente Creditore"),
        ];
        for (path, status, code, message) in table {
            for method in [Method::POST, Method::GET] {
                assert_refused(&ask(&town, method, &path).await, status, code, message);
            }
        }
        let elsewhere = path(payable).replace("collaudo", "produzione");
        assert_refused(&ask(&town, Method::POST, &elsewhere).await, 400, "ODP-104",
            "PAA_ID_DOMINIO_ERRATO La PAA non corrisponde al Dominio indicato");
        town.rows().damage("alter table debt_position rename to gone").await;
        let broken = ask(&town, Method::POST, &path(payable)).await;
        assert_refused(&broken, 500, "ODP-103", "PAA_SYSTEM_ERROR Errore generico");
    }

    async fn a_station_answers_only_if_it_is_said_to(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let station = async |arguments: &[&str]| {
            let which = ["station", "add", "--environment", "collaudo", "--code", ids::STATION];
            town.admin(&[&which[..], arguments].concat()).await.assert_code(0);
            town.app().refresh_directory().await.unwrap();
        };
        station(&[]).await;
        assert_refused(&options(&town, notice).await, 400, "ODP-106",
            "PAA_STAZIONE_INT_ERRATA la stazione non ha attive le opzioni di pagamento");
        town.verify(notice).await.assert_ok();
        station(&["--payment-options", "--disabled"]).await;
        assert_refused(&options(&town, notice).await, 400, "ODP-106",
            "PAA_STAZIONE_INT_ERRATA la stazione non è attiva per l’ente");
        station(&["--payment-options"]).await;
        options(&town, notice).await.assert_status(200);
    }
}
