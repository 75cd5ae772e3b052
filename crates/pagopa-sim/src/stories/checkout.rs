//! Checkout, as a body's portal and a payer use it.

use pagopa_node::{FaultCode, Operation, Request};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};

use crate::stub::{BODY, NOTICE, OTHER_BODY, Reply, Scene, honest, serve};
use crate::{Access, Url};

/// Another notice of the same body.
const OTHER_NOTICE: &str = "302000000000000285";
/// What the stub's honest answers ask for.
const CENTS: i64 = 12_000;

struct Portal {
    scene: Scene,
    base: Url,
    http: Client,
}

impl Portal {
    async fn open() -> Self {
        let scene = Scene::set().await;
        // The payment page asks for no credential of the console.
        let router = scene.simulator.router(Access::Token("segreto".to_owned()));
        let base = serve(router).await;
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { scene, base, http }
    }

    async fn post(&self, version: &str, key: &str, notices: &[(&str, &str)]) -> Response {
        let url = self.base.join(&format!("checkout/ec/{version}/carts")).unwrap();
        let request = self.http.post(url).header("ocp-apim-subscription-key", key);
        request.json(&cart(notices)).send().await.unwrap()
    }

    /// The page of a cart that was taken.
    async fn sends(&self, version: &str, notices: &[(&str, &str)]) -> String {
        let response = self.post(version, "k", notices).await;
        assert_eq!(response.status(), StatusCode::FOUND);
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    async fn decides(&self, page: &str, action: &str) -> (StatusCode, Option<String>, String) {
        let form = format!("email=&metodo=carta&azione={action}");
        let request = self.http.post(page).header("content-type", FORM).body(form);
        let response = request.send().await.unwrap();
        let location = response.headers().get("location");
        let location = location.map(|it| it.to_str().unwrap().to_owned());
        (response.status(), location, response.text().await.unwrap())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn cart(notices: &[(&str, &str)]) -> Value {
    let notices: Vec<Value> = notices
        .iter()
        .map(|(organization, number)| {
            json!({
                "noticeNumber": number, "fiscalCode": organization, "amount": CENTS,
                "companyName": "Comune di Prova", "description": "<b>Tassa</b>",
            })
        })
        .collect();
    json!({
        "paymentNotices": notices,
        "returnUrls": {
            "returnOkUrl": "https://portale.example/ok",
            "returnCancelUrl": "portale.example/annullato",
            "returnErrorUrl": "https://portale.example/errore",
            "returnWaitingUrl": "https://portale.example/attesa",
        },
        "idCart": "carrello 7",
    })
}

#[tokio::test]
async fn all_notices_of_a_cart_are_paid_with_one_fee() {
    let portal = Portal::open().await;
    let page = portal.sends("v2", &[(BODY, NOTICE), (BODY, OTHER_NOTICE)]).await;
    let shown = portal.http.get(&page).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("240,00") && shown.contains("241,50"), "{shown}");
    assert!(shown.contains("&#60;b&#62;Tassa"), "{shown}");
    let (status, back, _) = portal.decides(&page, "paga").await;
    assert_eq!(
        (status, back.as_deref()),
        (StatusCode::SEE_OTHER, Some("https://portale.example/ok"))
    );
    let receipts = portal.scene.station.receipts();
    let told: Vec<_> = receipts
        .iter()
        .map(|it| {
            let receipt = &it.receipt;
            let note = receipt.payment_note.as_ref().map(ToString::to_string);
            (receipt.fee.map(|it| it.cents().get()), note)
        })
        .collect();
    let note = || Some("carrello 7".to_owned());
    assert_eq!(told, [(Some(150), note()), (Some(0), note())]);
    // Sent again, it has ended.
    assert_eq!(portal.decides(&page, "annulla").await.1, back);
    assert_eq!(portal.scene.station.receipts().len(), 2);
}

#[tokio::test]
async fn a_cart_of_which_one_notice_is_refused_is_not_paid_at_all() {
    let portal = Portal::open().await;
    portal.scene.station.play(|request| match request {
        Request::GetPaymentV2(asked) if asked.notice.notice_number.as_str() == OTHER_NOTICE => {
            Reply::refusal(Operation::GetPaymentV2, FaultCode::PaymentExpired)
        }
        other => honest(other).into(),
    });
    let notices = [(BODY, NOTICE), (BODY, OTHER_NOTICE)];
    let page = portal.sends("v2", &notices).await;
    let (_, back, _) = portal.decides(&page, "paga").await;
    assert_eq!(back.as_deref(), Some("https://portale.example/errore"));
    assert!(portal.scene.simulator.receipts().is_empty());
    // Nothing is left in progress.
    portal.sends("v2", &notices[..1]).await;
}

#[tokio::test]
async fn what_cannot_be_paid_is_not_taken() {
    let portal = Portal::open().await;
    let one = [(BODY, NOTICE)];
    assert_eq!(portal.post("v1", "", &one).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(portal.post("v1", "k", &[]).await.status(), StatusCode::BAD_REQUEST);
    assert!(portal.scene.pay().await.is_ok());
    for notices in
        [&one[..], &[(OTHER_BODY, NOTICE), (OTHER_BODY, NOTICE)], &[("12345678903", NOTICE)]]
    {
        let refused = portal.post("v1", "k", notices).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{notices:?}");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["title"], "Invalid payment info", "{notices:?}");
    }
}

#[tokio::test]
async fn a_payer_may_give_up_fail_or_leave_it_open() {
    let portal = Portal::open().await;
    for (version, action, expected) in [
        ("v2", "annulla", Some("https://portale.example/annullato")),
        ("v2", "fallisci", Some("https://portale.example/errore")),
        ("v2", "sospendi", Some("https://portale.example/attesa")),
    ] {
        let page = portal.sends(version, &[(BODY, NOTICE)]).await;
        let (_, back, _) = portal.decides(&page, action).await;
        assert_eq!(back.as_deref(), expected, "{action}");
    }
    assert!(portal.scene.station.receipts().is_empty(), "the receipt sets out in an hour");
    portal.scene.simulator.clock().advance(jiff::SignedDuration::from_hours(1));
    assert!(portal.scene.simulator.deliver_due().await > 0);
    // The first version has nowhere to go.
    let page = portal.sends("v1", &[(BODY, OTHER_NOTICE)]).await;
    let (status, back, text) = portal.decides(&page, "sospendi").await;
    assert_eq!((status, back), (StatusCode::OK, None));
    assert!(text.contains("in sospeso"), "{text}");
    let (status, _, text) = portal.decides(&page.replace("checkout/", "checkout/x"), "paga").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("Carrello sconosciuto"));
}

#[tokio::test]
async fn a_form_that_says_nothing_is_shown_again() {
    let portal = Portal::open().await;
    let page = portal.sends("v2", &[(BODY, NOTICE)]).await;
    let (status, _, text) = portal.decides(&page, "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("Scegli che cosa fare"), "{text}");
    let forged = portal.http.post(&page).header("sec-fetch-site", "cross-site");
    let forged = forged.header("content-type", FORM).body("azione=annulla").send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_console_is_shown_as_pages_to_browsers() {
    let portal = Portal::open().await;
    let open = async |path: &str, password: &str| {
        let url = portal.base.join(path).unwrap();
        let request = portal.http.get(url).header("accept", "text/html,*/*;q=0.8");
        let response = request.basic_auth("chiunque", Some(password)).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    assert_eq!(open("", "altro").await.0, StatusCode::UNAUTHORIZED);
    for (path, said) in [
        ("", "Ora simulata"),
        ("psp", "Codice fiscale dell’ente"),
        ("ricevute", "Nessuna ricevuta"),
    ] {
        let (status, text) = open(path, "segreto").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(text.contains(said) && text.contains("SIMULATORE"), "{text}");
    }
    let act = async |path: &str, form: String| {
        let url = portal.base.join(path).unwrap();
        let request = portal.http.post(url).header("content-type", FORM).body(form);
        let response = request.bearer_auth("segreto").send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    let qr = format!("azione=paga&codice-avviso=PAGOPA|002|{NOTICE}|{BODY}|{CENTS}&storto=held");
    let (status, text) = act("psp", qr).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("Pagamento concluso") && text.contains("paGetPaymentV2"), "{text}");
    let (status, text) = act("psp", "azione=verifica&codice-avviso=12".to_owned()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(open("ricevute", "segreto").await.1.contains("trattenuta"));
    let (status, _) = act("ricevute", "azione=rilascia".to_owned()).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(open("ricevute", "segreto").await.1.contains("accettata"));
    assert_eq!(
        act("ricevute", "azione=ripeti&ricevuta=x".to_owned()).await.0,
        StatusCode::BAD_REQUEST
    );
    let before = portal.scene.simulator.clock().now();
    assert_eq!(act("orologio", "avanza=ora".to_owned()).await.0, StatusCode::SEE_OTHER);
    let passed = portal.scene.simulator.clock().now().duration_since(before);
    assert!(passed >= jiff::SignedDuration::from_hours(1));
}
