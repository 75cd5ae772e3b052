//! What goes wrong, as problem+json (RFC 9457) with a code of ours.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use iuvo_app::StoreError;
use serde_json::json;

mod document;

pub(super) use document::DocumentProblem;

use crate::causes::causes_in_a_line;

/// Why a call is not answered as hoped. The codes are stable; the texts are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// No key was given, or one that belongs to nobody.
    KeyUnknown,
    /// The key reaches several bodies, and the call does not say which is meant.
    OrganizationMissing,
    /// There is no such notice, or not for this caller.
    NoticeUnknown,
    /// A document of a notice cannot be had.
    Document(DocumentProblem),
    /// A page is begun where no page of ours ended.
    CursorInvalid,
    /// A page of that size is not given.
    LimitInvalid,
    /// Nothing is served there.
    PathUnknown,
    /// Nothing is served there in that way.
    MethodNotAllowed,
    /// Our database does not answer.
    Unavailable,
    /// A defect of ours.
    Internal,
}

/// Most items of a page.
pub(super) const MOST_ITEMS: u16 = 500;

impl Problem {
    /// The status, the code and what a person should do.
    fn told(&self) -> (StatusCode, &'static str, String) {
        let (status, code, detail) = match self {
            Self::KeyUnknown => (
                StatusCode::UNAUTHORIZED,
                "KEY_UNKNOWN",
                "La chiave manca o non è valida: va nell’intestazione Authorization, dopo Bearer.",
            ),
            Self::OrganizationMissing => (
                StatusCode::BAD_REQUEST,
                "ORGANIZATION_MISSING",
                "La chiave vale per più enti: il parametro organization dica il codice fiscale \
                 di quale.",
            ),
            Self::NoticeUnknown => {
                (StatusCode::NOT_FOUND, "NOTICE_UNKNOWN", "Il numero avviso non esiste.")
            }
            Self::Document(problem) => return problem.told(),
            Self::CursorInvalid => (
                StatusCode::BAD_REQUEST,
                "CURSOR_INVALID",
                "Il parametro cursor non è quello dato da next nella pagina precedente.",
            ),
            Self::LimitInvalid => {
                let detail = format!("Il parametro limit va da 1 a {MOST_ITEMS}.");
                return (StatusCode::BAD_REQUEST, "LIMIT_INVALID", detail);
            }
            Self::PathUnknown => {
                (StatusCode::NOT_FOUND, "PATH_UNKNOWN", "A questo indirizzo non c’è nulla.")
            }
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "A questo indirizzo il metodo HTTP non è ammesso.",
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                "L’archivio non risponde: riprova fra poco.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "Qualcosa non ha funzionato da parte nostra.",
            ),
        };
        (status, code, detail.to_owned())
    }
}

impl From<DocumentProblem> for Problem {
    fn from(problem: DocumentProblem) -> Self {
        Self::Document(problem)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %causes_in_a_line(&error), "a call to the API failed");
        if error.is_transient() { Self::Unavailable } else { Self::Internal }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code, detail) = self.told();
        let body = json!({
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "code": code,
            "detail": detail,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (status, kind, body.to_string()).into_response();
        if self == Self::KeyUnknown {
            let scheme = header::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
