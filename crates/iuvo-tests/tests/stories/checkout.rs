//! A citizen pays a debt at Checkout and comes back: the page tells the truth, whatever the browser
//! and the network do.

use iuvo_tests::{Created, Guest, Mood, Town, WebPage, ids, messages, pdf_words, stories};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;

/// Where the link to a page leads that was open for too long.
const LAPSED: &str = "/comune-di-esempio?motivo=scaduta";

/// Somebody who has found the page of a debt.
struct Payer<'a> {
    town: &'a Town,
    guest: Guest<'a>,
    created: Created,
    debt: String,
    /// What the page says that it costs.
    cents: i64,
}

impl<'a> Payer<'a> {
    async fn of(town: &'a Town) -> Self {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        Self::of_item(town, created, 0).await
    }

    /// On the page of an item of the position.
    async fn of_item(town: &'a Town, created: Created, place: usize) -> Self {
        let guest = Guest::of(town);
        let debt = guest.finds(created.notices[place]).await;
        let cents = created.model["paymentOption"][place]["amount"].as_i64().unwrap();
        Self { town, guest, created, debt, cents }
    }

    async fn reads(&self) -> WebPage {
        self.guest.opens(&self.debt).await
    }

    async fn presses_pay(&self) -> WebPage {
        self.guest.pays(&self.debt, self.cents).await
    }

    /// The page of Checkout.
    async fn goes_to_checkout(&self) -> String {
        let sent = self.presses_pay().await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let page = sent.leads_to.unwrap();
        assert!(page.starts_with(self.town.checkout().base_url()), "{page}");
        page
    }

    /// Presses a button there; where the browser is sent.
    async fn decides(&self, page: &str, action: &str) -> String {
        let form = [("email", ""), ("metodo", "carta"), ("azione", action)];
        let decided = self.guest.sends(page, &form).await;
        assert_eq!(decided.status, 303, "{}", decided.text);
        decided.leads_to.unwrap()
    }

    /// Comes back to us; the page that the browser ends on.
    async fn comes_back(&self, address: &str) -> (String, WebPage) {
        assert!(address.starts_with(self.town.base_url()), "{address}");
        let back = self.guest.opens(address).await;
        assert_eq!(back.status, 303, "{}", back.text);
        let page = back.leads_to.unwrap();
        let shown = self.guest.opens(&page).await;
        (page, shown)
    }
}

