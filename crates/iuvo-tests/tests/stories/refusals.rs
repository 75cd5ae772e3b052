//! What the Node is told when it asks for something we do not have, in the order of the checks.

use iuvo_tests::{ids, messages, stories};
use pagopa_node::{Addressee, Request, Text};
use reqwest::Method;

fn text(value: &str) -> Text<35> {
    Text::parse(value).unwrap()
}

stories! {
    async fn each_refusal_has_its_fault(town: Town) {
        let draft = town.position("bozza").draft().await;
        let published = town.position("TARI 2026").publish().await;
        let withdrawn = town.position("annullata").publish().await;
        let path = format!("/debtpositions/{}/invalidate", withdrawn.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(200);

        let unknown = "302000000000000099".parse().unwrap();
        town.verify(unknown).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.activate(unknown).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.verify(draft.notice()).await.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
        town.verify(withdrawn.notice()).await.assert_fault("PAA_PAGAMENTO_ANNULLATO");
        town.verify(published.notice()).await.assert_ok();
    }

    async fn the_body_then_the_broker_then_the_station_are_checked(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let strange = "12345678901";
        let cases = [
            (strange, strange, "x", "PAA_ID_DOMINIO_ERRATO"),
            (ids::TOWN, strange, "x", "PAA_ID_INTERMEDIARIO_ERRATO"),
            (ids::TOWN, ids::BROKER, "99000000002_99", "PAA_STAZIONE_INT_ERRATA"),
            (ids::TOWN, ids::BROKER, "non-una-stazione", "PAA_STAZIONE_INT_ERRATA"),
        ];
        for (organization, broker, station, fault) in cases {
            let mut request = messages::verify(notice);
            request.addressee = Addressee {
                organization_fiscal_code: text(organization),
                broker_fiscal_code: text(broker),
                station_id: text(station),
            };
            request.notice.organization_fiscal_code = organization.parse().unwrap();
            let answer = town.ask(Request::VerifyPaymentNotice(request)).await;
            let answer = answer.assert_fault(fault);
            assert_eq!(answer.text("id"), Some(organization));
        }
    }

    async fn the_notice_must_be_of_the_body_addressed(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let mut request = messages::verify(notice);
        request.notice.organization_fiscal_code = ids::NEIGHBOUR.parse().unwrap();
        let answer = town.ask(Request::VerifyPaymentNotice(request)).await;
        answer.assert_fault("PAA_ID_DOMINIO_ERRATO");
    }

    async fn a_neighbour_does_not_know_the_towns_notices(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let mut request = messages::verify(notice);
        request.addressee = messages::addressee(ids::NEIGHBOUR);
        request.notice.organization_fiscal_code = ids::NEIGHBOUR.parse().unwrap();
        let answer = town.ask(Request::VerifyPaymentNotice(request)).await;
        answer.assert_fault("PAA_PAGAMENTO_SCONOSCIUTO");
    }

    /// The town is in "collaudo" only; its neighbour is in both, each with its own station.
    async fn a_message_for_one_environment_is_refused_by_the_other(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice();
        let send = async |organization: &str| {
            let request = pagopa_node::SendRtV2Request {
                addressee: messages::addressee(organization),
                receipt: messages::receipt("R1", notice, 12_000),
            };
            let body = pagopa_node::encode_request(&Request::SendRtV2(Box::new(request)));
            town.soap_to("/node/produzione/pa-for-node", "paSendRTV2", body).await
        };
        send(ids::TOWN).await.assert_fault("PAA_ID_DOMINIO_ERRATO");
        send(ids::NEIGHBOUR).await.assert_fault("PAA_STAZIONE_INT_ERRATA");
        assert_eq!(town.rows().count("receipt").await, 0);
        town.verify(notice).await.assert_ok();
    }
}
