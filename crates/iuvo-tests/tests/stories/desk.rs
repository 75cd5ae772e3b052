//! The back office: the state at a glance, and how a body is set up.

use iuvo_domain::{
    Environment,
    access::{Role, Scope},
};
use iuvo_tests::{Browser, Town, ids, messages, stories};
use jiff::{SignedDuration, ToSpan};
use pagopa_codes::NoticeNumber;
use reqwest::Method;

const HERE: &str = "/backoffice/comune-di-esempio/collaudo";

async fn somebody(town: &Town, name: &str, role: Role) -> Browser {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.signed_in(&town.operator(name, &[(role, here)]).await).await
}

/// A clerk who works on one service only.
async fn clerk_of(town: &Town, name: &str, service: &str) -> Browser {
    let here = town.workspace(ids::TOWN);
    let directory = town.app().directory();
    let services = &directory.workspace(here).unwrap().services;
    let service = services.iter().find(|it| it.code == service).unwrap().id;
    let grant = (Role::Clerk, Scope::Service(here, service));
    town.signed_in(&town.operator(name, &[grant]).await).await
}

async fn administrator(town: &Town) -> Browser {
    let broker = Scope::Broker(ids::BROKER.parse().unwrap());
    town.signed_in(&town.operator("dario", &[(Role::BrokerAdministrator, broker)]).await).await
}

fn at(path: &str) -> String {
    format!("{HERE}{path}")
}

/// What follows a text in a page, up to the next tag.
fn after<'a>(page: &'a str, text: &str) -> &'a str {
    let rest = page.split_once(text).unwrap_or_else(|| panic!("{text} is not in {page}")).1;
    rest.split('<').next().unwrap()
}

