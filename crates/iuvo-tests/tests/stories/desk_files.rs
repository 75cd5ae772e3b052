//! Files of positions as a clerk sees them: how far they are, what was refused, how to mend it.

use iuvo_domain::access::{Role, Scope};
use iuvo_tests::{
    Browser, Town,
    files::{positions, zipped},
    ids, stories,
};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};

const BASE: &str = "/backoffice/comune-di-esempio/collaudo";

async fn clerk(town: &Town) -> Browser {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.signed_in(&town.operator("anna", &[(Role::Clerk, here)]).await).await
}

/// Positions of which the second one cannot be.
fn models(town: &Town) -> Vec<Value> {
    let model = |it: &str| town.position("TARI 2026").iupd(it).model();
    let mut models = vec![model("TARI-1"), model("TARI-2"), model("TARI-3")];
    models[1]["paymentOption"][0]["amount"] = json!(0);
    models
}

stories! {
    async fn a_clerk_sees_what_was_refused_mends_it_and_has_it_sent_again(town: Town) {
        let anna = clerk(&town).await;
        let empty = anna.opens(&format!("{BASE}/file")).await;
        empty.assert_says(200, "Nessun file ricevuto.");
        let id = town.send_file(Method::POST, &positions(&models(&town))).await;
        let path = format!("{BASE}/file/{id}");
        let waiting = anna.opens(&path).await;
        waiting.assert_says(200, "In lavorazione");
        waiting.assert_says(200, "0 righe di 3.");
        assert!(!anna.opens(BASE).await.text.contains("righe scartate"));
        town.work_through_file(&id).await;

        // The figures are counted anew after a while.
        town.advance(SignedDuration::from_mins(2));
        let home = anna.opens(BASE).await;
        home.assert_says(200, "Un file con righe scartate negli ultimi 7 giorni");
        let list = anna.opens(&format!("{BASE}/file?stato=scarti")).await;
        list.assert_says(200, "tari.zip");
        list.assert_says(200, "Concluso con scarti");
        let page = anna.opens(&path).await;
        page.assert_says(200, "I dati non sono corretti.");
        page.assert_says(200, "TARI-2");
        page.assert_says(200, "<span lang=\"en\">400 - ");

        let csv = anna.opens(&format!("{path}/scarti.csv")).await;
        csv.assert_says(200, "\"2\";\"TARI-2\";\"I dati");
        let rejects = anna.opens(&format!("{path}/scarti.json")).await;
        let mut rejects: Value = serde_json::from_str(&rejects.text).unwrap();
        rejects["paymentPositions"][0]["paymentOption"][0]["amount"] = json!(12_000);
        let again = town.send_file(Method::POST, &zipped(&rejects)).await;
        assert_eq!(town.work_through_file(&again).await, "COMPLETED");
        assert_eq!(town.rows().count("debt_position").await, 3);
        // Who has taken data of debtors away is known.
        let told = "select count(*) from audit_entry where act = 'list.downloaded'";
        assert_eq!(town.rows().number(told).await, 2);
    }

    async fn files_are_shown_page_by_page(town: Town) {
        let anna = clerk(&town).await;
        let file = positions(&models(&town));
        for _ in 0..51 {
            town.send_file(Method::POST, &file).await;
        }
        let first = anna.opens(&format!("{BASE}/file")).await;
        let (_, rest) = first.text.split_once(&format!("{BASE}/file?prima=")).expect("a next page");
        let (last, _) = rest.split_once('"').unwrap();
        let second = anna.opens(&format!("{BASE}/file?prima={last}")).await;
        assert_eq!(second.text.matches("tari.zip").count(), 1, "{}", second.text);
        assert!(!second.text.contains("Pagina successiva"));
    }

    /// Of a file nobody knows of which services its positions are.
    async fn files_are_not_for_those_who_work_on_some_services(town: Town) {
        let here = town.workspace(ids::TOWN);
        let directory = town.app().directory();
        let service = directory.workspace(here).unwrap().services[0].id;
        let grant = (Role::Clerk, Scope::Service(here, service));
        let elsa = town.signed_in(&town.operator("elsa", &[grant]).await).await;
        let id = town.send_file(Method::POST, &positions(&models(&town))).await;
        town.work_through_file(&id).await;
        for path in ["", &format!("/{id}"), &format!("/{id}/scarti.json")] {
            assert_eq!(elsa.opens(&format!("{BASE}/file{path}")).await.status, 403, "{path}");
        }
        let home = elsa.opens(BASE).await;
        for kept in ["File ricevuti", "righe scartate"] {
            assert!(!home.text.contains(kept), "{}", home.text);
        }
        let anna = clerk(&town).await;
        let neighbours = format!("/backoffice/unione-terre-di-prova/collaudo/file/{id}");
        assert_eq!(anna.opens(&neighbours).await.status, 404);
        assert_eq!(anna.opens(&format!("{BASE}/file/altro")).await.status, 404);
    }
}
