//! The corpus: small, invented, and accepted by its target.

/// A file of the corpus: its target, then its text.
const CORPUS: &[(&str, &str)] = &[
    ("node-request", include_str!("../corpus/node-request/demand.xml")),
    ("node-request", include_str!("../corpus/node-request/get-payment-v1.xml")),
    ("node-request", include_str!("../corpus/node-request/get-payment.xml")),
    ("node-request", include_str!("../corpus/node-request/receipt-v1.xml")),
    ("node-request", include_str!("../corpus/node-request/receipt.xml")),
    ("node-request", include_str!("../corpus/node-request/verify.xml")),
    ("node-response", include_str!("../corpus/node-response/demand.xml")),
    ("node-response", include_str!("../corpus/node-response/get-payment-v1.xml")),
    ("node-response", include_str!("../corpus/node-response/get-payment.xml")),
    ("node-response", include_str!("../corpus/node-response/receipt.xml")),
    ("node-response", include_str!("../corpus/node-response/verify.xml")),
    ("demand-data", include_str!("../corpus/demand-data/cadastral.xml")),
    ("demand-data", include_str!("../corpus/demand-data/cup.xml")),
    ("stamp", include_str!("../corpus/stamp/stamp.xml")),
    ("cart", include_str!("../corpus/cart/two-notices.json")),
    ("gpd-position", include_str!("../corpus/gpd-position/single.json")),
    ("gpd-position", include_str!("../corpus/gpd-position/plan.json")),
    ("gpd-new-iban", include_str!("../corpus/gpd-new-iban/account.json")),
    ("gpd-already-paid", include_str!("../corpus/gpd-already-paid/at.json")),
    ("gpd-already-paid", "{}"),
    ("gpd-upload", r#"{"paymentPositions":[{"iupd":"A"},{"iupd":"B"}],"altro":[1,"2"]}"#),
    ("gpd-upload", r#"{"paymentPositionIUPDs":["A","B"]}"#),
    ("gpd-iban-query", "oldIban=IT60X0542811101000000123456"),
    ("gpd-iban-query", "oldIban=IT60X0542811101000000123456&limit=250"),
    ("gpd-query", "limit=50&page=0&orderby=IUPD&ordering=ASC"),
    ("gpd-query", "limit=1&page=3&due_date_from=2026-01-01&due_date_to=2026-01-31"),
    ("gpd-query", "limit=10&page=0&status=VALID&payment_date_from=2026-01-01"),
    ("gpd-query", "toPublish=true&limit=1&page=0"),
    ("gpd-date-time", "2026-07-01T10:15:30"),
    ("gpd-date-time", "2026-07-01T10:15"),
    ("gpd-date-time", "2026-07-01T10:15:30.123456789Z"),
    ("list", include_str!("../corpus/list/accounts.csv")),
    ("list", include_str!("../corpus/list/bodies.csv")),
    ("list", include_str!("../corpus/list/stations.csv")),
    ("list", include_str!("../corpus/list/taxonomy.csv")),
    ("codes", "301000000000000144"),
    ("codes", "01000000000000144"),
    ("codes", "IT60X0542811101000000123456"),
    ("codes", "RSSMRA80A01H501U"),
    ("codes", "77777777777"),
    ("codes", "RF18539007547034"),
    ("codes", "99999000013_01"),
    ("codes", "9/0101101IM/"),
    ("codes", "02"),
    ("codes", "1234.56"),
    ("soap-action", "\"paSendRTV2\""),
];

/// The samples of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let own = CORPUS.iter().filter(|(name, _)| *name == target);
    own.map(|(_, text)| text.as_bytes().to_vec()).collect()
}
