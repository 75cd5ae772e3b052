//! C18: back from Checkout. The page tells what is known, and only receipts say "paid".

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header::REFRESH},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    carts::{CartSeen, NoticePaid, NoticeSeen, can_mail, read_cart, return_cart},
    in_italy,
};
use iuvo_domain::{
    cart::{CartReturn, CartStanding},
    directory::WorkspaceProfile,
};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::Cents;

use super::{Voice, frame, mail, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, amount, clock_time, page},
};

/// For how long the page comes again by itself while a receipt is on its way.
const REFRESHED_FOR: SignedDuration = SignedDuration::from_mins(2);
/// Seconds from one time to the next.
const REFRESHED_EVERY: &str = "5";

#[derive(Template)]
#[template(path = "portal/cart.html")]
struct CartPage {
    frame: Frame,
    /// The alert's class.
    look: &'static str,
    explanation: String,
    advice: String,
    steps: Vec<Step>,
    notices: Vec<Row>,
    /// What the payer gave the PSPs on top, once known.
    fee: Option<String>,
    is_waiting: bool,
    refreshes: bool,
    /// How the receipts can be asked for by e-mail, if they can.
    mailing: Option<Mailing>,
    /// This page.
    path: String,
}

/// What was asked of the form for the receipts by e-mail.
#[derive(Default)]
pub(super) struct Mailing {
    /// What was typed.
    pub(super) typed: String,
    /// What is wrong with it.
    pub(super) defect: Option<String>,
    /// They are on their way.
    pub(super) is_requested: bool,
    /// They have been asked for too often.
    pub(super) is_too_many: bool,
}

/// A step of the chain.
struct Step {
    is_done: bool,
    what: String,
    when: Option<String>,
}

struct Row {
    description: String,
    amount: String,
    debt: String,
    is_receipted: bool,
}

/// The browser comes back: what it brings is remembered, and the page with a clean address shown.
pub(super) async fn come_back(
    State(edge): State<Edge>,
    Path((slug, link, outcome)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let returned = match outcome.as_str() {
        "riuscito" => CartReturn::Paid,
        "annullato" => CartReturn::Cancelled,
        "non-riuscito" => CartReturn::Failed,
        "in-attesa" => CartReturn::Waiting,
        _ => return Err(PageError::NotFound),
    };
    return_cart(&edge.app, &profile, &link, returned).await?;
    Ok(Redirect::to(&format!("/{slug}/pagamento/{link}")).into_response())
}

pub(super) async fn show(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let is_requested = query.as_deref() == Some(mail::REQUESTED);
    answer(&edge, &profile, &link, Mailing { is_requested, ..<_>::default() }).await
}

/// The page, with what its form for the receipts by e-mail has to say.
pub(super) async fn answer(
    edge: &Edge,
    profile: &WorkspaceProfile,
    link: &str,
    mailing: Mailing,
) -> Result<Response, PageError> {
    let slug = &profile.workspace.slug;
    // A link that leads nowhere any more leads back to the search, which tells nothing.
    let Some(seen) = read_cart(&edge.app, profile, link).await? else {
        return Ok(Redirect::to(&format!("/{slug}")).into_response());
    };
    let t = Texts::italian();
    let is_waiting = matches!(seen.standing, CartStanding::Waiting | CartStanding::Unknown);
    let refreshes = is_waiting && comes_again(&seen, edge.app.now());
    let [title, explanation, advice] = said(t, seen.standing);
    let notices: Vec<Row> = seen.notices.iter().map(Row::of).collect();
    let status = match &mailing {
        Mailing { defect: Some(_), .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Mailing { is_too_many: true, .. } => StatusCode::TOO_MANY_REQUESTS,
        Mailing { .. } => StatusCode::OK,
    };
    let has_receipts = notices.iter().any(|it| it.is_receipted) && !is_waiting;
    let template = CartPage {
        frame: frame(edge, profile, Voice::Search, title),
        look: look(seen.standing),
        explanation,
        advice,
        steps: steps(t, &seen),
        notices,
        fee: fee(&seen.notices).map(amount),
        is_waiting,
        refreshes,
        mailing: Some(mailing).filter(|_| has_receipts && can_mail(&edge.app)),
        path: format!("/{slug}/pagamento/{link}"),
    };
    let mut response = page(status, &template);
    if refreshes {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static(REFRESHED_EVERY));
    }
    Ok(response)
}

/// Whether the page comes again by itself: for a while after the return.
fn comes_again(seen: &CartSeen, now: Timestamp) -> bool {
    let since = seen.cart.returned.map_or(seen.cart.opened_at, |it| it.1);
    now.duration_since(since) < REFRESHED_FOR
}

/// Title, what happened, what to do.
fn said(t: &Texts, standing: CartStanding) -> [String; 3] {
    match standing {
        CartStanding::Confirmed => {
            [t.say("cart-confirmed"), t.say("cart-confirmed-why"), t.say("cart-confirmed-advice")]
        }
        CartStanding::Waiting => {
            [t.say("cart-waiting"), t.say("cart-waiting-why"), t.say("cart-waiting-advice")]
        }
        CartStanding::Cancelled => {
            [t.say("cart-cancelled"), t.say("cart-cancelled-why"), t.say("cart-cancelled-advice")]
        }
        CartStanding::Failed => {
            [t.say("cart-failed"), t.say("cart-failed-why"), t.say("cart-failed-advice")]
        }
        CartStanding::Unknown => {
            [t.say("cart-unknown"), t.say("cart-unknown-why"), t.say("cart-unknown-advice")]
        }
    }
}

const fn look(standing: CartStanding) -> &'static str {
    match standing {
        CartStanding::Confirmed => "alert-success",
        CartStanding::Waiting | CartStanding::Cancelled => "alert-info",
        CartStanding::Failed => "alert-danger",
        CartStanding::Unknown => "alert-warning",
    }
}

