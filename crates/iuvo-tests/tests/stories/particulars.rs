//! What a body says of itself: written by its people or at the command line, printed and shown.

use iuvo_domain::{
    access::{Role, Scope},
    directory::{Particular, Particulars},
};
use iuvo_tests::{Browser, Guest, Page, Ran, Town, ids, pdf_qr_codes, pdf_words, stories};

const BODY: &str = "/backoffice/comune-di-esempio/collaudo/configurazione/ente";
const SAVED: &str = "/backoffice/comune-di-esempio/collaudo/configurazione/ente?fatto=dati-salvati";
const EDIT: &str = "/backoffice/comune-di-esempio/collaudo/configurazione/ente/modifica";

async fn somebody(town: &Town, name: &str, role: Role) -> Browser {
    let scope = match role {
        Role::BrokerAdministrator => Scope::Broker(ids::BROKER.parse().unwrap()),
        _ => Scope::Workspace(town.workspace(ids::TOWN)),
    };
    town.signed_in(&town.operator(name, &[(role, scope)]).await).await
}

async fn describe(town: &Town, given: &[&str]) -> Ran {
    let of_town = ["organization", "describe", "--organization", ids::TOWN];
    let ran = town.admin(&[&of_town[..], &["--environment", "collaudo"], given].concat()).await;
    town.app().refresh_directory().await.unwrap();
    ran
}

fn said(town: &Town) -> Particulars {
    let directory = town.app().directory();
    directory.workspace(town.workspace(ids::TOWN)).unwrap().particulars.clone()
}

/// Opens the form and sends it with these fields, having seen what it shows.
async fn fills(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let form = browser.opens(EDIT).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let seen = form.text.split_once("name=\"visto\" value=\"").unwrap().1;
    let seen = seen.split_once('"').unwrap().0;
    browser.sends(EDIT, &[&[("visto", seen)], fields].concat()).await
}

