//! Services written from the pages: new ones, corrected, followed by another, ended, accounted for.

use iuvo_domain::{
    access::{Role, Scope},
    directory::{Service, ServiceKind},
};
use iuvo_tests::{Browser, Page, Town, ids, stories};
use jiff::civil::Date;

const SERVICES: &str = "/backoffice/comune-di-esempio/collaudo/configurazione/servizi";
const SAVED: &str =
    "/backoffice/comune-di-esempio/collaudo/configurazione/servizi?fatto=servizio-salvato";

async fn somebody(town: &Town, name: &str, role: Role) -> Browser {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.signed_in(&town.operator(name, &[(role, here)]).await).await
}

fn service(town: &Town, code: &str) -> Option<Service> {
    let directory = town.app().directory();
    let services = &directory.workspace(town.workspace(ids::TOWN)).unwrap().services;
    services.iter().find(|it| it.code == code).cloned()
}

fn address_of(town: &Town, code: &str) -> String {
    format!("{SERVICES}/{}", service(town, code).expect("such a service").id)
}

fn written(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// Opens a form and sends it with these fields, having seen what it shows.
async fn fills(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = browser.opens(path).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let seen = form.text.split_once("name=\"visto\" value=\"");
    let seen = seen.map_or("", |it| it.1.split_once('"').unwrap().0);
    browser.sends(path, &[&[("visto", seen)], fields].concat()).await
}

stories! {
    async fn a_service_is_added_corrected_and_told_in_the_log(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let add = format!("{SERVICES}/nuovo");
        for (fields, why) in [
            (vec![], "Scrivi un codice"),
            (vec![("codice", "TARI"), ("nome", "x")], "ha già questo codice"),
            (vec![("codice", "IMU")], "Scrivi il nome"),
            (vec![("codice", "IMU"), ("nome", "\u{200b}\u{202e}")], "Scrivi il nome"),
            (vec![("codice", "IMU"), ("nome", "x"), ("tassonomia", "TARI")], "come 9/0101101IM/"),
            (vec![("codice", "IMU"), ("nome", "x"), ("valido-dal", "ieri")], "gg/mm/aaaa"),
            (
                vec![
                    ("codice", "IMU"),
                    ("nome", "x"),
                    ("valido-dal", "02/01/2026"),
                    ("valido-fino-al", "2026-01-01"),
                ],
                "prima del primo",
            ),
            (
                vec![("codice", "IMU"), ("nome", "x"), ("catalogo-servizio", "1")],
                "5 cifre o lettere",
            ),
            (
                vec![
                    ("codice", "IMU"),
                    ("nome", "x"),
                    ("catalogo-servizio", "00001"),
                    ("catalogo-soggetto", "00001"),
                ],
                "servizi spontanei",
            ),
        ] {
            anna.sends(&add, &fields).await.assert_says(422, why);
        }
        let new = [("codice", "IMU"), ("nome", "Imposta <1>"), ("tipo", "spontaneo")];
        for _click in 0..2 {
            fills(&anna, &add, &new).await.assert_leads_to(SAVED);
        }
        let other = [("codice", "IMU"), ("nome", "Altra"), ("tipo", "spontaneo")];
        fills(&anna, &add, &other).await.assert_says(422, "ha già questo codice");
        assert_eq!(service(&town, "IMU").unwrap().kind, ServiceKind::Spontaneous);
        anna.opens(SERVICES).await.assert_says(200, "Imposta &#60;1&#62;");
        let page = address_of(&town, "IMU");
        let first = service(&town, "IMU").unwrap();
        let fields = [("codice", "ALTRO"), ("nome", "Imposta nuova"), ("nota", "Entro giugno")];
        fills(&anna, &page, &fields).await.assert_leads_to(SAVED);
        let corrected = service(&town, "IMU").unwrap();
        assert_eq!((corrected.id, corrected.name.as_str()), (first.id, "Imposta nuova"));
        assert_eq!(corrected.kind, ServiceKind::Precalculated);
        let told = "select count(*) from audit_entry
            where act = 'service.saved' and author like 'operator:%'";
        assert_eq!(town.rows().number(told).await, 2);
        // Sent again it changes nothing, and nothing is told.
        fills(&anna, &page, &fields).await.assert_leads_to(SAVED);
        assert_eq!(town.rows().number(told).await, 2);
    }

    async fn of_two_who_correct_one_service_the_second_is_told(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let bruno = somebody(&town, "bruno", Role::PaymentsContact).await;
        let page = address_of(&town, "TARI");
        let form = anna.opens(&page).await;
        let seen = form.text.split_once("name=\"visto\" value=\"").unwrap().1;
        let seen = ("visto", seen.split_once('"').unwrap().0);
        anna.sends(&page, &[seen, ("nome", "TARI di Anna")]).await.assert_leads_to(SAVED);
        let late = bruno.sends(&page, &[seen, ("nome", "TARI di Bruno")]).await;
        late.assert_says(409, "un collega ha modificato");
        late.assert_says(409, "TARI di Bruno");
        assert_eq!(service(&town, "TARI").unwrap().name, "TARI di Anna");
        // What is there already is no conflict.
        anna.sends(&page, &[seen, ("nome", "TARI di Anna")]).await.assert_leads_to(SAVED);
    }

    async fn a_new_version_takes_over_from_a_day_on(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let today = town.app().today();
        let year = today.year().to_string();
        let tari = address_of(&town, "TARI");
        let codes = [("anno", year.as_str()), ("capitolo", "3010100/1"), ("accertamento", "145")];
        let accounting = format!("{tari}/contabilita");
        let saved = format!("{accounting}?fatto=codici-salvati");
        anna.sends(&accounting, &codes).await.assert_leads_to(&saved);
        let next = format!("{tari}/nuova-versione");
        let first = written(today);
        let category = ("tassonomia", "9/0101101IM/");
        for (fields, why) in [
            (vec![("codice", "TARI2"), ("nome", "x"), category], "da quale giorno vale"),
            (vec![("codice", "TARI"), ("nome", "x"), ("valido-dal", &first)], "già questo codice"),
        ] {
            fills(&anna, &next, &fields).await.assert_says(422, why);
        }
        assert_eq!(service(&town, "TARI").unwrap().valid_to, None);
        let fields =
            [("codice", "TARI2"), ("nome", "TARI nuova"), ("valido-dal", &first), category];
        let done = fills(&anna, &next, &fields).await;
        let written = format!("{}?fatto=servizio-salvato", address_of(&town, "TARI2"));
        done.assert_leads_to(&written);
        // The second of two clicks comes to the same page.
        anna.sends(&next, &fields).await.assert_leads_to(&written);
        anna.opens(&written).await.assert_says(200, "Il servizio è salvato.");
        assert_eq!(service(&town, "TARI").unwrap().valid_to, today.yesterday().ok());
        town.position("TARI").publish().await;
        let claimed = "select count(*) from debt_position p
            join service s on s.workspace_id = p.workspace_id and s.id = p.service_id
            where s.code = 'TARI2'";
        assert_eq!(town.rows().number(claimed).await, 1);
        let accounting = format!("{}/contabilita", address_of(&town, "TARI2"));
        anna.opens(&accounting).await.assert_says(200, "3010100/1");
    }

    async fn a_service_is_ended_and_its_codes_taken_away(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let tari = address_of(&town, "TARI");
        let end = format!("{tari}/chiudi");
        anna.opens(&end).await.assert_says(200, "Chiudere il servizio?");
        anna.sends(&end, &[("ultimo-giorno", "domani")]).await.assert_says(422, "gg/mm/aaaa");
        let today = town.app().today();
        let last = written(today);
        let ended = anna.sends(&end, &[("ultimo-giorno", &last)]).await;
        ended.assert_leads_to(&format!("{SERVICES}?fatto=servizio-chiuso"));
        assert_eq!(service(&town, "TARI").unwrap().valid_to, Some(today));
        let other = address_of(&town, Service::OTHER);
        assert_eq!(anna.opens(&format!("{other}/chiudi")).await.status, 404);
        let dates = [("nome", "Altri"), ("valido-fino-al", last.as_str())];
        fills(&anna, &other, &dates).await.assert_says(422, "vale sempre");

        let accounting = format!("{tari}/contabilita");
        for (fields, why) in [
            ([("anno", "26"), ("capitolo", "1")], "quattro cifre"),
            ([("anno", "2026"), ("capitolo", "")], "Scrivi il capitolo"),
        ] {
            anna.sends(&accounting, &fields).await.assert_says(422, why);
        }
        let codes = [("anno", "2026"), ("capitolo", "3010100/1")];
        let saved = format!("{accounting}?fatto=codici-salvati");
        anna.sends(&accounting, &codes).await.assert_leads_to(&saved);
        anna.opens(SERVICES).await.assert_says(200, "2026: 3010100/1");
        let delete = format!("{accounting}/2026/togli");
        anna.opens(&delete).await.assert_says(200, "capitolo 3010100/1");
        for _click in 0..2 {
            let deleted = anna.sends(&delete, &[]).await;
            deleted.assert_leads_to(&format!("{accounting}?fatto=codici-tolti"));
        }
        assert_eq!(town.rows().count("service_accounting").await, 0);
    }

    async fn only_who_decides_on_payments_writes_services(town: Town) {
        let before = town.rows().count("service").await;
        let tari = address_of(&town, "TARI");
        for (name, role) in [("bruno", Role::TechnicalContact), ("carlo", Role::Clerk)] {
            let browser = somebody(&town, name, role).await;
            for path in [
                format!("{SERVICES}/nuovo"),
                tari.clone(),
                format!("{tari}/nuova-versione"),
                format!("{tari}/chiudi"),
                format!("{tari}/contabilita"),
            ] {
                assert_eq!(browser.opens(&path).await.status, 403, "{path}");
                let form = [("codice", "X"), ("nome", "X"), ("ultimo-giorno", "01/01/2026")];
                assert_eq!(browser.sends(&path, &form).await.status, 403, "{path}");
            }
        }
        assert_eq!(town.rows().count("service").await, before);
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let nobodys = format!("{SERVICES}/00000000-0000-0000-0000-000000000000");
        assert_eq!(anna.opens(&nobodys).await.status, 404);
    }
}
