//! Requests that make no sense, and what is said about them (RFC 9457).

use axum::Json;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Problem {
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: &str) -> Self {
        Self { title, status: status.as_u16(), detail: detail.to_owned(), field: None }
    }

    pub(super) fn bad_request(detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Richiesta non valida", detail)
    }

    /// One field is wrong.
    pub(super) fn field(field: &str, reason: &str) -> Self {
        let problem = Self::bad_request(&format!("{field}: {reason}"));
        Self { field: Some(field.to_owned()), ..problem }
    }

    pub(super) fn missing(field: &str) -> Self {
        Self::field(field, "campo obbligatorio mancante")
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Credenziale mancante o errata",
            "la console richiede Authorization: Bearer con la sua credenziale",
        )
    }

    pub(super) fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Non trovato", detail)
    }

    pub(super) fn method(method: &Method) -> Self {
        let detail = format!("{method} non è ammesso qui: l’elenco è in /");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Metodo non ammesso", &detail)
    }

    pub(super) fn not_json() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Formato non ammesso",
            "atteso Content-Type: application/json",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            let browsers =
                HeaderValue::from_static("Basic realm=\"simulatori\", charset=\"UTF-8\"");
            headers.append(WWW_AUTHENTICATE, browsers);
        }
        response
    }
}
