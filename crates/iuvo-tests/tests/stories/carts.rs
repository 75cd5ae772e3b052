//! A body's own portal sends carts, as it would to pagoPA.

use iuvo_tests::{Created, Guest, Mood, PositionBuilder, Town, ids, stories};
use jiff::SignedDuration;
use pagopa_sim::{Misbehavior, PayOptions};
use reqwest::Method;
use serde_json::{Value, json};

/// A notice of a cart.
fn notice(organization: &str, number: impl std::fmt::Display, cents: i64) -> Value {
    json!({
        "noticeNumber": number.to_string(), "fiscalCode": organization, "amount": cents,
        "companyName": "Comune di Esempio", "description": "TARI 2026",
    })
}

fn cart(notices: &[Value]) -> Value {
    json!({
        "emailNotice": "mario@example.org",
        "paymentNotices": notices,
        "returnUrls": {
            "returnOkUrl": "https://www.comune.example/ok",
            "returnCancelUrl": "www.comune.example/annullato",
            "returnErrorUrl": "https://www.comune.example/errore",
            "returnWaitingUrl": "https://www.comune.example/attesa",
        },
        "idCart": "carrello-1",
        "allCCP": "false",
    })
}

async fn status_of(town: &Town, created: &Created) -> Value {
    let path = format!("/debtpositions/{}", created.iupd);
    town.gpd(Method::GET, &path, None).await.json["status"].clone()
}

/// A debt of 120 euros.
fn debt<'a>(town: &'a Town, description: &str) -> PositionBuilder<'a> {
    town.position(description).single(12_000)
}