async fn notice_of(town: &Town, number: &str) -> Vec<u8> {
    let url = format!("{}/api/v1/notices/{number}/notice.pdf", town.base_url());
    let answer = reqwest::Client::new().get(url).bearer_auth(ids::KEY).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

const TOLD: &str = "select count(*) from audit_entry where act = 'particulars.saved'";

stories! {
    async fn what_a_body_says_is_written_shown_and_told_in_the_log(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        anna.opens(BODY).await.assert_says(200, "non indicato");
        for (fields, why) in [
            (("cbill", "AB1"), "5 lettere o cifre"),
            (("indirizzo", "via \u{4e2d} 1"), "al massimo 140 caratteri"),
            (("ufficio", "\u{4e2d}"), "al massimo 100 caratteri"),
            (("telefono", "0123 int. 4"), "almeno 3 cifre"),
            (("email", "tributi"), "L’e-mail non è corretta"),
            (("pec", "protocollo@pec"), "La PEC non è corretta"),
            (("sito", "http://comune.example"), "comincia con https://"),
            (("accessibilita", "form.agid.gov.it"), "L’indirizzo della dichiarazione comincia"),
        ] {
            let wrong = fills(&anna, &[fields, ("ufficio", "<Tributi>")]).await;
            wrong.assert_says(422, why);
            wrong.assert_says(422, &format!("id=\"{}-error\"", fields.0));
        }
        assert!(said(&town).is_empty());
        let fields = [("cbill", "ab12c"), ("ufficio", "Ufficio <Tributi>"), ("sito", "")];
        fills(&anna, &fields).await.assert_leads_to(SAVED);
        anna.opens(BODY).await.assert_says(200, "Ufficio &#60;Tributi&#62;");
        let written = said(&town);
        assert_eq!(written.get(Particular::Cbill), Some("AB12C"));
        assert_eq!(written.all().count(), 2);
        let by_anna = format!("{TOLD} and author like 'operator:%' and content like '%AB12C%'");
        assert_eq!(town.rows().number(&by_anna).await, 1);
        // Sent again it changes nothing, and nothing is told.
        fills(&anna, &fields).await.assert_leads_to(SAVED);
        assert_eq!(town.rows().number(TOLD).await, 1);
        // What the form no longer says is no longer said.
        fills(&anna, &[("cbill", "AB12C")]).await.assert_leads_to(SAVED);
        assert_eq!(said(&town).get(Particular::Office), None);
    }

    async fn of_two_who_write_what_a_body_says_the_second_is_told(town: Town) {
        let anna = somebody(&town, "anna", Role::PaymentsContact).await;
        let dario = somebody(&town, "dario", Role::BrokerAdministrator).await;
        let form = dario.opens(EDIT).await;
        let seen = form.text.split_once("name=\"visto\" value=\"").unwrap().1;
        let seen = ("visto", seen.split_once('"').unwrap().0);
        fills(&anna, &[("telefono", "0123 1")]).await.assert_leads_to(SAVED);
        let late = dario.sends(EDIT, &[seen, ("telefono", "0123 2")]).await;
        late.assert_says(409, "un collega ha modificato");
        late.assert_says(409, "0123 2");
        assert_eq!(said(&town).get(Particular::Phone), Some("0123 1"));
        fills(&dario, &[("telefono", "0123 2")]).await.assert_leads_to(SAVED);
        assert_eq!(said(&town).get(Particular::Phone), Some("0123 2"));
    }

    async fn only_who_answers_for_a_body_writes_what_it_says(town: Town) {
        for (name, role) in [("bruno", Role::TechnicalContact), ("carla", Role::Clerk)] {
            let browser = somebody(&town, name, role).await;
            assert_eq!(browser.opens(EDIT).await.status, 403, "{name}");
            assert_eq!(browser.sends(EDIT, &[("telefono", "0123 1")]).await.status, 403, "{name}");
        }
        let bruno = somebody(&town, "gino", Role::TechnicalContact).await;
        let shown = bruno.opens(BODY).await;
        shown.assert_says(200, "Codice CBILL");
        assert!(!shown.text.contains("ente/modifica"), "{}", shown.text);
        assert_eq!(town.rows().count("particulars").await, 0);
    }

    async fn an_operator_describes_a_body_at_the_command_line(town: Town) {
        for (given, why) in [
            (["--cbill", "AB1"], "--cbill ha cinque lettere o cifre."),
            (["--phone", "interno"], "--phone ha al massimo 30 caratteri"),
            (["--email", "tributi"], "--email è un indirizzo come"),
            (["--pec", "protocollo"], "--pec è un indirizzo come"),
            (["--website", "comune.example"], "--website è un indirizzo che comincia con https://"),
            (["--address", "\u{4e2d}"], "--address ha al massimo 140"),
            (["--office", "\u{4e2d}"], "--office ha al massimo 100"),
        ] {
            describe(&town, &given).await.assert_refused(why);
        }
        assert_eq!(town.rows().count("particulars").await, 0);
        describe(&town, &["--cbill", "ab12c", "--phone", "0123 1"]).await.assert_done();
        describe(&town, &["--phone", "", "--email", "a@b.it"]).await.assert_done();
        let again = describe(&town, &["--email", "a@b.it"]).await.assert_done();
        assert!(again.stdout.contains("Niente da cambiare."), "{again:?}");
        let shown = town.admin(&["directory", "show", "--json"]).await.assert_done().json();
        let expected = serde_json::json!({ "cbill": "AB12C", "email": "a@b.it" });
        assert_eq!(shown["organizations"][0]["particulars"], expected);
        assert_eq!(town.rows().number(TOLD).await, 2);
        // The other bodies say nothing.
        assert_eq!(town.rows().count("particulars").await, 1);
    }

    async fn the_foot_of_every_page_says_how_the_body_is_reached(town: Town) {
        let guest = Guest::of(&town);
        let silent = guest.opens("/comune-di-esempio").await;
        silent.assert_says_nothing_of("iv-contacts");
        silent.assert_says_nothing_of("accessibility-link");
        let given = ["--address", "Piazza della <Prova> 1", "--phone", "+39 0123 456", "--email",
            "tributi@comune.example", "--pec", "protocollo@pec.comune.example", "--cbill", "AB12C",
            "--accessibility", "https://form.agid.gov.it/view/1?a=b&c=d"];
        describe(&town, &given).await.assert_done();
        for path in ["", "/aiuto/codice-avviso"] {
            let page = guest.opens(&format!("/comune-di-esempio{path}")).await;
            for said in [
                "Piazza della &#60;Prova&#62; 1",
                "<a href=\"tel:+390123456\">+39 0123 456</a>",
                "<a href=\"mailto:tributi@comune.example\">",
                "<a href=\"mailto:protocollo@pec.comune.example\">",
                "<a href=\"https://form.agid.gov.it/view/1?a=b&#38;c=d\" \
                 data-element=\"accessibility-link\">Dichiarazione di accessibilità</a>",
            ] {
                page.assert_says(said);
            }
            page.assert_says_nothing_of("AB12C");
        }
        guest.opens("/unione-terre").await.assert_says_nothing_of("Piazza della");
    }

    async fn an_error_among_the_pages_of_a_body_says_how_it_is_reached(town: Town) {
        let guest = Guest::of(&town);
        describe(&town, &["--phone", "0123 456"]).await.assert_done();
        for path in [
            "/comune-di-esempio/altro",
            "/comune-di-esempio/pagamento/altro/ritorno/si",
            "/comune-di-esempio/pratica/%ff",
        ] {
            let page = guest.opens(path).await;
            assert_eq!(page.status, 404, "{path}");
            page.assert_says("<h1>Pagina non trovata</h1>");
            page.assert_says("Pagina non trovata – Comune di Esempio</title>");
            page.assert_says("<a href=\"tel:0123456\">0123 456</a>");
            page.assert_says("Codice operazione");
        }
        let wrong = guest.sends("/comune-di-esempio/aiuto/codice-avviso", &[]).await;
        assert_eq!(wrong.status, 405);
        wrong.assert_says("<a href=\"tel:0123456\">");
        let notice = town.position("TARI 2026").publish().await.notice().to_string();
        town.rows().damage("alter table installment rename to lost").await;
        let failed = guest.searches(ids::DEBTOR, "codice-avviso", &notice).await;
        assert_eq!(failed.status, 500);
        failed.assert_says("Qualcosa non ha funzionato – Comune di Esempio</title>");
        failed.assert_says("<a href=\"/comune-di-esempio\">Ricerca pratica</a>");
        for path in ["/comune-altrove", "/comune-altrove/altro", "/comune-altrove/pratica/%ff"] {
            let page = guest.opens(path).await;
            assert_eq!(page.status, 404, "{path}");
            page.assert_says_nothing_of("0123 456");
        }
    }

    async fn who_cannot_pay_is_told_whom_to_ask(town: Town) {
        let position = town.position("TARI 2026").single(10_000).installments(&[5_000, 5_000]);
        let position = position.publish().await;
        let [whole, first, second] = position.notices[..] else { panic!("three notices") };
        town.psp().pay(&first).await.assert_ok();
        let guest = Guest::of(&town);
        let given_up = guest.finds(whole).await;
        guest.opens(&given_up).await.assert_says_nothing_of("Chiedi all’ufficio");
        describe(&town, &["--office", "Ufficio Tributi", "--phone", "0123 1"]).await.assert_done();
        let asked = "Chiedi all’ufficio: Ufficio Tributi · tel. 0123 1.";
        guest.opens(&given_up).await.assert_says(asked);
        // Who can pay, or has paid, has nothing to ask.
        for number in [first, second] {
            let page = guest.finds(number).await;
            guest.opens(&page).await.assert_says_nothing_of("Chiedi all’ufficio");
        }
    }

    async fn a_notice_says_the_cbill_code_and_whom_to_ask(town: Town) {
        let position = town.position("TARI 2026").single(12_345).publish().await;
        let number = position.notice().to_string();
        let before = notice_of(&town, &number).await;
        let given = ["--cbill", "ab12c", "--office", "Ufficio Tributi", "--phone", "0123 456",
            "--website", "https://comune.example", "--address", "Piazza della Prova 1"];
        describe(&town, &given).await.assert_done();
        let after = notice_of(&town, &number).await;
        let words = pdf_words(&after);
        for text in [
            "AB12C", "Ufficio Tributi · tel. 0123 456 · comune.example",
            // The town can be paid online.
            "sul sito di Comune di Esempio",
        ] {
            assert!(!pdf_words(&before).contains(text), "{text}");
            assert!(words.contains(text), "{text:?} is not in {words}");
        }
        assert!(!words.contains("Piazza della Prova"), "{words}");
        assert_eq!(pdf_qr_codes(&after), pdf_qr_codes(&before));
    }
}
