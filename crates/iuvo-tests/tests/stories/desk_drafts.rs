//! No lost work: what was typed when a session had ended is there again after the sign-in.

use iuvo_domain::access::{Operator, Role, Scope};
use iuvo_tests::{Browser, PASSWORD, Page, Town, ids, stories};
use jiff::SignedDuration;
use reqwest::Method;

const BASE: &str = "/backoffice/comune-di-esempio/collaudo";
const NEW: &str = "/backoffice/comune-di-esempio/collaudo/posizioni/nuova";
const TYPED: [(&str, &str); 3] =
    [("nome", "Giuseppina Verdi"), ("causale", "Retta di novembre"), ("importo-1", "dodici")];

async fn clerk(town: &Town, name: &str) -> (Operator, Browser) {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    let operator = town.operator(name, &[(Role::PaymentsContact, here)]).await;
    let browser = town.signed_in(&operator).await;
    (operator, browser)
}

/// Sends a form when the session has ended, and says where the sign-in will lead.
async fn sent_too_late(
    town: &Town,
    browser: &Browser,
    path: &str,
    form: &[(&str, &str)],
) -> String {
    town.advance(SignedDuration::from_mins(31));
    let turned_away = browser.sends(path, form).await;
    assert_eq!(turned_away.status, 303, "{}", turned_away.text);
    let address = turned_away.leads_to.unwrap();
    let page = browser.opens(&address).await;
    page.assert_says(200, "ritrovi la pagina con quello che avevi scritto");
    back_from(&page)
}

/// Where a sign-in page leads.
fn back_from(page: &Page) -> String {
    let rest = page.text.split_once("name=\"da\" value=\"").expect("a way back").1;
    rest.split_once('"').unwrap().0.replace("&#38;", "&")
}

