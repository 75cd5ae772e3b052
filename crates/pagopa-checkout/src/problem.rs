//! How carts are refused: problem+json (RFC 7807), as Checkout writes it.

use serde::{Deserialize, Serialize};

/// Title of a cart with too many notices (422).
pub const NOT_PROCESSABLE: &str = "Multiple payment notices not processable";
/// Title of a cart with a notice that cannot be paid, or that stands in it twice (422).
pub const PAYMENT_INFO_INVALID: &str = "Invalid payment info";

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem; `about:blank` when only the status says it.
    #[serde(rename = "type", default = "blank")]
    pub kind: String,
    /// In a few words.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this cart.
    #[serde(default)]
    pub detail: String,
}

fn blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// A refusal with that status, title and detail.
    pub fn new(status: u16, title: &str, detail: impl Into<String>) -> Self {
        Self { kind: blank(), title: title.to_owned(), status, detail: detail.into() }
    }
}