stories! {
    async fn a_guest_pays_and_gets_the_receipt(town: Town) {
        let payer = Payer::of(&town).await;
        let page = payer.reads().await;
        page.assert_says(&format!("action=\"{}/paga\"", payer.debt));
        // Which fee the PSP asks is said where the payer chooses it.
        page.assert_says("la commissione la vedi prima di confermare");
        page.assert_says_nothing_of("1,50");
        let policy = format!("form-action 'self' {}", town.checkout().base_url());
        assert!(page.policy.ends_with(&policy), "{}", page.policy);
        let checkout = payer.goes_to_checkout().await;
        let shown = payer.guest.opens(&checkout).await;
        for text in ["SIMULATORE", "TARI 2026", "120,00", "commissione 1,50"] {
            shown.assert_says(text);
        }
        let back = payer.decides(&checkout, "paga").await;
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("Pagamento confermato");
        shown.assert_says("1,50");
        shown.assert_says_nothing_of("Non pagare di nuovo");
        let number = payer.created.notice().to_string();
        assert!(!page.contains(&number[1..]) && !page.contains("RSSMRA"), "{page}");
        let quietanza = format!("{}/quietanza.pdf", address_in(&shown.text, "/quietanza.pdf"));
        let pdf = payer.guest.opens(&quietanza).await;
        assert!(pdf_words(&pdf.bytes).contains("120,00 Euro"));
        payer.reads().await.assert_says("Pagata ");
        // Who presses back and pays again is led nowhere.
        let again = payer.presses_pay().await;
        assert_eq!(again.leads_to.as_deref(), Some(payer.debt.as_str()));
        let again = payer.decides(&checkout, "annulla").await;
        assert_eq!(again, back, "the cart has ended");
    }

    async fn a_guest_gives_up_or_fails_and_may_try_again(town: Town) {
        let payer = Payer::of(&town).await;
        for (action, said) in
            [("annulla", "Pagamento annullato"), ("fallisci", "Pagamento non riuscito")]
        {
            let checkout = payer.goes_to_checkout().await;
            let back = payer.decides(&checkout, action).await;
            let (_, shown) = payer.comes_back(&back).await;
            shown.assert_says(said);
            shown.assert_says_nothing_of("quietanza");
            payer.reads().await.assert_says("/paga\"");
        }
        assert_eq!(town.rows().count("cart").await, 2);
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "paga").await;
        payer.comes_back(&back).await.1.assert_says("Pagamento confermato");
    }

    async fn what_is_left_open_is_in_doubt_until_the_receipt_comes(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "sospendi").await;
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("Non sappiamo ancora");
        shown.assert_says("Non pagare di nuovo");
        shown.assert_says("si aggiorna da sola");
        let debt = payer.reads().await;
        debt.assert_says("Non confermato");
        debt.assert_says("è in corso di conferma. Non pagare di nuovo.");
        debt.assert_says("/comune-di-esempio/pagamento/");
        debt.assert_says_nothing_of("/paga\"");
        // Pressed on a page that is still open elsewhere: no second cart.
        let again = payer.presses_pay().await;
        assert_eq!(again.leads_to.as_deref(), Some(payer.debt.as_str()));
        town.advance(SignedDuration::from_mins(3));
        let shown = payer.guest.opens(&page).await;
        shown.assert_says_nothing_of("si aggiorna da sola");
        shown.assert_says(">Aggiorna<");
        town.advance(SignedDuration::from_mins(58));
        assert!(town.simulator().deliver_due().await > 0);
        payer.guest.opens(&page).await.assert_says("Pagamento confermato");
    }

    async fn a_plan_says_which_instalment_is_in_doubt_and_no_other_way_is_open(town: Town) {
        let plan = town.position("TARI 2026").single(8_000).installments(&[4_000, 4_000, 4_000]);
        let created = plan.publish().await;
        let payer = Payer::of_item(&town, created.clone(), 2).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "sospendi").await;
        payer.comes_back(&back).await;
        // Of each item: how many badges say so, and whether it can be paid.
        for (place, in_doubt, due, is_paid_here) in
            [(1, 1, 3, true), (2, 2, 2, false), (3, 1, 3, true), (0, 2, 2, false)]
        {
            let payer = Payer::of_item(&town, created.clone(), place).await;
            let page = payer.reads().await;
            let count = |word: &str| page.text.matches(&format!("</svg>{word}</span>")).count();
            assert_eq!((count("Non confermato"), count("Da pagare")), (in_doubt, due), "{place}");
            assert_eq!(page.text.contains("Non pagare di nuovo"), !is_paid_here, "{place}");
            let sent = payer.presses_pay().await.leads_to.unwrap();
            assert_eq!(sent == payer.debt, !is_paid_here, "{place} {sent}");
        }
        town.advance(SignedDuration::from_mins(61));
        assert!(town.simulator().deliver_due().await > 0);
        let payer = Payer::of_item(&town, created, 2).await;
        payer.reads().await.assert_says_nothing_of("Non confermato");
    }

    async fn doubt_ends_with_the_link_to_the_payment(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        // The payment fails at Checkout, and somebody writes the address of success.
        let back = payer.decides(&checkout, "fallisci").await.replace("non-riuscito", "riuscito");
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("Stiamo aspettando la ricevuta");
        shown.assert_says_nothing_of("Pagamento confermato");
        town.advance(SignedDuration::from_mins(10));
        payer.guest.opens(&page).await.assert_says("Non sappiamo ancora");
        town.advance(SignedDuration::from_hours(47));
        let debt = payer.guest.finds(payer.created.notice()).await;
        payer.guest.opens(&debt).await.assert_says("Non pagare di nuovo");
        payer.guest.opens(&page).await.assert_says("Non pagare di nuovo");
        town.advance(SignedDuration::from_hours(1));
        let debt = payer.guest.finds(payer.created.notice()).await;
        payer.guest.opens(&debt).await.assert_says("/paga\"");
        let old = payer.guest.opens(&page).await;
        assert_eq!(old.status, 303);
        let search = payer.guest.opens(&old.leads_to.unwrap()).await;
        search.assert_says("Sono passati più di due giorni da quel pagamento.");
    }

    async fn whoever_does_not_come_back_is_reminded_and_may_pay(town: Town) {
        let plan = town.position("TARI 2026").single(8_000).installments(&[4_000, 4_000]);
        let created = plan.publish().await;
        let payer = Payer::of_item(&town, created.clone(), 1).await;
        payer.goes_to_checkout().await;
        // Of the other instalment nothing was said.
        for (place, is_reminded) in [(0, true), (1, true), (2, false)] {
            let payer = Payer::of_item(&town, created.clone(), place).await;
            let page = payer.reads().await;
            let reminder = "e non sappiamo com’è finito: se hai già pagato, non pagare di nuovo.";
            assert_eq!(page.text.contains(reminder), is_reminded, "{place}");
            page.assert_says("/paga\"");
        }
        town.advance(SignedDuration::from_hours(1));
        let payer = Payer::of_item(&town, created, 1).await;
        payer.reads().await.assert_says_nothing_of("non sappiamo com’è finito");
    }

    async fn what_was_paid_elsewhere_meanwhile_is_told_and_has_no_receipt(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let path = format!("/paymentoptions/paids/{}", payer.created.notice());
        let body = json!({"paymentDate": "2026-03-01T23:30:00"});
        town.gpd(Method::POST, &path, Some(&body)).await.assert_status(200);
        let (_, shown) = payer.comes_back(&back).await;
        shown.assert_says("<h1>Pagato fuori da pagoPA</h1>");
        shown.assert_says("hai pagato il 2 marzo 2026 fuori da pagoPA");
        shown.assert_says_nothing_of("quietanza");
    }

    async fn the_receipt_says_how_much_was_paid(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("120,00\u{a0}€");
        let receipt = messages::receipt("R1", payer.created.notice(), 11_000);
        town.deliver(receipt).await.assert_ok();
        let shown = payer.guest.opens(&page).await;
        shown.assert_says("110,00\u{a0}€");
        shown.assert_says_nothing_of("120,00");
        shown.assert_says("<p>Pagata ");
    }

    async fn what_was_paid_twice_is_said_and_whom_to_ask(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "paga").await;
        let (page, _) = payer.comes_back(&back).await;
        payer.reads().await.assert_says("Non devi fare altro.");
        let again = messages::receipt("R2", payer.created.notice(), 12_000);
        town.deliver(again).await.assert_ok();
        assert_eq!(town.rows().count("review_case").await, 1);
        let of_town = ["organization", "describe", "--organization", ids::TOWN];
        let given = ["--environment", "collaudo", "--phone", "0123 456"];
        town.admin(&[&of_town[..], &given].concat()).await;
        town.app().refresh_directory().await.unwrap();
        let debt = payer.reads().await;
        for shown in [&debt, &payer.guest.opens(&page).await] {
            shown.assert_says("Risulta pagata due volte: l’ente esamina il caso");
            shown.assert_says_nothing_of("Non devi fare altro.");
            shown.assert_says("quietanza.pdf");
        }
        debt.assert_says("Chiedi all’ufficio: tel. 0123 456.");
    }

    async fn what_can_no_longer_be_paid_is_not_to_be_tried_again(town: Town) {
        let payer = Payer::of(&town).await;
        for (action, advised) in [("annulla", "Se vuoi pagare"), ("fallisci", "riprova")] {
            let checkout = payer.goes_to_checkout().await;
            let back = payer.decides(&checkout, action).await;
            let (_, shown) = payer.comes_back(&back).await;
            shown.assert_says(advised);
            let debt = shown.leads_by("Torna alla pratica");
            payer.guest.opens(&debt).await.assert_says("/paga\"");
        }
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let path = format!("/debtpositions/{}/invalidate", payer.created.iupd);
        town.gpd(Method::POST, &path, None).await.assert_status(200);
        let (_, shown) = payer.comes_back(&back).await;
        shown.assert_says("Non si può più pagare: leggi qui sotto perché.");
        shown.assert_says("L’ente ha annullato questa richiesta di pagamento");
        shown.assert_says_nothing_of("Se vuoi pagare");
        shown.assert_says_nothing_of("Torna alla pratica");
    }

    async fn the_steps_of_another_day_say_which(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("Annullato su pagoPA, alle ");
        town.advance(SignedDuration::from_hours(24));
        let shown = payer.guest.opens(&page).await;
        shown.assert_says_nothing_of("Annullato su pagoPA, alle ");
        assert_eq!(shown.text.matches(" 2026 alle ").count(), 2, "{}", shown.text);
    }

    async fn whoever_never_comes_back_finds_the_receipt_on_the_debt(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "paga").await;
        // The receipt came before the browser did.
        payer.reads().await.assert_says("quietanza.pdf");
        let (page, shown) = payer.comes_back(&back).await;
        shown.assert_says("Pagamento confermato");
        // And going back to the address of giving up changes nothing.
        let (same, shown) = payer.comes_back(&back.replace("riuscito", "annullato")).await;
        assert_eq!(same, page);
        shown.assert_says("Pagamento confermato");
        shown.assert_says("Ritorno da pagoPA");
    }

    async fn what_costs_something_else_by_now_is_shown_again_and_not_sent(town: Town) {
        let payer = Payer::of(&town).await;
        payer.reads().await.assert_says("name=\"importo\" value=\"12000\"");
        let mut model = payer.created.model.clone();
        model["paymentOption"][0]["amount"] = json!(15_050);
        model["paymentOption"][0]["transfer"][0]["amount"] = json!(15_050);
        let path = format!("/debtpositions/{}?toPublish=true", payer.created.iupd);
        town.gpd(Method::PUT, &path, Some(&model)).await.assert_status(200);
        let sent = payer.presses_pay().await;
        let again = sent.leads_to.unwrap();
        assert!(again.starts_with(&format!("{}?visto=", payer.debt)), "{again}");
        // What somebody writes there is not believed, nor what was sealed for another notice.
        let other = town.position("Mensa").single(9_000).publish().await;
        let other = payer.guest.finds(other.notice()).await;
        let sealed = again.split_once('?').unwrap().1;
        for made_up in [format!("{}?visto=12000", payer.debt), format!("{other}?{sealed}")] {
            payer.guest.opens(&made_up).await.assert_says_nothing_of("è cambiato");
        }
        let page = payer.guest.opens(&again).await;
        page.assert_says("L’importo è cambiato: da 120,00\u{a0}€ a 150,50\u{a0}€.");
        page.assert_says("name=\"importo\" value=\"15050\"");
        for nothing in ["", "centoventi"] {
            let address = format!("{}/paga", payer.debt);
            let sent = payer.guest.sends(&address, &[("importo", nothing)]).await;
            assert_eq!(sent.leads_to.as_deref(), Some(payer.debt.as_str()));
        }
        assert_eq!((town.rows().count("cart").await, town.checkout().received()), (0, 0));
        let sent = payer.guest.pays(&payer.debt, 15_050).await.leads_to.unwrap();
        assert!(sent.starts_with(town.checkout().base_url()), "{sent}");
        payer.reads().await.assert_says_nothing_of("è cambiato");
    }

    async fn whoever_pays_on_a_page_that_was_open_for_too_long_searches_again(town: Town) {
        let payer = Payer::of(&town).await;
        town.advance(SignedDuration::from_hours(1));
        let sent = payer.presses_pay().await;
        assert_eq!(sent.leads_to.as_deref(), Some(payer.debt.as_str()));
        let lapsed = payer.reads().await;
        assert_eq!((lapsed.status, lapsed.leads_to.as_deref()), (303, Some(LAPSED)));
        let search = payer.guest.opens(LAPSED).await;
        search.assert_says("La pagina era aperta da più di un’ora. Cerca di nuovo la pratica.");
        payer.guest.opens("/comune-di-esempio").await.assert_says_nothing_of("Cerca di nuovo");
        assert_eq!(town.rows().count("cart").await, 0);
    }

    async fn a_link_that_leads_nowhere_says_why(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let (page, _) = payer.comes_back(&back).await;
        let damaged = page.trim_end_matches(|it| it != '/').to_owned() + "altro";
        for made_up in ["/comune-di-esempio/pratica/altro", &damaged] {
            let led = payer.guest.opens(made_up).await.leads_to.unwrap();
            let search = payer.guest.opens(&led).await;
            search.assert_says("Il link non è completo o non vale più. Cerca la pratica.");
        }
        let path = format!("/debtpositions/{}", payer.created.iupd);
        town.gpd(Method::DELETE, &path, None).await.assert_status(200);
        let led = payer.reads().await.leads_to.unwrap();
        payer.guest.opens(&led).await.assert_says("L’ente non mostra più questa pratica.");
    }

    async fn two_clicks_are_one_cart(town: Town) {
        let payer = Payer::of(&town).await;
        let (one, other) = tokio::join!(payer.presses_pay(), payer.presses_pay());
        assert_eq!((one.status, one.leads_to.clone()), (303, other.leads_to));
        assert_eq!(town.rows().count("cart").await, 1);
        let page = one.leads_to.unwrap();
        let decides = || payer.decides(&page, "paga");
        let (first, second) = tokio::join!(decides(), decides());
        assert_eq!(first, second);
        assert_eq!(town.rows().count("receipt").await, 1);
    }

    async fn two_browsers_pay_once(town: Town) {
        let payer = Payer::of(&town).await;
        let one = payer.goes_to_checkout().await;
        town.advance(SignedDuration::from_mins(1));
        let other = payer.goes_to_checkout().await;
        assert_ne!(one, other);
        let paid = payer.decides(&one, "paga").await;
        let failed = payer.decides(&other, "paga").await;
        payer.comes_back(&paid).await.1.assert_says("Pagamento confermato");
        // The second browser is told that it failed, and that the debt is paid.
        payer.comes_back(&failed).await.1.assert_says("Pagamento confermato");
        assert_eq!(town.rows().count("receipt").await, 1);
        assert_eq!(town.rows().count("review_case").await, 0);
    }

    async fn a_checkout_that_does_not_answer_is_told_with_two_ways_on(town: Town) {
        let payer = Payer::of(&town).await;
        for mood in [Mood::Fails, Mood::Garbles, Mood::LeadsAstray, Mood::Hangs] {
            town.checkout().set(mood);
            let page = payer.presses_pay().await;
            assert_eq!(page.status, 502, "{mood:?}");
            page.assert_says("pagoPA non risponde");
            page.assert_says(&format!("action=\"{}/paga\"", payer.debt));
            page.assert_says(&format!("{}/avviso.pdf", payer.debt));
            let debt = payer.reads().await;
            debt.assert_says("Da pagare");
            debt.assert_says_nothing_of("non sappiamo com’è finito");
        }
        town.checkout().set(Mood::Works);
        let checkout = payer.goes_to_checkout().await;
        assert_eq!(town.rows().count("cart").await, 1);
        // The network is cut while somebody is at Checkout: another attempt waits for it.
        town.checkout().stop().await;
        town.advance(SignedDuration::from_mins(1));
        assert_eq!(payer.presses_pay().await.status, 502);
        assert!(checkout.starts_with("http"));
    }

    async fn what_only_takes_forms_leads_back_to_its_page(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let (page, _) = payer.comes_back(&back).await;
        for (form, leads_to) in [("paga", &payer.debt), ("e-mail", &page)] {
            let opened = payer.guest.opens(&format!("{leads_to}/{form}")).await;
            assert_eq!((opened.status, opened.leads_to.as_ref()), (303, Some(leads_to)));
        }
    }

    async fn links_to_carts_cannot_be_made(town: Town) {
        let payer = Payer::of(&town).await;
        let checkout = payer.goes_to_checkout().await;
        let back = payer.decides(&checkout, "annulla").await;
        let (page, _) = payer.comes_back(&back).await;
        let (head, link) = page.rsplit_once('/').unwrap();
        let flipped: String = link.chars().rev().collect();
        let debt_link = payer.debt.rsplit_once('/').unwrap().1;
        for wrong in [flipped.as_str(), debt_link, "a", "..", &"A".repeat(300)] {
            for path in [format!("{head}/{wrong}"), format!("{head}/{wrong}/ritorno/riuscito")] {
                let answer = payer.guest.opens(&path).await;
                assert!(matches!(answer.status, 303 | 308 | 404), "{path} {}", answer.status);
                answer.assert_says_nothing_of("TARI");
            }
        }
        let unknown = payer.guest.opens(&format!("{page}/ritorno/altro")).await;
        assert_eq!(unknown.status, 404);
        payer.guest.opens(&page).await.assert_says("Pagamento annullato");
        assert_eq!(payer.guest.opens(&page.replace("di-esempio", "x")).await.status, 404);
    }
}

/// The address before that ending, in a page.
fn address_in(text: &str, ending: &str) -> String {
    let (before, _) = text.split_once(ending).unwrap();
    before.rsplit_once('"').unwrap().1.to_owned()
}
