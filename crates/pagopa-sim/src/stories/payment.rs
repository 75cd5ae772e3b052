//! Payments that end well, and each way in which they do not.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use pagopa_codes::Cents;
use pagopa_node::{
    Amount, FaultCode, Operation, PreparedPayment, ReceiptTransferTarget, ReceiptV1, Request,
    Response, Text, TransferType,
};
use tokio::sync::Notify;

use crate::stub::{
    BODY, NOTICE, OTHER_BODY, OTHER_STATION, Reply, STATION, Scene, honest, payment, stamp,
    transfer,
};
use crate::{NodeFaultCode, PayOptions, PrimitiveVersion, Registry, SimClock, Simulator};

#[tokio::test]
async fn a_payment_is_verified_activated_and_receipted_in_this_order() {
    let scene = Scene::set().await;
    let paid = scene.pay().await.unwrap();
    assert_eq!(paid.amount, Cents::new(12_000));
    assert_eq!(
        scene.station.operations(),
        [Operation::VerifyPaymentNotice, Operation::GetPaymentV2, Operation::SendRtV2]
    );
    for seen in scene.station.seen() {
        let operation = seen.request.operation();
        assert_eq!(seen.soap_action, format!("\"{}\"", operation.soap_action()));
        assert_eq!(seen.content_type, "text/xml; charset=utf-8");
        let addressee = seen.request.addressee();
        assert_eq!(addressee.organization_fiscal_code.as_str(), BODY);
        assert_eq!(addressee.broker_fiscal_code.as_str(), "99000000002");
        assert_eq!(addressee.station_id.as_str(), STATION);
    }
}

#[tokio::test]
async fn the_receipt_repeats_what_the_organization_prepared_and_adds_the_psp() {
    let scene = Scene::set().await;
    let paid = scene.pay().await.unwrap();
    let receipt = scene.station.receipts().pop().unwrap().receipt;
    assert_eq!(receipt.receipt_id.as_str(), paid.receipt_id);
    assert_eq!(receipt.receipt_id.as_str().len(), 32);
    assert_eq!(receipt.notice_number.as_str(), NOTICE);
    assert_eq!(receipt.organization_fiscal_code.as_str(), BODY);

    let prepared = payment(vec![transfer(1, 10_000, BODY), transfer(2, 2_000, OTHER_BODY)]);
    assert_eq!(receipt.iuv, prepared.iuv);
    assert_eq!(receipt.amount.cents(), prepared.amount.cents());
    assert_eq!(receipt.description, prepared.description);
    assert_eq!(receipt.company_name, prepared.company_name);
    assert_eq!(receipt.office_name, prepared.office_name);
    assert_eq!(receipt.debtor, prepared.debtor);
    assert_eq!(receipt.transfers.len(), 2);
    for (settled, asked) in receipt.transfers.iter().zip(&prepared.transfers) {
        assert_eq!(settled.index, asked.index);
        assert_eq!(settled.amount, asked.amount);
        assert_eq!(settled.organization_fiscal_code, asked.organization_fiscal_code);
        assert_eq!(settled.category, asked.category);
        assert_eq!(settled.metadata, asked.metadata);
        assert!(matches!(&settled.target, ReceiptTransferTarget::Iban(iban)
            if iban.as_str() == "IT60X0542811101000000123456"));
    }

    assert_eq!(receipt.psp_company_name.as_str(), "Banca di Prova");
    assert_eq!(receipt.psp_id.as_str(), "60000000001");
    assert_eq!(receipt.fee, Amount::new(Cents::new(150)));
    assert_eq!(receipt.stand_in, None);
    let paid_at = receipt.paid_at.unwrap();
    let elapsed = scene.simulator.clock().now().duration_since(paid_at);
    assert!((0..60).contains(&elapsed.as_secs()), "{elapsed}");
    let today = paid_at.to_zoned(TimeZone::get("Europe/Rome").unwrap()).date();
    assert_eq!(receipt.application_date, Some(today));
    assert!(receipt.transfer_date.unwrap() > today);
}

