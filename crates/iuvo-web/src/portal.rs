//! The pages of citizens: choose a body, find a debt, read it, pay it.
//!
//! Invariants: what is personal never stands in an address; what is refused is told in words, with
//! what was filled in kept; a form of another site is turned away.

mod cart;
mod choose_body;
mod debt;
mod debt_documents;
mod mail;
mod pay;
mod search;

use std::sync::Arc;

use axum::response::IntoResponse;
use iuvo_domain::{
    Environment,
    directory::{Particular, WorkspaceProfile},
};
use tower_http::csrf::CsrfLayer;

use crate::{
    Edge,
    pages::{BodyFrame, Frame, PageError, Texts, contacts, wrong_method},
    routes::Routes,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/", choose_body::show)
        .get("/{slug}", search::show)
        .post("/{slug}", search::look)
        .get("/{slug}/aiuto/codice-avviso", search::explain)
        .get("/{slug}/pratica/{link}", debt::show)
        .get("/{slug}/pratica/{link}/avviso.pdf", debt_documents::notice)
        .get("/{slug}/pratica/{link}/quietanza.pdf", debt_documents::receipt)
        .post("/{slug}/pratica/{link}/paga", pay::pay)
        .get("/{slug}/pagamento/{link}", cart::show)
        .get("/{slug}/pagamento/{link}/ritorno/{outcome}", cart::come_back)
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

/// Where whoever pays a debt of that workspace is sent; nowhere without Checkout.
fn checkout_origins<'a>(edge: &'a Edge, profile: &WorkspaceProfile) -> &'a [String] {
    edge.app.checkout(profile.workspace.environment).map_or(&[], |it| it.origins())
}

fn frame(profile: &WorkspaceProfile, title: String) -> Frame {
    let said = &profile.particulars;
    let body = BodyFrame {
        name: profile.organization.name.clone(),
        fiscal_code: profile.organization.fiscal_code.to_string(),
        home: format!("/{}", profile.workspace.slug),
        is_acceptance: profile.workspace.environment == Environment::Acceptance,
        contacts: contacts(Texts::italian(), said),
        accessibility: said.get(Particular::Accessibility).map(str::to_owned),
    };
    Frame { t: Texts::italian(), title, body: Some(body) }
}