stories! {
    async fn a_cart_is_sent_to_checkout_and_followed_by_its_receipts(town: Town) {
        let one = debt(&town, "TARI").publish().await;
        let other = debt(&town, "Mensa").publish().await;
        let both = [&one, &other].map(|it| notice(ids::TOWN, it.notice(), 12_000));
        for path in ["v1", "v2"] {
            let (reply, location) = town.cart(path, ids::NEIGHBOUR_KEY, &cart(&both)).await;
            reply.assert_status(302);
            let page = location.unwrap();
            assert!(page.starts_with(town.checkout().base_url()), "{page}");
            town.advance(SignedDuration::from_mins(1));
            if path == "v2" {
                let guest = Guest::of(&town);
                guest.opens(&page).await.assert_says("240,00");
                let form = [("email", ""), ("metodo", "conto"), ("azione", "paga")];
                let back = guest.sends(&page, &form).await;
                assert_eq!(back.leads_to.as_deref(), Some("https://www.comune.example/ok"));
            }
        }
        for created in [&one, &other] {
            assert_eq!(status_of(&town, created).await, "PAID");
        }
        assert_eq!(town.rows().count("cart").await, 2);
        assert_eq!(town.rows().count("cart_notice").await, 4);
        let fees = "select cast(sum(fee_cents) as bigint) from receipt";
        assert_eq!(town.rows().number(fees).await, 80, "the fee is taken once");
        let timeline = format!("/notices/{}/timeline", one.notice());
        let told = town.api(Some(ids::KEY), &timeline).await.text;
        let opened = "Richiesto un pagamento su Checkout da gestionale neighbour-key";
        assert!(told.contains(opened), "{told}");
        let path = format!("/notices/{}/receipt.xml", other.notice());
        let xml = town.api(Some(ids::KEY), &path).await.text;
        assert!(xml.contains("<paymentNote>carrello-1</paymentNote>"), "{xml}");
        assert!(xml.contains("<paymentMethod>bankAccount</paymentMethod>"), "{xml}");
    }

    async fn a_cart_that_cannot_be_paid_is_explained_and_leaves_nothing(town: Town) {
        let open = debt(&town, "TARI").publish().await.notice();
        let paid = debt(&town, "TARI").publish().await.notice();
        town.psp().pay(&paid).await.assert_ok();
        let early = debt(&town, "TARI").valid_in(SignedDuration::from_hours(48));
        let early = early.due_in(SignedDuration::from_hours(72)).publish().await.notice();
        let mine = |number: pagopa_codes::NoticeNumber, cents| notice(ids::TOWN, number, cents);
        let many: Vec<Value> =
            (0..6).map(|it| notice(ids::TOWN, format!("30200000000000000{it}"), 1)).collect();
        let invalid = "Invalid payment info";
        let table = [
            (vec![mine(open, 12_000), mine(paid, 12_000)], 422, invalid, "è già pagato"),
            (vec![notice(ids::TOWN, "302000000000099987", 1)], 422, invalid, "non esiste"),
            (vec![notice("12345678903", open, 12_000)], 422, invalid, "non esiste"),
            (vec![notice(ids::NEIGHBOUR, open, 12_000)], 422, invalid, "non esiste"),
            (vec![mine(open, 11_999)], 422, invalid, "costa ora 120,00\u{a0}€."),
            (vec![mine(early, 12_000)], 422, invalid, "non si può ancora pagare"),
            (vec![mine(open, 12_000), mine(open, 12_000)], 422, invalid, "c'è già"),
            (many, 422, "Multiple payment notices not processable", "il massimo è 5"),
            (Vec::new(), 400, "Bad request", "manca almeno un avviso"),
            (vec![mine(open, 0)], 400, "Bad request", "paymentNotices[0].amount"),
        ];
        for (notices, status, title, detail) in table {
            let (reply, _) = town.cart("v1", ids::KEY, &cart(&notices)).await;
            let reply = reply.assert_status(status);
            assert_eq!(reply.json["title"], title, "{}", reply.text);
            assert_eq!(reply.json["status"], status);
            assert!(reply.json["detail"].as_str().unwrap().contains(detail), "{}", reply.text);
        }
        let (reply, _) = town.cart("v1", ids::KEY, &json!([])).await;
        reply.assert_status(400);
        let (reply, _) = town.cart("v1", "nobody", &cart(&[mine(open, 12_000)])).await;
        reply.assert_status(401);
        for table in ["cart", "cart_notice", "cart_slot"] {
            assert_eq!(town.rows().count(table).await, 0, "{table}");
        }
    }

    async fn the_same_cart_sent_twice_is_one(town: Town) {
        let open = debt(&town, "TARI").publish().await;
        let cart = cart(&[notice(ids::TOWN, open.notice(), 12_000)]);
        let (one, other) =
            tokio::join!(town.cart("v2", ids::KEY, &cart), town.cart("v2", ids::KEY, &cart));
        assert!(one.1.is_some() && one.1 == other.1, "{:?} {:?}", one.1, other.1);
        let again = town.cart("v2", ids::KEY, &cart).await;
        assert_eq!(again.1, one.1);
        assert_eq!(town.rows().count("cart").await, 1);
        let others = town.cart("v2", ids::BROKER_KEY, &cart).await;
        assert_ne!(others.1, one.1);
        town.advance(SignedDuration::from_secs(10));
        let later = town.cart("v2", ids::KEY, &cart).await;
        assert_ne!(later.1, one.1);
        assert_eq!(town.rows().count("cart").await, 3);
        assert_eq!(town.rows().count("cart_slot").await, 2);
    }

    async fn a_checkout_that_does_not_answer_is_told_and_asked_again(town: Town) {
        let open = debt(&town, "TARI").publish().await;
        let cart = cart(&[notice(ids::TOWN, open.notice(), 12_000)]);
        for mood in [Mood::Fails, Mood::Garbles, Mood::LeadsAstray, Mood::Hangs] {
            town.checkout().set(mood);
            let (reply, location) = town.cart("v2", ids::KEY, &cart).await;
            assert_eq!((reply.status.as_u16(), location), (502, None), "{mood:?}");
        }
        town.checkout().set(Mood::Works);
        let (reply, location) = town.cart("v2", ids::KEY, &cart).await;
        assert!(location.is_some(), "{}", reply.text);
        assert_eq!(town.rows().count("cart").await, 1);
        town.checkout().stop().await;
        town.advance(SignedDuration::from_mins(1));
        let (reply, _) = town.cart("v2", ids::KEY, &cart).await;
        reply.assert_status(502);
    }

    /// The Node knows of a payment whose receipt has not come.
    async fn what_checkout_refuses_is_refused_in_its_words(town: Town) {
        let open = debt(&town, "TARI").publish().await;
        let held = PayOptions { misbehavior: Some(Misbehavior::Held), ..<_>::default() };
        town.psp().pay_with(&open.notice(), held).await.assert_ok();
        let cart = cart(&[notice(ids::TOWN, open.notice(), 12_000)]);
        let (reply, _) = town.cart("v1", ids::KEY, &cart).await;
        let reply = reply.assert_status(422);
        assert_eq!(reply.json["title"], "Invalid payment info");
        assert!(reply.text.contains("PPT_PAGAMENTO_DUPLICATO"), "{}", reply.text);
    }

    /// The browser came back long after the cart was opened, and the receipt later still.
    async fn old_carts_are_forgotten_and_none_whose_receipt_may_come(town: Town) {
        let days = |it: i64| SignedDuration::from_hours(24 * it);
        let [abandoned, awaited] = [debt(&town, "TARI"), debt(&town, "Mensa")];
        let [abandoned, awaited] = [abandoned.publish().await, awaited.publish().await];
        let guest = Guest::of(&town);
        let mut pages = Vec::new();
        for created in [&abandoned, &awaited] {
            let debt = guest.finds(created.notice()).await;
            pages.extend(guest.pays(&debt, 12_000).await.leads_to);
        }
        town.advance(days(1));
        let form = [("email", ""), ("metodo", "carta"), ("azione", "sospendi")];
        let back = guest.sends(&pages[1], &form).await.leads_to.unwrap();
        guest.opens(&back).await;
        let forget = async |after| {
            town.advance(after);
            while iuvo_app::jobs::run_due_jobs(town.app()).await.unwrap() > 0 {}
            let [carts, notices, slots] = ["cart", "cart_notice", "cart_slot"];
            let rows = town.rows();
            (rows.count(carts).await, rows.count(notices).await, rows.count(slots).await)
        };
        assert_eq!(forget(days(88)).await, (2, 2, 2));
        // Ninety days after it was opened, eighty-nine after somebody came back from it.
        assert_eq!(forget(days(1)).await, (1, 1, 1));
        assert!(town.simulator().deliver_due().await > 0);
        assert_eq!(status_of(&town, &awaited).await, "PAID");
        assert_eq!(forget(days(1)).await, (0, 0, 0));
        // Whoever wants to pay opens a new one.
        let debt = guest.finds(abandoned.notice()).await;
        assert_eq!(guest.pays(&debt, 12_000).await.status, 303);
        assert_eq!(town.rows().count("cart").await, 1);
    }
}
