//! The audit log as people read it: who did what, by whom, how far its chain holds.

use iuvo_domain::access::{Role, Scope};
use iuvo_tests::{Browser, Town, ids, stories};

const LOG: &str = "/backoffice/comune-di-esempio/collaudo/registro";
const ACCOUNTS: &str = "/backoffice/comune-di-esempio/collaudo/configurazione/iban";
const IBAN: &str = "IT20G0336844430152923804660";
/// As pages show it: a narrow line ends between two groups.
const SHOWN_IBAN: &str = "IT20 G033 6844 4301 5292 3804 660";

async fn somebody(town: &Town, name: &str, role: Role) -> Browser {
    let here = Scope::Workspace(town.workspace(ids::TOWN));
    town.signed_in(&town.operator(name, &[(role, here)]).await).await
}

async fn adds_account(browser: &Browser, iban: &str) {
    let form = [("iban", iban), ("valido-dal", "2020-01-01")];
    let added = browser.sends(ACCOUNTS, &form).await;
    added.assert_leads_to(&format!("{ACCOUNTS}?fatto=conto-aggiunto"));
}

/// Rows of the table.
fn rows(page: &str) -> usize {
    page.matches("data-label=\"N.\"").count()
}

stories! {
    async fn the_log_says_who_did_what_and_is_narrowed(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let bruno = somebody(&town, "bruno", Role::TechnicalContact).await;
        adds_account(&anna, IBAN).await;
        let all = anna.opens(LOG).await;
        for text in ["IBAN scritto", "anna", SHOWN_IBAN, "valido dal: 01/01/2020"] {
            all.assert_says(200, text);
        }
        all.assert_says(200, "Riga di comando");
        let narrow = bruno.opens(&format!("{LOG}?cosa=account.saved&dal=oggi&al=oggi")).await;
        narrow.assert_says(200, SHOWN_IBAN);
        assert!(!narrow.text.contains("data-label=\"Che cosa\">Ruolo dato"), "{}", narrow.text);
        let rest = all.text.split_once("?chi=operator").expect("a link to what somebody did").1;
        let theirs = format!("{LOG}?chi=operator{}", rest.split_once('"').unwrap().0);
        let theirs = anna.opens(&theirs.replace("&amp;", "&")).await;
        assert_eq!(rows(&theirs.text), 1, "{}", theirs.text);
        let both = format!("{LOG}?cosa=role.granted&chi=console:nobody");
        anna.opens(&both).await.assert_says(200, "Nessuna registrazione corrisponde");
        let before = anna.opens(&format!("{LOG}?al=1/1/2020")).await;
        before.assert_says(200, "Nessuna registrazione corrisponde");
        for (wrong, fields) in [
            ("?dal=31/02/2026", ["dal"].as_slice()),
            ("?dal=domani+forse&al=oggi", &["dal"]),
            ("?dal=mai&al=32/1/2026&cosa=account.saved", &["dal", "al"]),
        ] {
            let page = anna.opens(&format!("{LOG}{wrong}")).await;
            page.assert_says(200, "Errore:");
            page.assert_wrong_fields(fields);
            // A file does not say what was not understood: there is none.
            let file = anna.opens(&format!("{LOG}/elenco.csv{wrong}")).await;
            assert_eq!(file.status, 422);
            file.assert_wrong_fields(fields);
        }
        let narrowed = anna.opens(&format!("{LOG}?dal=oggi&cosa=account.saved")).await;
        narrowed.assert_says(200, "<p class=\"iv-on-paper\">Che cosa: ");
        for odd in ["?prima=x.y", "?cosa=%00&chi=%00", "?prima=9.9.9&chi=%F0%9F%98%80"] {
            assert_eq!(anna.opens(&format!("{LOG}{odd}")).await.status, 200, "{odd}");
        }
        // For programs it is one word.
        let csv = anna.opens(&format!("{LOG}/elenco.csv?cosa=account.saved")).await;
        csv.assert_says(200, IBAN);
    }

    async fn only_roles_that_may_read_the_log_do(town: Town) {
        let clerk = somebody(&town, "carlo", Role::Clerk).await;
        for path in ["", "/verifica", "/elenco.csv"] {
            clerk.opens(&format!("{LOG}{path}")).await.assert_says(403, "registro");
        }
        let told = "select count(*) from audit_entry where act = 'list.downloaded'";
        assert_eq!(town.rows().number(told).await, 0);
        let home = clerk.opens("/backoffice/comune-di-esempio/collaudo").await;
        assert!(!home.text.contains("/registro"), "{}", home.text);
    }

    async fn a_long_log_is_read_page_by_page_and_taken_away_whole(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let list = "/backoffice/comune-di-esempio/collaudo/posizioni/elenco.csv";
        for _ in 0..120 {
            assert_eq!(anna.opens(list).await.status, 200);
        }
        let mut path = format!("{LOG}?cosa=list.downloaded");
        let mut numbers = Vec::new();
        loop {
            let page = anna.opens(&path).await;
            numbers.extend(page.text.split("data-label=\"N.\" class=\"iv-money\">").skip(1).map(
                |it| it.split('<').next().unwrap().parse::<i64>().unwrap()));
            let Some((before, _)) = page.text.split_once("\">Pagina successiva") else { break };
            let link = before.rsplit_once("href=\"").unwrap().1;
            path = link.replace("&#38;", "&").replace("&amp;", "&");
        }
        assert_eq!(numbers.len(), 120);
        assert!(numbers.is_sorted_by(|one, other| one > other), "{numbers:?}");
        let csv = anna.opens(&format!("{LOG}/elenco.csv?cosa=list.downloaded")).await;
        // Taking it away is told in it, and so is in the file.
        assert_eq!(csv.text.lines().count(), 1 + 120 + 1, "{}", csv.text);
        assert!(csv.text.starts_with('\u{feff}'), "{}", csv.text);
        csv.assert_says(200, "Registro attività");
    }

    async fn no_cell_of_the_log_is_a_formula(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let form = [("codice", "X"), ("nome", "=1+1"), ("tipo", "spontaneo")];
        let services = "/backoffice/comune-di-esempio/collaudo/configurazione/servizi";
        let saved = anna.sends(&format!("{services}/nuovo"), &form).await;
        saved.assert_leads_to(&format!("{services}?fatto=servizio-salvato"));
        town.rows().damage("update audit_entry set subject = '=1+1' where subject = 'X'").await;
        let csv = anna.opens(&format!("{LOG}/elenco.csv")).await;
        csv.assert_says(200, "\"'=1+1\"");
    }

    async fn the_chain_is_said_to_hold_only_after_it_was_followed(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        adds_account(&anna, IBAN).await;
        let log = anna.opens(LOG).await;
        assert!(!log.text.to_lowercase().contains("nessuna alterazione"), "{}", log.text);
        let verify = format!("{LOG}/verifica");
        let whole = anna.opens(&verify).await;
        whole.assert_says(200, "nessuna alterazione");
        let chain = town.workspace(ids::TOWN).get();
        let count = town.rows().number(
            &format!("select count(*) from audit_entry where chain = {chain}")).await;
        whole.assert_says(200, &format!("Registrazioni verificate: {count}"));
        let entry = |number: i64| format!("where chain = {chain} and number = {number}");
        let change = |what: &str, it| format!("update audit_entry set {what} {}", entry(it));
        for (damage, undo, why) in [
            (change("author = author || 'x'", 2),
                change("author = substr(author, 1, length(author) - 1)", 2),
                "la registrazione 2 è stata alterata"),
            (change("number = 9999", 2), change("number = 2", 9999),
                "la registrazione 2 manca"),
        ] {
            town.rows().damage(&damage).await;
            let broken = anna.opens(&verify).await;
            broken.assert_says(200, why);
            assert!(!broken.text.contains("nessuna alterazione"), "{}", broken.text);
            town.rows().damage(&undo).await;
        }
        anna.opens(&verify).await.assert_says(200, "nessuna alterazione");
        town.rows().damage(&format!("delete from audit_entry {}", entry(count))).await;
        anna.opens(&verify).await.assert_says(200, &format!("la registrazione {count} manca"));
    }
}
