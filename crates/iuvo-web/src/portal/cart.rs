//! Back from Checkout. The page tells what is known, and only receipts say "paid".

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header::REFRESH},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    carts::{
        CartSeen, MailLeaves, NoticePaid, NoticeSeen, mail_leaves, read_cart, return_cart,
        why_no_cart,
    },
    portal::Lapse,
};
use iuvo_domain::{
    cart::{CartReturn, CartStanding},
    debt_position::Installment,
    directory::WorkspaceProfile,
};
use jiff::{SignedDuration, Timestamp};
use pagopa_codes::Cents;

use super::{
    Voice, back_to_search,
    debt::{advice, day_and_time},
    frame,
    mail::{ASKED, Mailing},
    search::Reason,
    workspace,
};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, amount, grouped, local_date, page},
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
    /// The page of what may be paid after all.
    pay_again: Option<String>,
    refreshes: bool,
    /// How the receipts can be asked for by e-mail, if they can.
    mail: Option<MailFrame>,
    /// This page.
    path: String,
}

/// How the receipts are asked for by e-mail.
struct MailFrame {
    mailing: Mailing,
    leaves: MailLeaves,
    /// Whether the form is there, which a page that comes again by itself would empty.
    has_form: bool,
}

/// A step of the chain.
struct Step {
    is_done: bool,
    what: String,
    when: Option<String>,
}

struct Row {
    description: String,
    notice_code: String,
    amount: String,
    debt: String,
    is_receipted: bool,
    is_payable: bool,
    /// How it stands, where the page as a whole does not say it.
    note: Option<String>,
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
    answer(&edge, &profile, &link, Mailing::of_query(query.as_deref())).await
}

/// The page, with what its form for the receipts by e-mail has to say.
pub(super) async fn answer(
    edge: &Edge,
    profile: &WorkspaceProfile,
    link: &str,
    mailing: Mailing,
) -> Result<Response, PageError> {
    let slug = &profile.workspace.slug;
    let Some(seen) = read_cart(&edge.app, profile, link).await? else {
        return Ok(back_to_search(slug, why(why_no_cart(&edge.app, profile, link))));
    };
    let t = Texts::italian();
    let is_waiting = matches!(seen.standing, CartStanding::Waiting | CartStanding::Unknown);
    let mail = mail_leaves(&edge.app, &seen).map(|it| MailFrame::new(mailing, it));
    let is_typed_into = mail.as_ref().is_some_and(|it| it.has_form);
    let refreshes = is_waiting && !is_typed_into && comes_again(&seen, edge.app.now());
    let [title, explanation, advice] = said(t, &seen);
    let notices: Vec<Row> = seen.notices.iter().filter_map(|it| Row::of(t, it)).collect();
    let is_over = matches!(seen.standing, CartStanding::Cancelled | CartStanding::Failed);
    let pay_again = notices.iter().find(|it| is_over && it.is_payable).map(|it| it.debt.clone());
    let status = match mail.as_ref().map(|it| &it.mailing) {
        Some(Mailing::Wrong(..)) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Mailing::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        Some(Mailing::Offered | Mailing::Asked | Mailing::Requested) | None => StatusCode::OK,
    };
    let template = CartPage {
        frame: frame(edge, profile, Voice::Search, title),
        look: look(seen.standing),
        explanation,
        advice,
        steps: steps(t, &seen, edge.app.now()),
        notices,
        fee: fee(&seen.notices).map(amount),
        is_waiting,
        pay_again,
        refreshes,
        mail,
        path: format!("/{slug}/pagamento/{link}"),
    };
    let mut response = page(status, &template);
    if refreshes {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static(REFRESHED_EVERY));
    }
    Ok(response)
}

const fn why(lapse: Lapse) -> Reason {
    match lapse {
        Lapse::TooOld => Reason::PaymentTooOld,
        Lapse::Gone => Reason::Gone,
        Lapse::Unreadable => Reason::Unreadable,
    }
}

impl MailFrame {
    fn new(mailing: Mailing, leaves: MailLeaves) -> Self {
        let has_form = match mailing {
            Mailing::Asked | Mailing::Wrong(..) => true,
            Mailing::Offered | Mailing::Requested | Mailing::TooMany => leaves == MailLeaves::Now,
        };
        Self { mailing, leaves, has_form }
    }

    /// What stands in the field, and what is wrong with it.
    fn typed(&self) -> (&str, Option<&str>) {
        match &self.mailing {
            Mailing::Wrong(typed, defect) => (typed, Some(defect)),
            Mailing::Offered | Mailing::Asked | Mailing::Requested | Mailing::TooMany => ("", None),
        }
    }

    fn title(&self, t: &Texts) -> String {
        match self.leaves {
            MailLeaves::Now => t.say("mail-title"),
            MailLeaves::WithReceipts => t.say("mail-title-later"),
        }
    }

    fn requested(&self, t: &Texts) -> String {
        match self.leaves {
            MailLeaves::Now => t.say("mail-requested"),
            MailLeaves::WithReceipts => t.say("mail-requested-later"),
        }
    }

    fn too_many(&self, t: &Texts) -> String {
        match self.leaves {
            MailLeaves::Now => t.say("mail-too-many"),
            MailLeaves::WithReceipts => t.say("mail-too-many-later"),
        }
    }