fn steps(t: &Texts, seen: &CartSeen) -> Vec<Step> {
    let step = |what, at: Option<Timestamp>| Step {
        is_done: at.is_some(),
        what,
        when: at.map(|it| clock_time(in_italy(it))),
    };
    let returned = match seen.cart.returned {
        Some((CartReturn::Cancelled, _)) => t.say("step-cancelled"),
        Some((CartReturn::Failed, _)) => t.say("step-failed"),
        Some((CartReturn::Paid | CartReturn::Waiting, _)) | None => t.say("step-returned"),
    };
    vec![
        step(t.say("step-sent"), seen.cart.forwarded.as_ref().map(|it| it.1)),
        step(returned, seen.cart.returned.map(|it| it.1)),
        step(t.say("step-receipt"), last_arrival(seen)),
    ]
}

/// When the last receipt came, if all have.
fn last_arrival(seen: &CartSeen) -> Option<Timestamp> {
    let arrivals = seen.notices.iter().map(|it| match &it.paid {
        Some(NoticePaid::Receipt { arrived_at, .. }) => Some(*arrived_at),
        Some(NoticePaid::Elsewhere) | None => None,
    });
    arrivals.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn fee(notices: &[NoticeSeen]) -> Option<Cents> {
    let fees = notices.iter().filter_map(|it| match &it.paid {
        Some(NoticePaid::Receipt { fee, .. }) => Some(*fee),
        Some(NoticePaid::Elsewhere) | None => None,
    });
    Cents::checked_sum(fees).filter(|it| it.is_positive())
}

impl Row {
    fn of(notice: &NoticeSeen) -> Self {
        Self {
            description: notice.description.clone(),
            amount: amount(notice.amount),
            debt: format!("/{}/pratica/{}", notice.slug, notice.link),
            is_receipted: matches!(notice.paid, Some(NoticePaid::Receipt { .. })),
        }
    }
}
