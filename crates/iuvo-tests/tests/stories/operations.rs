//! What whoever runs the program sees.

use iuvo_tests::{Database, Engine, Program, Town, ids, messages, stories};
use pagopa_node::Request;
use serde_json::json;

stories! {
    /// Neither browsers nor what stands between keep what may be personal, or guess what it is.
    async fn nothing_is_kept_on_the_way_but_what_says_so(town: Town) {
        let debt = town.position("TARI 2026").publish().await;
        let (of_town, notice) = (ids::TOWN, debt.notice());
        let archive = format!("/gpd/debt-positions-service/v1/organizations/{of_town}");
        let paths = [
            format!("{archive}/debtpositions/{}", debt.iupd),
            format!("{archive}/debtpositions/nessuna"),
            format!("/api/v1/notices/{notice}/codes?organization={of_town}"),
            format!("/api/v1/notices/{notice}/notice.pdf?organization={of_town}"),
            "/comune-di-esempio".to_owned(),
            "/backoffice/comune-di-esempio/collaudo/posizioni/elenco.csv".to_owned(),
            "/checkout/ec/v1/carts".to_owned(),
            "/assets/nessuno.css".to_owned(),
            "/metrics".to_owned(),
        ];
        for path in paths {
            let request = reqwest::Client::builder().no_proxy().build().unwrap();
            let request = request.get(format!("{}{path}", town.base_url()));
            let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY);
            let response = request.bearer_auth(ids::KEY).send().await.unwrap();
            let demanded = [("cache-control", "no-store"), ("x-content-type-options", "nosniff")];
            for (name, value) in demanded {
                let found = response.headers().get(name).map(|it| it.to_str().unwrap());
                assert_eq!(found, Some(value), "{name} of {path}");
            }
        }
    }

    async fn health_and_metrics_are_served(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        town.verify(notice).await.assert_ok();
        town.verify("302000000000000099".parse().unwrap()).await;
        assert_eq!(town.get("/health/live").await.assert_status(200).json["status"], "ok");
        assert_eq!(town.get("/health/ready").await.assert_status(200).json["status"], "ok");
        let metrics = town.get("/metrics").await.assert_status(200).text;
        let counted = |outcome: &str| {
            let labels = format!(
                "iuvo_node_calls_total{{environment=\"collaudo\",station=\"99000000002_01\",\
                 operation=\"paVerifyPaymentNotice\",outcome=\"{outcome}\"}} 1"
            );
            metrics.contains(&labels)
        };
        assert!(counted("OK"), "{metrics}");
        assert!(counted("PAA_PAGAMENTO_SCONOSCIUTO"), "{metrics}");
    }

    async fn the_wsdl_names_the_address_and_every_operation(town: Town) {
        let wsdl = town.get("/node/collaudo/pa-for-node?wsdl").await.assert_status(200).text;
        let address = format!("{}/node/collaudo/pa-for-node", town.base_url());
        assert!(wsdl.contains(&address));
        for operation in ["paVerifyPaymentNotice", "paGetPaymentV2", "paSendRTV2"] {
            assert!(wsdl.contains(&format!("soapAction=\"{operation}\"")), "{operation}");
        }
        town.get("/node/collaudo/pa-for-node").await.assert_status(405);
        town.get("/node/altrove/pa-for-node?wsdl").await.assert_status(404);
    }
}

/// Logs are read by people who may not know whom they concern.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_what_happened_and_to_nobody() {
    for engine in Engine::ALL {
        let database = Database::create(engine).await;
        let town = Town::on_database(Database::at(database.url())).await;
        let position = town.position("Causale riservata").with(|it| {
            it["fullName"] = json!("Canarino Giallo");
            it["email"] = json!("canarino@example.org");
        });
        let notice = position.publish().await.notice();
        drop(town);

        let program = Program::start(&database).await;
        let asked = program.ask(&Request::VerifyPaymentNotice(messages::verify(notice))).await;
        asked.unwrap().assert_ok();
        program.ask(&Request::GetPaymentV2(messages::activate(notice, None))).await.unwrap();
        program.deliver(messages::receipt("R1", notice, 12_000)).await.unwrap().assert_ok();
        program.deliver(messages::receipt("R1", notice, 1)).await.unwrap();
        let again = Request::VerifyPaymentNotice(messages::verify(notice));
        program.ask(&again).await.unwrap().assert_fault("PAA_PAGAMENTO_DUPLICATO");
        let metrics = program.get("/metrics").await.assert_status(200).text;
        program.terminate().await;
        program.ended().await;

        let log = program.log().join("\n");
        for operation in ["paVerifyPaymentNotice", "paGetPaymentV2", "paSendRTV2"] {
            assert!(log.contains(operation), "{operation} is not in {log}");
        }
        let persons =
            ["Canarino", "canarino@", ids::DEBTOR, "Mario", "riservata", ids::IBAN, ids::KEY];
        for person in persons {
            assert!(!log.contains(person), "{person} is in {log}");
            assert!(!metrics.contains(person), "{person} is in {metrics}");
        }
    }
}
