//! What is answered instead of a page of the back office.
//!
//! Invariant: an error is told once, at the end, where the request has come to: who was found to
//! work in a workspace keeps its menu; who sent a form that was not taken can send it again
//! or correct it. Nothing is read for that.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use iuvo_app::StoreError;

use super::{Desk, DeskFrame, Section, drafts};
use crate::pages::{PageError, Texts, Told, page};

/// Another answer than the page that was asked for: to sign in first, that it is not allowed, that
/// there is no such page, that something failed.
pub(crate) struct Refusal(Box<Response>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl From<PageError> for Refusal {
    fn from(error: PageError) -> Self {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Untold(error));
        response.into()
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        PageError::from(error).into()
    }
}

/// An error that [`tell`] makes a page of.
#[derive(Clone, Copy)]
struct Untold(PageError);

/// The workspace that a request has come to, once that is known.
#[derive(Clone, Default)]
pub(super) struct Whereabouts(Arc<OnceLock<Desk>>);

impl Whereabouts {
    /// Remembers where the request has come to.
    pub(super) fn note(&self, desk: &Desk) {
        self.0.get_or_init(|| desk.clone());
    }
}

/// Says what has gone wrong, as those who work here see it.
pub(super) async fn tell(mut request: Request, next: Next) -> Response {
    let place = Whereabouts::default();
    request.extensions_mut().insert(place.clone());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    match response.extensions().get() {
        Some(Untold(error)) => {
            let again = drafts::sent(&response).filter(|_| is_ours(*error));
            let again = again.map(|fields| Again { path, fields });
            error_page(*error, place.0.get(), again)
        }
        None => response,
    }
}

/// Whether the same form may be taken the next time: every form may be sent twice.
const fn is_ours(error: PageError) -> bool {
    matches!(error, PageError::Unavailable | PageError::Internal)
}

/// No page of ours has that address.
pub(crate) fn nowhere() -> Response {
    error_page(PageError::NotFound, None, None)
}

/// A form that was not taken.
struct Again {
    path: String,
    fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "backoffice/error.html")]
struct ErrorPage {
    frame: DeskFrame,
    told: Told,
    /// The form, to be sent again.
    again: Option<Again>,
}

/// What to do, for somebody who works here: citizens are told to ask the body.
fn advice(error: PageError, again: Option<&Again>) -> Option<String> {
    let t = Texts::italian();
    match (error, again) {
        (PageError::Unavailable, Some(_)) => Some(t.say("desk-unavailable-again")),
        (PageError::Internal, Some(_)) => Some(t.say("desk-internal-again")),
        (PageError::Internal, None) => Some(t.say("desk-internal-advice")),
        (PageError::Unprintable, _) => Some(t.say("desk-unprintable-advice")),
        (
            PageError::Unavailable
            | PageError::NotFound
            | PageError::WrongMethod
            | PageError::Unreadable
            | PageError::TooLarge
            | PageError::Forged,
            _,
        ) => None,
    }
}

fn error_page(error: PageError, desk: Option<&Desk>, again: Option<Again>) -> Response {
    error.shown(|status, told| {
        let advice = advice(error, again.as_ref()).unwrap_or(told.advice);
        let told = Told { advice, ..told };
        let title = told.title.clone();
        let frame = match desk {
            Some(desk) => {
                DeskFrame { is_resumed: false, done: None, ..desk.frame(Section::None, title) }
            }
            None => DeskFrame::plain(None, title),
        };
        page(status, &ErrorPage { frame, told, again })
    })
}