#[tokio::test]
async fn the_wire_tells_the_time_of_rome_without_a_zone() {
    let scene = Scene::set().await;
    scene.pay().await.unwrap();
    let seen = scene.station.seen().pop().unwrap();
    let (_, rest) = seen.body.split_once("<paymentDateTime>").unwrap();
    let (written, _) = rest.split_once('<').unwrap();
    assert_eq!(written.len(), "2026-07-01T10:15:30".len(), "{written}");
    let Request::SendRtV2(request) = seen.request else { panic!("the last call is the receipt") };
    let issued = scene.simulator.receipts().pop().unwrap();
    assert_eq!(request.receipt, *issued.receipt);
}

#[tokio::test]
async fn a_station_of_the_first_version_is_spoken_to_in_that_version() {
    let scene = Scene::set().await;
    let station = STATION.parse().unwrap();
    scene.simulator.set_primitive_version(station, PrimitiveVersion::V1).unwrap();
    let options = PayOptions { payment_note: Text::parse("carrello").ok(), ..<_>::default() };
    scene.pay_with(options).await.unwrap();
    assert_eq!(
        scene.station.operations(),
        [Operation::VerifyPaymentNotice, Operation::GetPayment, Operation::SendRt]
    );
    let issued = scene.simulator.receipts().pop().unwrap();
    let seen = scene.station.seen().pop().unwrap();
    assert!(seen.body.contains("<paymentDateTime>"), "{}", seen.body);
    assert!(!seen.body.contains("Z</paymentDateTime>"), "{}", seen.body);
    let Request::SendRt(request) = seen.request else { panic!("the last call is the receipt") };
    assert_eq!(Some(&request.receipt), ReceiptV1::of((*issued.receipt).clone()).as_ref());
    // The organization left her name out, as the first version lets her.
    assert_eq!(request.receipt.company_name.as_str(), BODY);
    // The other station has its own version, and learns what the first one cannot carry.
    assert_eq!(scene.other_station.operations(), [Operation::SendRtV2]);
    let copy = scene.other_station.receipts().pop().unwrap();
    assert_eq!(copy.receipt.payment_note, Text::parse("carrello").ok());
}

#[tokio::test]
async fn a_receipt_with_a_stamp_is_not_broadcast_to_a_station_of_the_first_version() {
    let scene = Scene::set().await;
    let other = OTHER_STATION.parse().unwrap();
    scene.simulator.set_primitive_version(other, PrimitiveVersion::V1).unwrap();
    scene.station.play(|request| match request {
        Request::GetPaymentV2(_) => {
            let transfers =
                vec![transfer(1, 8_400, BODY), transfer(2, 2_000, OTHER_BODY), stamp(3)];
            let payment = payment(transfers);
            Response::GetPaymentV2(Ok(Box::new(PreparedPayment { payment }))).into()
        }
        _ => honest(request).into(),
    });
    scene.pay().await.unwrap();
    assert_eq!(scene.station.receipts().len(), 1);
    assert!(scene.other_station.seen().is_empty());
}

#[tokio::test]
async fn a_payer_may_choose_the_postal_account_the_amount_and_the_note() {
    let scene = Scene::set().await;
    let note = Text::parse("carrello 42").unwrap();
    let options = PayOptions {
        transfer_type: TransferType::Postal,
        amount: Amount::new(Cents::new(10_000)),
        payment_note: Some(note.clone()),
        ..PayOptions::default()
    };
    let paid = scene.pay_with(options).await.unwrap();
    assert_eq!(paid.amount, Cents::new(12_000), "the amount of today is paid, not the one shown");
    let activation = scene.station.activations().pop().unwrap();
    assert_eq!(activation.transfer_type, Some(TransferType::Postal));
    assert_eq!(activation.amount, Amount::new(Cents::new(10_000)));
    assert_eq!(activation.payment_note, Some(note.clone()));
    assert_eq!(scene.station.receipts().pop().unwrap().receipt.payment_note, Some(note));
}

