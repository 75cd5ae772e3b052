//! Forms of people: small, and read leniently, since the page says what is missing.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};

use super::PageError;

const KIND: &str = "application/x-www-form-urlencoded";

/// What was filled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// More than any form of ours holds.
    pub(crate) const LARGEST: usize = 16 * 1024;

    /// Reads a form that was sent.
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, PageError> {
        if !Self::is_one(request.headers()) {
            return Err(PageError::Unreadable);
        }
        let bytes = to_bytes(request.into_body(), Self::LARGEST).await;
        let bytes = bytes.map_err(|_| PageError::TooLarge)?;
        Self::parse(&bytes).ok_or(PageError::Unreadable)
    }

    /// Whether a request says that it holds a form.
    pub(crate) fn is_one(headers: &HeaderMap) -> bool {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        kind.is_some_and(|it| it.starts_with(KIND))
    }

    /// Reads the bytes of a form.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        serde_urlencoded::from_bytes(bytes).map(Self).ok()
    }

    /// All its fields, in their order.
    pub(crate) fn into_fields(self) -> Vec<(String, String)> {
        self.0
    }

    /// Whether it has that field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|it| it.0 == name)
    }

    /// A field exactly as it was filled in: for passwords, whose blanks count.
    pub(crate) fn whole(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    /// A field as it was filled in, without blanks around; empty if it was not.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }
}
