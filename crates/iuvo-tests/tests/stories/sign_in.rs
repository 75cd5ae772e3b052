//! People sign in, work for a while, and sign out; whoever guesses is locked out.

use std::time::Duration;

use iuvo_app::operators::{OperatorChange, change_operator};
use iuvo_domain::{
    access::{Operator, Role, Scope},
    audit::Author,
};
use iuvo_tests::{Browser, Engine, PASSWORD, Town, ids, stories};
use jiff::SignedDuration;
use reqwest::Method;

const HERE: &str = "/backoffice/comune-di-esempio/collaudo";

async fn anna(town: &Town) -> Operator {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.operator("anna", &[(Role::PaymentsContact, here)]).await
}

async fn sessions(town: &Town) -> i64 {
    town.rows().count("operator_session").await
}

async fn told(town: &Town, act: &str) -> i64 {
    let told = format!("select count(*) from audit_entry where act = '{act}' and chain = 0");
    town.rows().number(&told).await
}

stories! {
    async fn somebody_signs_in_works_and_signs_out(town: Town) {
        let anna = anna(&town).await;
        let browser = town.browser();
        browser.opens("/backoffice").await.assert_leads_to("/backoffice/accedi");
        browser.opens("/backoffice/accedi").await.assert_says(200, "Password");
        let entered = browser.signs_in(&anna.email.to_uppercase(), PASSWORD).await;
        entered.assert_leads_to("/backoffice");
        let cookie = entered.cookie.unwrap();
        assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        browser.opens("/backoffice").await.assert_leads_to(HERE);
        let home = browser.opens(HERE).await;
        home.assert_says(200, "Comune di Esempio");
        home.assert_says(200, "COLLAUDO");
        assert_eq!(told(&town, "operator.signed_in").await, 1);

        let kept = browser.cookie();
        let left = browser.sends("/backoffice/esci", &[]).await;
        left.assert_leads_to("/backoffice/accedi?motivo=uscita");
        assert!(kept.as_ref().is_some_and(|it| it.contains("iuvo=")), "{kept:?}");
        assert!(browser.cookie().is_none_or(|it| !it.contains("iuvo=")), "no session is left");
        browser.keep(kept);
        let back = format!("/backoffice/accedi?da={}&motivo=fine", HERE.replace('/', "%2F"));
        browser.opens(HERE).await.assert_leads_to(&back);
        assert_eq!(told(&town, "operator.signed_out").await, 1);
    }

    async fn whoever_signs_in_comes_back_to_the_page_asked_for(town: Town) {
        let anna = anna(&town).await;
        let browser = town.browser();
        let page = format!("{HERE}/configurazione/ente");
        let asked = format!("/backoffice/accedi?da={}", page.replace('/', "%2F"));
        browser.opens(&page).await.assert_leads_to(&asked);
        browser.opens(&asked).await.assert_says(200, &format!("value=\"{page}\""));
        let twice = format!("{}&{}", asked.replace("accedi?", "accedi?da=x&"), "motivo=fine");
        browser.opens(&twice).await.assert_says(200, &format!("value=\"{page}\""));
        for (next, leads_to) in [
            (page.as_str(), page.as_str()),
            ("https://example.org/backoffice", "/backoffice"),
            ("//example.org", "/backoffice"),
        ] {
            let form = [("email", anna.email.as_str()), ("password", PASSWORD), ("da", next)];
            browser.sends("/backoffice/accedi", &form).await.assert_leads_to(leads_to);
        }
        // Each time with another session, and the one before is good for nothing.
        assert_eq!(sessions(&town).await, 1);
        browser.opens("/backoffice/accedi").await.assert_leads_to("/backoffice");
    }

    async fn a_wrong_password_and_an_unknown_address_are_told_the_same(town: Town) {
        let anna = anna(&town).await;
        let here = Scope::Workspace(town.workspace(ids::TOWN));
        let away = town.operator("carlo", &[(Role::Clerk, here)]).await;
        let change = OperatorChange::Disable(away.clone());
        change_operator(town.app(), &Author::Program, change).await.unwrap();
        let mut answers = Vec::new();
        for (email, password) in [
            (anna.email.as_str(), "una frase lunga e sbagliata"),
            ("nessuno@comune.example", PASSWORD),
            (away.email.as_str(), PASSWORD),
        ] {
            let page = town.browser().signs_in(email, password).await;
            page.assert_says(422, "E-mail o password non corretti.");
            assert!(page.cookie.is_none() && !page.text.contains(password));
            answers.push(page.text.replace(email, "…"));
        }
        assert!(answers.iter().all(|it| *it == answers[0]));
        town.browser().signs_in(&anna.email, "").await.assert_says(422, "Scrivi");
        assert_eq!(told(&town, "operator.sign_in_refused").await, 3);
        assert_eq!(sessions(&town).await, 0);
    }

    async fn whoever_guesses_is_locked_out_whether_there_is_such_a_person_or_not(town: Town) {
        let anna = anna(&town).await;
        for email in [anna.email.as_str(), "nessuno@comune.example"] {
            let browser = town.browser();
            for _ in 0..5 {
                browser.signs_in(email, "una frase sbagliata").await.assert_says(422, "corretti");
            }
            // Now not even the right one is looked at.
            browser.signs_in(email, PASSWORD).await.assert_says(429, "è bloccato fino alle");
        }
        town.advance(SignedDuration::from_secs(60));
        town.browser().signs_in(&anna.email, "una frase sbagliata").await.assert_says(422, "corr");
        town.advance(SignedDuration::from_secs(60));
        town.browser().signs_in(&anna.email, PASSWORD).await.assert_says(429, "bloccato");
        town.advance(SignedDuration::from_secs(60));
        town.browser().signs_in(&anna.email, PASSWORD).await.assert_leads_to("/backoffice");
        // Whoever has signed in has five attempts again.
        for _ in 0..4 {
            town.browser().signs_in(&anna.email, "altra").await.assert_says(422, "corretti");
        }
        town.browser().signs_in(&anna.email, PASSWORD).await.assert_leads_to("/backoffice");
    }

    async fn whoever_tries_many_people_from_one_place_is_locked_out(town: Town) {
        let anna = anna(&town).await;
        for number in 0..20 {
            let email = format!("persona{number}@comune.example");
            town.browser().signs_in(&email, PASSWORD).await.assert_says(422, "corretti");
        }
        town.browser().signs_in(&anna.email, PASSWORD).await.assert_says(429, "bloccato");
        town.advance(SignedDuration::from_secs(60));
        town.browser().signs_in(&anna.email, PASSWORD).await.assert_leads_to("/backoffice");
    }

    async fn attempts_at_once_are_no_more_than_one_after_the_other(town: Town) {
        let anna = anna(&town).await;
        let attempts = (0..12).map(|_| {
            let (browser, email) = (town.browser(), anna.email.clone());
            tokio::spawn(async move { browser.signs_in(&email, "sbagliata").await.status })
        });
        let mut looked_at = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            looked_at += i32::from(attempt.await.unwrap() == 422);
        }
        assert_eq!(looked_at, 5);
    }

    async fn a_session_ends_when_it_is_idle_or_old(town: Town) {
        let anna = anna(&town).await;
        let browser = town.signed_in(&anna).await;
        for _ in 0..3 {
            town.advance(SignedDuration::from_mins(29));
            assert_eq!(browser.opens(HERE).await.status, 200);
        }
        town.advance(SignedDuration::from_mins(30));
        assert_eq!(browser.opens(HERE).await.status, 303);

        let browser = town.signed_in(&anna).await;
        for _ in 0..25 {
            town.advance(SignedDuration::from_mins(28));
            assert_eq!(browser.opens(HERE).await.status, 200);
        }
        town.advance(SignedDuration::from_mins(20));
        assert_eq!(browser.opens(HERE).await.status, 303);
    }

    async fn who_is_kept_out_or_has_a_new_password_has_no_session_any_more(town: Town) {
        let anna = anna(&town).await;
        let change = async |change| change_operator(town.app(), &Author::Program, change).await;
        let (one, other) = (town.signed_in(&anna).await, town.signed_in(&anna).await);
        one.sends("/backoffice/esci-ovunque", &[]).await;
        assert_eq!(other.opens(HERE).await.status, 303);

        let browser = town.signed_in(&anna).await;
        change(OperatorChange::Disable(anna.clone())).await.unwrap();
        assert_eq!(browser.opens(HERE).await.status, 303);
        change(OperatorChange::Enable(anna.clone())).await.unwrap();
        assert_eq!(browser.opens(HERE).await.status, 303);

        let browser = town.signed_in(&anna).await;
        let email = anna.email.as_str();
        let command = ["operator", "password", "--email", email];
        for (typed, said) in [
            ("corta\n", "almeno 12 caratteri"),
            ("password12345\n", "tra le più usate"),
            ("un'altra frase lunga\n", ""),
        ] {
            let ran = town.admin_typing(&command, typed).await;
            drop(if said.is_empty() { ran.assert_done() } else { ran.assert_refused(said) });
            let status = if said.is_empty() { 303 } else { 200 };
            assert_eq!(browser.opens(HERE).await.status, status);
        }
        browser.signs_in(email, PASSWORD).await.assert_says(422, "corretti");
        browser.signs_in(email, "un'altra frase lunga").await.assert_leads_to("/backoffice");
    }

    async fn a_lost_role_is_lost_at_once(town: Town) {
        let anna = anna(&town).await;
        let browser = town.signed_in(&anna).await;
        let here = Scope::Workspace(town.workspace(ids::TOWN));
        let grant = |role| iuvo_domain::access::Grant::new(role, here).unwrap();
        browser.opens(&format!("{HERE}/configurazione/ente")).await.assert_says(200, "99000000010");
        for change in [
            OperatorChange::Revoke(anna.clone(), grant(Role::PaymentsContact)),
            OperatorChange::Grant(anna.clone(), grant(Role::Clerk)),
        ] {
            change_operator(town.app(), &Author::Program, change).await.unwrap();
        }
        let page = browser.opens(&format!("{HERE}/configurazione/ente")).await;
        page.assert_says(403, "Il tuo ruolo (Operatore) non può vedere la configurazione");
        page.assert_says(403, "Referente dei Pagamenti");
        assert!(!browser.opens(HERE).await.text.contains("configurazione/ente"));
    }

    async fn another_body_is_as_if_there_were_none(town: Town) {
        let anna = anna(&town).await;
        let browser = town.signed_in(&anna).await;
        let mut answers = Vec::new();
        for path in [
            "/backoffice/unione-terre/collaudo",
            "/backoffice/comune-che-non-esiste/collaudo",
            "/backoffice/comune-di-esempio/produzione",
            "/backoffice/comune-di-esempio/prova",
        ] {
            let page = browser.opens(path).await;
            page.assert_says(404, "Pagina non trovata");
            assert!(!page.text.contains("Unione"), "{}", page.text);
            answers.push(page.status);
        }
        assert_eq!(answers, [404; 4]);
    }

    async fn somebody_of_several_bodies_chooses_and_changes_the_environment(town: Town) {
        let broker = Scope::Broker(ids::BROKER.parse().unwrap());
        let dario = town.operator("dario", &[(Role::BrokerAdministrator, broker)]).await;
        let browser = town.signed_in(&dario).await;
        let bodies = browser.opens("/backoffice").await;
        bodies.assert_says(200, "Provincia di Prova");
        bodies.assert_says(200, "/backoffice/unione-terre-produzione/produzione");
        let some = browser.opens("/backoffice?nome=terre").await;
        some.assert_says(200, "Unione Terre");
        assert!(!some.text.contains("Provincia"));
        browser.opens("/backoffice?nome=xyz").await.assert_says(200, "Nessuno dei tuoi enti");
        let here = browser.opens("/backoffice/unione-terre/collaudo").await;
        here.assert_says(200, "<a href=\"/backoffice/unione-terre/produzione\">Produzione</a>");
        here.assert_says(200, "[Collaudo] Panoramica – Unione Terre");
        let there = browser.opens("/backoffice/unione-terre/produzione").await;
        there.assert_says(200, "PRODUZIONE");
        assert!(!there.text.contains("COLLAUDO"));
    }

    async fn a_form_of_another_site_is_turned_away(town: Town) {
        let anna = anna(&town).await;
        let browser = town.signed_in(&anna).await;
        let form = [("email", anna.email.as_str()), ("password", PASSWORD)];
        for path in ["/backoffice/accedi", "/backoffice/esci", "/backoffice/esci-ovunque"] {
            let page = browser.calls(Method::POST, path, &form, "cross-site").await;
            page.assert_says(403, "inviato da un altro sito");
        }
        assert_eq!(browser.opens(HERE).await.status, 200);
    }

    async fn what_is_not_a_session_opens_nothing(town: Town) {
        let anna = anna(&town).await;
        let browser = town.signed_in(&anna).await;
        let good = browser.cookie().unwrap();
        let longer = format!("{good}A");
        let other = "iuvo=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
        for cookie in ["iuvo=", "iuvo=..", "iuvo", "altro=1", &longer, &other] {
            browser.keep(Some(cookie.to_owned()));
            assert_eq!(browser.opens(HERE).await.status, 303, "{cookie}");
        }
        browser.keep(Some(format!("altro=1; {good}; iuvo=x")));
        assert_eq!(browser.opens(HERE).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_sessions_and_attempts() {
    let town = Town::on(Engine::Postgres).await;
    let other = town.beside().await;
    let anna = anna(&town).await;
    let browser = town.signed_in(&anna).await;
    let there = browser.also_at(other.base_url());
    assert_eq!(there.opens(HERE).await.status, 200);
    there.sends("/backoffice/esci", &[]).await;
    assert_eq!(browser.opens(HERE).await.status, 303);
    for server in [&town, &other, &town, &other, &town] {
        let guess = Browser::at(server.base_url()).signs_in(&anna.email, "sbagliata").await;
        guess.assert_says(422, "corretti");
    }
    for server in [&town, &other] {
        Browser::at(server.base_url()).signs_in(&anna.email, PASSWORD).await.assert_says(429, "b");
    }
}

/// What a stranger can measure must not tell whether somebody exists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let town = Town::on(Engine::Sqlite).await;
    // The shortest of several: whatever else the machine does only makes one longer.
    let mut times = [Duration::MAX; 2];
    for round in 0..8 {
        let known = town.operator(&format!("persona{round}"), &[]).await;
        for (time, email) in
            times.iter_mut().zip([known.email, format!("nessuno{round}@comune.example")])
        {
            town.advance(SignedDuration::from_hours(25));
            let began = std::time::Instant::now();
            town.browser().signs_in(&email, "sbagliata").await.assert_says(422, "corretti");
            *time = began.elapsed().min(*time);
        }
    }
    let [known, unknown] = times;
    assert!(known < unknown * 2 && unknown < known * 2, "{known:?} {unknown:?}");
}
