//! What whoever runs the program sees.

use iuvo_tests::stories;

stories! {
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
