//! What is a cart and what is not, field by field.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn sample() -> Value {
    json!({
        "emailNotice": "mario.rossi@example.org",
        "paymentNotices": [{
            "noticeNumber": "302000000000000144",
            "fiscalCode": "99000000010",
            "amount": 12_000,
            "companyName": "Comune di Esempio",
            "description": "TARI 2026",
        }],
        "returnUrls": {
            "returnOkUrl": "www.comune.example/ok.html",
            "returnCancelUrl": "https://www.comune.example/annullato?a=b",
            "returnErrorUrl": "http://127.0.0.1:8080/errore",
            "returnWaitingUrl": "https://www.comune.example/attesa",
        },
        "idCart": "carrello 1",
        "allCCP": "false",
    })
}

fn decode(version: Version, document: &Value) -> Result<Cart, String> {
    Cart::decode(version, document.to_string().as_bytes()).map_err(|it| it.to_string())
}

#[test]
fn a_cart_is_read_and_written_alike() {
    let mut document = sample();
    let cart = decode(Version::V2, &document).unwrap();
    document["allCCP"] = json!(false);
    document["returnUrls"]["returnOkUrl"] = json!("https://www.comune.example/ok.html");
    assert_eq!(cart.encode(), document);
    assert_eq!(decode(Version::V2, &cart.encode()).unwrap(), cart);
    assert_eq!((cart.version(), cart.amount()), (Version::V2, Some(Cents::new(12_000))));
    let first = decode(Version::V1, &document).unwrap();
    assert_eq!((first.version(), first.return_urls.waiting), (Version::V1, None));
}

/// Where, what stands there, and what is said of it.
const DEFECTS: [(&str, &str, &str); 25] = [
    ("/paymentNotices", "null", "paymentNotices: manca"),
    ("/paymentNotices", "[]", "paymentNotices: manca almeno un avviso"),
    ("/paymentNotices", "{}", "paymentNotices: deve essere un elenco"),
    ("/paymentNotices/0", "1", "paymentNotices[0]: deve essere un oggetto"),
    (
        "/paymentNotices/0/noticeNumber",
        "\"30200000000000014\"",
        "paymentNotices[0].noticeNumber: non è un numero avviso di 18 cifre",
    ),
    (
        "/paymentNotices/0/noticeNumber",
        "302",
        "paymentNotices[0].noticeNumber: deve essere un testo",
    ),
    (
        "/paymentNotices/0/fiscalCode",
        "\"RSSMRA80A01H501U\"",
        "paymentNotices[0].fiscalCode: non è il codice fiscale di un ente",
    ),
    (
        "/paymentNotices/0/amount",
        "0",
        "paymentNotices[0].amount: deve essere un numero di centesimi, da 1",
    ),
    (
        "/paymentNotices/0/amount",
        "12.5",
        "paymentNotices[0].amount: deve essere un numero di centesimi, da 1",
    ),
    (
        "/paymentNotices/0/companyName",
        "\" \"",
        "paymentNotices[0].companyName: è vuoto o contiene caratteri di controllo",
    ),
    ("/returnUrls", "[]", "returnUrls: deve essere un oggetto"),
    ("/returnUrls/returnOkUrl", "null", "returnUrls.returnOkUrl: manca"),
    ("/returnUrls/returnWaitingUrl", "null", "returnUrls.returnWaitingUrl: manca"),
    ("/returnUrls/returnOkUrl", "\"javascript:alert(1)\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"ftp://www.comune.example/\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"/errore\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"https://\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"https:///esito\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"https://:443/esito\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"https://comune.example@altro.example/\"", NO_PAGE),
    ("/returnUrls/returnOkUrl", "\"comune.example@altro.example/\"", NO_PAGE),
    (
        "/returnUrls/returnOkUrl",
        "\"https://a.b/\\r\\nX: y\"",
        "returnUrls.returnOkUrl: è vuoto o contiene caratteri di controllo",
    ),
    ("/emailNotice", "\"mario\"", "emailNotice: non è un indirizzo e-mail"),
    ("/emailNotice", "1", "emailNotice: deve essere un testo"),
    ("/allCCP", "\"forse\"", "allCCP: vale true o false"),
];
const NO_PAGE: &str = "returnUrls.returnOkUrl: non è l'indirizzo di una pagina";

#[test]
fn what_is_not_a_cart_is_named() {
    for (place, value, expected) in DEFECTS {
        let mut document = sample();
        *document.pointer_mut(place).unwrap() = serde_json::from_str(value).unwrap();
        assert_eq!(decode(Version::V2, &document).unwrap_err(), expected, "{place}");
    }
    for (place, longest) in [("/paymentNotices/0/description", 140), ("/idCart", 210)] {
        let mut document = sample();
        for (length, is_read) in [(longest, true), (longest + 1, false)] {
            *document.pointer_mut(place).unwrap() = "è".repeat(length).into();
            assert_eq!(decode(Version::V2, &document).is_ok(), is_read, "{place} {length}");
        }
    }
    for body in ["", "[]", "{", "null", "\u{feff}{}"] {
        let read = Cart::decode(Version::V1, body.as_bytes());
        assert_eq!(read.unwrap_err(), CartDefect::NotJson, "{body}");
    }
}

#[test]
fn five_notices_are_taken_and_none_twice() {
    let mut document = sample();
    let one = document["paymentNotices"][0].clone();
    let notices: Vec<Value> = (0..6)
        .map(|place| {
            let mut notice = one.clone();
            notice["noticeNumber"] = json!(format!("30200000000000014{place}"));
            notice
        })
        .collect();
    document["paymentNotices"] = json!(notices[..5]);
    assert_eq!(decode(Version::V1, &document).unwrap().payment_notices.len(), 5);
    document["paymentNotices"] = json!(notices);
    let refused = decode(Version::V1, &document).unwrap_err();
    assert_eq!(refused, "paymentNotices: gli avvisi sono 6, il massimo è 5");
    document["paymentNotices"] = json!([one, one]);
    let refused = decode(Version::V1, &document).unwrap_err();
    assert_eq!(refused, "paymentNotices[1]: l'avviso 302000000000000144 c'è già");
}

#[test]
fn a_cart_says_nothing_of_people_when_debugged() {
    let shown = format!("{:?}", decode(Version::V2, &sample()).unwrap());
    assert!(!shown.contains("mario") && !shown.contains("TARI"), "{shown}");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        drop(Cart::decode(Version::V2, &bytes));
    }
}