#[tokio::test]
async fn without_a_choice_the_bank_account_and_the_verified_amount_are_asked() {
    let scene = Scene::set().await;
    scene.pay().await.unwrap();
    let activation = scene.station.activations().pop().unwrap();
    assert_eq!(activation.transfer_type, Some(TransferType::PagoPa));
    assert_eq!(activation.amount, Amount::new(Cents::new(12_000)));
    assert_eq!(activation.payment_note, None);
}

#[tokio::test]
async fn a_revenue_stamp_is_bought_and_attached() {
    let scene = Scene::set().await;
    scene.station.play(|request| match request {
        Request::GetPaymentV2(_) => {
            let payment = payment(vec![transfer(1, 10_400, BODY), stamp(2)]);
            Response::GetPaymentV2(Ok(Box::new(PreparedPayment { payment }))).into()
        }
        other => honest(other).into(),
    });
    scene.pay().await.unwrap();
    let receipt = scene.station.receipts().pop().unwrap().receipt;
    let ReceiptTransferTarget::Stamp(stamp) = &receipt.transfers[1].target else {
        panic!("the second transfer is a stamp")
    };
    let xml = str::from_utf8(stamp.as_bytes()).unwrap();
    assert!(xml.contains("<Importo>16.00</Importo>"), "{xml}");
    assert!(xml.contains("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), "{xml}");
}

#[tokio::test]
async fn a_refusal_of_the_organization_is_passed_on_with_its_own_code() {
    for operation in [Operation::VerifyPaymentNotice, Operation::GetPaymentV2] {
        let scene = Scene::set().await;
        let fault = scene
            .refusal(move |request| {
                if request.operation() == operation {
                    Reply::refusal(operation, FaultCode::PaymentExpired)
                } else {
                    honest(request).into()
                }
            })
            .await;
        assert_eq!(fault.code(), NodeFaultCode::OrganizationFault);
        assert_eq!(fault.fault_code(), "PAA_PAGAMENTO_SCADUTO");
        assert_eq!(fault.original().unwrap().description(), Some("per prova"));
        assert!(scene.station.receipts().is_empty());
        assert!(scene.simulator.receipts().is_empty());
    }
}

#[tokio::test]
async fn a_station_that_does_not_answer_in_time_is_not_waited_for() {
    let scene = Scene::impatient().await;
    let gate = Arc::new(Notify::new());
    let fault = scene.refusal(move |request| Reply::from(honest(request)).held_by(&gate)).await;
    assert_eq!(fault.fault_code(), "PPT_STAZIONE_INT_PA_TIMEOUT");
    let exchange = scene.simulator.exchanges().pop().unwrap();
    assert_eq!(exchange.status, None);
    assert!(exchange.error.unwrap().contains("tempo massimo"));
    assert!(exchange.duration >= Duration::from_millis(200));
}

#[tokio::test]
async fn answers_that_are_none_of_the_protocol_are_told_apart() {
    let verify = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
        <p:paVerifyPaymentNoticeRes xmlns:p="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd">
        <outcome>OK</outcome></p:paVerifyPaymentNoticeRes></s:Body></s:Envelope>"#;
    let fault = pagopa_node::encode_soap_fault(pagopa_node::SoapFaultCode::Server, "guasto");
    let oversized = " ".repeat(2_000_000);
    let table = [
        (200, "non è XML", "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"),
        (200, "", "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"),
        (200, verify, "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"),
        (200, &fault, "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"),
        (200, &oversized, "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE"),
        (500, &fault, "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO"),
        (404, "", "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO"),
        (302, "", "PPT_STAZIONE_INT_PA_SERVIZIO_NONATTIVO"),
    ];
    let scene = Scene::set().await;
    for (status, body, code) in table {
        let body = body.to_owned();
        let refusal = scene.refusal(move |_| Reply::raw(status, &body)).await;
        assert_eq!(refusal.fault_code(), code, "{status}");
        assert_eq!(scene.simulator.exchanges().pop().unwrap().status, Some(status));
    }
}

#[tokio::test]
async fn a_large_answer_is_read_to_its_end() {
    let scene = Scene::set().await;
    scene.station.play(|request| {
        let answer = pagopa_node::encode_response(&honest(request));
        let (message, end) = answer.rsplit_once("</").unwrap();
        Reply::raw(200, &format!("{message}{}</{end}", " ".repeat(900_000)))
    });
    scene.pay().await.unwrap();
}

#[tokio::test]
async fn transfers_that_do_not_add_up_to_the_amount_are_refused() {
    let scene = Scene::set().await;
    let fault = scene
        .refusal(|request| match request {
            Request::GetPaymentV2(_) => {
                let payment = payment(vec![transfer(1, 11_999, BODY)]);
                Response::GetPaymentV2(Ok(Box::new(PreparedPayment { payment }))).into()
            }
            other => honest(other).into(),
        })
        .await;
    assert_eq!(fault.fault_code(), "PPT_STAZIONE_INT_PA_ERRORE_RESPONSE");
    assert_eq!(fault.detail(), Some("la somma dei versamenti, 119.99, non è l’importo, 120.00"));
    assert!(scene.station.receipts().is_empty());
}

#[tokio::test]
async fn a_station_that_is_not_there_is_unreachable() {
    let scene = Scene::set().await;
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    scene.simulator.set_endpoint(STATION.parse().unwrap(), nobody.parse().unwrap()).unwrap();
    let fault = scene.pay().await.unwrap_err();
    assert_eq!(fault.fault_code(), "PPT_STAZIONE_INT_PA_IRRAGGIUNGIBILE");
    scene.simulator.set_endpoint(STATION.parse().unwrap(), scene.station.endpoint.clone()).unwrap();
    scene.pay().await.unwrap();
}

#[tokio::test]
async fn whom_the_node_does_not_know_nobody_can_pay() {
    let simulator = Simulator::new(Registry::default(), SimClock::default()).unwrap();
    let outcome =
        simulator.pay(BODY.parse().unwrap(), NOTICE.parse().unwrap(), PayOptions::default()).await;
    assert_eq!(outcome.unwrap_err().fault_code(), "PPT_DOMINIO_SCONOSCIUTO");
}

#[tokio::test]
async fn a_notice_is_paid_by_one_at_a_time_and_only_once() {
    let scene = Arc::new(Scene::set().await);
    let gate = Arc::new(Notify::new());
    let held = Arc::clone(&gate);
    scene.station.play(move |request| match request {
        Request::GetPaymentV2(_) => Reply::from(honest(request)).held_by(&held),
        other => honest(other).into(),
    });
    let first = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.pay().await }
    });
    while scene.station.activations().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = scene.pay().await.unwrap_err();
    assert_eq!(second.fault_code(), "PPT_PAGAMENTO_IN_CORSO");
    gate.notify_one();
    first.await.unwrap().unwrap();
    let third = scene.pay().await.unwrap_err();
    assert_eq!(third.fault_code(), "PPT_PAGAMENTO_DUPLICATO");
    assert_eq!(scene.station.activations().len(), 1);
}

#[tokio::test]
async fn a_payment_that_failed_or_was_dropped_leaves_the_notice_payable() {
    let scene = Scene::set().await;
    scene
        .refusal(|request| match request {
            Request::GetPaymentV2(_) => Reply::raw(500, ""),
            other => honest(other).into(),
        })
        .await;
    let gate = Arc::new(Notify::new());
    scene.station.play(move |request| match request {
        Request::GetPaymentV2(_) => Reply::from(honest(request)).held_by(&gate),
        other => honest(other).into(),
    });
    let dropped = tokio::time::timeout(Duration::from_millis(200), scene.pay()).await;
    assert!(dropped.is_err());
    scene.station.play(|request| honest(request).into());
    scene.pay().await.unwrap();
}