stories! {
    async fn what_was_typed_is_there_again_after_the_sign_in(town: Town) {
        let (anna, browser) = clerk(&town, "anna").await;
        let back = sent_too_late(&town, &browser, NEW, &TYPED).await;
        assert!(back.starts_with(&format!("{NEW}?bozza=")), "{back}");
        assert!(!back.contains("Verdi"));
        assert_eq!(browser.signs_in(&anna.email, PASSWORD).await.status, 303);
        for _ in 0..2 {
            let page = browser.opens(&back).await;
            page.assert_says(200, "Abbiamo ritrovato quello che avevi scritto");
            for (_, text) in TYPED {
                page.assert_says(200, text);
            }
        }
        assert_eq!(town.rows().count("debt_position").await, 0);
        browser.opens(NEW).await.assert_says(200, "Nuova posizione");
        assert!(!browser.opens(NEW).await.text.contains("Verdi"));
    }

    async fn a_draft_opens_for_its_operator_alone_in_its_place_and_for_an_hour(town: Town) {
        let (anna, browser) = clerk(&town, "anna").await;
        let (bruno, other) = clerk(&town, "bruno").await;
        let back = sent_too_late(&town, &browser, NEW, &TYPED).await;
        assert_eq!(other.signs_in(&bruno.email, PASSWORD).await.status, 303);
        let theirs = other.opens(&back).await;
        assert!(theirs.status == 200 && !theirs.text.contains("Verdi"), "{}", theirs.text);
        assert_eq!(browser.signs_in(&anna.email, PASSWORD).await.status, 303);
        let id = back.split_once('=').unwrap().1.to_owned();
        let elsewhere = format!("{BASE}/configurazione/operatori?bozza={id}");
        assert!(!browser.opens(&elsewhere).await.text.contains("Verdi"));
        for wrong in ["", "altro", "00000000-0000-0000-0000-000000000000"] {
            let page = browser.opens(&format!("{NEW}?bozza={wrong}")).await;
            assert!(page.status == 200 && !page.text.contains("Verdi"), "{}", page.text);
        }
        town.advance(SignedDuration::from_mins(29));
        browser.opens(&back).await.assert_says(200, "Verdi");
        town.advance(SignedDuration::from_mins(29));
        browser.opens(BASE).await.assert_says(200, "Panoramica");
        town.advance(SignedDuration::from_mins(2));
        assert!(!browser.opens(&back).await.text.contains("Verdi"));
        assert_eq!(browser.signs_in(&anna.email, PASSWORD).await.status, 303);
        assert_eq!(town.rows().count("form_draft").await, 0);
    }

    async fn only_the_forms_of_a_session_that_has_ended_are_kept(town: Town) {
        let (anna, browser) = clerk(&town, "anna").await;
        let kept = async || town.rows().count("form_draft").await;
        // Who has never signed in, who has signed out, and what is a password, leave nothing.
        town.browser().sends(NEW, &TYPED).await;
        let gone = town.signed_in(&anna).await;
        let token = gone.cookie();
        gone.sends("/backoffice/esci", &[]).await;
        gone.keep(token);
        gone.sends(NEW, &TYPED).await;
        town.advance(SignedDuration::from_mins(31));
        let password = [("attuale", PASSWORD), ("nuova", "un’altra frase lunga")];
        browser.sends("/backoffice/profilo/password", &password).await;
        assert_eq!(kept().await, 0);
        let large = "x".repeat(17_000);
        assert_eq!(browser.sends(NEW, &[("causale", &large)]).await.status, 413);
        assert_eq!(kept().await, 0);
        for _ in 0..7 {
            assert_eq!(browser.sends(NEW, &TYPED).await.status, 303);
        }
        assert_eq!(kept().await, 5);
        let plain = "select count(*) from form_draft
            where cast(sealed as text) like '%Verdi%'";
        if town.engine() == iuvo_tests::Engine::Sqlite {
            assert_eq!(town.rows().number(plain).await, 0);
        }
    }

    async fn a_search_of_a_session_that_has_ended_goes_on_after_the_sign_in(town: Town) {
        let (anna, browser) = clerk(&town, "anna").await;
        let position = town.position("TARI 2026").publish().await;
        let search = format!("{BASE}/posizioni/cerca");
        let number = position.notice().to_string();
        let back = sent_too_late(&town, &browser, &search, &[("cerca", &number)]).await;
        assert!(back.starts_with(&format!("{search}?bozza=")) && !back.contains(&number), "{back}");
        assert_eq!(browser.signs_in(&anna.email, PASSWORD).await.status, 303);
        let found = browser.opens(&back).await.leads_to.unwrap();
        browser.opens(&found).await.assert_says(200, "TARI 2026");
        assert!(found.starts_with(&format!("{BASE}/posizioni/")), "{found}");
        // Of which nothing is known any more, like an address that somebody writes.
        browser.opens(&search).await.assert_leads_to(&format!("{BASE}/posizioni"));
    }

    async fn a_form_that_meets_a_failure_of_ours_can_be_sent_again(town: Town) {
        let (_, browser) = clerk(&town, "anna").await;
        let page = browser.opens(NEW).await;
        let key = page.text.split_once("name=\"chiave\" value=\"").unwrap().1;
        let form = [
            ("chiave", key.split('"').next().unwrap()), ("codice-fiscale", ids::DEBTOR),
            ("nome", "Verdi & <Figli>"), ("servizio", "TARI"), ("causale", "Retta \"uno\""),
            ("importo-1", "12,00"), ("scadenza-1", "30g"), ("azione", "pubblica"),
        ];
        let password = [("attuale", PASSWORD), ("nuova", "un’altra frase lunga")];
        for table in ["installment", "operator_session"] {
            town.rows().damage(&format!("alter table {table} rename to lost")).await;
            let failed = browser.sends(NEW, &form).await;
            failed.assert_says(500, "premi «Riprova»");
            failed.assert_says(500, "chi amministra il programma");
            failed.assert_says(500, &format!("action=\"{NEW}\""));
            let hidden = failed.text.matches("type=\"hidden\"").count();
            assert_eq!(hidden, form.len(), "{}", failed.text);
            let failed = browser.sends("/backoffice/profilo/password", &password).await;
            assert!(!failed.text.contains("frase lunga"), "{}", failed.text);
            town.rows().damage(&format!("alter table lost rename to {table}")).await;
        }
        let failed = browser.calls(Method::POST, NEW, &form, "cross-site").await;
        assert!(failed.status == 403 && !failed.text.contains("Verdi"), "{}", failed.text);
        let done = browser.sends(NEW, &form).await.leads_to.unwrap();
        let shown = browser.opens(&done).await;
        shown.assert_says(200, "Verdi &#38; &#60;Figli&#62;");
    }

    async fn a_form_that_meets_a_failure_of_ours_can_be_corrected(town: Town) {
        let (_, browser) = clerk(&town, "anna").await;
        let page = browser.opens(NEW).await;
        let key = page.text.split_once("name=\"chiave\" value=\"").unwrap().1;
        let form = [
            ("chiave", key.split('"').next().unwrap()), ("codice-fiscale", ids::DEBTOR),
            ("nome", "Giuseppina Verdi"), ("servizio", "TARI"), ("causale", "Retta"),
            ("importo-1", "12,00"), ("scadenza-1", "30g"), ("azione", "pubblica"),
        ];
        let to_correct = [form.as_slice(), &[("correggi", "1")]].concat();
        town.rows().damage("alter table operator_session rename to lost").await;
        for form in [form.as_slice(), &to_correct] {
            let failed = browser.sends(NEW, form).await;
            failed.assert_says(500, "name=\"correggi\" value=\"1\">Torna al modulo");
            // «Riprova» sends what was typed, and does not ask for the form.
            assert_eq!(failed.text.matches("type=\"hidden\"").count(), 8, "{}", failed.text);
        }
        town.rows().damage("alter table lost rename to operator_session").await;
        let back = browser.sends(NEW, &to_correct).await.leads_to.unwrap();
        assert!(back.starts_with(&format!("{NEW}?bozza=")) && !back.contains("Verdi"), "{back}");
        let again = browser.opens(&back).await;
        again.assert_says(200, "Abbiamo ritrovato quello che avevi scritto");
        again.assert_says(200, "Giuseppina Verdi");
        assert_eq!(town.rows().count("debt_position").await, 0);
        let corrected = form.map(|it| if it.0 == "nome" { ("nome", "Giuseppe Verdi") } else { it });
        let done = browser.sends(NEW, &corrected).await.leads_to.unwrap();
        browser.opens(&done).await.assert_says(200, "Giuseppe Verdi");
    }

    async fn whoever_leaves_after_the_end_of_the_session_has_left(town: Town) {
        let (_, browser) = clerk(&town, "anna").await;
        let left = "/backoffice/accedi?motivo=uscita";
        town.advance(SignedDuration::from_mins(31));
        let everywhere = browser.sends("/backoffice/esci-ovunque", &[]).await;
        everywhere.assert_leads_to("/backoffice/profilo");
        browser.sends("/backoffice/esci", &[]).await.assert_leads_to(left);
        assert_eq!(browser.cookie(), None);
        browser.sends("/backoffice/esci", &[]).await.assert_leads_to(left);
    }

    async fn an_error_of_a_workspace_keeps_its_menu(town: Town) {
        let (_, browser) = clerk(&town, "anna").await;
        let unknown = format!("{BASE}/posizioni/00000000-0000-0000-0000-000000000000");
        let page = browser.opens(&unknown).await;
        page.assert_says(404, "Pagina non trovata");
        page.assert_says(404, "Codice operazione");
        page.assert_says(404, "Torna alla Panoramica");
        page.assert_says(404, &format!("href=\"{BASE}/posizioni\""));
        // Who has nothing to do there is not told whose workspace it is.
        let elsewhere = browser.opens("/backoffice/provincia-di-prova/collaudo").await;
        elsewhere.assert_says(404, "Pagina non trovata");
        assert!(!elsewhere.text.contains("Torna alla Panoramica"), "{}", elsewhere.text);
    }

    async fn every_form_of_a_workspace_comes_back(town: Town) {
        let (anna, browser) = clerk(&town, "anna").await;
        let position = town.position("TARI 2026").publish().await;
        let found = format!("{BASE}/posizioni/cerca");
        let found = browser.sends(&found, &[("cerca", position.notice().as_str())]).await;
        let page = found.leads_to.unwrap();
        for (path, name) in [
            (format!("{page}/invalida"), "motivo"),
            (format!("{page}/modifica"), "causale"),
            (format!("{BASE}/configurazione/iban"), "iban"),
            (format!("{BASE}/configurazione/operatori"), "nome"),
            (format!("{BASE}/configurazione/ente/modifica"), "ufficio"),
            (format!("{BASE}/configurazione/servizi/nuovo"), "nome"),
        ] {
            let typed = [(name, "quello che ho scritto")];
            let back = sent_too_late(&town, &browser, &path, &typed).await;
            assert_eq!(browser.signs_in(&anna.email, PASSWORD).await.status, 303);
            browser.opens(&back).await.assert_says(200, "quello che ho scritto");
        }
    }
}
