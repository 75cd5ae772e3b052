//! Payment options, as the service of pagoPA asks stations for them.

use pagopa_node::payment_options::{OptionStatus, OptionsFault, OptionsFaultCode};
use serde_json::{Value, json};

use crate::stub::{BODY, NOTICE, OTHER_BODY, OTHER_STATION, STATION, Scene};
use crate::{Asked, OptionsError};

fn answer() -> Value {
    json!({
        "organizationFiscalCode": BODY,
        "companyName": "Comune di Esempio",
        "standin": true,
        "paymentOptions": [{
            "description": "Piano di 2 rate",
            "numberOfInstallments": 2,
            "amount": 10_000,
            "dueDate": "2026-12-16T23:59:59",
            "status": "PO_PARTIALLY_PAID",
            "allCCP": false,
            "installments": [{
                "nav": NOTICE,
                "iuv": NOTICE.trim_start_matches('3'),
                "amount": 5_000,
                "description": "TARI 2026",
                "dueDate": "2026-12-16T23:59:59",
                "status": "POI_UNPAID",
            }],
        }],
    })
}

async fn ask(scene: &Scene, organization: &str, notice: &str) -> Result<usize, OptionsError> {
    let (organization, notice) = (organization.parse().unwrap(), notice.parse().unwrap());
    let options = scene.simulator.payment_options(organization, notice).await?;
    assert_eq!(options.payment_options[0].status, OptionStatus::PartiallyPaid);
    Ok(options.payment_options[0].installments.len())
}

#[tokio::test]
async fn the_station_of_the_notice_is_asked_below_its_rest_endpoint() {
    let scene = Scene::set().await;
    scene.station.tell_options(200, answer().to_string());
    assert_eq!(ask(&scene, BODY, NOTICE).await, Ok(1));
    let [exchange] = &scene.simulator.exchanges()[..] else { panic!("one exchange") };
    assert_eq!(exchange.operation, Asked::PaymentOptions);
    assert_eq!(exchange.station_id.as_str(), STATION);
    let expected = format!("POST /rest/payment-options/organizations/{BODY}/notices/{NOTICE}");
    assert_eq!(exchange.request, expected);
    assert_eq!((exchange.status, exchange.error.as_deref()), (Some(200), None));
}

#[tokio::test]
async fn a_refusal_counts_only_with_the_status_of_its_code() {
    let scene = Scene::set().await;
    let at = scene.simulator.clock().now();
    for code in OptionsFaultCode::ALL {
        let fault = OptionsFault::new(*code, Some("per prova"), at);
        let text = serde_json::to_string(&fault).unwrap();
        scene.station.tell_options(code.status(), text.clone());
        let error = ask(&scene, BODY, NOTICE).await.unwrap_err();
        assert_eq!((error.code(), error.to_string()), (code.as_str(), fault.error_message));
        let other = if code.status() == 404 { 400 } else { 404 };
        scene.station.tell_options(other, text);
        assert_eq!(ask(&scene, BODY, NOTICE).await.unwrap_err().code(), "ODP-103");
    }
    let foreign = OptionsFault::new(OptionsFaultCode::Syntax, None, at);
    let foreign = OptionsFault { app_error_code: "ODP-999".to_owned(), ..foreign };
    scene.station.tell_options(400, serde_json::to_string(&foreign).unwrap());
    let error = ask(&scene, BODY, NOTICE).await.unwrap_err();
    assert_eq!(error.to_string(), "PAA_SYSTEM_ERROR ODP-999 con lo stato HTTP 400");
}

#[tokio::test]
async fn what_cannot_be_read_is_no_answer() {
    let scene = Scene::set().await;
    let without_options = json!({ "organizationFiscalCode": BODY, "companyName": "C" });
    for (status, body) in [
        (200, "{".to_owned()),
        (200, without_options.to_string()),
        (200, answer().to_string().replace("PO_PARTIALLY_PAID", "non pagato")),
        (503, "fermo".to_owned()),
        (302, String::new()),
    ] {
        scene.station.tell_options(status, body.clone());
        let error = ask(&scene, BODY, NOTICE).await.unwrap_err();
        assert_eq!(error.code(), "ODP-011", "{status} {body}");
    }
}

#[tokio::test]
async fn what_the_registry_does_not_allow_is_not_asked() {
    let scene = Scene::set().await;
    let table = [
        (BODY, "102000000000000184", "ODP-016"),
        ("99000000044", NOTICE, "ODP-022"),
        // The other station has no REST endpoint.
        (OTHER_BODY, NOTICE, "ODP-017"),
    ];
    for (organization, notice, code) in table {
        assert_eq!(ask(&scene, organization, notice).await.unwrap_err().code(), code);
    }
    assert!(scene.simulator.exchanges().is_empty());
    let nobody = "http://127.0.0.1:9/".parse().unwrap();
    scene.simulator.set_payment_options(OTHER_STATION.parse().unwrap(), nobody).unwrap();
    assert_eq!(ask(&scene, OTHER_BODY, NOTICE).await.unwrap_err().code(), "ODP-011");
}
