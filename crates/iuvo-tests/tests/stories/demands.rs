//! Notices demanded at a PSP, for debts that the payer declares.

use iuvo_tests::{Town, ids, iuvo, messages, stories};
use jiff::SignedDuration;
use pagopa_codes::NoticeNumber;
use pagopa_node::{Amount, Attachment, CanoneUnico, OrganizationCode, Request, ServiceData, Text};
use pagopa_sim::CatalogService;
use reqwest::Method;

async fn demanded(town: &Town, declared: CanoneUnico) -> NoticeNumber {
    let answer = town.demand(declared).await.assert_ok();
    answer.text("noticeNumber").expect("a notice").parse().unwrap()
}

fn catalog() -> CatalogService {
    CatalogService {
        service_id: Text::parse(ids::CATALOG_SERVICE).unwrap(),
        service_subject_id: Text::parse(ids::CATALOG_SUBJECT).unwrap(),
    }
}

stories! {
    async fn a_payer_declares_a_debt_and_pays_the_notice_made_for_it(town: Town) {
        town.offer_school_meals().await;
        let declared = ServiceData::Cup(messages::declared(2_550));
        let organization = ids::TOWN.parse().unwrap();
        let demanded = town.simulator().demand(organization, catalog(), &declared).await.unwrap();
        assert_eq!(demanded.verified.payment_option.amount.cents().get(), 2_550);
        assert_eq!(demanded.verified.description.as_str(), "Mensa scolastica");
        assert_eq!(demanded.verified.company_name.as_str(), "Comune di Esempio");
        assert!(demanded.verified.payment_option.all_postal);
        let notice = demanded.notice.notice_number;
        assert_eq!(notice.segregation_code().unwrap().as_str(), "02");

        let payment = town.psp().pay(&notice).await.assert_ok();
        assert_eq!(payment.amount(), 2_550);
        let listed = town.gpd(Method::GET, "/debtpositions?limit=10&page=0", None).await.json;
        let position = &listed["payment_position_list"][0];
        assert_eq!(position["status"], "PAID", "{listed}");
        let path = format!("/debtpositions/{}", position["iupd"].as_str().unwrap());
        let position = town.gpd(Method::GET, &path, None).await.json;
        let debtors = "select count(*) from payment_option where debtor_full_name = 'Mario Rossi'";
        assert_eq!(town.rows().number(debtors).await, 1);
        assert_eq!(position["paymentOption"][0]["transfer"][0]["category"], "9/0101109IM/");
        let kinds = "select count(*) from debt_position where origin = 2";
        assert_eq!(town.rows().number(kinds).await, 1);
        assert_eq!(town.rows().count("review_case").await, 0);
    }

    /// A PSP that missed our answer asks again; a payer who has paid may owe the same once more.
    async fn the_same_demand_gets_the_same_notice_while_it_can_be_paid(town: Town) {
        town.offer_school_meals().await;
        let first = demanded(&town, messages::declared(2_550)).await;
        assert_eq!(demanded(&town, messages::declared(2_550)).await, first);
        assert_eq!(town.rows().count("debt_position").await, 1);
        assert_ne!(demanded(&town, messages::declared(2_500)).await, first);

        town.psp().pay(&first).await.assert_ok();
        let second = demanded(&town, messages::declared(2_550)).await;
        assert_ne!(second, first);
        assert_eq!(demanded(&town, messages::declared(2_550)).await, second);
        // Nobody has paid it for a month: it has expired.
        town.advance(SignedDuration::from_hours(24 * 31));
        town.verify(second).await.assert_fault("PAA_PAGAMENTO_SCADUTO");
        let third = demanded(&town, messages::declared(2_550)).await;
        assert_ne!(third, second);
        town.verify(third).await.assert_ok();
        assert_eq!(town.rows().count("notice_demand").await, 2);
        assert_eq!(town.rows().count("debt_position").await, 4);
    }

    async fn twenty_identical_demands_at_once_make_one_notice(town: Town) {
        town.offer_school_meals().await;
        let town = std::sync::Arc::new(town);
        let mut demands = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let town = std::sync::Arc::clone(&town);
            demands.spawn(async move { demanded(&town, messages::declared(2_550)).await });
        }
        let notices: std::collections::HashSet<_> = demands.join_all().await.into_iter().collect();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert_eq!(town.rows().count("debt_position").await, 1);
    }

    async fn every_wrong_demand_is_refused_by_name_and_changes_nothing(town: Town) {
        town.offer_school_meals().await;
        let good = messages::demand(messages::declared(2_550));
        let changed = |change: &dyn Fn(&mut CanoneUnico)| {
            let mut declared = messages::declared(2_550);
            change(&mut declared);
            messages::demand(declared)
        };
        let with_data = |data: &str| {
            let mut request = good.clone();
            request.data = Attachment::new(data.as_bytes()).unwrap();
            request
        };
        let mut other_service = good.clone();
        other_service.service_id = Text::parse("99999").unwrap();
        let mut other_subject = good.clone();
        other_subject.service_subject_id = Text::parse("99999").unwrap();
        let nothing = changed(&|it| it.amount = Amount::new(pagopa_codes::Cents::ZERO).unwrap());
        let elsewhere = changed(&|it| {
            it.organization = OrganizationCode::FiscalCode(ids::NEIGHBOUR.parse().unwrap());
        });
        let no_name = ServiceData::Cup(messages::declared(2_550))
            .encode()
            .replace("<debtorFullName>Mario Rossi</debtorFullName>", "");
        let at = "datiSpecificiServizioRequest: ";
        let mut stranger = good.clone();
        stranger.addressee.organization_fiscal_code = Text::parse("12345678901").unwrap();
        let mut off_station = good.clone();
        off_station.addressee.station_id = Text::parse("99000000002_09").unwrap();
        let mut no_broker = good.clone();
        no_broker.addressee.broker_fiscal_code = Text::parse("99000000099").unwrap();
        let table = [
            (other_service, "PAA_SEMANTICA", "idServizio: non è un servizio dell’ente".to_owned()),
            (
                other_subject,
                "PAA_SEMANTICA",
                "idSoggettoServizio: non è un servizio dell’ente".to_owned(),
            ),
            (nothing, "PAA_SEMANTICA", "amount: importo pari a zero".to_owned()),
            (
                elsewhere,
                "PAA_SEMANTICA",
                "organizationFiscalCode: è diverso da idPA".to_owned(),
            ),
            (
                with_data(&no_name),
                "PAA_SINTASSI_XSD",
                format!("{at}pagamentoCup/debtorFullName: elemento obbligatorio mancante"),
            ),
            (
                with_data("<tassaAuto xmlns='urn:x'/>"),
                "PAA_SINTASSI_XSD",
                format!(
                    "{at}tassaAuto: elemento che non è di alcuno schema servito (pagamentoCup del \
                     namespace http://PuntoAccessoPSP.spcoop.gov.it/Cup)"
                ),
            ),
            (
                with_data("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
                "PAA_SINTASSI_XSD",
                format!("{at}DOCTYPE non ammesso"),
            ),
        ];
        for (request, code, why) in table {
            let answer = town.ask(Request::DemandPaymentNotice(request)).await;
            answer.assert_fault(code).assert_text("description", &why);
        }
        for (request, code) in [
            (stranger, "PAA_ID_DOMINIO_ERRATO"),
            (no_broker, "PAA_ID_INTERMEDIARIO_ERRATO"),
            (off_station, "PAA_STAZIONE_INT_ERRATA"),
        ] {
            town.ask(Request::DemandPaymentNotice(request)).await.assert_fault(code);
        }
        assert_eq!(town.rows().count("debt_position").await, 0);
        assert_eq!(town.rows().count("notice_demand").await, 0);
    }

    async fn a_station_takes_demands_only_for_bodies_that_want_them(town: Town) {
        town.offer_school_meals().await;
        let link = async |arguments: &[&str]| {
            let which = ["link", "add", "--organization", ids::TOWN];
            let how = ["--environment", "collaudo", "--station", ids::STATION];
            let code = ["--segregation-code", "02"];
            town.admin(&[&which[..], &how, &code, arguments].concat()).await.assert_code(0);
            town.app().refresh_directory().await.unwrap();
        };
        link(&[]).await;
        let why = "la stazione non è abilitata ai pagamenti spontanei per l’ente";
        let refused = town.demand(messages::declared(2_550)).await;
        refused.assert_fault("PAA_STAZIONE_INT_ERRATA").assert_text("description", why);
        assert_eq!(town.rows().count("debt_position").await, 0);
        link(&["--spontaneous"]).await;
        town.demand(messages::declared(2_550)).await.assert_ok();
    }

    async fn an_operator_says_how_the_catalog_knows_a_service(town: Town) {
        town.offer_school_meals().await;
        let url = town.database().url();
        let service = async |code: &str, catalog: &[&str]| {
            let start = ["admin", "--database-url", url, "service", "add", "--organization"];
            let which = [ids::TOWN, "--environment", "collaudo", "--code", code, "--name", "Sale"];
            let what = ["--spontaneous", "--category", "9/0101109IM/"];
            iuvo(&[&start[..], &which[..], &what[..], catalog].concat()).await
        };
        let codes = ["--catalog-service", "00077", "--catalog-subject", "00048"];
        service("SALE", &codes).await.assert_code(0);
        town.app().refresh_directory().await.unwrap();
        let mut request = messages::demand(messages::declared(1_000));
        request.service_id = Text::parse("00077").unwrap();
        let answer = town.ask(Request::DemandPaymentNotice(request)).await.assert_ok();
        answer.assert_text("paymentDescription", "Sale");

        service("SALE", &[&codes[..], &["--valid-to", "2020-12-31"]].concat()).await.assert_code(0);
        town.app().refresh_directory().await.unwrap();
        let mut request = messages::demand(messages::declared(1_001));
        request.service_id = Text::parse("00077").unwrap();
        let answer = town.ask(Request::DemandPaymentNotice(request)).await;
        let answer = answer.assert_fault("PAA_SEMANTICA");
        answer.assert_text("description", "idServizio: oggi il servizio non vale");

        let taken = service("ALTRE", &codes).await.assert_code(1);
        assert!(taken.stderr.contains("sono già del servizio SALE"), "{}", taken.stderr);
        let half = service("ALTRE", &["--catalog-service", "00078"]).await.assert_code(2);
        assert!(half.stderr.contains("--catalog-subject"), "{}", half.stderr);
        let long = ["--catalog-service", "000789", "--catalog-subject", "00048"];
        let long = service("ALTRE", &long).await.assert_code(2);
        assert!(long.stderr.contains("ha cinque cifre o lettere"), "{}", long.stderr);
        let shown = ["admin", "--database-url", url, "directory", "show"];
        let shown = iuvo(&shown).await.assert_code(0).stdout;
        assert!(shown.contains("catalogo 00077 00048"), "{shown}");
    }
}
