//! Whoever has paid asks for the receipt by e-mail, and gets it once; where it went is forgotten.

use iuvo_app::jobs::run_due_jobs;
use iuvo_tests::{Created, Guest, Town, WebPage, ids, messages, pdf_words, stories};
use jiff::SignedDuration;

/// What a page says that comes again by itself.
const REFRESHES: &str = "si aggiorna da sola";

/// Somebody who has paid, on the page they came back to.
struct Payer<'a> {
    town: &'a Town,
    guest: Guest<'a>,
    created: Created,
    page: String,
}

impl<'a> Payer<'a> {
    async fn of(town: &'a Town, action: &str) -> Self {
        let created = town.position("TARI 2026").single(12_000).publish().await;
        let guest = Guest::of(town);
        let debt = guest.finds(created.notice()).await;
        let checkout = guest.pays(&debt, 12_000).await.leads_to.unwrap();
        let form = [("email", ""), ("metodo", "carta"), ("azione", action)];
        let back = guest.sends(&checkout, &form).await.leads_to.unwrap();
        let page = guest.opens(&back).await.leads_to.unwrap();
        Self { town, guest, created, page }
    }

    async fn reads(&self) -> WebPage {
        self.guest.opens(&self.page).await
    }

    async fn asks(&self, address: &str) -> WebPage {
        self.guest.sends(&format!("{}/e-mail", self.page), &[("email", address)]).await
    }

    /// Asks, and is told that it is on its way.
    async fn is_promised(&self, address: &str) {
        let asked = self.asks(address).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        let page = self.guest.opens(&asked.leads_to.unwrap()).await;
        page.assert_says("Ti stiamo mandando la quietanza");
        page.assert_says_nothing_of(address);
    }

    async fn letters_waiting(&self) -> i64 {
        let waiting = "select count(*) from receipt_mail where address is not null";
        self.town.rows().number(waiting).await
    }

    async fn letter_jobs(&self) -> i64 {
        let jobs = "select count(*) from job where kind = 'receipts_by_mail'";
        self.town.rows().number(jobs).await
    }

    async fn jobs_run(&self) {
        while run_due_jobs(self.town.app()).await.unwrap() > 0 {}
    }
}