stories! {
    async fn every_figure_of_the_overview_is_the_sum_of_the_rows_it_leads_to(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        for round in 0..3 {
            let notice = town.position(&format!("TARI {round}")).publish().await.notice();
            if round > 0 {
                town.psp().pay(&notice).await.assert_ok();
            }
        }
        let home = anna.opens(HERE).await;
        // Nothing to look at, but the town does not say yet how it is reached.
        assert!(!home.text.contains("id=\"alerts\""), "{}", home.text);
        home.assert_says(200, "Scrivi i contatti");
        for (label, value) in
            [("Incassato oggi", "240,00\u{a0}€"), ("Da pagare", "1"), ("Scadute", "0")]
        {
            let card = home.text.split_once(label).unwrap().1;
            assert_eq!(after(card, "iv-kpi-value\">"), value, "{label}");
        }
        let path = home.text.split("<a href=\"").find(|it| it.contains("Incassato oggi")).unwrap();
        let path = path.split('"').next().unwrap().replace("&#38;", "&");
        let takings = anna.opens(&path).await;
        takings.assert_says(200, "2 ricevute, 240,00\u{a0}€");
        assert_eq!(takings.text.matches("120,00\u{a0}€").count(), 2, "{}", takings.text);
        let other = anna.opens(&at("/incassi?dal=2020-01-01&al=2020-01-31")).await;
        other.assert_says(200, "0 ricevute, 0,00\u{a0}€");
        anna.opens(&at("/incassi?dal=ieri&al=oggi")).await.assert_says(200, "2 ricevute");
        // A span is told where it is not the one that was asked for.
        let long = anna.opens(&at("/incassi?dal=01/01/2020&al=31/12/2020")).await;
        long.assert_says(200, "Sono più di 92 giorni: gli incassi sono mostrati e sommati dal");
        long.assert_says(200, "value=\"01/10/2020\"");
        long.assert_says(200, "Si mostrano al più 92 giorni alla volta.");
        let turned = anna.opens(&at("/incassi?dal=10/01/2020&al=09/01/2020")).await;
        turned.assert_says(200, "Il primo giorno viene dopo l’ultimo");
        let wrong = anna.opens(&at("/incassi?dal=31/02/2026")).await;
        wrong.assert_says(200, "“31/02/2026” non è un giorno che esiste");
        wrong.assert_says(200, "value=\"31/02/2026\"");
        wrong.assert_wrong_fields(&["dal"]);
        let notice = takings.text.split("/avvisi/").nth(1).unwrap().split('"').next().unwrap();
        let position = anna.opens(&at(&format!("/avvisi/{notice}"))).await.leads_to.unwrap();
        anna.opens(&position).await.assert_says(200, "TARI");
    }

    /// The thirty days that are drawn are not a month of thirty-one.
    async fn the_figure_of_the_month_has_its_first_day_on_the_last(town: Town) {
        let first = town.app().today().first_of_month().checked_add(1.month()).unwrap();
        let month = (0..12).map(|it| first.checked_add(jiff::Span::new().months(it)).unwrap());
        let first = month.into_iter().find(|it| it.days_in_month() == 31).unwrap();
        let days = (first - town.app().today()).get_days();
        town.advance(SignedDuration::from_hours(24 * i64::from(days)));
        assert_eq!(town.app().today(), first);
        let notice = town.position("TARI").publish().await.notice();
        town.psp().pay(&notice).await.assert_ok();
        town.advance(SignedDuration::from_hours(24 * 30));
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let home = anna.opens(HERE).await;
        let card = home.text.split_once("Incassato questo mese").unwrap().1;
        assert_eq!(after(card, "iv-kpi-value\">"), "120,00\u{a0}€");
        let day = first.strftime("%d/%m/%Y").to_string();
        home.assert_says(200, &format!("Dal {day} al "));
        assert_eq!(home.text.matches("<rect ").count(), 0, "what is drawn are thirty days");
    }

    async fn receipts_are_paged_without_losing_or_repeating_any(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        for number in 0..53_u64 {
            let notice = NoticeNumber::generate("02".parse().unwrap(), 9_000_000 + number).unwrap();
            let receipt = messages::receipt(&format!("R{number:03}"), notice, 12_000);
            town.deliver(receipt).await.assert_ok();
        }
        let mut path = at("/incassi?dal=2026-06-01&al=2026-06-30");
        let mut found = Vec::new();
        loop {
            let page = anna.opens(&path).await;
            page.assert_says(200, "53 ricevute");
            let ids = page.text.split("iv-number\">R").skip(1).map(|it| it[..3].to_owned());
            found.extend(ids);
            let Some((links, _)) = page.text.rsplit_once("\">Pagina successiva") else { break };
            let next = links.rsplit("href=\"").next().unwrap();
            path = next.replace("&#38;", "&");
        }
        assert_eq!(found.len(), 53);
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 53);
        // None of these notices is in the archive: each has opened a case.
        anna.opens(HERE).await.assert_says(200, "53 pagamenti da controllare");
        let cases = anna.opens(&at("/anomalie")).await;
        cases.assert_says(200, "Pagato un avviso che non è in archivio");
        cases.assert_says(200, "Pagina successiva");
    }

    async fn whoever_sees_no_positions_is_shown_no_money(town: Town) {
        let notice = town.position("TARI").publish().await.notice();
        town.psp().pay(&notice).await.assert_ok();
        let bruno = somebody(&town, "bruno", Role::TechnicalContact).await;
        let home = bruno.opens(HERE).await;
        home.assert_says(200, "non vede gli incassi");
        assert!(!home.text.contains("120,00"), "{}", home.text);
        bruno.opens(&at("/incassi")).await.assert_says(403, "non può vedere le posizioni");
    }

    async fn a_clerk_of_a_service_sees_the_figures_of_that_service_alone(town: Town) {
        let tina = clerk_of(&town, "tina", "TARI").await;
        let otto = clerk_of(&town, "otto", "ALTRO").await;
        for _ in 0..2 {
            let notice = town.position("TARI").publish().await.notice();
            town.psp().pay(&notice).await.assert_ok();
        }
        town.position("TARI").publish().await;
        let other = |cents| town.position("altro").single(cents).with(|it| {
            it["paymentOption"][0]["transfer"][0]["category"] = "9/0301109AP/".into();
        });
        let paid = other(7_000).publish().await.notice();
        town.psp().pay(&paid).await.assert_ok();
        let nobodys = NoticeNumber::generate("02".parse().unwrap(), 9_000_000).unwrap();
        town.deliver(messages::receipt("R1", nobodys, 500)).await.assert_ok();
        for (browser, own, taken, open) in
            [(&tina, "Tassa sui rifiuti", "240,00", "1"), (&otto, "Altri pagamenti", "70,00", "0")]
        {
            let home = browser.opens(HERE).await;
            home.assert_says(200, own);
            for (label, value) in [("Incassato oggi", taken), ("Da pagare", open)] {
                let card = home.text.split_once(label).unwrap().1;
                assert!(after(card, "iv-kpi-value\">").starts_with(value), "{label}");
            }
            assert!(!home.text.contains("da controllare"), "{}", home.text);
            let list = browser.opens(&at("/incassi")).await;
            list.assert_says(200, &format!("{taken}\u{a0}€"));
            assert!(!list.text.contains("5,00\u{a0}€"), "{}", list.text);
        }
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        anna.opens(&at("/incassi")).await.assert_says(200, "3 ricevute, 310,00\u{a0}€");
    }

    /// As left behind by a program that knows no services of receipts, or when the receipt came
    /// before its position.
    async fn receipts_are_given_the_service_of_their_position(town: Town) {
        let tina = clerk_of(&town, "tina", "TARI").await;
        let notice = town.position("TARI").publish().await.notice();
        town.psp().pay(&notice).await.assert_ok();
        town.rows().damage("update receipt set service_id = null").await;
        let late = NoticeNumber::generate("02".parse().unwrap(), 9_000_000).unwrap();
        town.deliver(messages::receipt("R1", late, 12_000)).await.assert_ok();
        let written = town.position("TARI").single(12_000).with(|it| {
            it["paymentOption"][0]["iuv"] = late.iuv().as_str().into();
        });
        assert_eq!(written.publish().await.notice(), late);
        tina.opens(&at("/incassi")).await.assert_says(200, "0 ricevute");
        while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
        tina.opens(&at("/incassi")).await.assert_says(200, "Una ricevuta, 120,00");
        let may = "/incassi?dal=2026-05-01&al=2026-07-30";
        tina.opens(&at(may)).await.assert_says(200, "Una ricevuta, 120,00");
        let nameless = "select count(*) from receipt where service_id is null";
        assert_eq!(town.rows().number(nameless).await, 0);
    }

    async fn an_account_is_added_and_closed_and_the_log_says_by_whom(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let path = at("/configurazione/iban");
        anna.opens(&path).await.assert_says(200, "Aggiungi un conto");
        for (iban, day, why) in [
            ("IT60X0542811101000000123457", "2026-01-01", "controlla le cifre"),
            ("IT60 X054 2811 1010 0000 0123 456", "2026-01-01", "c’è già"),
            ("IT20G0336844430152923804660", "mai", "gg/mm/aaaa"),
            ("DE89370400440532013000", "2026-01-01", "comincia con IT o SM"),
        ] {
            let form = [("iban", iban), ("valido-dal", day)];
            anna.sends(&path, &form).await.assert_says(422, why);
        }
        let iban = "IT20G0336844430152923804660";
        let form = [("iban", iban), ("valido-dal", "2020-01-01")];
        for _click in 0..2 {
            let done = anna.sends(&path, &form).await;
            done.assert_leads_to(&format!("{path}?fatto=conto-aggiunto"));
        }
        anna.opens(&format!("{path}?fatto=conto-aggiunto")).await.assert_says(200, "è aggiunto");
        let other = [("iban", iban), ("valido-dal", "2021-01-01")];
        anna.sends(&path, &other).await.assert_says(422, "c’è già");
        anna.opens(&path).await.assert_says(200, "IT20 G033 6844 4301 5292 3804 660");
        let close = format!("{path}/{iban}/chiudi");
        anna.opens(&close).await.assert_says(200, "Chiudere il conto?");
        for _click in 0..2 {
            let closed = anna.sends(&close, &[]).await;
            closed.assert_leads_to(&format!("{path}?fatto=conto-chiuso"));
        }
        let profile = town.app().directory();
        let profile = profile.workspace(town.workspace(ids::TOWN)).unwrap();
        let account = profile.accounts.iter().find(|it| it.iban.as_str() == iban).unwrap();
        assert_eq!(account.valid_to, Some(town.app().today()));
        let told = "select count(*) from audit_entry
            where act = 'account.saved' and author like 'operator:%'";
        assert_eq!(town.rows().number(told).await, 2);
        assert_eq!(anna.opens(&at("/configurazione/iban/IT00/chiudi")).await.status, 404);
    }

    async fn a_postal_account_is_added_if_slips_can_name_it(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let path = at("/configurazione/iban");
        let form = |holder, authorization| {
            let iban = "IT09P0760102400000012345679";
            [("iban", iban), ("valido-dal", "2020-01-01"), ("intestatario", holder),
                ("autorizzazione", authorization)]
        };
        let (body, permit) = ("Comune di Esempio", "AUT. N. 2 DEL 01/01/2026");
        let (long, longer) = ("Comune ".repeat(8), "AUT. ".repeat(13));
        for (holder, authorization, why) in [
            (long.as_str(), permit, "55 caratteri, il massimo è 50"),
            ("王伟", permit, "manca nei caratteri di stampa"),
            (body, longer.as_str(), "64 caratteri, il massimo è 60"),
        ] {
            let refused = anna.sends(&path, &form(holder, authorization)).await;
            refused.assert_says(422, why);
        }
        let added = anna.sends(&path, &form(body, permit)).await;
        added.assert_leads_to(&format!("{path}?fatto=conto-aggiunto"));
    }

    async fn a_key_is_shown_before_it_works_and_works_until_it_is_revoked(town: Town) {
        let bruno = somebody(&town, "bruno", Role::TechnicalContact).await;
        let path = at("/configurazione/chiavi");
        for nothing in ["", "\u{200b}\u{202e}"] {
            bruno.sends(&path, &[("nome", nothing)]).await.assert_says(422, "Scrivi il nome");
        }
        let made = bruno.sends(&path, &[("nome", "tributi <1>")]).await;
        made.assert_says(200, "non la mostreremo più");
        made.assert_says(200, "tributi &#60;1&#62;");
        let key = after(&made.text, "iv-key iv-number\">").to_owned();
        // Whoever loses that answer asks again.
        bruno.sends(&path, &[("nome", "tributi <1>")]).await.assert_says(200, "non la mostreremo");
        let sealed = made.text.split_once("name=\"offerta\" value=\"").unwrap().1;
        let sealed = sealed.split('"').next().unwrap();
        let ask = async |status| {
            let call = town.gpd_as(Some(&key), Method::GET, ids::TOWN, "/debtpositions", None);
            call.await.assert_status(status);
        };
        ask(401).await;
        let copied = [("nome", "tributi <1>"), ("offerta", sealed)];
        let made_active = format!("{path}?fatto=chiave-attiva");
        for _click in 0..2 {
            bruno.sends(&path, &copied).await.assert_leads_to(&made_active);
        }
        let told = "select count(*) from audit_entry
            where act = 'client.added' and author like 'operator:%'";
        assert_eq!(town.rows().number(told).await, 1);
        bruno.opens(&made_active).await.assert_says(200, "La chiave è attiva.");
        bruno.sends(&path, &[("nome", "tributi <1>")]).await.assert_says(422, "ha già una chiave");
        let forged = [("nome", "altro"), ("offerta", "abc")];
        bruno.sends(&path, &forged).await.assert_says(422, "creane un’altra");
        let list = bruno.opens(&path).await;
        assert!(!list.text.contains(&key));
        ask(200).await;
        let row = list.text.split("<tr role=\"row\">").find(|it| it.contains("tributi")).unwrap();
        let revoke = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        bruno.opens(revoke).await.assert_says(200, "Non si torna indietro");
        for _click in 0..2 {
            let revoked = bruno.sends(revoke, &[]).await;
            revoked.assert_leads_to(&format!("{path}?fatto=chiave-revocata"));
        }
        ask(401).await;
        // What was revoked does not come back by the page that was left open.
        assert_eq!(bruno.sends(&path, &copied).await.status, 404);
        ask(401).await;
        assert_eq!(bruno.opens(revoke).await.status, 404);
        let clerk = somebody(&town, "carlo", Role::Clerk).await;
        assert_eq!(clerk.sends(&path, &[("nome", "x")]).await.status, 403);
    }

    async fn where_money_is_real_a_key_is_revoked_by_typing_a_word(town: Town) {
        let body = ids::NEIGHBOUR.parse().unwrap();
        let directory = town.app().directory();
        let real = directory.workspace_of(Environment::Production, body).unwrap().workspace.id;
        let grant = (Role::TechnicalContact, Scope::Workspace(real));
        let bruno = town.signed_in(&town.operator("bruno", &[grant]).await).await;
        let path = "/backoffice/unione-terre/produzione/configurazione/chiavi";
        let made = bruno.sends(path, &[("nome", "tributi")]).await;
        let sealed = made.text.split_once("name=\"offerta\" value=\"").unwrap().1;
        let copied = [("nome", "tributi"), ("offerta", sealed.split('"').next().unwrap())];
        // What is offered to one body opens at no other.
        let elsewhere = somebody(&town, "bice", Role::TechnicalContact).await;
        let wrong = elsewhere.sends(&at("/configurazione/chiavi"), &copied).await;
        wrong.assert_says(422, "creane un’altra");
        assert_eq!(bruno.sends(path, &copied).await.status, 303);
        let list = bruno.opens(path).await;
        let row = list.text.split("<tr role=\"row\">").find(|it| it.contains("tributi")).unwrap();
        let revoke = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        bruno.opens(revoke).await.assert_says(200, "Per confermare scrivi REVOCA");
        let wrong = bruno.sends(revoke, &[("conferma", "revoca")]).await;
        wrong.assert_says(422, "in maiuscolo");
        let done = bruno.sends(revoke, &[("conferma", "REVOCA")]).await;
        done.assert_leads_to(&format!("{path}?fatto=chiave-revocata"));
    }

    async fn a_role_is_given_to_somebody_new_and_taken_away(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let path = at("/configurazione/operatori");
        let clerk = ("ruolo", "clerk");
        for (form, why) in [
            (vec![("email", "non-un-indirizzo"), clerk], "nome@ente.it"),
            (vec![("email", "elsa@comune.example")], "Scegli un ruolo"),
            (vec![("email", "elsa@comune.example"), clerk], "scrivi nome e cognome"),
            (
                vec![
                    ("email", "elsa@comune.example"),
                    ("ruolo", "technical_contact"),
                    ("servizio", "TARI"),
                ],
                "Soltanto il ruolo di Operatore",
            ),
            (vec![("email", "e@c.it"), ("ruolo", "broker_administrator")], "Scegli un ruolo"),
        ] {
            anna.sends(&path, &form).await.assert_says(422, why);
        }
        let new = [("email", "Elsa@Comune.example"), ("nome", "Elsa"), clerk, ("servizio", "TARI")];
        anna.sends(&path, &new).await.assert_leads_to(&format!("{path}?fatto=ruolo-dato"));
        let list = anna.opens(&path).await;
        list.assert_says(200, "elsa@comune.example");
        let row = list.text.split("<tr role=\"row\">").find(|it| it.contains("elsa@")).unwrap();
        let revoke = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        anna.opens(revoke).await.assert_says(200, "Elsa non è più Operatore di questo ente.");
        for _click in 0..2 {
            let taken = anna.sends(revoke, &[]).await;
            taken.assert_leads_to(&format!("{path}?fatto=ruolo-tolto"));
        }
        assert!(!anna.opens(&path).await.text.contains("elsa@"));
        assert_eq!(anna.opens(revoke).await.status, 404);
        // A name is what it looks like, and is not cut.
        let nameless = [("email", "n@comune.example"), ("nome", "\u{200b}\u{202e}"), clerk];
        anna.sends(&path, &nameless).await.assert_says(422, "scrivi nome e cognome");
        let long = "ù".repeat(101);
        let long = [("email", "n@comune.example"), ("nome", long.as_str()), clerk];
        anna.sends(&path, &long).await.assert_says(422, "100 caratteri: ne hai scritti 101");
        let turned = [("email", "n@comune.example"), ("nome", "Nina\u{202e} B\u{200b}"), clerk];
        anna.sends(&path, &turned).await.assert_leads_to(&format!("{path}?fatto=ruolo-dato"));
        anna.opens(&path).await.assert_says(200, "Nina B<");
        let bruno = somebody(&town, "bruno", Role::TechnicalContact).await;
        assert_eq!(bruno.sends(&path, &new).await.status, 403);
        assert!(!bruno.opens(&path).await.text.contains("Dai un ruolo"));
    }

    async fn an_address_that_makes_no_sense_is_answered_by_its_page(town: Town) {
        let dario = administrator(&town).await;
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        dario.opens("/backoffice/enti?pagina=-1").await.assert_says(200, "<h1>");
        for path in [
            "/registro?dal=a&dal=b", "/incassi?dal=a&dal=b", "/anomalie?stato=a&stato=b",
            "/anomalie?prima=%ff&&=",
        ] {
            anna.opens(&at(path)).await.assert_says(200, "<h1>");
        }
    }

    async fn the_last_who_decides_does_not_leave_the_body_alone(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        somebody(&town, "bice", Role::PaymentsContact).await;
        let path = at("/configurazione/operatori");
        let list = anna.opens(&path).await;
        let revoking = |who: &str| {
            let row = list.text.split("<tr role=\"row\">").find(|it| it.contains(who)).unwrap();
            row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let (own, other) = (revoking("anna@"), revoking("bice@"));
        anna.sends(&other, &[]).await.assert_leads_to(&format!("{path}?fatto=ruolo-tolto"));
        anna.opens(&path).await.assert_says(200, "È l’ultimo: nominane prima un altro");
        let why = "Prima nomina un altro Referente dei Pagamenti";
        for refused in [anna.opens(&own).await, anna.sends(&own, &[]).await] {
            refused.assert_says(422, why);
        }
        let carla = somebody(&town, "carla", Role::PaymentsContact).await;
        anna.opens(&own).await.assert_says(200, "potresti non poter più tornare qui");
        anna.sends(&own, &[]).await.assert_leads_to("/backoffice");
        assert_eq!(anna.opens("/backoffice").await.status, 200);
        let list = carla.opens(&path).await;
        assert!(!list.text.contains("anna@"), "{}", list.text);
    }

    async fn setup_is_shown_and_nobody_from_elsewhere_sees_it(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        for (path, says) in [
            ("/configurazione/ente", "99000000010"),
            ("/configurazione/servizi", "TARI"),
            ("/configurazione/stazioni", ids::STATION),
            ("/configurazione/iban", "IT60"),
            ("/esercizio/lavori", "Nessun lavoro fermo"),
        ] {
            anna.opens(&at(path)).await.assert_says(200, says);
            let elsewhere = format!("/backoffice/unione-terre/collaudo{path}");
            assert_eq!(anna.opens(&elsewhere).await.status, 404, "{path}");
        }
    }

    async fn a_broker_sees_at_once_where_to_look(town: Town) {
        let dario = administrator(&town).await;
        let all = dario.opens("/backoffice/enti").await;
        all.assert_says(200, "4 ambienti di enti, 0 da vedere");
        let notice = NoticeNumber::generate("02".parse().unwrap(), 9_000_000).unwrap();
        town.deliver(messages::receipt("R1", notice, 12_000)).await.assert_ok();
        let some = dario.opens("/backoffice/enti?stato=da-vedere").await;
        some.assert_says(200, "Un ambiente di un ente, 1 da vedere");
        some.assert_says(200, "Comune di Esempio");
        some.assert_says(200, "pagamenti da controllare: 1");
        assert!(!some.text.contains("Unione Terre"), "{}", some.text);
        let found = dario.opens("/backoffice/enti?nome=unione").await;
        found.assert_says(200, "2 ambienti di enti");
        dario.opens("/backoffice/enti?nome=99000000010").await.assert_says(200, "Un ambiente");
        // Work that fails again and again is stuck, and so is what nobody does for a while.
        let neighbour = town.workspace(ids::NEIGHBOUR).get();
        let failing = format!("update job set attempts = 3 where workspace_id = {neighbour}");
        town.rows().damage(&failing).await;
        dario.opens("/backoffice/enti").await.assert_says(200, "4 ambienti di enti, 2 da vedere");
        town.advance(jiff::SignedDuration::from_mins(11));
        dario.opens("/backoffice/enti").await.assert_says(200, "4 ambienti di enti, 4 da vedere");
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        assert_eq!(anna.opens("/backoffice/enti").await.status, 404);
    }
}