    fn send(&self, t: &Texts) -> String {
        match self.leaves {
            MailLeaves::Now => t.say("mail-send"),
            MailLeaves::WithReceipts => t.say("mail-send-later"),
        }
    }
}

/// Whether the page comes again by itself: for a while after the return.
fn comes_again(seen: &CartSeen, now: Timestamp) -> bool {
    let since = seen.cart.returned.map_or(seen.cart.opened_at, |it| it.1);
    now.duration_since(since) < REFRESHED_FOR
}

/// Title, what happened, what to do.
fn said(t: &Texts, seen: &CartSeen) -> [String; 3] {
    let any = |is: fn(&NoticeSeen) -> bool| seen.notices.iter().any(is);
    match seen.standing {
        CartStanding::Confirmed if !any(is_receipted) => [
            t.say("cart-paid-elsewhere"),
            t.say("cart-paid-elsewhere-why"),
            t.say("cart-paid-elsewhere-advice"),
        ],
        CartStanding::Confirmed if any(is_paid_twice) => {
            [t.say("cart-confirmed"), t.say("cart-confirmed-why"), t.say("cart-paid-twice-advice")]
        }
        CartStanding::Confirmed => {
            [t.say("cart-confirmed"), t.say("cart-confirmed-why"), t.say("cart-confirmed-advice")]
        }
        CartStanding::Waiting => {
            [t.say("cart-waiting"), t.say("cart-waiting-why"), t.say("cart-waiting-advice")]
        }
        CartStanding::Cancelled if !any(is_payable) => {
            [t.say("cart-cancelled"), t.say("cart-cancelled-why"), t.say("cart-not-payable-advice")]
        }
        CartStanding::Failed if !any(is_payable) => {
            [t.say("cart-failed"), t.say("cart-failed-why"), t.say("cart-not-payable-advice")]
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

const fn is_receipted(notice: &NoticeSeen) -> bool {
    matches!(notice.paid, Some(NoticePaid::Receipt { .. }))
}

fn is_paid_twice(notice: &NoticeSeen) -> bool {
    notice.debt.is_paid_twice(&notice.debt.notice_number)
}

fn is_payable(notice: &NoticeSeen) -> bool {
    let (debt, number) = (&notice.debt, &notice.debt.notice_number);
    debt.refusal(number).is_none() && debt.in_doubt(number).is_none()
}

const fn look(standing: CartStanding) -> &'static str {
    match standing {
        CartStanding::Confirmed => "alert-success",
        CartStanding::Waiting | CartStanding::Cancelled => "alert-info",
        CartStanding::Failed => "alert-danger",
        CartStanding::Unknown => "alert-warning",
    }
}

fn steps(t: &Texts, seen: &CartSeen, now: Timestamp) -> Vec<Step> {
    let step = |what, at: Option<Timestamp>| Step {
        is_done: at.is_some(),
        what,
        when: at.map(|it| when(t, it, now)),
    };
    let returned = match seen.cart.returned {
        Some((CartReturn::Cancelled, _)) => t.say("step-cancelled"),
        Some((CartReturn::Failed, _)) => t.say("step-failed"),
        Some((CartReturn::Paid | CartReturn::Waiting, _)) | None => t.say("step-returned"),
    };
    let arrived = last_arrival(seen);
    let is_over = matches!(seen.standing, CartStanding::Cancelled | CartStanding::Failed);
    let receipt = (arrived.is_some() || !is_over).then(|| step(t.say("step-receipt"), arrived));
    let sent = step(t.say("step-sent"), seen.cart.forwarded.as_ref().map(|it| it.1));
    let returned = step(returned, seen.cart.returned.map(|it| it.1));
    [sent, returned].into_iter().chain(receipt).collect()
}

/// The time, with its day unless that is today.
fn when(t: &Texts, at: Timestamp, now: Timestamp) -> String {
    let (day, time) = day_and_time(at);
    if local_date(at) == local_date(now) {
        t.fill("at-time", &[("time", &time)])
    } else {
        t.fill("day-and-time", &[("day", &day), ("time", &time)])
    }
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
    fn of(t: &Texts, notice: &NoticeSeen) -> Option<Self> {
        let (_, installment) = notice.debt.installment()?;
        Some(Self {
            description: installment.description.clone(),
            notice_code: grouped(installment.notice_number.as_str()),
            amount: amount(notice.amount),
            debt: format!("/{}/pratica/{}", notice.slug, notice.link),
            is_receipted: is_receipted(notice),
            is_payable: is_payable(notice),
            note: note(t, notice, installment),
        })
    }
}

/// When it was paid, or why it cannot be, as its own page says it.
fn note(t: &Texts, notice: &NoticeSeen, installment: &Installment) -> Option<String> {
    let advised = || advice(t, &notice.debt, installment);
    match &installment.payment {
        Some(payment) if is_receipted(notice) && !is_paid_twice(notice) => {
            let (day, time) = day_and_time(payment.paid_at);
            Some(t.fill("cart-paid-on", &[("day", &day), ("time", &time)]))
        }
        Some(_) => Some(advised()),
        None => notice.debt.refusal(&notice.debt.notice_number).map(|_| advised()),
    }
}
