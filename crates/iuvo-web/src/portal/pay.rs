//! From a debt to Checkout.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::carts::{CartError, PayEnd, pay_debt};
use iuvo_domain::directory::WorkspaceProfile;
use pagopa_checkout::{CheckoutError, ReturnUrls};
use pagopa_codes::Cents;

use super::{Voice, checkout_origins, debt::SEEN, frame, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, form::Form, page_leading_to},
};

/// Checkout did not take the cart: what happened, and what to do.
#[derive(Template)]
#[template(path = "portal/not_sent.html")]
struct NotSent {
    frame: Frame,
    explanation: String,
    advice: String,
    /// The page of the debt.
    debt: String,
    /// The amount that was seen, in cents.
    cents: i64,
}

/// Whoever opens the address of the form again finds its page.
pub(super) async fn lead_back(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
) -> Result<Redirect, PageError> {
    workspace(&edge, &slug)?;
    Ok(Redirect::to(&format!("/{slug}/pratica/{link}")))
}

/// Makes a cart of the debt and sends the browser to Checkout, if it costs what its page said.
pub(super) async fn pay(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let debt = format!("/{slug}/pratica/{link}");
    let Ok(cents) = Form::read(request).await?.field("importo").parse() else {
        return Ok(Redirect::to(&debt).into_response());
    };
    let public = edge.public_url.trim_end_matches('/').to_owned();
    let urls = |cart: &str| return_urls(&format!("{public}/{slug}/pagamento/{cart}/ritorno"));
    match pay_debt(&edge.app, &profile, (&link, Cents::new(cents)), urls).await {
        Ok(PayEnd::At(url)) => Ok(Redirect::to(&url).into_response()),
        Ok(PayEnd::PriceChanged(seen)) => {
            Ok(Redirect::to(&format!("{debt}?{SEEN}{seen}")).into_response())
        }
        Ok(PayEnd::NotNow) | Err(CartError::Refused { .. } | CartError::Closed) => {
            Ok(Redirect::to(&debt).into_response())
        }
        Err(CartError::Checkout(error)) => {
            tracing::warn!(%error, "a payment was not sent to Checkout");
            Ok(not_sent(&edge, &profile, (debt, cents), &error))
        }
        Err(CartError::Store(error)) => Err(error.into()),
        Err(CartError::Sealing(error)) => {
            tracing::error!(%error, "a payment was not sent to Checkout");
            Err(PageError::Internal)
        }
    }
}

fn return_urls(path: &str) -> ReturnUrls {
    ReturnUrls {
        ok: format!("{path}/riuscito"),
        cancel: format!("{path}/annullato"),
        error: format!("{path}/non-riuscito"),
        waiting: Some(format!("{path}/in-attesa")),
    }
}

fn not_sent(
    edge: &Edge,
    profile: &WorkspaceProfile,
    (debt, cents): (String, i64),
    error: &CheckoutError,
) -> Response {
    let t = Texts::italian();
    let (status, title, explanation, advice) = match error {
        CheckoutError::Refused(_) => (
            StatusCode::CONFLICT,
            t.say("pay-refused"),
            t.say("pay-refused-why"),
            t.say("pay-refused-advice"),
        ),
        CheckoutError::Unreachable
        | CheckoutError::Silent
        | CheckoutError::Failed(_)
        | CheckoutError::Garbled => (
            StatusCode::BAD_GATEWAY,
            t.say("pay-silent"),
            t.say("pay-silent-why"),
            t.say("pay-silent-advice"),
        ),
    };
    let frame = frame(edge, profile, Voice::Search, title);
    let template = NotSent { frame, explanation, advice, debt, cents };
    page_leading_to(status, &template, checkout_origins(edge, profile))
}
