//! What cannot be shown, and what to do then.

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use iuvo_app::{StoreError, documents::DocumentError, portal::PortalError};
use uuid::Uuid;

use super::{BodyFrame, Frame, Texts, page};
use crate::causes::causes_in_a_line;

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageError {
    /// There is no such page.
    NotFound,
    /// There is, and it is not used like this.
    WrongMethod,
    /// What was sent cannot be read.
    Unreadable,
    /// What was sent is too large.
    TooLarge,
    /// A form of another site was sent here.
    Forged,
    /// The notice holds what cannot be printed.
    Unprintable,
    /// The database does not answer.
    Unavailable,
    /// A defect of ours.
    Internal,
}

/// What is said of a page that is not shown.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) title: String,
    pub(crate) explanation: String,
    pub(crate) advice: String,
    /// What a person can name when they ask for help; the log says it too.
    pub(crate) operation: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    told: &'a Told,
}

/// In which header the operation stands, for logs of a proxy.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        if error.is_transient() {
            tracing::warn!(causes = %causes_in_a_line(&error), "a page waits for the database");
            Self::Unavailable
        } else {
            tracing::error!(causes = %causes_in_a_line(&error), "a page cannot be shown");
            Self::Internal
        }
    }
}

impl From<PortalError> for PageError {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Store(error) => error.into(),
            PortalError::Sealing(error) => {
                tracing::error!(%error, "a page cannot be shown");
                Self::Internal
            }
        }
    }
}

impl From<DocumentError> for PageError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Store(error) => error.into(),
            DocumentError::Unprintable(reason) => {
                tracing::warn!(%reason, "a document cannot be printed");
                Self::Unprintable
            }
            DocumentError::Press | DocumentError::MessageUnreadable => {
                tracing::error!(%error, "a document cannot be made");
                Self::Internal
            }
            DocumentError::NoticeUnknown
            | DocumentError::NotToBePaid
            | DocumentError::NoReceipt
            | DocumentError::PaidElsewhere
            | DocumentError::NoPostalAccount => Self::NotFound,
        }
    }
}

impl PageError {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Unprintable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title, explanation and advice.
    fn texts(self, t: &Texts) -> [String; 3] {
        match self {
            Self::NotFound => [
                t.say("error-not-found"),
                t.say("error-not-found-why"),
                t.say("error-not-found-advice"),
            ],
            Self::WrongMethod => [
                t.say("error-wrong-method"),
                t.say("error-wrong-method-why"),
                t.say("error-wrong-method-advice"),
            ],
            Self::Unreadable => [
                t.say("error-unreadable"),
                t.say("error-unreadable-why"),
                t.say("error-unreadable-advice"),
            ],
            Self::TooLarge => [
                t.say("error-too-large"),
                t.say("error-too-large-why"),
                t.say("error-too-large-advice"),
            ],
            Self::Forged => {
                [t.say("error-forged"), t.say("error-forged-why"), t.say("error-forged-advice")]
            }
            Self::Unprintable => [
                t.say("error-unprintable"),
                t.say("error-unprintable-why"),
                t.say("error-unprintable-advice"),
            ],
            Self::Unavailable => [
                t.say("error-unavailable"),
                t.say("error-unavailable-why"),
                t.say("error-unavailable-advice"),
            ],
            Self::Internal => [
                t.say("error-internal"),
                t.say("error-internal-why"),
                t.say("error-internal-advice"),
            ],
        }
    }
}

/// As citizens see it.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        self.shown(|status, told| told_to_citizens(status, told, None))
    }
}

/// An error that citizens see, told among the pages of a body; any other answer stays as it is.
pub(crate) fn told_by_body(answer: Response, body: impl FnOnce() -> Option<BodyFrame>) -> Response {
    let Some(told) = answer.extensions().get::<Told>() else { return answer };
    let Some(body) = body() else { return answer };
    let mut named = told_to_citizens(answer.status(), told.clone(), Some(body));
    if let Some(operation) = answer.headers().get(REQUEST_ID) {
        named.headers_mut().insert(REQUEST_ID, operation.clone());
    }
    named
}

fn told_to_citizens(status: StatusCode, told: Told, body: Option<BodyFrame>) -> Response {
    let frame = Frame { t: Texts::italian(), title: told.title.clone(), body };
    let mut response = page(status, &ErrorPage { frame, told: &told });
    response.extensions_mut().insert(told);
    response
}

impl PageError {
    /// Says so by a page, under an operation that the log knows.
    pub(crate) fn shown(self, page: impl FnOnce(StatusCode, Told) -> Response) -> Response {
        let [title, explanation, advice] = self.texts(Texts::italian());
        let operation = operation_code(Uuid::new_v4());
        tracing::info!(operation, error = ?self, "a page was not shown");
        let header = HeaderValue::from_str(&operation);
        let mut response = page(self.status(), Told { title, explanation, advice, operation });
        if let Ok(header) = header {
            response.headers_mut().insert(REQUEST_ID, header);
        }
        response
    }
}

/// Eight signs that a person can read out on the telephone: none is taken for another.
fn operation_code(id: Uuid) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let sign = |byte: &u8| char::from(SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'2'));
    let signs: String =
        id.as_bytes().iter().take(4).chain(id.as_bytes().iter().skip(12)).map(sign).collect();
    let (head, tail) = signs.split_at_checked(4).unwrap_or((&signs, ""));
    format!("{head}-{tail}")
}

/// Nothing is served there in that way.
pub(crate) async fn wrong_method() -> PageError {
    PageError::WrongMethod
}
