//! The citizen's pages: who knows two facts of a debt sees it; whoever does not learns nothing.

use iuvo_domain::access::{Role, Scope};
use iuvo_tests::{Guest, ids, messages, pdf_words, stories};
use jiff::SignedDuration;
use pagopa_node::Text;
use reqwest::Method;
use serde_json::json;

const MARIO: &str = "RSSMRA80A01H501U";
const LAURA: &str = "BNCLRA85M41A944N";

stories! {
    async fn the_first_page_has_what_the_manual_names(town: Town) {
        let page = Guest::of(&town).opens("/comune-di-esempio").await;
        page.assert_says("<div class=\"it-brand-title\">Comune di Esempio</div>");
        page.assert_says("<a href=\"/\">Scegli un altro ente</a>");
        let named = [
            "<h1>Ricerca pratica</h1>",
            "<label for=\"codice-fiscale\">Codice fiscale *</label>",
            "<label for=\"codice-avviso\">Codice Avviso</label>",
            ">oppure<",
            "<label for=\"iuv\">Riferimento Pratica / IUV</label>",
            "type=\"submit\">Trova pratica</button>",
        ];
        let places = named.map(|it| page.text.find(it));
        assert!(places.is_sorted() && places[0].is_some(), "{places:?} {}", page.text);
    }

    async fn a_guest_finds_a_debt_by_two_facts_and_reads_it(town: Town) {
        let notice = town.position("TARI 2026 < & saldo").publish().await;
        let guest = Guest::of(&town);
        let number = notice.notice().to_string();
        let spaced = format!("{} {}", &number[..4], &number[4..]);
        for (field, code) in [
            ("codice-avviso", number.as_str()),
            ("codice-avviso", &spaced),
            ("iuv", &number[1..]),
        ] {
            let found = guest.searches(&MARIO.to_lowercase(), field, code).await;
            assert_eq!(found.status, 303, "{}", found.text);
            let path = found.leads_to.unwrap();
            assert!(!path.contains(MARIO) && !path.contains(&number[1..]), "{path}");
            let page = guest.opens(&path).await;
            assert_eq!(page.status, 200);
            page.assert_says("TARI 2026 &#60; &#38; saldo");
            page.assert_says("Da pagare");
            page.assert_says("M**** R****");
            assert!(!page.text.contains("Rossi"), "{}", page.text);
        }
    }

    async fn whoever_has_not_both_facts_is_told_the_same(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let draft = town.position("TARI 2027").draft().await;
        let guest = Guest::of(&town);
        let unknown = "302000000000099987".to_owned();
        let mut told = Vec::new();
        for (fiscal_code, number) in [
            (LAURA, notice.notice().to_string()),
            (MARIO, unknown),
            (MARIO, draft.notice().to_string()),
        ] {
            let page = guest.searches(fiscal_code, "codice-avviso", &number).await;
            assert_eq!(page.status, 200);
            page.assert_says("Non abbiamo trovato una pratica con questi dati.");
            told.push(page.veiled(&[fiscal_code, &number]));
        }
        assert!(told.iter().all(|it| *it == told[0]));
    }

    async fn whoever_guesses_is_slowed_down_whatever_there_is_to_find(town: Town) {
        let notice = town.position("TARI 2026").publish().await;
        let guest = Guest::of(&town);
        for wrong in 0..20 {
            let number = format!("3020000000000{wrong:05}");
            let page = guest.searches(LAURA, "codice-avviso", &number).await;
            let (status, said) =
                if wrong < 6 { (200, "Non abbiamo") } else { (429, "Aspetta 8 secondi") };
            assert_eq!(page.status, status, "{wrong}");
            page.assert_says(said);
        }
        let right = guest.searches(MARIO, "codice-avviso", &notice.notice().to_string()).await;
        assert_eq!(right.status, 429);
        town.advance(SignedDuration::from_secs(8));
        let right = guest.searches(MARIO, "codice-avviso", &notice.notice().to_string()).await;
        assert_eq!(right.status, 303);
    }

    async fn a_page_tells_where_the_debt_stands(town: Town) {
        let notice = town.position("Mensa").publish().await;
        let guest = Guest::of(&town);
        let path = guest.finds(notice.notice()).await;
        let pdf = guest.opens(&format!("{path}/avviso.pdf")).await;
        assert!(pdf.status == 200 && pdf.text.starts_with("%PDF-"), "{}", pdf.status);
        let early = guest.opens(&format!("{path}/quietanza.pdf")).await;
        assert_eq!((early.status, early.leads_to.as_deref()), (303, Some(path.as_str())));
        guest.opens(&path).await.assert_says_nothing_of("quietanza");
        town.psp().pay(&notice.notice()).await.assert_ok();
        let page = guest.opens(&path).await;
        page.assert_says("Pagata ");
        page.assert_says_nothing_of("Come posso pagare");
        page.assert_says(&format!("{path}/quietanza.pdf"));
        let pdf = guest.opens(&format!("{path}/quietanza.pdf")).await;
        assert!(pdf_words(&pdf.bytes).contains("RICEVUTA DI PAGAMENTO"), "{}", pdf.status);
        page.assert_says_nothing_of("XML");
        assert_eq!(guest.opens(&format!("{path}/ricevuta.xml")).await.status, 404);
        let pdf = guest.opens(&format!("{path}/avviso.pdf")).await;
        assert_eq!((pdf.status, pdf.leads_to.as_deref()), (303, Some(path.as_str())));
        town.advance(SignedDuration::from_hours(1));
        let old = guest.opens(&path).await;
        let search = "/comune-di-esempio?motivo=scaduta";
        assert_eq!((old.status, old.leads_to.as_deref()), (303, Some(search)));
    }

    async fn what_is_past_its_due_date_says_whether_it_may_still_be_paid(town: Town) {
        let days = |it: i64| SignedDuration::from_hours(24 * it);
        let open = town.position("TARI 2025").due_in(days(2)).publish().await;
        let closed = town.position("Mensa 2025").due_in(days(2)).expiring().publish().await;
        let guest = Guest::of(&town);
        let page = guest.opens(&guest.finds(open.notice()).await).await;
        page.assert_says("Da pagare entro ");
        town.advance(days(4));
        let page = guest.opens(&guest.finds(open.notice()).await).await;
        page.assert_says("</svg>Scaduta, pagabile</span>");
        page.assert_says("La scadenza era ");
        page.assert_says(": si può ancora pagare.");
        page.assert_says("/paga\"");
        page.assert_says_nothing_of("Da pagare entro");
        let page = guest.opens(&guest.finds(closed.notice()).await).await;
        page.assert_says("</svg>Scaduta, non pagabile</span>");
        page.assert_says("Il termine per pagare era ");
        page.assert_says_nothing_of("/paga\"");
    }

    async fn the_ways_of_paying_are_told_until_one_is_begun(town: Town) {
        let both = town.position("TARI 2026").single(8_000).installments(&[4_100, 4_200]);
        let created = both.publish().await;
        let guest = Guest::of(&town);
        let single = guest.finds(created.notices[0]).await;
        let (at_once, in_parts) = ("<h2>Paga in un’unica soluzione</h2>", "<h2>Paga a rate</h2>");
        let page = guest.opens(&single).await;
        page.assert_says(in_parts);
        page.assert_says_nothing_of(at_once);
        page.assert_says("41,00\u{a0}€");
        for (name, cents) in [("Rata 1", 4_100), ("Rata 2", 4_200)] {
            let path = page.leads_by(name);
            let part = guest.opens(&path).await;
            part.assert_says(&format!("{name} (questa)"));
            part.assert_says(&format!("value=\"{cents}\""));
            part.assert_says(at_once);
            part.assert_says_nothing_of(in_parts);
            let back = guest.opens(&part.leads_by("TARI 2026")).await;
            back.assert_says("value=\"8000\"");
        }
        let first = page.leads_by("Rata 1");
        town.psp().pay(&created.notices[1]).await.assert_ok();
        guest.opens(&first).await.assert_says_nothing_of(at_once);
        // The other notice leads to what is being paid.
        let page = guest.opens(&single).await;
        page.assert_says("si sta pagando in un altro modo");
        page.assert_says(in_parts);
        let next = guest.opens(&page.leads_by("Rata 2")).await;
        next.assert_says("value=\"4200\"");
        town.psp().pay(&created.notices[2]).await.assert_ok();
        let page = guest.opens(&single).await;
        page.assert_says_nothing_of(in_parts);
    }

    async fn what_is_never_due_says_so_on_every_page(town: Town) {
        let never = json!("9999-12-31T23:59:59");
        let plan = town.position("Canone").installments(&[4_000, 4_000]);
        let created = plan.with(|it| it["paymentOption"][1]["dueDate"] = never).publish().await;
        let guest = Guest::of(&town);
        let path = guest.finds(created.notices[1]).await;
        let page = guest.opens(&path).await;
        page.assert_says("Da pagare, senza scadenza.");
        page.assert_says("<dd>senza scadenza</dd>");
        page.assert_says("data-label=\"Scadenza\">senza scadenza</td>");
        page.assert_says_nothing_of("dicembre 9999");
        page.assert_says_nothing_of("12/9999");
        let pdf = guest.opens(&format!("{path}/avviso.pdf")).await;
        assert_eq!(pdf.status, 200);
        let words = pdf_words(&pdf.bytes);
        assert!(words.contains("Canone") && !words.contains("12/9999"), "{words}");
        // The first is due before it: the list shows the next one that is.
        town.psp().pay(&created.notices[0]).await.assert_ok();
        let grant = (Role::Clerk, Scope::Workspace(town.workspace(ids::TOWN)));
        let operator = town.operator("operatore", &[grant]).await;
        let clerk = town.signed_in(&operator).await;
        for list in ["posizioni", "posizioni/elenco.csv"] {
            let page = clerk.opens(&format!("/backoffice/comune-di-esempio/collaudo/{list}")).await;
            page.assert_says(200, "senza scadenza");
            assert!(!page.text.contains("12/9999"), "{}", page.text);
        }
    }

    async fn what_was_paid_elsewhere_has_no_receipt(town: Town) {
        let notice = town.position("Mensa").publish().await;
        let path = format!("/paymentoptions/paids/{}", notice.notice());
        let body = json!({"paymentDate": "2026-03-01T23:30:00"});
        town.gpd(Method::POST, &path, Some(&body)).await.assert_status(200);
        let guest = Guest::of(&town);
        let path = guest.finds(notice.notice()).await;
        let page = guest.opens(&path).await;
        // Half an hour after midnight in Italy.
        page.assert_says("hai pagato il 2 marzo 2026 fuori da pagoPA");
        page.assert_says_nothing_of("quietanza");
        let pdf = guest.opens(&format!("{path}/quietanza.pdf")).await;
        assert_eq!((pdf.status, pdf.leads_to.as_deref()), (303, Some(path.as_str())));
    }

    async fn whoever_has_paid_and_gets_no_paper_is_told_what_is_valid(town: Town) {
        let notice = town.position("Mensa").single(1_000).publish().await;
        let mut receipt = messages::receipt("R1", notice.notice(), 1_000);
        receipt.debtor.full_name = Text::parse("\u{4e2d}\u{6587}").unwrap();
        town.deliver(receipt).await.assert_ok();
        let guest = Guest::of(&town);
        let path = guest.finds(notice.notice()).await;
        let page = guest.opens(&format!("{path}/quietanza.pdf")).await;
        assert_eq!(page.status, 422);
        page.assert_says("La ricevuta di pagoPA resta valida: chiedila all’ente.");
        page.assert_says_nothing_of("si paga anche con");
        assert_eq!(page.leads_by("Torna alla pratica"), path);
    }

    async fn a_notice_in_hand_leads_to_its_body_and_tells_nothing_of_the_debt(town: Town) {
        let notice = town.position("TARI 2026").publish().await.notice().to_string();
        let guest = Guest::of(&town);
        let unknown = "302000000000099987";
        let mut told = Vec::new();
        for number in [notice.as_str(), unknown] {
            let qr_code = format!("PAGOPA|002|{number}|{}|12000", ids::TOWN);
            for form in [
                [("avviso", qr_code.as_str()), ("ente", "")],
                [("avviso", number), ("ente", ids::TOWN)],
            ] {
                let led = guest.sends("/", &form).await;
                let address = led.leads_to.unwrap();
                assert!(address.starts_with("/comune-di-esempio?avviso="), "{address}");
                assert!(led.status == 303 && !address.contains(&number[1..]), "{address}");
                let page = guest.opens(&address).await;
                let fours = [0..4, 4..8, 8..12, 12..16, 16..18].map(|it| &number[it]);
                let grouped = fours.join("\u{a0}");
                page.assert_says(&grouped);
                told.push(page.veiled(&[&grouped]));
                // It opens nowhere else, and not for ever.
                let elsewhere = address.replace("comune-di-esempio", "provincia-di-prova");
                guest.opens(&elsewhere).await.assert_says_nothing_of(&grouped);
            }
        }
        assert!(told.iter().all(|it| *it == told[0]));
        let real = format!("PAGOPA|002|{unknown}|{}|1", ids::NEIGHBOUR);
        let led = guest.sends("/", &[("avviso", &real)]).await.leads_to.unwrap();
        assert!(led.starts_with("/unione-terre-produzione?avviso="), "{led}");
        town.advance(SignedDuration::from_hours(1));
        guest.opens(&led).await.assert_says_nothing_of("3020");
        for (notice, body, said) in [
            ("", "", "Scrivi il codice avviso"),
            (unknown, "", "da solo non dice di quale ente è"),
            (unknown, "12345678903", "Qui non si paga a questo ente"),
        ] {
            let page = guest.sends("/", &[("avviso", notice), ("ente", body)]).await;
            assert_eq!(page.status, 422, "{}", page.text);
            page.assert_says(said);
            page.assert_says(&format!("value=\"{notice}\""));
        }
    }

    async fn the_help_tells_how_where_and_when_to_pay(town: Town) {
        let page = Guest::of(&town).opens("/comune-di-esempio/aiuto").await;
        for text in [
            "<a href=\"/comune-di-esempio/aiuto\" aria-current=\"true\">Aiuto</a>",
            "trovi il pulsante Paga",
            "in tabaccheria, in ricevitoria, alle Poste",
            "valgono i loro orari",
            "La commissione la decide il gestore",
            "appena risulta pagata",
            "Intanto non pagare di nuovo",
            "/comune-di-esempio/aiuto/codice-avviso",
        ] {
            page.assert_says(text);
        }
    }

    async fn a_planned_stop_is_told_while_it_is_near(town: Town) {
        use iuvo_app::directory::DirectoryChange;
        use iuvo_domain::{Environment, directory::maintenance::MaintenanceWindow};

        let guest = Guest::of(&town);
        let now = town.app().now().round(jiff::Unit::Hour).unwrap();
        let hours = |count| now.checked_add(SignedDuration::from_hours(count)).unwrap();
        let stop = |from, to| MaintenanceWindow {
            environment: Environment::Acceptance,
            station: ids::STATION.parse().unwrap(),
            starts_at: hours(from),
            ends_at: hours(to),
            stand_in: false,
        };
        let later = stop(120, 121);
        for it in [stop(96, 100), later] {
            town.change(DirectoryChange::PlanMaintenance(it)).await.unwrap();
        }
        let says = async |text: &str| {
            guest.opens("/comune-di-esempio").await.assert_says(text);
            guest.opens("/comune-di-esempio/aiuto").await.assert_says(text);
        };
        let is_silent = async || {
            let page = guest.opens("/comune-di-esempio").await;
            page.assert_says_nothing_of("ermo programmato");
        };
        is_silent().await;
        town.advance(SignedDuration::from_hours(30));
        says("Fermo programmato da ").await;
        town.advance(SignedDuration::from_hours(68));
        says("È in corso un fermo programmato fino a ").await;
        town.advance(SignedDuration::from_hours(4));
        says("Fermo programmato da ").await;
        town.change(DirectoryChange::CancelMaintenance(later)).await.unwrap();
        is_silent().await;
    }

    async fn wrong_fields_are_named_and_what_was_typed_is_kept(town: Town) {
        let guest = Guest::of(&town);
        let typed = "30200000000000014\"><b>";
        let page = guest.searches("RSSMRA80A01H501X", "codice-avviso", typed).await;
        assert_eq!(page.status, 422);
        page.assert_says("<title>Errore:");
        page.assert_says("controlla la lettera finale");
        page.assert_says("value=\"30200000000000014&#34;&#62;&#60;b&#62;\"");
    }

    async fn pages_that_do_not_exist_say_so_with_an_operation(town: Town) {
        let guest = Guest::of(&town);
        for path in ["/comune-che-non-esiste", "/a/b/c/d", "/comune-di-esempio/altro"] {
            let page = guest.opens(path).await;
            assert_eq!(page.status, 404, "{path}");
            page.assert_says("Pagina non trovata");
            page.assert_says("Codice operazione");
        }
    }

    async fn a_slash_too_many_leads_to_the_page_that_is_meant(town: Town) {
        let guest = Guest::of(&town);
        for page in ["/comune-di-esempio", "/comune-di-esempio/aiuto"] {
            let meant = guest.opens(&format!("{page}/")).await;
            assert_eq!((meant.status, meant.leads_to.as_deref()), (308, Some(page)));
        }
        for nowhere in ["/comune-che-non-esiste/", "//example.org/", "/%2Fexample.org/"] {
            assert_eq!(guest.opens(nowhere).await.status, 404, "{nowhere}");
        }
    }
}
