//! The pages of citizens: choose a body, find a debt, read it, pay it.
//!
//! Invariants: what is personal never stands in an address; what is refused is told in words, with
//! what was filled in kept; a form of another site is turned away.

mod cart;
mod choose_body;
mod copied;
mod debt;
mod debt_documents;
mod help;
mod mail;
mod notice_at_hand;
mod notice_code;
mod pay;
mod search;
mod stop;

use std::sync::Arc;

use axum::{
    extract::{RawPathParams, Request, State, rejection::RawPathParamsRejection},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_domain::{
    Environment,
    directory::{Particular, WorkspaceProfile},
};
use tower_http::csrf::CsrfLayer;

use crate::{
    Edge,
    pages::{
        BodyFrame, Frame, PageError, Texts, VoiceFrame, contacts, moment, told_by_body,
        wrong_method,
    },
    routes::Routes,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/", choose_body::show)
        .post("/", notice_at_hand::take)
        .get("/{slug}", search::show)
        .post("/{slug}", search::look)
        .get("/{slug}/aiuto", help::show)
        .get("/{slug}/aiuto/codice-avviso", help::show_notice_code)
        .get("/{slug}/pratica/{link}", debt::show)
        .get("/{slug}/pratica/{link}/avviso.pdf", debt_documents::notice)
        .get("/{slug}/pratica/{link}/quietanza.pdf", debt_documents::receipt)
        .get("/{slug}/pratica/{link}/paga", pay::lead_back)
        .post("/{slug}/pratica/{link}/paga", pay::pay)
        .get("/{slug}/pagamento/{link}", cart::show)
        .get("/{slug}/pagamento/{link}/ritorno/{outcome}", cart::come_back)
        .get("/{slug}/pagamento/{link}/e-mail", mail::lead_back)
        .post("/{slug}/pagamento/{link}/e-mail", mail::request)
        .dress(|router| {
            let csrf =
                CsrfLayer::new().with_rejection_response(|_| PageError::Forged.into_response());
            router.method_not_allowed_fallback(wrong_method).layer(csrf)
        })
}

/// The workspace whose pages are asked for.
fn workspace(edge: &Edge, slug: &str) -> Result<Arc<WorkspaceProfile>, PageError> {
    let directory = edge.app.directory();
    let found = directory.workspace_with_slug(slug).filter(|it| it.workspace.enabled);
    found.map(Arc::clone).ok_or(PageError::NotFound)
}

/// Back to the search, which says why. Only who holds a link that we made is told more than that
/// it cannot be read.
fn back_to_search(slug: &str, reason: search::Reason) -> Response {
    Redirect::to(&format!("/{slug}?{}", reason.query())).into_response()
}

/// Where whoever pays a debt of that workspace is sent; nowhere without Checkout.
fn checkout_origins<'a>(edge: &'a Edge, profile: &WorkspaceProfile) -> &'a [String] {
    edge.app.checkout(profile.workspace.environment).map_or(&[], |it| it.origins())
}

/// What is wrong with a field.
struct Defect {
    /// Its id in the page.
    field: &'static str,
    /// What to do, in words.
    text: String,
}

/// A voice of the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// "Ricerca pratica": the search, and what it leads to.
    Search,
    /// "Aiuto".
    Help,
    /// None of them: an error.
    None,
}

/// Errors among the pages of a body say whose they are. The directory is in memory: that is known
/// without the database, too. What is no text is the address of no page.
pub(crate) async fn tell_by_body(
    State(edge): State<Edge>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let answer = match params {
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => {
            PageError::NotFound.into_response()
        }
        _ => next.run(request).await,
    };
    told_at(&edge, &path, answer)
}

/// An error at that address, told by the body whose page it would be; any other answer as it is.
pub(crate) fn told_at(edge: &Edge, path: &str, answer: Response) -> Response {
    told_by_body(answer, || {
        let profile = workspace(edge, path.split('/').nth(1)?).ok()?;
        Some(body_frame(edge, &profile, Voice::None))
    })
}

/// To the page that an address with a slash too many means, among those of a body.
pub(crate) fn without_slash(edge: &Edge, path: &str) -> Option<Response> {
    let meant = path.strip_suffix('/')?;
    workspace(edge, meant.split('/').nth(1)?).ok()?;
    Some(Redirect::permanent(meant).into_response())
}

fn frame(edge: &Edge, profile: &WorkspaceProfile, here: Voice, title: String) -> Frame {
    Frame { t: Texts::italian(), title, body: Some(body_frame(edge, profile, here)) }
}

fn body_frame(edge: &Edge, profile: &WorkspaceProfile, here: Voice) -> BodyFrame {
    let t = Texts::italian();
    let home = format!("/{}", profile.workspace.slug);
    let voice = |voice, text, leads_to| VoiceFrame { text, leads_to, is_here: voice == here };
    let said = &profile.particulars;
    BodyFrame {
        name: profile.organization.name.clone(),
        fiscal_code: profile.organization.fiscal_code.to_string(),
        is_acceptance: profile.workspace.environment == Environment::Acceptance,
        contacts: contacts(t, said),
        accessibility: said.get(Particular::Accessibility).map(str::to_owned),
        voices: [
            voice(Voice::Search, t.say("search-title"), home.clone()),
            voice(Voice::Help, t.say("help-title"), format!("{home}/aiuto")),
        ],
        stop: stop::told(t, edge, profile),
        printed: t.fill("printed-at", &[("at", &moment(edge.app.now()))]),
        home,
    }
}
