//! What went over the wire, kept for whoever wants to hold it against the official schemas.
//!
//! `cargo xtask conformance` names a folder in `IUVO_RECORD_DIR`; without it nothing is kept.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

static SEQUENCE: AtomicU64 = AtomicU64::new(1);

fn folder() -> Option<PathBuf> {
    std::env::var_os("IUVO_RECORD_DIR").map(PathBuf::from)
}

fn next() -> String {
    // Several processes may record at once: the process makes the number unique.
    format!("{}x{}", std::process::id(), SEQUENCE.fetch_add(1, Ordering::Relaxed))
}

/// Keeps a SOAP request and its answer.
pub(crate) fn soap(operation: &str, request: &str, response: &str) {
    let Some(folder) = folder() else { return };
    let sequence = next();
    for (direction, text) in [("request", request), ("response", response)] {
        let name = format!("{sequence}-{operation}-{direction}.xml");
        std::fs::write(folder.join(name), text).expect("the record can be written");
    }
}

/// Keeps an answer in JSON, with the name of its API and that of its schema.
pub(crate) fn json(api: &str, schema: &str, document: &serde_json::Value) {
    let Some(folder) = folder() else { return };
    let name = format!("{}-{api}-{schema}.json", next());
    std::fs::write(folder.join(name), document.to_string()).expect("the record can be written");
}

/// Keeps a cart as it was posted to Checkout, of which the path tells the version.
pub(crate) fn cart(path: &str, body: &[u8]) {
    let (api, schema) = checkout(path);
    json(api, schema, &whole(body));
}

/// Keeps what was answered to a cart: where it leads, or why it was refused. A refused key is the
/// gateway's affair.
pub(crate) fn cart_answer(path: &str, status: u16, location: Option<&str>, body: &[u8]) {
    let (api, _) = checkout(path);
    match location {
        Some(location) => json(api, "location", &location.into()),
        None if status == 401 => (),
        None => json(api, "ProblemJson", &whole(body)),
    }
}

fn checkout(path: &str) -> (&'static str, &'static str) {
    if path.contains("/v1/") {
        ("checkout1", "CartRequest")
    } else {
        ("checkout2", "CartRequestV2")
    }
}

/// A document, or the text that should have been one, which no schema takes for one.
fn whole(body: &[u8]) -> serde_json::Value {
    let text = || String::from_utf8_lossy(body).into_owned().into();
    serde_json::from_slice(body).unwrap_or_else(|_| text())
}