stories! {
    async fn whoever_has_paid_gets_the_receipt_by_e_mail(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        payer.reads().await.assert_says("Ricevi la quietanza per e-mail");
        payer.is_promised("mario.rossi@example.org").await;
        let plain = "select count(*) from receipt_mail
            where cast(address as text) like '%mario%'";
        let sealed = "select count(*) from receipt_mail where address is not null";
        if town.engine() == iuvo_tests::Engine::Sqlite {
            assert_eq!(town.rows().number(plain).await, 0);
        }
        assert_eq!(town.rows().number(sealed).await, 1);
        payer.jobs_run().await;
        let letters = town.post().letters();
        let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
        assert_eq!(letter.to, ["mario.rossi@example.org"]);
        assert_eq!(letter.from, "pagamenti@comune.example");
        assert_eq!(letter.reply_to, None);
        let subject = "[COLLAUDO] Comune di Esempio: quietanza di TARI 2026, 120,00 €";
        assert_eq!(letter.subject, subject);
        let number = payer.created.notice().to_string();
        for said in ["TARI 2026", "120,00", "Codice avviso: 3020", "Conserva", "Ente: Comune"] {
            assert!(letter.text.contains(said), "{said}: {}", letter.text);
        }
        assert!(!letter.text.contains("RSSMRA"), "{}", letter.text);
        let [file] = letter.files.as_slice() else { panic!("one receipt") };
        assert_eq!(file.name, format!("quietanza-{number}.pdf"));
        assert!(pdf_words(&file.bytes).contains("120,00 Euro"));
        // Nothing is left of where it went, and nothing is sent again.
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (0, 0));
        town.advance(SignedDuration::from_hours(7));
        payer.jobs_run().await;
        assert_eq!(town.post().letters().len(), 1);
        let timeline = format!("/notices/{number}/timeline");
        let told = town.api(Some(ids::KEY), &timeline).await.text;
        assert!(told.contains("receipt_mailed") && !told.contains("mario"), "{told}");
    }

    async fn a_letter_is_answered_by_the_office_and_can_be_read_as_a_page(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        let of_town = ["organization", "describe", "--organization", ids::TOWN];
        let said = ["--environment", "collaudo", "--email", "tributi@comune.example", "--office",
            "Ufficio <Tributi>", "--phone", "0123 456", "--cbill", "AB12C"];
        town.admin(&[&of_town[..], &said].concat()).await.assert_done();
        town.app().refresh_directory().await.unwrap();
        payer.is_promised("mario.rossi@example.org").await;
        payer.jobs_run().await;
        let letter = town.post().letters().pop().unwrap();
        assert_eq!(letter.reply_to.as_deref(), Some("tributi@comune.example"));
        let html = letter.html.as_deref().unwrap();
        let shared = ["120,00", "TARI 2026", "COLLAUDO", "Comune di Esempio", "Telefono: 0123 456",
            "E-mail: tributi@comune.example", "Conserva", "3020"];
        for said in shared {
            assert!(letter.text.contains(said), "{said}: {}", letter.text);
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(letter.text.contains("Ufficio <Tributi>"), "{}", letter.text);
        assert!(html.contains("Ufficio &#60;Tributi&#62;"), "{html}");
        // Nothing to load, and nothing that tells who reads it.
        for absent in ["<img", "<script", "<link", "url(", "href", "http", "AB12C"] {
            assert!(!html.contains(absent), "{absent}: {html}");
        }
        assert!(html.contains("max-width:600px"), "{html}");
    }

    async fn a_letter_may_be_asked_for_before_the_receipt_has_come(town: Town) {
        let payer = Payer::of(&town, "sospendi").await;
        let waiting = payer.reads().await;
        waiting.assert_says("per e-mail quando arriva");
        assert!(!waiting.text.contains("id=\"email\""), "{}", waiting.text);
        waiting.assert_says(REFRESHES);
        let form = payer.guest.opens(&format!("{}?e-mail=chiedi", payer.page)).await;
        form.assert_says("Invia quando arriva");
        // What somebody is typing would be lost.
        form.assert_says_nothing_of(REFRESHES);
        let wrong = payer.asks("mario").await;
        assert_eq!(wrong.status, 422);
        wrong.assert_says_nothing_of(REFRESHES);
        let asked = payer.asks("mario.rossi@example.org").await;
        let told = payer.guest.opens(&asked.leads_to.unwrap()).await;
        told.assert_says("appena arriva");
        payer.jobs_run().await;
        town.advance(SignedDuration::from_secs(16));
        payer.jobs_run().await;
        assert_eq!((town.post().letters().len(), payer.letters_waiting().await), (0, 1));
        let failed = "select count(*) from job where last_error is not null";
        assert_eq!(town.rows().number(failed).await, 0);
        let receipt = messages::receipt("R1", payer.created.notice(), 12_000);
        town.deliver(receipt).await.assert_ok();
        town.advance(SignedDuration::from_secs(16));
        payer.jobs_run().await;
        let letters = town.post().letters();
        let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
        assert_eq!(letter.files.len(), 1);
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (0, 0));
    }

    async fn a_letter_whose_receipt_never_comes_is_forgotten(town: Town) {
        let payer = Payer::of(&town, "sospendi").await;
        payer.asks("mario.rossi@example.org").await;
        for _ in 0..52 {
            payer.jobs_run().await;
            // As long as the Node may still deliver a receipt, it is awaited.
            assert_eq!(payer.letter_jobs().await, 1);
            town.advance(SignedDuration::from_mins(55));
        }
        town.advance(SignedDuration::from_hours(1));
        payer.jobs_run().await;
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (0, 0));
        assert_eq!(town.post().letters().len(), 0);
    }

    async fn two_clicks_are_one_letter_and_a_cart_has_three(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        let asks = || payer.asks("mario@example.org");
        let (one, other) = tokio::join!(asks(), asks());
        assert_eq!((one.status, other.status), (303, 303));
        payer.is_promised("Mario@Example.org").await;
        payer.jobs_run().await;
        assert_eq!(town.post().letters().len(), 1);
        // Once it has left, nobody knows any more where it went: it may be asked for again.
        for address in ["mario@example.org", "anna@example.org"] {
            payer.is_promised(address).await;
        }
        let refused = payer.asks("luca@example.org").await;
        assert_eq!(refused.status, 429);
        refused.assert_says("tre volte");
        payer.jobs_run().await;
        assert_eq!(town.post().letters().len(), 3);
        let ids: std::collections::HashSet<_> =
            town.post().letters().iter().map(|it| it.message_id.clone()).collect();
        assert_eq!(ids.len(), 3);
    }

    async fn what_was_asked_for_three_times_and_is_awaited_has_not_been_sent(town: Town) {
        let payer = Payer::of(&town, "sospendi").await;
        for address in ["mario@example.org", "anna@example.org", "luca@example.org"] {
            assert_eq!(payer.asks(address).await.status, 303);
        }
        let refused = payer.asks("sara@example.org").await;
        assert_eq!(refused.status, 429);
        refused.assert_says("già stata chiesta tre volte: la mandiamo appena arriva");
        refused.assert_says_nothing_of("Abbiamo già mandato");
    }

    async fn a_server_that_is_busy_is_asked_again(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        payer.is_promised("occupata@example.org").await;
        payer.jobs_run().await;
        assert_eq!(town.post().letters().len(), 0);
        let why = "select count(*) from job where last_error like '%451%'
            and last_error not like '%occupata%'";
        assert_eq!((town.rows().number(why).await, payer.letters_waiting().await), (1, 1));
        town.advance(SignedDuration::from_mins(2));
        payer.jobs_run().await;
        assert_eq!((town.post().letters().len(), payer.letters_waiting().await), (1, 0));
    }

    async fn what_can_never_leave_is_given_up_and_forgotten(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        payer.is_promised("rifiutata@example.org").await;
        payer.jobs_run().await;
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (0, 0));
        payer.is_promised("mario@example.org").await;
        town.post().stop().await;
        payer.jobs_run().await;
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (1, 1));
        town.advance(SignedDuration::from_hours(49));
        payer.jobs_run().await;
        assert_eq!((payer.letters_waiting().await, payer.letter_jobs().await), (0, 0));
        assert_eq!(town.post().letters().len(), 0);
    }

    async fn without_a_receipt_there_is_nothing_to_send(town: Town) {
        let payer = Payer::of(&town, "annulla").await;
        payer.reads().await.assert_says_nothing_of("per e-mail");
        let asked = payer.asks("mario@example.org").await;
        assert_eq!(asked.leads_to.as_deref(), Some(payer.page.as_str()));
        let elsewhere = payer.page.replace(|it: char| it.is_ascii_uppercase(), "x");
        let path = format!("{elsewhere}/e-mail");
        let lost = payer.guest.sends(&path, &[("email", "mario@example.org")]).await;
        assert_eq!(lost.status, 303);
        assert_eq!(town.rows().count("receipt_mail").await, 0);
    }

    async fn what_is_no_address_is_told_and_changes_nothing(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        for (typed, said) in [
            ("", "Scrivi l’indirizzo"),
            ("mario", "non è corretto"),
            ("mario@example", "non è corretto"),
            ("a@b.it,c@d.it", "non è corretto"),
            ("<script>@example.org", "non è corretto"),
        ] {
            let answer = payer.asks(typed).await;
            assert_eq!(answer.status, 422, "{typed}");
            answer.assert_says(said);
            answer.assert_says_nothing_of("<script>@");
        }
        assert_eq!(town.rows().count("receipt_mail").await, 0);
    }

    async fn without_a_mail_server_nothing_is_offered(town: Town) {
        let payer = Payer::of(&town, "paga").await;
        let other = town.plainly_configured().await;
        let guest = Guest::of(&other);
        let path = payer.page.replace(town.base_url(), other.base_url());
        let page = guest.opens(&path).await;
        page.assert_says("quietanza.pdf");
        page.assert_says_nothing_of("per e-mail");
        let form = [("email", "mario@example.org")];
        assert_eq!(guest.sends(&format!("{path}/e-mail"), &form).await.status, 303);
        assert_eq!(town.rows().count("receipt_mail").await, 0);
    }
}
